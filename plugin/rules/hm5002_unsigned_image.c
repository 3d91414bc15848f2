/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm5002_unsigned_image = {
    .id = "HM5002",
    .concept = "unsigned-image",
    .since = "0.1",
    .title = "An image has no signature",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SIGNED,
    .cwe = { 347, 345 },
    .cis = "4.5",
    .same_as = HM_IDS("cis:4.5", "cis:4.12", "dockle:CIS-DI-0002", "dockle:CIS-DI-0005"),
    .scope = HM_SCOPE_IMAGE,
    .needs = HM_NEEDS_IMAGE,
    .why = "A signature was asked for, the registry was asked, and there is none. Nothing but the "
           "registry's word says who made this image.",
    .fix =
        "Sign it where it is built: `cosign sign --key … registry/name@sha256:…`, by digest, not "
        "by tag.",
    .raised_by = "verify",
};
