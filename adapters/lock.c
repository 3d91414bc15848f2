/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/lock.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/json.h"
#include "plugin/model/image_ref.h"

enum {
    FORMAT = 1,
    NAME_LIMIT = 64,
    SOURCE_LIMIT = 512,
};

/* Every member must be one of these: what a newer version means by another, we would not do. */
static enum hm_status
expect_members(const struct hm_json *at, const char *const *names, struct hm_err *reterr)
{
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach ((json_t *)at->value, key, value) {
        size_t i = 0;
        while (names[i] != NULL && strcmp(names[i], key) != 0) {
            i++;
        }
        if (names[i] == NULL) {
            return hm_json_error(at, reterr, "a member that is not known");
        }
    }
    return HM_OK;
}

/* Printable ASCII without blanks and quotes: it can be shown and written as it is. */
static enum hm_status
take_word(struct hm_arena *arena, const struct hm_json *at, const char *key, size_t limit,
          struct hm_str *ret, struct hm_err *reterr)
{
    struct hm_str text;

    HM_TRY(hm_json_may_str(at, key, &text, reterr));
    bool is_good = text.n <= limit;
    for (size_t i = 0; is_good && i < text.n; i++) {
        is_good = text.p[i] > ' ' && text.p[i] < 0x7f && text.p[i] != '"' && text.p[i] != '\\';
    }
    if (!is_good) {
        return hm_json_error(at, reterr, "\"%s\" is too long, or has characters that it must not",
                             key);
    }
    *ret = hm_arena_str(arena, text);
    return HM_OK;
}

static bool
is_sha256(struct hm_str hex)
{
    unsigned char bytes[HM_SHA256_BYTES];

    return hm_unhex(hex, bytes, sizeof bytes);
}

static enum hm_status
take_tool(struct hm_arena *arena, const struct hm_json *at, struct hm_lock *lock,
          struct hm_err *reterr)
{
    static const char *const members[] = { "name", "version", "sha256", "pinnable", NULL };
    struct hm_lock_tool row = { 0 };

    HM_TRY(expect_members(at, members, reterr));
    HM_TRY(take_word(arena, at, "name", NAME_LIMIT, &row.name, reterr));
    HM_TRY(take_word(arena, at, "version", NAME_LIMIT, &row.version, reterr));
    HM_TRY(take_word(arena, at, "sha256", NAME_LIMIT, &row.sha256, reterr));
    if (row.name.n == 0 || hm_lock_tool(lock, row.name) != NULL) {
        return hm_json_error(at, reterr, "its name is missing or there already");
    }
    const json_t *pinnable = json_object_get(at->value, "pinnable");
    if (row.sha256.n > 0 ? !is_sha256(row.sha256) || pinnable != NULL : !json_is_false(pinnable)) {
        return hm_json_error(at, reterr,
                             "it needs either \"sha256\", of 64 lower-case hexadecimal digits, or "
                             "\"pinnable\": false");
    }
    hm_vec_add(arena, &lock->tools, row);
    return HM_OK;
}

static enum hm_status
take_data(struct hm_arena *arena, const struct hm_json *at, struct hm_lock *lock,
          struct hm_err *reterr)
{
    static const char *const members[] = { "tool", "source", "digest", "maxAgeDays", NULL };
    struct hm_lock_data row = { 0 };
    uint64_t days = 0;

    HM_TRY(expect_members(at, members, reterr));
    HM_TRY(take_word(arena, at, "tool", NAME_LIMIT, &row.tool, reterr));
    HM_TRY(take_word(arena, at, "source", SOURCE_LIMIT, &row.source, reterr));
    HM_TRY(take_word(arena, at, "digest", SOURCE_LIMIT, &row.digest, reterr));
    HM_TRY(hm_json_need_u64(at, "maxAgeDays", HM_LOCK_DAYS, &days, reterr));
    row.max_age_days = (unsigned)days;
    if (row.tool.n == 0 || hm_lock_data(lock, row.tool) != NULL) {
        return hm_json_error(at, reterr, "its tool is missing or there already");
    }
    if (row.digest.n > 0 &&
        (!hm_str_starts(row.digest, "sha256:") || !is_sha256(hm_str_from(row.digest, 7)))) {
        return hm_json_error(at, reterr, "\"digest\" is no sha256 digest");
    }
    hm_vec_add(arena, &lock->data, row);
    return HM_OK;
}

/* Written otherwise ("alpine:3.22"), it would be a row that nothing is ever held against. */
static bool
is_written_out(struct hm_arena *arena, struct hm_str name)
{
    struct hm_image_ref ref = { 0 };

    if (hm_image_ref_parse(arena, name, &ref, NULL) != HM_OK || ref.tag.n == 0 ||
        ref.digest.n > 0) {
        return false;
    }
    struct hm_str whole = hm_image_ref_name(arena, &ref);
    return name.n == whole.n + 1 + ref.tag.n && hm_str_is(hm_str_sub(name, 0, whole.n), whole);
}

static enum hm_status
take_image(struct hm_arena *arena, const struct hm_json *at, struct hm_lock *lock,
           struct hm_err *reterr)
{
    static const char *const members[] = { "name", "digest", NULL };
    struct hm_lock_image row = { 0 };

    HM_TRY(expect_members(at, members, reterr));
    HM_TRY(take_word(arena, at, "name", SOURCE_LIMIT, &row.name, reterr));
    HM_TRY(take_word(arena, at, "digest", SOURCE_LIMIT, &row.digest, reterr));
    if (!is_written_out(arena, row.name) || hm_lock_image(lock, row.name) != NULL) {
        return hm_json_error(at, reterr,
                             "its name is there already, or is no registry/repository:tag");
    }
    if (!hm_digest_is_canonical(row.digest)) {
        return hm_json_error(at, reterr, "\"digest\" is no digest");
    }
    hm_vec_add(arena, &lock->images, row);
    return HM_OK;
}

static enum hm_status
take_rows(struct hm_arena *arena, const struct hm_json *root, const char *key, size_t limit,
          enum hm_status (*take)(struct hm_arena *, const struct hm_json *, struct hm_lock *,
                                 struct hm_err *),
          struct hm_lock *lock, struct hm_err *reterr)
{
    struct hm_json list;

    HM_TRY(hm_json_may(root, key, JSON_ARRAY, &list, reterr));
    if (hm_json_count(&list) > limit) {
        return hm_err_set(reterr, HM_E_LIMIT, "%s has more than %zu rows", key, limit);
    }
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        struct hm_json row;
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &row, reterr));
        HM_TRY(take(arena, &row, lock, reterr));
    }
    return HM_OK;
}

enum hm_status
hm_lock_parse(struct hm_arena *arena, struct hm_str text, struct hm_lock *ret,
              struct hm_err *reterr)
{
    static const char *const members[] = { "hullmarkLock", "tools", "data", "images", NULL };
    hm_auto_json json_t *value = NULL;
    struct hm_lock lock = { 0 };
    uint64_t format = 0;

    if (text.n > HM_LOCK_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "it is larger than %zu KiB", HM_LOCK_LIMIT >> 10);
    }
    HM_TRY(hm_json_parse(text, &value, reterr));
    struct hm_json root = hm_json_root(value);
    HM_TRY(hm_json_need_u64(&root, "hullmarkLock", UINT32_MAX, &format, reterr));
    if (format != FORMAT) {
        return hm_err_set(reterr, HM_E_SYNTAX, "its format is %llu, and this version reads %d",
                          (unsigned long long)format, FORMAT);
    }
    HM_TRY(expect_members(&root, members, reterr));
    HM_TRY(take_rows(arena, &root, "tools", HM_LOCK_ROWS, take_tool, &lock, reterr));
    HM_TRY(take_rows(arena, &root, "data", HM_LOCK_ROWS, take_data, &lock, reterr));
    HM_TRY(take_rows(arena, &root, "images", HM_LOCK_IMAGES, take_image, &lock, reterr));
    *ret = lock;
    return HM_OK;
}

static int
by_name(const void *a, const void *b)
{
    const struct hm_lock_tool *x = a;
    const struct hm_lock_tool *y = b;

    return hm_str_compare(x->name, y->name);
}

static int
by_tool(const void *a, const void *b)
{
    const struct hm_lock_data *x = a;
    const struct hm_lock_data *y = b;

    return hm_str_compare(x->tool, y->tool);
}

static int
by_image(const void *a, const void *b)
{
    const struct hm_lock_image *x = a;
    const struct hm_lock_image *y = b;

    return hm_str_compare(x->name, y->name);
}

static void
write_images(const struct hm_lock *lock, struct hm_buf *out)
{
    for (size_t i = 0; i < lock->images.n; i++) {
        const struct hm_lock_image *row = &lock->images.p[i];
        hm_buf_printf(out, "%s\n    { \"name\": \"%.*s\",\n      \"digest\": \"%.*s\" }",
                      i == 0 ? ",\n  \"images\": [" : ",", HM_FMT(row->name), HM_FMT(row->digest));
    }
    hm_buf_puts(out, lock->images.n == 0 ? "\n}\n" : "\n  ]\n}\n");
}

/* The words hold nothing that JSON would have to escape. */
void
hm_lock_write(struct hm_lock *lock, struct hm_buf *out)
{
    hm_vec_sort(&lock->tools, by_name);
    hm_vec_sort(&lock->data, by_tool);
    hm_buf_printf(out, "{\n  \"hullmarkLock\": %d,\n  \"tools\": [", FORMAT);
    for (size_t i = 0; i < lock->tools.n; i++) {
        const struct hm_lock_tool *row = &lock->tools.p[i];
        hm_buf_printf(out, "%s\n    { \"name\": \"%.*s\", \"version\": \"%.*s\", ",
                      i == 0 ? "" : ",", HM_FMT(row->name), HM_FMT(row->version));
        if (row->sha256.n > 0) {
            hm_buf_printf(out, "\"sha256\": \"%.*s\" }", HM_FMT(row->sha256));
        } else {
            hm_buf_puts(out, "\"pinnable\": false }");
        }
    }
    hm_buf_puts(out, lock->tools.n == 0 ? "],\n  \"data\": [" : "\n  ],\n  \"data\": [");
    for (size_t i = 0; i < lock->data.n; i++) {
        const struct hm_lock_data *row = &lock->data.p[i];
        hm_buf_printf(out, "%s\n    { \"tool\": \"%.*s\", \"maxAgeDays\": %u", i == 0 ? "" : ",",
                      HM_FMT(row->tool), row->max_age_days);
        if (row->source.n > 0) {
            hm_buf_printf(out, ", \"source\": \"%.*s\"", HM_FMT(row->source));
        }
        if (row->digest.n > 0) {
            hm_buf_printf(out, ", \"digest\": \"%.*s\"", HM_FMT(row->digest));
        }
        hm_buf_puts(out, " }");
    }
    hm_buf_puts(out, lock->data.n == 0 ? "]" : "\n  ]");
    hm_vec_sort(&lock->images, by_image);
    write_images(lock, out);
}

struct hm_lock_tool *
hm_lock_tool(const struct hm_lock *lock, struct hm_str name)
{
    for (size_t i = 0; lock != NULL && i < lock->tools.n; i++) {
        if (hm_str_is(lock->tools.p[i].name, name)) {
            return &lock->tools.p[i];
        }
    }
    return NULL;
}

struct hm_lock_data *
hm_lock_data(const struct hm_lock *lock, struct hm_str tool)
{
    for (size_t i = 0; lock != NULL && i < lock->data.n; i++) {
        if (hm_str_is(lock->data.p[i].tool, tool)) {
            return &lock->data.p[i];
        }
    }
    return NULL;
}

struct hm_lock_image *
hm_lock_image(const struct hm_lock *lock, struct hm_str name)
{
    for (size_t i = 0; lock != NULL && i < lock->images.n; i++) {
        if (hm_str_is(lock->images.p[i].name, name)) {
            return &lock->images.p[i];
        }
    }
    return NULL;
}
