/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/lock.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

#define LOCK                                                                                       \
    "{\n  \"hullmarkLock\": 1,\n  \"tools\": [\n"                                                  \
    "    { \"name\": \"script\", \"version\": \"1.0\", \"pinnable\": false },\n"                   \
    "    { \"name\": \"trivy\", \"version\": \"0.76.0\", \"sha256\": \"" HASH "\" }\n  ],\n"       \
    "  \"data\": [\n    { \"tool\": \"trivy\", \"maxAgeDays\": 7, \"source\": "                    \
    "\"registry.test/trivy-db:2\", \"digest\": \"sha256:" HASH "\" }\n  ]\n}\n"

Test(lock, is_written_as_it_is_read)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_lock lock;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_lock_parse(&arena, HM_S(LOCK), &lock, &err), HM_OK, "%s", err.text);
    cr_assert(hm_str_eq(hm_lock_tool(&lock, HM_S("trivy"))->sha256, HASH));
    cr_assert_eq(hm_lock_tool(&lock, HM_S("script"))->sha256.n, 0);
    cr_assert_eq(hm_lock_data(&lock, HM_S("trivy"))->max_age_days, 7);
    cr_assert_null(hm_lock_tool(&lock, HM_S("cosign")));
    cr_assert_null(hm_lock_tool(NULL, HM_S("trivy")));
    hm_lock_write(&lock, &out);
    cr_assert_str_eq(out.p, LOCK);
}

#define IMAGE "{\"name\":\"docker.io/library/alpine:3\",\"digest\":\"sha256:" HASH "\"}"
#define IMAGES(rows) "{\"hullmarkLock\":1,\"images\":[" rows "]}"

Test(lock, holds_images)
{
    static const char text[] =
        "{\n  \"hullmarkLock\": 1,\n  \"tools\": [],\n  \"data\": [],\n  \"images\": [\n"
        "    { \"name\": \"docker.io/library/alpine:3\",\n      \"digest\": \"sha256:" HASH
        "\" },\n"
        "    { \"name\": \"r.test:5000/a/b:1\",\n      \"digest\": \"sha512:" HASH HASH
        "\" }\n  ]\n}\n";
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_lock lock;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_lock_parse(&arena, hm_str_c(text), &lock, &err), HM_OK, "%s", err.text);
    cr_assert(hm_str_eq(hm_lock_image(&lock, HM_S("docker.io/library/alpine:3"))->digest,
                        "sha256:" HASH));
    cr_assert_null(hm_lock_image(&lock, HM_S("docker.io/library/alpine:4")));
    cr_assert_null(hm_lock_image(NULL, HM_S("docker.io/library/alpine:3")));
    hm_lock_write(&lock, &out);
    cr_assert_str_eq(out.p, text);
}

Test(lock, may_be_empty)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_lock lock;

    cr_assert_eq(hm_lock_parse(&arena, HM_S("{\"hullmarkLock\":1}"), &lock, NULL), HM_OK);
    hm_lock_write(&lock, &out);
    cr_assert_eq(hm_lock_parse(&arena, hm_buf_str(&out), &lock, NULL), HM_OK);
}

#define TOOL(members) "{\"hullmarkLock\":1,\"tools\":[{" members "}]}"
#define DATA(members) "{\"hullmarkLock\":1,\"data\":[{" members "}]}"
#define GOOD "{\"name\":\"a\",\"sha256\":\"" HASH "\"}"

Test(lock, refuses_what_it_does_not_know)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        "{\"hullmarkLock\":2}",
        "{\"hullmarkLock\":1,\"commands\":[]}",
        "{\"hullmarkLock\":1,\"tools\":{}}",
        "{\"hullmarkLock\":1,\"tools\":[null]}",
        "{\"hullmarkLock\":1}{}",
        TOOL("\"name\":\"a\""),
        TOOL("\"name\":\"a\",\"pinnable\":true"),
        TOOL("\"name\":\"a\",\"pinnable\":null"),
        TOOL("\"name\":\"a\",\"sha256\":\"\""),
        TOOL("\"name\":\"a\",\"sha256\":\"00\""),
        TOOL("\"name\":\"a\",\"sha256\":\"" HASH "00\""),
        TOOL("\"name\":\"a\",\"sha256\":\"00112233445566778899AABBCCDDEEFF00112233445566778899AABB"
             "CCDDEEFF\""),
        TOOL("\"name\":\"a\",\"sha256\":\"" HASH "\",\"pinnable\":false"),
        TOOL("\"name\":\"a\",\"sha256\":\"" HASH "\",\"path\":\"/tmp/evil\""),
        TOOL("\"name\":\"\",\"sha256\":\"" HASH "\""),
        TOOL("\"name\":\"a b\",\"sha256\":\"" HASH "\""),
        TOOL("\"name\":\"a\\u0000b\",\"sha256\":\"" HASH "\""),
        TOOL("\"name\":\"a\\\"b\",\"sha256\":\"" HASH "\""),
        TOOL("\"name\":7,\"sha256\":\"" HASH "\""),
        "{\"hullmarkLock\":1,\"tools\":[" GOOD "," GOOD "]}",
        IMAGES(IMAGE "," IMAGE),
        IMAGES("{\"name\":\"alpine:3\",\"digest\":\"sha256:" HASH "\"}"),
        IMAGES("{\"name\":\"docker.io/library/alpine\",\"digest\":\"sha256:" HASH "\"}"),
        IMAGES("{\"name\":\"docker.io/library/alpine:3@sha256:" HASH "\",\"digest\":\"sha256:" HASH
               "\"}"),
        IMAGES("{\"name\":\"docker.io/library/alpine:3\",\"digest\":\"" HASH "\"}"),
        IMAGES("{\"name\":\"docker.io/library/alpine:3\"}"),
        IMAGES("{\"name\":\"docker.io/library/alpine:3\",\"digest\":\"sha256:" HASH
               "\",\"mirror\":\"x\"}"),
        DATA("\"tool\":\"trivy\""),
        DATA("\"tool\":\"trivy\",\"maxAgeDays\":-1"),
        DATA("\"tool\":\"trivy\",\"maxAgeDays\":99999"),
        DATA("\"tool\":\"trivy\",\"maxAgeDays\":7,\"digest\":\"md5:00\""),
        DATA("\"maxAgeDays\":7"),
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_lock lock;
        struct hm_err err = { 0 };
        cr_expect_neq(hm_lock_parse(&arena, hm_str_c(texts[i]), &lock, &err), HM_OK, "%s",
                      texts[i]);
        cr_expect_neq(err.text[0], '\0', "%s", texts[i]);
    }
}

Test(lock, is_bounded)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_lock lock;

    hm_buf_puts(&text, "{\"hullmarkLock\":1,\"tools\":[");
    for (unsigned i = 0; i <= HM_LOCK_ROWS; i++) {
        hm_buf_printf(&text, "%s{\"name\":\"t%u\",\"pinnable\":false}", i == 0 ? "" : ",", i);
    }
    hm_buf_puts(&text, "]}");
    cr_assert_eq(hm_lock_parse(&arena, hm_buf_str(&text), &lock, NULL), HM_E_LIMIT);
    while (text.n <= HM_LOCK_LIMIT) {
        hm_buf_puts(&text, "                                ");
    }
    cr_assert_eq(hm_lock_parse(&arena, hm_buf_str(&text), &lock, NULL), HM_E_LIMIT);
}
