/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/trivy_parts.h"

static struct hm_str
with_period(struct hm_arena *arena, struct hm_str text)
{
    return hm_str_ends(text, ".") ? text : hm_arena_printf(arena, "%.*s.", HM_FMT(text));
}

enum hm_status
hm_trivy_read_misconfiguration(struct hm_trivy_reader *p, const struct hm_trivy_result *result,
                               const struct hm_json *at)
{
    struct hm_str id, title, about, message, resolution, url, state;
    struct hm_json cause;
    enum hm_severity severity;
    bool is_new;

    HM_TRY(hm_json_need_str(at, "ID", &id, p->reterr));
    HM_TRY(hm_json_need_str(at, "Status", &state, p->reterr));
    HM_TRY(hm_json_may_str(at, "Title", &title, p->reterr));
    HM_TRY(hm_json_may_str(at, "Description", &about, p->reterr));
    HM_TRY(hm_json_may_str(at, "Message", &message, p->reterr));
    HM_TRY(hm_json_may_str(at, "Resolution", &resolution, p->reterr));
    HM_TRY(hm_json_may_str(at, "PrimaryURL", &url, p->reterr));
    HM_TRY(hm_json_may(at, "CauseMetadata", JSON_OBJECT, &cause, p->reterr));
    HM_TRY(hm_trivy_read_severity(p, at, &severity));
    if (!hm_str_eq(state, "FAIL")) {
        return HM_OK;
    }
    if (hm_str_starts(id, "AVD-")) {
        id = hm_str_from(id, 4);
    }
    struct hm_rule *rule = hm_collect_rule(p->out, id, &is_new);
    if (is_new) {
        rule->title = hm_collect_c(p->arena, title.n > 0 ? title : id, HM_TRIVY_TITLE_LIMIT);
        rule->why = hm_collect_c(p->arena, about, HM_TRIVY_HELP_LIMIT);
        rule->fix = hm_collect_c(p->arena, resolution, HM_TRIVY_HELP_LIMIT);
        rule->url = hm_collect_c(p->arena, hm_collect_url(p->arena, url), HM_TRIVY_HELP_LIMIT);
        rule->severity = severity;
    }
    struct hm_finding *finding =
        hm_trivy_add_finding(p, rule, severity, hm_trivy_path(p->job, p->arena, result->target));
    finding->url = hm_collect_url(p->arena, url);
    message = hm_collect_text(p->arena,
                              message.n > 0 ? message
                              : title.n > 0 ? title
                                            : id,
                              HM_TRIVY_TEXT_LIMIT);
    finding->message = with_period(p->arena, message);
    return cause.value == NULL ? HM_OK : hm_trivy_read_place(p, &cause, finding);
}

/* Neither Match nor Code is read: they quote the secret's surroundings. */
enum hm_status
hm_trivy_read_secret(struct hm_trivy_reader *p, const struct hm_trivy_result *result,
                     const struct hm_json *at)
{
    struct hm_str id, title;
    enum hm_severity severity;
    bool is_new;

    HM_TRY(hm_json_need_str(at, "RuleID", &id, p->reterr));
    HM_TRY(hm_json_may_str(at, "Title", &title, p->reterr));
    HM_TRY(hm_trivy_read_severity(p, at, &severity));
    /* Baked into an image it is critical whatever it is. */
    severity = hm_trivy_is_image(p) ? HM_SEV_CRITICAL : severity;
    title = hm_collect_text(p->arena, title.n > 0 ? title : id, HM_TRIVY_TITLE_LIMIT);
    struct hm_rule *rule = hm_collect_rule(p->out, id, &is_new);
    if (is_new) {
        rule->title = hm_arena_c(p->arena, title);
        rule->why = "Whoever can read the file or pull the image has the secret, later versions "
                    "that delete it notwithstanding.";
        rule->fix = "Revoke the secret, then remove it and give it at build or run time by a "
                    "secret mount.";
        rule->practice = HM_PRACTICE_SECRETS;
        rule->cwe[0] = 798;
        rule->severity = severity;
    }
    bool is_config = hm_trivy_is_image(p) && !hm_str_starts(result->target, "/");
    struct hm_str path = hm_trivy_path(p->job, p->arena, is_config ? hm_str_c("") : result->target);
    struct hm_finding *finding = hm_trivy_add_finding(p, rule, severity, path);
    uint64_t line;
    HM_TRY(hm_json_may_u64(at, "StartLine", HM_TRIVY_MAX_LINE, &line, p->reterr));
    if (is_config) {
        finding->subject = HM_S("configuration");
        finding->message = hm_arena_printf(
            p->arena, "%.*s in the image's configuration (ENV, LABEL or history).", HM_FMT(title));
    } else if (hm_trivy_is_image(p)) {
        finding->message = hm_arena_printf(p->arena, "%.*s in /%.*s, line %u.", HM_FMT(title),
                                           HM_FMT(path), (unsigned)line);
    } else {
        finding->message = hm_arena_printf(p->arena, "%.*s in this file.", HM_FMT(title));
    }
    HM_TRY(hm_trivy_read_layer(p, at, finding));
    return hm_trivy_read_place(p, at, finding);
}
