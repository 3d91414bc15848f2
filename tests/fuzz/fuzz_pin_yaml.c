/* SPDX-License-Identifier: Apache-2.0 */
/* Pinning any YAML file: whatever is written reads as the same images with digests, and nothing
 * but digests was added. The first byte says what the file is called. */
#include "plugin/base/auto.h"
#include "plugin/fix/pin_yaml.h"
#include "tests/fuzz/fuzz.h"

static const char *const names[] = {
    "compose.yaml", "k8s/app.yaml", ".github/workflows/ci.yml", "action.yml", ".gitlab-ci.yml",
};

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
    if (hm_pin_yaml_find(&arena, path, text, &pins, NULL) != HM_OK) {
        return 0;
    }
    require(pins.all.n <= size);
    for (size_t i = 0; i < pins.all.n; i++) {
        struct hm_pin *pin = &pins.all.p[i];
        require(!pin->is_editable || (pin->off <= text.n && !pin->is_pinned));
        require(pin->is_editable || pin->is_pinned || pin->why.n > 0);
        if (pin->is_editable) {
            pin->digest =
                HM_S("sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
        }
    }
    if (hm_pins_apply_to(hm_pin_yaml_find, &arena, path, text, &pins, &after, NULL) == HM_OK) {
        require(after.n >= text.n);
        require(hm_pin_yaml_find(&arena, path, after, &again, NULL) == HM_OK);
        require(again.all.n == pins.all.n);
    }
    return 0;
}
