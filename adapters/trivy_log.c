/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/trivy.h"

/* The path of the text that Trivy calls "Dockerfile.0". */
static struct hm_str
text_path(const struct hm_tool_job *job, struct hm_str name)
{
    uint64_t index;

    if (job->n_texts == 0 || !hm_str_starts(name, HM_TRIVY_TEXT_NAME) ||
        !hm_str_to_u64(hm_str_from(name, strlen(HM_TRIVY_TEXT_NAME)), job->n_texts - 1, &index)) {
        return HM_S("");
    }
    return job->texts[index].path;
}

struct hm_str
hm_trivy_path(const struct hm_tool_job *job, struct hm_arena *arena, struct hm_str path)
{
    if (hm_tool_job_image(job).n > 0) {
        while (hm_str_starts(path, "/")) {
            path = hm_str_from(path, 1);
        }
        return hm_collect_name(arena, path);
    }
    if (job->task == HM_TASK_BILL) {
        return job->texts[0].path; /* what it names are kinds of packages */
    }
    while (hm_str_starts(path, "./")) {
        path = hm_str_from(path, 2);
    }
    if (job->kind == HM_AT_TEXTS) {
        return text_path(job, path);
    }
    struct hm_str joined = hm_arena_printf(arena, "%.*s%.*s", HM_FMT(job->prefix), HM_FMT(path));
    return hm_collect_name(arena, joined);
}

/* The value of key="…" in a line of the log, with \" and \\ resolved. */
static bool
log_value(struct hm_arena *arena, struct hm_str line, const char *key, struct hm_str *ret)
{
    const char *hit = memmem(line.p, line.n, key, strlen(key));

    if (hit == NULL) {
        return false;
    }
    struct hm_str rest = hm_str_from(line, (size_t)(hit - line.p) + strlen(key));
    char *p = hm_arena_alloc(arena, rest.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rest.n && rest.p[i] != '"'; i++) {
        if (rest.p[i] == '\\' && i + 1 < rest.n) {
            i++;
        }
        p[n++] = rest.p[i];
    }
    *ret = hm_str_make(p, n);
    return true;
}

static bool
is_noted(const struct hm_collect *out, struct hm_str path)
{
    return out->unread.n > 0 && hm_str_is(out->unread.p[out->unread.n - 1].path, path);
}

enum hm_status
hm_trivy_read_log(const struct hm_tool_job *job, const struct hm_tool_run *run,
                  struct hm_collect *out, struct hm_err *reterr)
{
    struct hm_str rest = run->err;
    struct hm_str line;

    if (run->is_err_cut) {
        return hm_err_set(reterr, HM_E_TOOL,
                          "it wrote so many messages that those about unread files may be lost");
    }
    while (hm_str_split(&rest, '\n', &line)) {
        struct hm_str path, reason;
        if (!hm_str_has(line, "\tERROR\t") || !log_value(out->arena, line, "file_path=\"", &path) ||
            !log_value(out->arena, line, " err=\"", &reason)) {
            continue;
        }
        path = hm_trivy_path(job, out->arena, path);
        if (!is_noted(out, path)) {
            reason = hm_collect_text(out->arena, reason, 200);
            hm_vec_add(out->arena, &out->unread,
                       ((struct hm_unread_file){ .path = path, .reason = reason }));
        }
    }
    return HM_OK;
}
