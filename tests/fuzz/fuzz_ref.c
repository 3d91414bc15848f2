/* SPDX-License-Identifier: Apache-2.0 */
/* An image reference: what was read is canonical, and reads as itself again. */
#include "plugin/base/auto.h"
#include "plugin/model/image_ref.h"
#include "tests/fuzz/fuzz.h"

static bool
has_any(struct hm_str s, const char *bytes)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] <= ' ' || s.p[i] == 0x7f || strchr(bytes, s.p[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static void
check_again(struct hm_arena *arena, const struct hm_image_ref *ref)
{
    struct hm_image_ref again = { 0 };
    struct hm_str text =
        hm_arena_concat(arena, hm_image_ref_name(arena, ref), ref->tag.n > 0 ? HM_S(":") : HM_S(""),
                        ref->tag, ref->digest.n > 0 ? HM_S("@") : HM_S(""), ref->digest);

    require(hm_image_ref_parse(arena, text, &again, NULL) == HM_OK);
    require(hm_str_is(again.registry, ref->registry));
    require(hm_str_is(again.repository, ref->repository));
    require(hm_str_is(again.tag, ref->tag));
    require(hm_str_is(again.digest, ref->digest));
    require(again.is_official == ref->is_official);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str text = hm_str_make((const char *)data, size);
    struct hm_image_ref ref = { 0 };
    struct hm_err err = { 0 };

    if (hm_image_ref_parse(&arena, text, &ref, &err) != HM_OK) {
        require(err.status == HM_E_SYNTAX && err.text[0] != '\0');
        return 0;
    }
    require(hm_str_is(ref.text, text));
    require(ref.registry.n > 0 && !has_any(ref.registry, "/@"));
    require(ref.repository.n > 0 && !has_any(ref.repository, ":@"));
    require(!has_any(ref.tag, "/:@"));
    require(ref.digest.n == 0 || hm_digest_is_canonical(ref.digest));
    require(ref.is_official ==
            (hm_str_eq(ref.registry, "docker.io") && hm_str_starts(ref.repository, "library/")));
    check_again(&arena, &ref);
    require(arena.taken <= 4096 + 16 * size);
    return 0;
}
