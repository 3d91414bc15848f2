/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/vex.h"

static const char *const words[HM_VEX_STATUS_COUNT] = {
    [HM_VEX_NONE] = "",
    [HM_VEX_NOT_AFFECTED] = "not_affected",
    [HM_VEX_AFFECTED] = "affected",
    [HM_VEX_FIXED] = "fixed",
    [HM_VEX_UNDER_INVESTIGATION] = "under_investigation",
};

const char *const hm_vex_justifications[] = {
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
    NULL,
};

const char *
hm_vex_word(enum hm_vex_status status)
{
    return (unsigned)status < HM_VEX_STATUS_COUNT ? words[status] : "";
}

enum hm_vex_status
hm_vex_parse(struct hm_str word)
{
    for (int i = HM_VEX_NOT_AFFECTED; i < HM_VEX_STATUS_COUNT; i++) {
        if (hm_str_eq(word, words[i])) {
            return (enum hm_vex_status)i;
        }
    }
    return HM_VEX_NONE;
}
