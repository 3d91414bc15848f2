/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm5001_digest_mismatch = {
    .id = "HM5001",
    .concept = "digest-mismatch",
    .since = "0.1",
    .title = "An image's bytes do not have the digest they should have",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SIGNED,
    .cwe = { 345, 354 },
    .scope = HM_SCOPE_IMAGE,
    .needs = HM_NEEDS_IMAGE,
    .why =
        "Manifest, configuration and every layer were hashed here, and one of them is not what "
        "its digest promises. Bytes have been changed after the image was made: by damage on the "
        "way or on the disk, or by somebody.",
    .fix =
        "Do not run the image. Fetch it again from its source by digest; if that differs too, ask "
        "its publisher and look at who could write to the registry.",
    .raised_by = "verify",
    .final_because = "bytes that are not what they should be are accepted by nobody",
};
