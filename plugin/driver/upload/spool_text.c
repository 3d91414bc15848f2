/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/upload/spool_text.h"

#include "plugin/base/crypto.h"
#include "plugin/base/json.h"
#include "reports/json_out.h"

enum {
    VERSION = 1,
    HEAD_LIMIT = 1024 * 1024, /* bytes of the line */
};

/* --- written --- */

static void
write_paths(struct hm_json_out *json, const char *key, const struct hm_str *paths, size_t n,
            struct hm_str folder)
{
    hm_json_out_array(json, key);
    for (size_t i = 0; i < n; i++) {
        hm_auto_buf struct hm_buf path = { 0 };
        if (!hm_str_starts(paths[i], "/")) {
            hm_buf_add(&path, folder);
            hm_buf_putc(&path, '/');
        }
        hm_buf_add(&path, paths[i]);
        hm_json_out_str(json, NULL, hm_buf_str(&path));
    }
    hm_json_out_end_array(json);
}

static void
write_variables(struct hm_json_out *json, const struct hm_upload_request *request)
{
    const struct hm_upload *target = hm_upload_find(request->to);

    hm_json_out_object(json, "variables");
    for (size_t i = 0; target->variables[i] != NULL; i++) {
        hm_json_out_some(json, target->variables[i],
                         hm_env_get(&request->env, target->variables[i]));
    }
    hm_json_out_end_object(json);
}

static struct hm_str
digest(struct hm_str report, char hex[HM_HASH_MAX_HEX])
{
    struct hm_hash hash;
    unsigned char bytes[HM_HASH_MAX_BYTES];

    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, report.p, report.n);
    hm_hex(bytes, hm_hash_final(&hash, bytes), hex);
    return hm_str_c(hex);
}

void
hm_spool_write(const struct hm_upload_talk *talk, struct hm_str folder, struct hm_buf *buf)
{
    const struct hm_upload_request *request = talk->request;
    struct hm_json_out json = { .buf = buf };
    char hex[HM_HASH_MAX_HEX];

    hm_json_out_object(&json, NULL);
    hm_json_out_uint(&json, "spool", VERSION);
    hm_json_out_str(&json, "to", request->to);
    hm_json_out_some(&json, "place", talk->place);
    hm_json_out_some(&json, "mediaType", request->media_type);
    hm_json_out_some(&json, "verdict", request->verdict);
    hm_json_out_some(&json, "reason", request->reason);
    hm_json_out_some(&json, "startedAt", request->started_at);
    hm_json_out_some(&json, "ref", talk->ref);
    hm_json_out_some(&json, "sha", talk->sha);
    write_paths(&json, "headerFiles", request->header_files, request->n_header_files, folder);
    write_paths(&json, "caFile", &request->ca_file, request->ca_file.n > 0 ? 1 : 0, folder);
    write_variables(&json, request);
    hm_json_out_uint(&json, "size", request->report.n);
    hm_json_out_str(&json, "sha256", digest(request->report, hex));
    hm_json_out_end_object(&json);
    hm_buf_putc(buf, '\n');
    hm_buf_add(buf, request->report);
}

/* --- read --- */

static const char *
variable(void *ctx, const char *name)
{
    const struct hm_spool_upload *upload = ctx;
    const struct hm_upload *target = hm_upload_find(upload->request.to);

    for (size_t i = 0; i < upload->variables.n; i++) {
        if (hm_str_eq(upload->variables.p[i].name, name)) {
            return upload->variables.p[i].value.p;
        }
    }
    /* One that was not set then is not set now, whatever the job is that resumes. */
    for (size_t i = 0; target->variables[i] != NULL; i++) {
        if (strcmp(target->variables[i], name) == 0) {
            return NULL;
        }
    }
    return getenv(name);
}

static enum hm_status
read_text(struct hm_arena *arena, const struct hm_json *head, const char *key, struct hm_str *ret,
          struct hm_err *reterr)
{
    HM_TRY(hm_json_may_str(head, key, ret, reterr));
    *ret = hm_arena_str(arena, *ret);
    return HM_OK;
}

static enum hm_status
read_paths(struct hm_arena *arena, const struct hm_json *head, const char *key, size_t limit,
           const struct hm_str **ret, size_t *ret_n, struct hm_err *reterr)
{
    struct hm_json list = { 0 };
    struct hm_json item = { 0 };

    HM_TRY(hm_json_need(head, key, JSON_ARRAY, &list, reterr));
    size_t n = hm_json_count(&list);
    if (n > limit) {
        return hm_json_error(&list, reterr, "it has too many files");
    }
    struct hm_str *paths = hm_arena_new(arena, struct hm_str, n + 1);
    for (size_t i = 0; i < n; i++) {
        HM_TRY(hm_json_item(&list, i, JSON_STRING, &item, reterr));
        paths[i] = hm_arena_str(arena, hm_json_text(&item));
    }
    *ret = paths;
    *ret_n = n;
    return HM_OK;
}

static enum hm_status
read_variables(struct hm_arena *arena, const struct hm_json *head, struct hm_spool_upload *ret,
               struct hm_err *reterr)
{
    struct hm_json object = { 0 };
    const char *key = NULL;
    json_t *value = NULL;

    HM_TRY(hm_json_need(head, "variables", JSON_OBJECT, &object, reterr));
    json_object_foreach ((json_t *)(uintptr_t)object.value, key, value) {
        if (!json_is_string(value)) {
            return hm_json_error(&object, reterr, "a variable is no text");
        }
        hm_vec_add(arena, &ret->variables,
                   ((struct hm_spool_variable){
                       .name = hm_arena_str(arena, hm_str_c(key)),
                       .value = hm_arena_str(
                           arena, hm_str_make(json_string_value(value), json_string_length(value))),
                   }));
    }
    return HM_OK;
}

static enum hm_status
read_head(struct hm_arena *arena, const struct hm_json *head, struct hm_spool_upload *ret,
          struct hm_str *ret_digest, uint64_t *ret_size, struct hm_err *reterr)
{
    struct hm_upload_request *request = &ret->request;
    const struct hm_str *authorities = NULL;
    size_t n = 0;
    uint64_t version = 0;

    HM_TRY(hm_json_need_u64(head, "spool", INT32_MAX, &version, reterr));
    if (version != VERSION) {
        return hm_json_error(head, reterr, "it was written by another version of hullmark");
    }
    HM_TRY(read_text(arena, head, "to", &request->to, reterr));
    HM_TRY(read_text(arena, head, "place", &ret->place, reterr));
    HM_TRY(read_text(arena, head, "mediaType", &request->media_type, reterr));
    HM_TRY(read_text(arena, head, "verdict", &request->verdict, reterr));
    HM_TRY(read_text(arena, head, "reason", &request->reason, reterr));
    HM_TRY(read_text(arena, head, "startedAt", &request->started_at, reterr));
    HM_TRY(read_text(arena, head, "ref", &request->ref, reterr));
    HM_TRY(read_text(arena, head, "sha", &request->sha, reterr));
    HM_TRY(read_paths(arena, head, "headerFiles", HM_UPLOAD_HEADERS, &request->header_files,
                      &request->n_header_files, reterr));
    HM_TRY(read_paths(arena, head, "caFile", 1, &authorities, &n, reterr));
    request->ca_file = n > 0 ? authorities[0] : (struct hm_str){ 0 };
    HM_TRY(read_variables(arena, head, ret, reterr));
    HM_TRY(hm_json_need_u64(head, "size", SIZE_MAX >> 1, ret_size, reterr));
    return hm_json_need_str(head, "sha256", ret_digest, reterr);
}

enum hm_status
hm_spool_read(struct hm_arena *arena, struct hm_str text, struct hm_spool_upload *ret,
              struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct hm_str said = { 0 };
    char hex[HM_HASH_MAX_HEX];
    uint64_t size = 0;
    size_t end = hm_str_find(hm_str_sub(text, 0, HEAD_LIMIT), '\n');

    *ret = (struct hm_spool_upload){ 0 };
    if (end >= text.n || end >= HEAD_LIMIT) {
        return hm_err_set(reterr, HM_E_SYNTAX, "it has no first line");
    }
    HM_TRY(hm_json_parse(hm_str_sub(text, 0, end), &document, reterr));
    struct hm_json head = hm_json_root(document);
    HM_TRY(read_head(arena, &head, ret, &said, &size, reterr));
    if (hm_upload_find(ret->request.to) == NULL) {
        return hm_err_set(reterr, HM_E_SYNTAX, "its target is none");
    }
    ret->request.report = hm_str_from(text, end + 1);
    if (ret->request.report.n != size || !hm_str_eq(said, digest(ret->request.report, hex).p)) {
        return hm_err_set(reterr, HM_E_SYNTAX, "its report was cut or changed");
    }
    ret->request.env = (struct hm_env){ .get = variable, .ctx = ret };
    return HM_OK;
}
