/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm5006_partly_scanned_index = {
    .id = "HM5006",
    .concept = "partly-scanned-index",
    .since = "0.1",
    .title = "A digest stands for several images, and not all were scanned",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_SCANNED,
    .cwe = { 1104 },
    .scope = HM_SCOPE_IMAGE,
    .needs = HM_NEEDS_IMAGE,
    .why = "The reference names an index, under which each platform has an image with layers and "
           "faults of its own. The verdict is about those that were looked at; a machine of "
           "another platform runs one that nobody has seen.",
    .fix = "Scan what is shipped: `--platform all`, or `--platform` for each that is used; or "
           "deploy the digest of the one image that was scanned.",
    .raised_by = "scan",
};
