/* SPDX-License-Identifier: Apache-2.0 */
/* Pinning any Dockerfile: whatever is written reads as the same images with digests, and the diff
 * has as many lines as were changed. */
#include "plugin/base/auto.h"
#include "plugin/fix/diff.h"
#include "plugin/fix/pin.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf diff = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_pins pins = { 0 };
    struct hm_str text = hm_str_make((const char *)data, size);
    struct hm_str after = { 0 };

    hm_source_init(&source, &arena, HM_S("Dockerfile"), text);
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    if (file.is_too_large) {
        return 0;
    }
    hm_pins_find(&arena, &file, &pins);
    for (size_t i = 0; i < pins.all.n; i++) {
        struct hm_pin *pin = &pins.all.p[i];
        require(!pin->is_editable || (pin->off <= size && !pin->is_pinned));
        require(pin->is_editable || pin->is_pinned || pin->why.n > 0);
        if (pin->is_editable) {
            pin->digest =
                HM_S("sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
        }
    }
    if (hm_pins_apply(&arena, &file, NULL, &pins, &after, NULL) == HM_OK) {
        require(after.n >= size);
        require(hm_diff_lines(HM_S("Dockerfile"), text, after, &diff));
        require((diff.n > 0) == (after.n > size));
    }
    return 0;
}
