/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/trivy_parts.h"

#include "plugin/base/auto.h"

static enum hm_status
add_licence(struct hm_trivy_reader *p, const struct hm_trivy_result *result,
            const struct hm_json *at)
{
    return hm_trivy_read_licence(p->job, at, result->target, p->out, p->reterr);
}

/* What is read of an element; what else there is can be long. */
static const char *const package_members[] = { "Identifier", "Locations", NULL };
/* The first two are what an advisory says of itself, the same for all packages: read once. */
static const char *const advisory_members[] = {
    "Description",  "CweIDs",         "VulnerabilityID", "PkgName",    "InstalledVersion",
    "FixedVersion", "Status",         "Title",           "PrimaryURL", "PkgPath",
    "VendorIDs",    "SeveritySource", "PkgIdentifier",   "References", "Severity",
    "CVSS",         "VendorSeverity", "Layer",           NULL
};
static const char *const *const vulnerability_members = advisory_members + 2;

struct list {
    const char *key;
    const char *const *members; /* that are read; NULL: all */
    enum hm_status (*add)(struct hm_trivy_reader *, const struct hm_trivy_result *,
                          const struct hm_json *);
};

static const struct list lists[] = {
    { "Packages", package_members, hm_trivy_read_package },
    { "Vulnerabilities", vulnerability_members, hm_trivy_read_vulnerability },
    { "Misconfigurations", NULL, hm_trivy_read_misconfiguration },
    { "Licenses", NULL, add_licence },
    { "Secrets", NULL, hm_trivy_read_secret },
};

static enum hm_status
read_element(struct hm_trivy_reader *p, const struct hm_trivy_result *result,
             const struct list *list)
{
    hm_auto_json json_t *owner = NULL;
    const char *const *members = list->members;
    struct hm_json at;

    /* What an advisory says of itself is the same for all packages: it is read once. */
    if (members == vulnerability_members &&
        !hm_collect_has_rule(p->out, hm_json_pull_peek(&p->pull, HM_S("VulnerabilityID")))) {
        members = advisory_members;
    }
    if (members == NULL) {
        HM_TRY(hm_json_pull_take(&p->pull, &owner, &at, p->reterr));
    } else {
        HM_TRY(hm_json_pull_take_only(&p->pull, members, &owner, &at, p->reterr));
    }
    HM_TRY(hm_json_expect(&at, JSON_OBJECT, p->reterr));
    return list->add(p, result, &at);
}

static enum hm_status
check_result(const struct hm_trivy_reader *p, const struct hm_trivy_result *result,
             const struct hm_json *at)
{
    static const char *const classes[] = { "os-pkgs", "lang-pkgs",    "config", "secret",
                                           "license", "license-file", "custom", NULL };

    struct hm_json target = { .up = at, .key = "Target" };
    struct hm_json class = { .up = at, .key = "Class" };

    if (result->target.p == NULL || result->class.p == NULL) {
        return hm_json_expect(result->target.p == NULL ? &target : &class, JSON_STRING, p->reterr);
    }
    if (!hm_str_in(result->class, classes)) {
        return hm_json_error(at, p->reterr, "Class is none that is known");
    }
    if (p->job->task == HM_TASK_DOCKERFILE && p->job->kind == HM_AT_TEXTS &&
        hm_trivy_path(p->job, p->arena, result->target).n == 0) {
        return hm_json_error(at, p->reterr, "Target is none of the files it was given");
    }
    return HM_OK;
}

static enum hm_status
read_list(struct hm_trivy_reader *p, const struct hm_trivy_result *result, const struct list *list)
{
    bool has = false;

    if (hm_json_pull_is_null(&p->pull)) {
        return hm_json_pull_skip(&p->pull, p->reterr);
    }
    HM_TRY(hm_json_pull_enter(&p->pull, JSON_ARRAY, p->reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            return HM_OK;
        }
        HM_TRY(read_element(p, result, list));
    }
}

static const struct list *
find_list(struct hm_str key)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (hm_str_eq(key, lists[i].key)) {
            return &lists[i];
        }
    }
    return NULL;
}

static enum hm_status
read_text(struct hm_trivy_reader *p, struct hm_str *ret)
{
    hm_auto_json json_t *owner = NULL;
    struct hm_json at;

    HM_TRY(hm_json_pull_take(&p->pull, &owner, &at, p->reterr));
    HM_TRY(hm_json_expect(&at, JSON_STRING, p->reterr));
    *ret = hm_arena_str(p->arena, hm_json_text(&at));
    return HM_OK;
}

/* Trivy writes Target and Class in front of the lists, which are read by them. */
static enum hm_status
read_result(struct hm_trivy_reader *p, const struct hm_json *at)
{
    struct hm_trivy_result result = { 0 };
    bool has = false;

    (void)json_object_clear(p->lines);
    HM_TRY(hm_json_pull_enter(&p->pull, JSON_OBJECT, p->reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            break;
        }
        const struct list *list = find_list(p->pull.key);
        if (list != NULL) {
            HM_TRY(check_result(p, &result, at));
            HM_TRY(read_list(p, &result, list));
        } else if (hm_str_eq(p->pull.key, "Target")) {
            HM_TRY(read_text(p, &result.target));
        } else if (hm_str_eq(p->pull.key, "Class")) {
            HM_TRY(read_text(p, &result.class));
        } else {
            HM_TRY(hm_json_pull_skip(&p->pull, p->reterr));
        }
    }
    p->has_packages |= hm_str_ends(result.class, "-pkgs");
    return check_result(p, &result, at);
}

static enum hm_status
read_results(struct hm_trivy_reader *p)
{
    struct hm_json root = { 0 };
    struct hm_json list = { .up = &root, .key = "Results" };
    bool has = false;

    if (hm_json_pull_is_null(&p->pull)) {
        return hm_json_pull_skip(&p->pull, p->reterr);
    }
    HM_TRY(hm_json_pull_enter(&p->pull, JSON_ARRAY, p->reterr));
    for (size_t i = 0;; i++) {
        struct hm_json at = { .up = &list, .index = i };
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            return HM_OK;
        }
        HM_TRY(read_result(p, &at));
    }
}

static bool
is_asked_type(enum hm_task task, struct hm_str type)
{
    return task == HM_TASK_BILL
               ? hm_str_eq(type, "cyclonedx") || hm_str_eq(type, "spdx")
               : hm_str_eq(type, task == HM_TASK_IMAGE ? "container_image" : "filesystem");
}

/* What the document says of itself: @p head is all of it but the results. */
static enum hm_status
read_head(struct hm_trivy_reader *p, const json_t *head)
{
    struct hm_json root = hm_json_root(head);
    struct hm_str type;
    uint64_t schema;

    HM_TRY(hm_json_need_u64(&root, "SchemaVersion", UINT32_MAX, &schema, p->reterr));
    if (schema != 2) {
        return hm_json_error(&root, p->reterr, "SchemaVersion is %u where 2 is read",
                             (unsigned)schema);
    }
    HM_TRY(hm_json_need_str(&root, "ArtifactType", &type, p->reterr));
    if (!is_asked_type(p->job->task, type)) {
        return hm_json_error(&root, p->reterr, "ArtifactType is not what was asked for");
    }
    return hm_trivy_read_about(p->job, &root, p->out, p->reterr);
}

static enum hm_status
read_document(struct hm_trivy_reader *p)
{
    hm_auto_json json_t *head = json_object();
    bool was_read = false;
    bool has = false;

    HM_TRY(hm_json_pull_enter(&p->pull, JSON_OBJECT, p->reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            break;
        }
        if (hm_str_eq(p->pull.key, "Results")) {
            /* Trivy says first what it looked at. */
            was_read = json_object_get(head, "ArtifactType") != NULL;
            HM_TRY(was_read ? read_head(p, head) : HM_OK);
            HM_TRY(read_results(p));
        } else {
            HM_TRY(hm_json_pull_keep(&p->pull, head, p->reterr));
        }
    }
    HM_TRY(hm_json_pull_end(&p->pull, p->reterr));
    HM_TRY(was_read ? HM_OK : read_head(p, head));
    if (p->job->task == HM_TASK_IMAGE && !p->has_packages) {
        hm_collect_note(p->out, HM_NOTE_INFO, "no-packages", p->job->target,
                        "Trivy knows no package in this image, neither of a distribution nor of a "
                        "language, so it cannot know a vulnerability either.");
    }
    return HM_OK;
}

enum hm_status
hm_trivy_parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
               struct hm_err *reterr)
{
    hm_auto_json json_t *lines = json_object();
    struct hm_trivy_reader p = {
        .job = job, .out = out, .arena = out->arena, .reterr = reterr, .lines = lines
    };

    hm_json_pull_begin(&p.pull, run->out, run->is_out_mapped);
    enum hm_status status = read_document(&p);
    hm_json_pull_done(&p.pull);
    return status == HM_OK ? hm_trivy_read_log(job, run, out, reterr) : status;
}
