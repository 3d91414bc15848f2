/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/trivy.h"

#include "plugin/base/json.h"

enum {
    TEXT_LIMIT = 200,
};

/* The categories that are findings; the others are what most software is under. */
static const struct {
    const char *word;
    const char *title;
    const char *why;
} categories[] = {
    { "forbidden", "A package is under a licence that Trivy calls forbidden",
      "Such a licence asks more than most companies can give: to publish the source of whatever "
      "serves the package over a network, or to make no money with it." },
    { "restricted", "A package is under a licence that Trivy calls restricted",
      "Such a licence asks that whoever gets the image can get the source of the package too, and "
      "of what is linked to it." },
};

static void
add_finding(const struct hm_tool_job *job, size_t category, struct hm_str package,
            struct hm_str name, struct hm_str path, enum hm_severity severity,
            struct hm_collect *out)
{
    struct hm_arena *arena = out->arena;
    bool is_new;
    struct hm_rule *rule = hm_collect_rule(
        out, hm_arena_printf(arena, "license-%s", categories[category].word), &is_new);

    if (is_new) {
        rule->title = categories[category].title;
        rule->why = categories[category].why;
        rule->fix = "Ask who knows the licences that your company accepts; replace the package if "
                    "this is none of them.";
        rule->severity = severity;
    }
    rule->severity = severity > rule->severity ? severity : rule->severity;
    struct hm_finding *finding = hm_vec_push(arena, &out->findings);
    finding->rule = rule;
    finding->severity = severity;
    finding->path = path;
    struct hm_str image = hm_tool_job_image(job);
    if (image.n > 0) {
        finding->target_kind = HM_TARGET_IMAGE;
        finding->target = hm_collect_name(arena, image);
    } else {
        finding->target_kind = HM_TARGET_FILE;
        finding->place.line = 1;
        finding->place.end_line = 1;
    }
    name = hm_collect_text(arena, name, TEXT_LIMIT);
    finding->package = hm_collect_name(arena, package);
    finding->subject = hm_arena_printf(arena, "%.*s %.*s", HM_FMT(finding->package), HM_FMT(name));
    if (finding->package.n > 0) {
        finding->message =
            hm_arena_printf(arena, "%.*s is under %.*s, a %s licence.", HM_FMT(finding->package),
                            HM_FMT(name), categories[category].word);
    } else {
        finding->message = hm_arena_printf(arena, "%.*s is a licence of %.*s, and %s.",
                                           HM_FMT(name), HM_FMT(path), categories[category].word);
    }
}

enum hm_status
hm_trivy_read_licence(const struct hm_tool_job *job, const struct hm_json *at, struct hm_str target,
                      struct hm_collect *out, struct hm_err *reterr)
{
    struct hm_str word, category, package, name, path;

    HM_TRY(hm_json_need_str(at, "Severity", &word, reterr));
    HM_TRY(hm_json_need_str(at, "Category", &category, reterr));
    HM_TRY(hm_json_need_str(at, "Name", &name, reterr));
    HM_TRY(hm_json_may_str(at, "PkgName", &package, reterr));
    HM_TRY(hm_json_may_str(at, "FilePath", &path, reterr));
    enum hm_severity severity = hm_adapter_severity(job->adapter, word);
    if (severity == HM_SEV_NONE) {
        return hm_json_error(at, reterr, "Severity is no level that is known");
    }
    path = path.n > 0 || hm_tool_job_image(job).n > 0 ? path : target;
    for (size_t i = 0; i < sizeof categories / sizeof categories[0]; i++) {
        if (hm_str_eq(category, categories[i].word)) {
            add_finding(job, i, package, name, hm_trivy_path(job, out->arena, path), severity, out);
        }
    }
    return HM_OK;
}
