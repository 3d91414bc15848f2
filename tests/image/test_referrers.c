/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/referrers.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/loopback.h"

#define DIGEST "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define TAG "sha256-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define INDEX "Content-Type: application/vnd.oci.image.index.v1+json\r\n"
#define ENTRY(c)                                                                                   \
    "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"size\":7,\"digest\":"         \
    "\"sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" c "\"}"
#define LIST(entries) "{\"schemaVersion\":2,\"manifests\":[" entries "]}"

static struct hm_arena arena;
static struct loopback server;
static struct hm_referrers found;
static struct hm_err err;

/* What the registry has. */
static struct {
    const char *list;   /* NULL: it knows no such list */
    const char *next;   /* Link of the first page */
    const char *tagged; /* under the digest's tag; NULL for nothing */
    int status;         /* instead of all this; 0 for none */
} fake;

static void
answer(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    char lines[256];
    const char *body = NULL;

    (void)ctx;
    (void)n;
    (void)snprintf(lines, sizeof lines, INDEX);
    if (hm_str_eq(request->target, "/v2/")) {
        body = "{}";
    } else if (fake.status != 0) {
        loopback_say(out, fake.status, "", HM_S("{}"));
        return;
    } else if (hm_str_eq(request->target, "/v2/acme/app/referrers/" DIGEST)) {
        body = fake.list;
        if (fake.next != NULL) {
            (void)snprintf(lines, sizeof lines, INDEX "Link: <%s>; rel=\"next\"\r\n", fake.next);
        }
    } else if (hm_str_has(request->target, "?page=2")) {
        body = LIST(ENTRY("2"));
    } else if (hm_str_eq(request->target, "/v2/acme/app/manifests/" TAG)) {
        body = fake.tagged;
    }
    loopback_say(out, body == NULL ? 404 : 200, lines, hm_str_c(body == NULL ? "{}" : body));
}

static void
begin(void)
{
    memset(&fake, 0, sizeof fake);
    loopback_start(&server, answer, NULL);
}

static void
end(void)
{
    loopback_stop(&server);
    loopback_done(&server);
    hm_arena_done(&arena);
}

static const char *
none(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return NULL;
}

static enum hm_status
list(void)
{
    struct hm_registry *registry = NULL;
    const struct hm_image_options options = {
        .deadline = hm_clock_ms() + 3000,
        .env = { .get = none },
    };
    struct hm_str ref = hm_arena_printf(&arena, "127.0.0.1:%u/acme/app:1", server.port);

    cr_assert_eq(hm_registry_open(&arena, ref, &options, &registry, &err), HM_OK, "%s", err.text);
    enum hm_status status = hm_registry_list_referrers(registry, HM_S(DIGEST), &found, &err);
    hm_registry_close(registry);
    return status;
}

Test(referrers, of_the_registrys_list, .init = begin, .fini = end)
{
    fake.list = LIST(ENTRY("1") "," ENTRY("2"));
    cr_assert_eq(list(), HM_OK, "%s", err.text);
    cr_assert_eq(found.all.n, 2u);
    cr_assert_not(found.is_by_tag);
    cr_assert_eq(found.all.p[0].size, 7u);
}

Test(referrers, page_by_page, .init = begin, .fini = end)
{
    fake.list = LIST(ENTRY("1"));
    fake.next = "/v2/acme/app/referrers/" DIGEST "?page=2";
    cr_assert_eq(list(), HM_OK, "%s", err.text);
    cr_assert_eq(found.all.n, 2u);
}

Test(referrers, that_go_on_elsewhere, .init = begin, .fini = end)
{
    fake.list = LIST(ENTRY("1"));
    fake.next = "http://localhost:9/v2/acme/app/referrers/" DIGEST "?page=2";
    cr_assert_eq(list(), HM_E_LIMIT);
}

Test(referrers, that_do_not_end, .init = begin, .fini = end)
{
    fake.list = LIST("");
    fake.next = "/v2/acme/app/referrers/" DIGEST;
    cr_assert_eq(list(), HM_E_LIMIT);
}

Test(referrers, by_the_digests_tag, .init = begin, .fini = end)
{
    fake.tagged = LIST(ENTRY("1"));
    cr_assert_eq(list(), HM_OK, "%s", err.text);
    cr_assert_eq(found.all.n, 1u);
    cr_assert(found.is_by_tag);
}

Test(referrers, none, .init = begin, .fini = end)
{
    cr_assert_eq(list(), HM_OK, "%s", err.text);
    cr_assert_eq(found.all.n, 0u);
    fake.list = LIST("");
    cr_assert_eq(list(), HM_OK, "%s", err.text);
    cr_assert_eq(found.all.n, 0u);
    cr_assert_not(found.is_by_tag);
}

Test(referrers, not_found_out_is_not_none, .init = begin, .fini = end)
{
    fake.status = 403;
    cr_assert_eq(list(), HM_E_AUTH);
    fake.status = 0;
    fake.list = "<html>";
    cr_assert_eq(list(), HM_E_SYNTAX);
    fake.list = "{\"schemaVersion\":2,\"config\":" ENTRY("1") ",\"layers\":[]}";
    cr_assert_eq(list(), HM_E_SYNTAX);
}

Test(referrers, tag_of_a_digest)
{
    cr_assert(hm_str_eq(hm_referrers_tag(&arena, HM_S(DIGEST)), TAG));
    cr_assert_eq(hm_referrers_tag(&arena, HM_S("sha512:" TAG TAG)).n, 7u + 64u);
    hm_arena_done(&arena);
}
