/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/trivy_parts.h"

enum hm_status
hm_trivy_read_severity(const struct hm_trivy_reader *p, const struct hm_json *at,
                       enum hm_severity *ret)
{
    struct hm_str word;

    HM_TRY(hm_json_need_str(at, "Severity", &word, p->reterr));
    *ret = hm_adapter_severity(p->job->adapter, word);
    if (*ret == HM_SEV_NONE) {
        return hm_json_error(at, p->reterr, "Severity is no level that is known");
    }
    return HM_OK;
}

/* A finding of a rule at @p path, with everything but the message. */
struct hm_finding *
hm_trivy_add_finding(struct hm_trivy_reader *p, const struct hm_rule *rule,
                     enum hm_severity severity, struct hm_str path)
{
    struct hm_finding *finding = hm_vec_push(p->arena, &p->out->findings);

    finding->rule = rule;
    finding->severity = severity;
    if (hm_trivy_is_image(p)) {
        finding->target_kind = HM_TARGET_IMAGE;
        finding->target = hm_collect_name(p->arena, hm_tool_job_image(p->job));
        finding->subject = path;
    } else {
        finding->target_kind = HM_TARGET_FILE;
        finding->path = path;
    }
    return finding;
}

/* The layer by the digest of what it unpacks to: other digests change with its compression. */
enum hm_status
hm_trivy_read_layer(const struct hm_trivy_reader *p, const struct hm_json *at,
                    struct hm_finding *finding)
{
    struct hm_json layer;
    struct hm_str diff_id = { 0 };

    HM_TRY(hm_json_may(at, "Layer", JSON_OBJECT, &layer, p->reterr));
    if (layer.value == NULL || !hm_trivy_is_image(p)) {
        return HM_OK;
    }
    HM_TRY(hm_json_may_str(&layer, "DiffID", &diff_id, p->reterr));
    finding->layer = hm_collect_layer(p->arena, diff_id);
    return HM_OK;
}

enum hm_status
hm_trivy_read_place(const struct hm_trivy_reader *p, const struct hm_json *at,
                    struct hm_finding *finding)
{
    uint64_t line;
    uint64_t end;

    HM_TRY(hm_json_may_u64(at, "StartLine", HM_TRIVY_MAX_LINE, &line, p->reterr));
    HM_TRY(hm_json_may_u64(at, "EndLine", HM_TRIVY_MAX_LINE, &end, p->reterr));
    if (line > 0 && !hm_trivy_is_image(p)) {
        finding->place.line = (uint32_t)line;
        finding->place.end_line = (uint32_t)(end < line ? line : end);
    }
    return HM_OK;
}
