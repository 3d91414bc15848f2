/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/blob.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/base/io.h"
#include "tests/maker.h"
#include "tests/rows.h"

#define DIGEST "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct maker maker;
static struct hm_arena arena;
static struct hm_err err;

static void
begin(void)
{
    maker_init(&maker);
    maker_write(&maker, "app.tar", HM_S("x"));
    maker_write(&maker, "odd:name@1.tar", HM_S("x"));
    (void)mkdir(hm_arena_printf(&arena, "%s/a@b", maker.dir.p).p, 0700);
    maker_write(&maker, "a@b/app.tar", HM_S("x"));
    (void)mkfifo(hm_arena_printf(&arena, "%s/pipe", maker.dir.p).p, 0600);
}

static void
end(void)
{
    maker_done(&maker);
    hm_arena_done(&arena);
}

/* What a text means: {text, kind, path, tag, digest}, below the folder. */
static const struct {
    const char *text;
    enum hm_blob_place_kind kind;
    const char *path;
    const char *tag;
    const char *digest;
} cases[] = {
    { "/app.tar", HM_BLOB_PLACE_FILE, "/app.tar", "", "" },
    { "/app.tar:1.0", HM_BLOB_PLACE_FILE, "/app.tar", "1.0", "" },
    { "/app.tar@" DIGEST, HM_BLOB_PLACE_FILE, "/app.tar", "", DIGEST },
    { "/app.tar:1.0@" DIGEST, HM_BLOB_PLACE_FILE, "/app.tar", "1.0", DIGEST },
    { "/odd:name@1.tar", HM_BLOB_PLACE_FILE, "/odd:name@1.tar", "", "" },
    { "/odd:name@1.tar:2", HM_BLOB_PLACE_FILE, "/odd:name@1.tar", "2", "" },
    { "/odd:name@1.tar@" DIGEST, HM_BLOB_PLACE_FILE, "/odd:name@1.tar", "", DIGEST },
    { "/a@b/app.tar:1", HM_BLOB_PLACE_FILE, "/a@b/app.tar", "1", "" },
    { "/app.tar:a.test/b:1", HM_BLOB_PLACE_FILE, "/app.tar", "a.test/b:1", "" },
    { "/blobs", HM_BLOB_PLACE_FOLDER, "/blobs", "", "" },
    { "/blobs:1", HM_BLOB_PLACE_FOLDER, "/blobs", "1", "" },
    { "/pipe:1", HM_BLOB_PLACE_OTHER, "/pipe", "1", "" },
    { "/none", HM_BLOB_PLACE_NONE, "/none", "", "" },
    { "/none:1", HM_BLOB_PLACE_NONE, "/none", "1", "" },
};

ROWS_OF(blob, find, cases)

ParameterizedTest(size_t *i, blob, find, .init = begin, .fini = end)
{
    struct hm_blob_place place = { 0 };
    struct hm_str dir = hm_buf_str(&maker.dir);
    struct hm_str text = hm_arena_concat(&arena, dir, hm_str_c(cases[*i].text));

    cr_expect_eq(hm_blob_find(&arena, text, &place), cases[*i].kind, "%s", cases[*i].text);
    cr_expect(hm_str_eq(hm_str_from(place.path, dir.n), cases[*i].path), "%.*s",
              HM_FMT(place.path));
    cr_expect(hm_str_eq(place.tag, cases[*i].tag), "%.*s", HM_FMT(place.tag));
    cr_expect(hm_str_eq(place.digest, cases[*i].digest), "%.*s", HM_FMT(place.digest));
}

static enum hm_status
open_as(const char *name, enum hm_blob_place_kind want)
{
    struct hm_blob_place place = { 0 };
    int fd = -1;
    enum hm_status status = hm_blob_open(&arena, hm_arena_printf(&arena, "%s%s", maker.dir.p, name),
                                         want, &fd, &place, &err);

    if (status == HM_OK) {
        (void)close(fd);
    }
    return status;
}

Test(blob, that_is_the_other_kind, .init = begin, .fini = end)
{
    cr_expect_eq(open_as("/app.tar:1", HM_BLOB_PLACE_FILE), HM_OK);
    cr_expect_eq(open_as("/app.tar:1", HM_BLOB_PLACE_FOLDER), HM_E_UNSUPPORTED);
    cr_expect_not_null(strstr(err.text, "--archive"), "%s", err.text);
    cr_expect_eq(open_as("/blobs", HM_BLOB_PLACE_FILE), HM_E_UNSUPPORTED);
    cr_expect_not_null(strstr(err.text, "--layout"), "%s", err.text);
    cr_expect_eq(open_as("/pipe", HM_BLOB_PLACE_FILE), HM_E_UNSUPPORTED);
    cr_expect_eq(open_as("/none:1", HM_BLOB_PLACE_FILE), HM_E_NOT_FOUND);
    cr_expect_eq(open_as("/app.tar@sha256:00", HM_BLOB_PLACE_FILE), HM_E_SYNTAX);
    cr_expect_eq(open_as("/app.tar:", HM_BLOB_PLACE_FILE), HM_E_SYNTAX);
}
