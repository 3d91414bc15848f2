/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/signatures/signature_look.h"

#include <criterion/criterion.h>

#include "plugin/base/clock.h"
#include "tests/loopback.h"
#include "tests/maker.h"

#define DIGEST "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define GONE "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct hm_arena arena;
static struct maker maker;
static struct loopback server;
static struct hm_str manifest; /* digest of what is attached */
static struct hm_attached attached;
static struct hm_str why;

static struct {
    int status;         /* of the list, when it is not 200 */
    struct hm_str list; /* its entries */
} fake;

static void
answer(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    struct hm_str digest = hm_str_from(request->target, hm_str_find_last(request->target, '/') + 1);

    (void)ctx;
    (void)n;
    if (hm_str_eq(request->target, "/v2/")) {
        loopback_say(out, 200, "", HM_S("{}"));
    } else if (hm_str_has(request->target, "/referrers/") && fake.status != 0) {
        loopback_say(out, fake.status, "", HM_S("{}"));
    } else if (hm_str_has(request->target, "/referrers/")) {
        loopback_say(out, 200, "Content-Type: " MAKER_INDEX "\r\n",
                     hm_arena_printf(&arena, "{\"schemaVersion\":2,\"manifests\":[%.*s]}",
                                     HM_FMT(fake.list)));
    } else if (hm_str_starts(digest, "sha256:") && access(maker_path(&maker, digest), R_OK) == 0) {
        loopback_say(out, 200,
                     hm_str_is(digest, manifest) ? "Content-Type: " MAKER_MANIFEST "\r\n" : "",
                     maker_read(&maker, digest));
    } else {
        loopback_say(out, 404, "", HM_S("{}"));
    }
}

/* An SBOM as its own artifact. */
static void
begin(void)
{
    maker_init(&maker);
    struct hm_str layer = maker_blob(&maker, HM_S("{\"spdxVersion\":\"SPDX-2.3\"}"));
    struct hm_str config = maker_blob(&maker, HM_S("{}"));
    struct hm_str text = hm_arena_printf(
        &arena, "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s},\"layers\":[%s}]}",
        MAKER_MANIFEST, maker_descriptor(&maker, "application/vnd.oci.empty.v1+json", config, 2).p,
        maker_descriptor(&maker, "application/spdx+json", layer, 26).p);

    manifest = maker_blob(&maker, text);
    fake.status = 0;
    fake.list = hm_arena_printf(&arena, "%s,\"artifactType\":\"application/spdx+json\"}",
                                maker_descriptor(&maker, MAKER_MANIFEST, manifest, text.n).p);
    loopback_start(&server, answer, NULL);
}

static void
end(void)
{
    loopback_stop(&server);
    loopback_done(&server);
    maker_done(&maker);
    hm_arena_done(&arena);
}

static enum hm_look
look(void)
{
    struct hm_reference reference = { 0 };
    const struct hm_image_options options = { .deadline = hm_clock_ms() + 10000, .workers = 1 };

    cr_assert_eq(hm_image_ref_parse(&arena,
                                    hm_arena_printf(&arena, "127.0.0.1:%u/acme/app:1", server.port),
                                    &reference.ref, NULL),
                 HM_OK);
    attached = (struct hm_attached){ 0 };
    why = (struct hm_str){ 0 };
    return hm_signature_look_at_list(&arena, &reference, HM_S(DIGEST), &options, &attached, &why);
}

Test(signature_look, names_the_kinds_of_what_is_attached, .init = begin, .fini = end)
{
    fake.list = hm_arena_printf(&arena, "%.*s,%.*s", HM_FMT(fake.list), HM_FMT(fake.list));
    cr_assert_eq(look(), HM_LOOK_WHOLE, "%.*s", HM_FMT(why));
    cr_assert(hm_str_eq(attached.kinds, "2 of application/spdx+json"), "%.*s",
              HM_FMT(attached.kinds));
}

Test(signature_look, tells_bundles_from_what_cannot_be_one, .init = begin, .fini = end)
{
    static const char *const kinds[] = { "", "application/vnd.dev.sigstore.bundle.v0.3+json" };

    cr_assert_eq(look(), HM_LOOK_WHOLE);
    cr_expect_not(attached.has_bundles);
    for (size_t i = 0; i < 2; i++) {
        fake.list = hm_arena_printf(
            &arena, "%s,\"artifactType\":\"%s\"}",
            maker_descriptor(&maker, MAKER_MANIFEST, manifest, maker_read(&maker, manifest).n).p,
            kinds[i]);
        cr_assert_eq(look(), HM_LOOK_WHOLE, "%.*s", HM_FMT(why));
        cr_expect(attached.has_bundles, "%s", kinds[i]);
    }
}

Test(signature_look, nothing_is_attached, .init = begin, .fini = end)
{
    fake.list = HM_S("");
    cr_assert_eq(look(), HM_LOOK_NONE, "%.*s", HM_FMT(why));
    cr_assert_eq(attached.kinds.n, 0u);
}

Test(signature_look, a_registry_without_lists_and_tags, .init = begin, .fini = end)
{
    fake.status = 404;
    cr_assert_eq(look(), HM_LOOK_NONE, "%.*s", HM_FMT(why));
}

Test(signature_look, a_list_that_is_refused_is_not_an_empty_one, .init = begin, .fini = end)
{
    fake.status = 403;
    cr_assert_eq(look(), HM_LOOK_UNREADABLE);
    cr_assert_gt(why.n, 0u);
}

Test(signature_look, what_is_listed_is_gone, .init = begin, .fini = end)
{
    fake.list =
        hm_arena_printf(&arena, "%s}", maker_descriptor(&maker, MAKER_MANIFEST, HM_S(GONE), 7).p);
    cr_assert_eq(look(), HM_LOOK_UNREADABLE);
    cr_assert(hm_str_eq(attached.kinds, "1 of an unknown kind"));
}

Test(signature_look, what_is_listed_has_other_bytes, .init = begin, .fini = end)
{
    maker_overwrite(&maker, manifest, HM_S("{\"schemaVersion\":2}"));
    cr_assert_eq(look(), HM_LOOK_UNREADABLE);
}
