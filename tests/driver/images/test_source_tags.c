/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/source_tags.h"

#include <criterion/criterion.h>

#include "plugin/base/clock.h"
#include "plugin/image/digest.h"
#include "tests/loopback.h"

#define OTHER "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define MANIFEST                                                                                   \
    "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","           \
    "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":"           \
    "\"" OTHER "\",\"size\":2},\"layers\":[]}"

static struct hm_arena arena;
static struct hm_report report;
static struct loopback server;
static struct hm_source_tags tags;
static struct hm_lock lock;
static struct hm_str digest; /* of MANIFEST, which every tag but "none" is */

static void
answer(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)n;
    if (hm_str_ends(request->target, "/none")) {
        loopback_say(out, 404, "", HM_S("{}"));
    } else {
        loopback_say(out, 200, "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n",
                     HM_S(MANIFEST));
    }
}

static void
begin(void)
{
    loopback_start(&server, answer, NULL);
    digest = hm_digest_of(&arena, HM_HASH_SHA256, HM_S(MANIFEST));
    tags = (struct hm_source_tags){ .lock = &lock, .is_asking = true };
}

static void
end(void)
{
    loopback_stop(&server);
    loopback_done(&server);
    hm_report_done(&report);
    hm_arena_done(&arena);
}

static void
lock_tag(const char *tag, struct hm_str what)
{
    const struct hm_lock_image row = {
        .name = hm_arena_printf(&arena, "127.0.0.1:%u/app:%s", server.port, tag),
        .digest = what,
    };

    hm_vec_add(&arena, &lock.images, row);
}

/* Judges a file, in which REG stands for the server. */
static void
judge(const char *template)
{
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_pins pins = { 0 };
    struct hm_buf text = { 0 };
    const struct hm_image_options options = { .deadline = hm_clock_ms() + 10000 };

    for (const char *p = template; *p != '\0'; p++) {
        if (hm_str_starts(hm_str_c(p), "REG")) {
            hm_buf_printf(&text, "127.0.0.1:%u", server.port);
            p += 2;
        } else {
            hm_buf_putc(&text, *p);
        }
    }
    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_arena_str(&arena, hm_buf_str(&text)));
    hm_buf_done(&text);
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    hm_pins_find(&arena, &file, &pins);
    for (size_t i = 0; i < pins.all.n; i++) {
        hm_source_tags_add(&tags, &report.arena, &source, &pins.all.p[i]);
    }
    hm_source_tags_judge(&tags, &options, &report);
}

static void
expect_finding(size_t i, const char *id, uint32_t line, uint32_t column)
{
    cr_assert_lt(i, report.findings.n, "%s is missing", id);
    const struct hm_finding *finding = &report.findings.p[i];
    cr_expect_str_eq(finding->rule->id, id);
    cr_expect_eq(finding->target_kind, HM_TARGET_FILE);
    cr_expect(hm_str_eq(finding->path, "Dockerfile"));
    cr_expect_eq(finding->place.line, line, "%u", finding->place.line);
    cr_expect_eq(finding->place.column, column, "%u", finding->place.column);
    cr_expect(hm_str_has(finding->message, digest.p));
}

Test(source_tags, each_place_of_a_digest_that_is_not_the_tags, .init = begin, .fini = end)
{
    judge("# syntax=REG/dockerfile:1@" OTHER "\n"
          "FROM REG/app:1@" OTHER "\n"
          "COPY --from=REG/app:2@" OTHER " /a /b\n"
          "RUN --mount=type=bind,from=REG/app:3@" OTHER ",target=/x true\n"
          "ONBUILD COPY --from=REG/app:4@" OTHER " /a /b\n");
    cr_assert_eq(report.findings.n, 5u);
    expect_finding(0, "HM5005", 1, 10);
    expect_finding(1, "HM5005", 2, 6);
    expect_finding(2, "HM5005", 3, 13);
    expect_finding(3, "HM5005", 4, 28);
    expect_finding(4, "HM5005", 5, 21);
    cr_expect_eq(report.ledger.n, 0u, "no lock, no row on it");
}

Test(source_tags, that_are_what_the_lock_says, .init = begin, .fini = end)
{
    lock_tag("1", digest);
    judge("FROM REG/app:1\nCOPY --from=REG/app:1 /a /b\n");
    cr_expect_eq(report.findings.n, 0u);
    cr_assert_eq(report.ledger.n, 1u);
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_DONE);
    loopback_stop(&server);
    cr_expect_leq(server.n, 2u, "the tag is asked for once, and whether http is spoken");
    loopback_done(&server);
    loopback_start(&server, answer, NULL);
}

Test(source_tags, that_moved_since_the_lock, .init = begin, .fini = end)
{
    lock_tag("1", HM_S(OTHER));
    lock_tag("latest", HM_S(OTHER));
    judge("ARG V=1\nFROM REG/app:$V\nCOPY --from=REG/app /a /b\n");
    cr_assert_eq(report.findings.n, 2u);
    expect_finding(0, "HM5007", 2, 6);
    expect_finding(1, "HM5007", 3, 13);
    cr_expect_eq(report.findings.p[0].severity, HM_SEV_HIGH);
}

Test(source_tags, with_the_lock_s_digest_beside_them_are_not_the_lock_s, .init = begin, .fini = end)
{
    lock_tag("1", HM_S(OTHER));
    judge("FROM REG/app:1@" OTHER "\n");
    cr_assert_eq(report.findings.n, 1u, "one fault is one finding");
    expect_finding(0, "HM5005", 1, 6);
}

Test(source_tags, that_the_lock_does_not_name, .init = begin, .fini = end)
{
    lock_tag("1", digest);
    judge("FROM REG/app:2\n");
    cr_expect_eq(report.findings.n, 0u);
    cr_assert_eq(report.ledger.n, 1u);
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_DONE);
}

Test(source_tags, that_the_lock_must_name, .init = begin, .fini = end)
{
    lock_tag("1", digest);
    tags.is_locked = true;
    judge("FROM REG/app:2\n");
    cr_assert_eq(report.ledger.n, 1u);
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_FAILED);
}

Test(source_tags, that_could_not_be_asked_for, .init = begin, .fini = end)
{
    lock_tag("none", digest);
    judge("FROM REG/app:none\n");
    cr_expect_eq(report.findings.n, 0u);
    cr_assert_eq(report.notes.n, 1u);
    cr_assert_eq(report.ledger.n, 1u);
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_FAILED);
}

Test(source_tags, are_not_asked_for_without_leave, .init = begin, .fini = end)
{
    lock_tag("1", HM_S(OTHER));
    tags.is_asking = false;
    judge("FROM REG/app:1\nCOPY --from=REG/app:1@" OTHER " /a /b\n");
    cr_expect_eq(report.findings.n, 0u);
    cr_assert_eq(report.ledger.n, 1u);
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_SKIPPED);
    cr_expect_not(report.ledger.p[0].is_required);
    cr_expect_eq(server.n, 0u);
}
