/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/trivy.h"

#include "adapters/locate.h"
#include "plugin/base/json.h"

enum {
    HEAD = 400, /* bytes of a document in which it says what made it */
};

bool
hm_trivy_says_version(struct hm_str out)
{
    struct hm_str head = hm_str_sub(out, 0, HEAD);
    const char *at = head.n == 0 ? NULL : memmem(head.p, head.n, "\"Trivy\"", strlen("\"Trivy\""));

    return at != NULL && hm_version_find(hm_str_from(head, (size_t)(at - head.p))).n > 0;
}

/* Whether the image it scanned is the one that was asked for. */
static enum hm_status
check_identity(const struct hm_tool_job *job, const struct hm_json *metadata, struct hm_err *reterr)
{
    struct hm_str id;
    struct hm_json digests;
    struct hm_str asked = hm_str_from(job->location, hm_str_find_last(job->location, '@') + 1);

    HM_TRY(hm_json_need_str(metadata, "ImageID", &id, reterr));
    if (job->config_digest.n > 0 && !hm_str_is(id, job->config_digest)) {
        return hm_err_set(reterr, HM_E_TOOL, "it scanned the image %.*s instead of %.*s",
                          HM_FMT(id), HM_FMT(job->config_digest));
    }
    if (job->kind != HM_AT_REGISTRY || asked.n == 0) {
        return HM_OK;
    }
    HM_TRY(hm_json_may(metadata, "RepoDigests", JSON_ARRAY, &digests, reterr));
    for (size_t i = 0; i < hm_json_count(&digests); i++) {
        struct hm_json item;
        HM_TRY(hm_json_item(&digests, i, JSON_STRING, &item, reterr));
        struct hm_str text = hm_json_text(&item);
        if (hm_str_is(hm_str_from(text, hm_str_find_last(text, '@') + 1), asked)) {
            return HM_OK;
        }
    }
    return hm_err_set(reterr, HM_E_TOOL, "it does not say that it scanned %.*s", HM_FMT(asked));
}

/* An operating system whose distributor tracks its faults no more. */
static enum hm_status
check_age(const struct hm_tool_job *job, const struct hm_json *metadata, struct hm_collect *out,
          struct hm_err *reterr)
{
    struct hm_json os;
    struct hm_str family, name;
    bool is_ended;

    HM_TRY(hm_json_may(metadata, "OS", JSON_OBJECT, &os, reterr));
    if (os.value == NULL) {
        return HM_OK;
    }
    HM_TRY(hm_json_may_str(&os, "Family", &family, reterr));
    HM_TRY(hm_json_may_str(&os, "Name", &name, reterr));
    HM_TRY(hm_json_may_bool(&os, "EOSL", &is_ended, reterr));
    if (is_ended) {
        family = hm_collect_name(out->arena, family);
        name = hm_collect_name(out->arena, name);
        hm_collect_note(out, HM_NOTE_WARNING, "os-end-of-life", job->target,
                        "%.*s %.*s gets no security updates any more, so the list of its "
                        "vulnerabilities is not complete; use a supported release.",
                        HM_FMT(family), HM_FMT(name));
    }
    return HM_OK;
}

/* It says "none" of packages of a distribution that the bill does not name, and judges nothing of
 * them: that is no clean bill. */
static enum hm_status
check_bill(const struct hm_tool_job *job, const struct hm_json *root, struct hm_collect *out,
           struct hm_err *reterr)
{
    struct hm_json metadata, os;
    struct hm_str family = { 0 };

    HM_TRY(hm_json_may(root, "Metadata", JSON_OBJECT, &metadata, reterr));
    if (metadata.value == NULL) {
        return HM_OK;
    }
    HM_TRY(hm_json_may(&metadata, "OS", JSON_OBJECT, &os, reterr));
    if (os.value != NULL) {
        HM_TRY(hm_json_may_str(&os, "Family", &family, reterr));
    }
    if (hm_str_eq(family, "none")) {
        hm_vec_add(out->arena, &out->unread,
                   ((struct hm_unread_file){
                       .path = job->target,
                       .reason = HM_S("it does not name the operating system's release in a way "
                                      "that Trivy knows, so the system's packages were not "
                                      "judged") }));
    }
    return check_age(job, &metadata, out, reterr);
}

/* What a server judged by; ours are not what it was. */
static enum hm_status
read_server(const struct hm_tool_job *job, const struct hm_json *trivy, struct hm_collect *out,
            struct hm_err *reterr)
{
    struct hm_json server, database;

    HM_TRY(hm_json_may(trivy, "Server", JSON_OBJECT, &server, reterr));
    if (server.value == NULL) {
        return HM_OK;
    }
    if (job->server.n == 0) {
        return hm_json_error(trivy, reterr, "it asked a server, and was not told to");
    }
    HM_TRY(hm_json_may(&server, "VulnerabilityDB", JSON_OBJECT, &database, reterr));
    if (database.value != NULL) {
        HM_TRY(hm_json_may_str(&database, "UpdatedAt", &out->data_date, reterr));
        out->data_date = hm_collect_name(out->arena, out->data_date);
    }
    return HM_OK;
}

enum hm_status
hm_trivy_read_about(const struct hm_tool_job *job, const struct hm_json *root,
                    struct hm_collect *out, struct hm_err *reterr)
{
    struct hm_json trivy, metadata;

    HM_TRY(hm_json_may(root, "Trivy", JSON_OBJECT, &trivy, reterr));
    if (trivy.value != NULL) {
        HM_TRY(hm_json_may_str(&trivy, "Version", &out->version, reterr));
        out->version = hm_collect_name(out->arena, out->version);
        HM_TRY(read_server(job, &trivy, out, reterr));
    }
    if (job->task == HM_TASK_BILL) {
        return check_bill(job, root, out, reterr);
    }
    if (job->task == HM_TASK_IMAGE) {
        HM_TRY(hm_json_need(root, "Metadata", JSON_OBJECT, &metadata, reterr));
        HM_TRY(check_identity(job, &metadata, reterr));
        HM_TRY(check_age(job, &metadata, out, reterr));
    }
    return HM_OK;
}
