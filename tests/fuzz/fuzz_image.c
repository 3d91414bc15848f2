/* SPDX-License-Identifier: Apache-2.0 */
/* What registries, layouts and servers say: the first byte picks the reader, the rest is the text.
 */
#include "plugin/base/auto.h"
#include "plugin/image/challenge.h"
#include "plugin/image/digest.h"
#include "plugin/image/helper.h"
#include "plugin/image/layout.h"
#include "plugin/image/saved.h"
#include "plugin/image/unpack.h"
#include "plugin/net/retry.h"
#include "tests/fuzz/fuzz.h"

/* A URL that was read is canonical: read again it is the same, and nothing in it can be mistaken.
 */
static void
check_url(struct hm_arena *arena, const struct hm_url *url)
{
    struct hm_url again = { 0 };

    require(hm_url_parse(arena, url->text, &again, NULL) == HM_OK);
    require(hm_str_is(again.text, url->text));
    require(hm_url_is_same_origin(&again, url));
    require(hm_str_find(url->origin, '@') == url->origin.n);
    require(url->path.n > 0 && url->path.p[0] == '/');
    require(!hm_url_is_loopback(url) || hm_url_is_private(url));
}

static void
read_url(struct hm_arena *arena, struct hm_str text)
{
    struct hm_url base = { 0 };
    struct hm_url url = { 0 };

    if (hm_url_parse(arena, text, &url, NULL) == HM_OK) {
        check_url(arena, &url);
    }
    require(hm_url_parse(arena, HM_S("https://a.test:8443/b/c?d"), &base, NULL) == HM_OK);
    if (hm_url_resolve(arena, &base, text, &url, NULL) == HM_OK) {
        check_url(arena, &url);
    }
}

static void
read_challenge(struct hm_arena *arena, struct hm_str text)
{
    struct hm_challenge found[HM_CHALLENGES];
    size_t n = hm_challenge_parse(arena, text, found);

    require(n <= HM_CHALLENGES);
    for (size_t i = 0; i < n; i++) {
        require(found[i].scheme.n > 0);
        require(found[i].realm.n + found[i].service.n + found[i].scope.n <= text.n);
    }
}

static void
read_manifest(struct hm_arena *arena, struct hm_str text)
{
    struct hm_manifest m = { 0 };

    if (hm_manifest_parse(arena, text, (struct hm_str){ 0 }, &m, NULL) == HM_OK) {
        require(m.media == HM_MEDIA_INDEX || m.media == HM_MEDIA_MANIFEST);
        require(m.children.n <= HM_MANIFEST_CHILDREN);
    }
}

static void
read_digest(struct hm_str text)
{
    struct hm_digest digest;
    char again[HM_DIGEST_TEXT];

    if (hm_digest_parse(text, &digest, NULL) == HM_OK) {
        hm_digest_format(&digest, again);
        require(hm_str_is(text, hm_str_c(again)));
    }
}

static void
read_helper(struct hm_str text)
{
    hm_auto_buf struct hm_buf user = { 0 };
    hm_auto_buf struct hm_buf secret = { 0 };

    if (hm_helper_read(text, &user, &secret, NULL) == HM_OK) {
        require(user.n > 0 && secret.n > 0 && user.is_secret && secret.is_secret);
    }
}

static void
unpack(struct hm_str text)
{
    struct hm_aside *aside = hm_aside_new();
    struct hm_unpack *whole = hm_unpack_new(true, aside);
    struct hm_unpack *pieces = hm_unpack_new(true, NULL);
    struct hm_digest a = { 0 };
    struct hm_digest b = { 0 };

    hm_unpack_take(whole, text);
    for (size_t off = 0; off < text.n; off += 3) {
        hm_unpack_take(pieces, hm_str_sub(text, off, 3));
    }
    require((hm_unpack_end(whole, &a, NULL) == HM_OK) ==
            (hm_unpack_end(pieces, &b, NULL) == HM_OK));
    require(memcmp(a.bytes, b.bytes, HM_SHA256_BYTES) == 0);
    hm_unpack_free(whole);
    hm_unpack_free(pieces);
    hm_aside_free(aside);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_image_config config = { 0 };
    struct hm_saved saved = { 0 };
    int64_t seconds = 0;

    if (size == 0) {
        return 0;
    }
    struct hm_str text = hm_str_make((const char *)data + 1, size - 1);
    switch (data[0]) {
    case 'u':
        read_url(&arena, text);
        break;
    case 'c':
        read_challenge(&arena, text);
        break;
    case 'm':
        read_manifest(&arena, text);
        break;
    case 'i':
        require(hm_image_config_parse(&arena, text, &config, NULL) != HM_OK ||
                config.diff_ids.n <= text.n);
        break;
    case 's':
        require(hm_saved_parse(&arena, text, &saved, NULL) != HM_OK || saved.images.n <= text.n);
        break;
    case 'd':
        read_digest(text);
        break;
    case 'h':
        read_helper(text);
        break;
    case 'z':
        unpack(text);
        break;
    case 'l':
        require(hm_layout_check_version(text, NULL) != HM_OK || hm_str_has(text, "1."));
        break;
    default:
        require(!hm_http_date(text, &seconds) || seconds >= 0);
        break;
    }
    return 0;
}
