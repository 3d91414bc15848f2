/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_find_ignore_faults(at, out, true);
}

const struct hm_rule hm9011_misspelt_suppression = {
    .id = "HM9011",
    .concept = "misspelt-suppression",
    .since = "0.1",
    .title = "A comment is nearly an ignore comment",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .on = HM_ON(FILE, MANIFEST),
    .why = "A letter is wrong, so every tool takes it for a remark. The finding that it is about "
           "stays, and the reason that it gives is not recorded with it.",
    .fix = "Mend the spelling.",
    .bad = "# hadolint ignroe=DL3006\nFROM alpine:3.22\n",
    .good = "# hadolint is run over this file as well\nFROM alpine:3.22\n",
    .check = check,
};
