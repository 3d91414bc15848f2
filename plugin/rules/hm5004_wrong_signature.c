/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm5004_wrong_signature = {
    .id = "HM5004",
    .concept = "wrong-signature",
    .since = "0.1",
    .title = "An image's signature is not the expected one",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SIGNED,
    .cwe = { 347 },
    .cis = "4.12",
    .same_as = HM_IDS("cis:4.12"),
    .scope = HM_SCOPE_IMAGE,
    .needs = HM_NEEDS_IMAGE,
    .why = "There is a signature, and it does not fit the key or the identity that was asked for: "
           "somebody else signed this image, or what was signed is another one.",
    .fix = "Do not run the image. Find out who published it; if the key was changed on purpose, "
           "change the policy in a reviewed commit.",
    .raised_by = "verify",
    .final_because = "a signature that is wrong is accepted by nobody",
};
