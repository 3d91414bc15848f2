/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/upload/deliver.h"

#include "plugin/base/auto.h"
#include "plugin/driver/commands/cmd.h"

enum {
    DEADLINE_S = 600,
};

enum hm_status
hm_deliver_like(const struct hm_args *args, struct hm_upload_request *ret_request,
                struct hm_err *reterr)
{
    size_t n_files = args->values[HM_OPT_HEADER_FILE].n;
    struct hm_str *files = hm_arena_new(args->arena, struct hm_str, n_files);
    unsigned seconds = 0;

    HM_TRY(hm_args_number(args, HM_OPT_TIMEOUT, 1, 86400, DEADLINE_S, &seconds, reterr));
    for (size_t i = 0; i < n_files; i++) {
        files[i] = hm_str_c(args->values[HM_OPT_HEADER_FILE].p[i]);
    }
    *ret_request = (struct hm_upload_request){
        .header_files = files,
        .n_header_files = n_files,
        .ca_file = hm_str_c(hm_args_text(args, HM_OPT_CA_FILE)),
        .is_dry_run = hm_args_has(args, HM_OPT_DRY_RUN),
        .is_offline = hm_args_has(args, HM_OPT_OFFLINE),
        .deadline = hm_clock_ms() + seconds * INT64_C(1000),
        .stop = &hm_stop_signal,
    };
    return HM_OK;
}

enum hm_status
hm_deliver_request(const struct hm_args *args, const char *to,
                   struct hm_upload_request *ret_request, struct hm_err *reterr)
{
    const char *method = hm_args_text(args, HM_OPT_METHOD);
    struct hm_str target = hm_str_c(to);

    HM_TRY(hm_deliver_like(args, ret_request, reterr));
    if (method != NULL) {
        bool is_put = strcmp(method, "PUT") == 0;
        if (!is_put && strcmp(method, "POST") != 0) {
            return hm_err_set(reterr, HM_E_USAGE, "--method takes POST or PUT, not \"%s\"", method);
        }
        target = hm_arena_printf(args->arena, "%s:%s", is_put ? "put" : "post", to);
    }
    if (hm_upload_find(target) == NULL) {
        return hm_err_set(
            reterr, HM_E_USAGE,
            "\"%s\" is no target of an upload; there are github, github-comment, "
            "gitlab-note, gitlab-status, defectdojo, and URLs (https, or http on this "
            "machine; post: in front of one sends it by POST)",
            to);
    }
    ret_request->to = target;
    return HM_OK;
}

struct hm_spool
hm_deliver_spool(const struct hm_args *args, struct hm_err *ret_gap)
{
    struct hm_spool spool = { .fd = -1 };

    if (!hm_args_has(args, HM_OPT_DRY_RUN) &&
        hm_spool_open(args->arena, hm_str_c(hm_args_text(args, HM_OPT_SPOOL_DIR)),
                      &(struct hm_env){ 0 }, &spool, ret_gap) != HM_OK) {
        hm_spool_close(&spool);
        spool.path = (struct hm_str){ 0 };
    }
    return spool;
}

/* --- one upload --- */

struct kept {
    struct hm_arena *arena;
    struct hm_spool *spool;
    struct hm_spool_file file;
    struct hm_str place;
    struct hm_err gap; /* why it could not be kept */
};

/* Before the first byte goes out. What cannot be kept is sent all the same. */
static enum hm_status
keep(void *ctx, const struct hm_upload_talk *talk, struct hm_err *reterr)
{
    struct kept *kept = ctx;
    hm_auto_buf struct hm_buf content = { 0 };
    hm_auto_free char *cwd = realpath(".", NULL);

    (void)reterr;
    kept->place = hm_arena_str(kept->arena, talk->place);
    hm_spool_write(talk, hm_str_c(cwd), &content);
    (void)!hm_spool_keep(kept->arena, kept->spool, hm_buf_str(&content), &kept->file, &kept->gap);
    return HM_OK;
}

/* Whether another try, another day or with another token, may do what this one did not. */
static bool
may_arrive(enum hm_status status)
{
    return status == HM_E_NETWORK || status == HM_E_TIMEOUT || status == HM_E_AUTH ||
           status == HM_E_NOT_FOUND || status == HM_E_REFUSED;
}

/* Removes what waits to be put where something later lies now. */
static void
drop_older(struct hm_arena *arena, const struct hm_spool *spool, struct hm_str name,
           struct hm_str place)
{
    struct hm_str *names = NULL;
    size_t n = 0;

    if (place.n == 0 || hm_spool_list(arena, spool, &names, &n, NULL) != HM_OK) {
        return;
    }
    for (size_t i = 0; i < n && hm_str_compare(names[i], name) < 0; i++) {
        hm_auto_buf struct hm_buf content = { 0 };
        struct hm_spool_file file = { .fd = -1 };
        struct hm_spool_upload upload;
        if (hm_spool_take(spool, names[i], &file, &content, NULL) == HM_OK &&
            hm_spool_read(arena, hm_buf_str(&content), &upload, NULL) == HM_OK &&
            hm_str_is(upload.place, place)) {
            hm_spool_drop(spool, &file);
        }
        hm_spool_release(&file);
    }
}

enum hm_status
hm_deliver(struct hm_spool *spool, const struct hm_upload_request *request,
           struct hm_upload_result *result, struct hm_err *ret_gap, struct hm_err *reterr)
{
    struct hm_upload_request full = *request;
    struct kept kept = { .arena = &result->arena, .spool = spool, .file = { .fd = -1 } };

    if (spool->path.n > 0) {
        full.keep = keep;
        full.keep_ctx = &kept;
    }
    enum hm_status status = hm_upload_send(&full, result, reterr);
    if (ret_gap != NULL) {
        *ret_gap = kept.gap;
    }
    if (kept.file.fd < 0) {
        return status;
    }
    if (status == HM_OK) {
        drop_older(&result->arena, spool, kept.file.name, kept.place);
    }
    if (status == HM_OK || !may_arrive(status)) {
        hm_spool_drop(spool, &kept.file);
        return status;
    }
    if (reterr != NULL) {
        struct hm_err why = *reterr;
        (void)hm_err_set(reterr, why.status,
                         "%s; the report waits in %.*s: `hullmark upload --spool` sends it",
                         why.text, HM_FMT(spool->path));
    }
    hm_spool_release(&kept.file);
    return status;
}

/* --- what waits --- */

struct waiting {
    struct hm_str name;
    struct hm_str place;
};

/* Takes and reads a file. HM_E_NOT_FOUND and HM_E_REFUSED: it is none of ours now. */
static enum hm_status
take(struct hm_arena *arena, const struct hm_spool *spool, struct hm_str name,
     struct hm_spool_file *file, struct hm_buf *content, struct hm_spool_upload *upload,
     struct hm_err *reterr)
{
    enum hm_status status = hm_spool_take(spool, name, file, content, reterr);

    if (status == HM_OK) {
        status = hm_spool_read(arena, hm_buf_str(content), upload, reterr);
    }
    return status;
}

static bool
is_superseded(const struct waiting *all, size_t n, size_t at)
{
    for (size_t i = at + 1; all[at].place.n > 0 && i < n; i++) {
        if (hm_str_is(all[i].place, all[at].place)) {
            return true;
        }
    }
    return false;
}

static enum hm_status
resume(struct hm_spool *spool, const struct waiting *one, const struct hm_upload_request *like,
       struct hm_upload_result *result, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf content = { 0 };
    struct hm_spool_file file = { .fd = -1 };
    struct hm_spool_upload upload;
    enum hm_status status =
        take(&result->arena, spool, one->name, &file, &content, &upload, reterr);

    if (status == HM_OK) {
        upload.request.is_dry_run = like->is_dry_run;
        upload.request.is_offline = like->is_offline;
        upload.request.deadline = like->deadline;
        upload.request.stop = like->stop;
        status = hm_upload_send(&upload.request, result, reterr);
    }
    if (status == HM_OK && !like->is_dry_run) {
        drop_older(&result->arena, spool, one->name, one->place);
        hm_spool_drop(spool, &file);
    }
    hm_spool_release(&file);
    return status;
}

enum hm_status
hm_deliver_waiting(struct hm_spool *spool, const struct hm_upload_request *like,
                   hm_deliver_fn *tell, void *ctx, struct hm_deliver_count *ret,
                   struct hm_err *reterr)
{
    struct hm_arena arena = { 0 };
    struct hm_str *names = NULL;
    size_t n = 0;
    enum hm_status status = hm_spool_list(&arena, spool, &names, &n, reterr);
    struct waiting *all = hm_arena_new(&arena, struct waiting, n + 1);

    *ret = (struct hm_deliver_count){ 0 };
    for (size_t i = 0; i < n; i++) {
        hm_auto_buf struct hm_buf content = { 0 };
        struct hm_spool_file file = { .fd = -1 };
        struct hm_spool_upload upload = { 0 };
        (void)!take(&arena, spool, names[i], &file, &content, &upload, NULL);
        hm_spool_release(&file);
        all[i] = (struct waiting){ names[i], upload.place };
    }
    for (size_t i = 0; i < n; i++) {
        struct hm_upload_result result = { 0 };
        struct hm_err err = { 0 };
        if (is_superseded(all, n, i)) {
            continue;
        }
        enum hm_status one = resume(spool, &all[i], like, &result, &err);
        if (one != HM_E_NOT_FOUND || result.status != 0) { /* gone: another process sent it */
            tell(ctx, all[i].name, &result, one == HM_OK ? NULL : &err);
            ret->n_sent += one == HM_OK;
            ret->n_left += one != HM_OK;
        }
        hm_upload_result_done(&result);
    }
    hm_arena_done(&arena);
    return status;
}
