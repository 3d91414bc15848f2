/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm5010_missing_attestation = {
    .id = "HM5010",
    .concept = "missing-attestation",
    .since = "0.1",
    .title = "An image lacks an attestation that the policy asks for",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SIGNED,
    .cwe = { 345 },
    .scope = HM_SCOPE_IMAGE,
    .needs = HM_NEEDS_IMAGE,
    .why = "The policy asks for a signed statement about this image: how it was built (SLSA "
           "provenance), what is in it (an SBOM), or what a scanner found (vulnerabilities). The "
           "registry was asked, and has none that its signer made.",
    .fix = "Attest it where it is built: `cosign attest --type slsaprovenance1 --predicate … "
           "--key … registry/name@sha256:…`, by digest and with the key or identity that signs the "
           "image.",
    .raised_by = "verify",
};
