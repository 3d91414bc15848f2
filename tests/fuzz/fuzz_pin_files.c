/* SPDX-License-Identifier: Apache-2.0 */
/* Pinning any Jenkinsfile and bake file: tokens lie in the file and in their order, and whatever is
 * written reads as the same images with digests. The first byte says what the file is called. */
#include "plugin/base/auto.h"
#include "plugin/fix/pin_files.h"
#include "plugin/manifest/groovy.h"
#include "tests/fuzz/fuzz.h"

static const char *const names[] = { "Jenkinsfile", "docker-bake.hcl", "docker-bake.json" };

static void
check_tokens(struct hm_arena *arena, struct hm_str text)
{
    struct hm_groovy groovy = { 0 };
    uint32_t end = 0;

    if (hm_groovy_read(arena, text, &groovy, NULL) != HM_OK) {
        return;
    }
    for (size_t i = 0; i < groovy.n; i++) {
        const struct hm_groovy_token *token = &groovy.tokens[i];
        require(token->off >= end && token->len > 0 && token->len <= text.n - token->off);
        require(token->text.n <= token->len);
        end = token->off + token->len;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_pins again = { 0 };
    struct hm_str after = { 0 };

    if (size == 0) {
        return 0;
    }
    struct hm_str path = hm_str_c(names[data[0] % (sizeof names / sizeof names[0])]);
    struct hm_str text = hm_str_make((const char *)data + 1, size - 1);
    hm_pins_find_fn *find = hm_pin_files_reader(path);
    check_tokens(&arena, text);
    if (find(&arena, path, text, &pins, NULL) != HM_OK) {
        return 0;
    }
    for (size_t i = 0; i < pins.all.n; i++) {
        struct hm_pin *pin = &pins.all.p[i];
        require(!pin->is_editable || (pin->off <= text.n && !pin->is_pinned));
        require(pin->is_editable || pin->is_pinned || pin->why.n > 0);
        require(pin->span.off <= text.n && pin->span.len <= text.n - pin->span.off);
        if (pin->is_editable) {
            pin->digest =
                HM_S("sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
        }
    }
    if (hm_pins_apply_to(find, &arena, path, text, &pins, &after, NULL) == HM_OK) {
        require(after.n >= text.n);
        require(find(&arena, path, after, &again, NULL) == HM_OK);
        require(again.all.n == pins.all.n);
    }
    return 0;
}
