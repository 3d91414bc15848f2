/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/trust.h"

static const struct {
    const char *name;
    const char *const *predicates;
} attestations[] = {
    [HM_ATTESTATION_SLSA] = { "slsa-provenance",
                              (const char *const[]){ "https://slsa.dev/provenance/v1",
                                                     "https://slsa.dev/provenance/v0.2", NULL } },
    [HM_ATTESTATION_SBOM] = { "sbom", (const char *const[]){ "https://spdx.dev/Document",
                                                             "https://cyclonedx.org/bom", NULL } },
    [HM_ATTESTATION_VULNERABILITY] = { "vulnerability",
                                       (const char *const[]){
                                           "https://cosign.sigstore.dev/attestation/vuln/v1",
                                           NULL } },
};

const char *
hm_attestation_name(enum hm_attestation attestation)
{
    return attestations[attestation].name;
}

const char *const *
hm_attestation_predicates(enum hm_attestation attestation)
{
    return attestations[attestation].predicates;
}

const struct hm_trust_rule *
hm_trust_policy_find(const struct hm_trust_policy *policy, const struct hm_image_ref *ref)
{
    for (uint32_t i = 0; i < policy->n_rules; i++) {
        const struct hm_trust_rule *rule = &policy->rules[i];
        for (uint32_t k = 0; k < rule->n_images; k++) {
            if (hm_image_pattern_fits(rule->images[k], ref)) {
                return rule;
            }
        }
    }
    return NULL;
}

bool
hm_trust_rule_accepts_unsigned(const struct hm_trust_rule *rule, uint32_t today)
{
    return rule->is_unsigned && today != 0 && today <= rule->until;
}

bool
hm_trust_allows_name(const struct hm_trust *trust, struct hm_arena *arena, struct hm_str name,
                     struct hm_str asked)
{
    struct hm_image_ref given;
    struct hm_image_ref wanted;

    if (trust->signed_as.n == 0) {
        return true;
    }
    if (hm_image_ref_parse(arena, name, &given, NULL) != HM_OK) {
        return false;
    }
    if (!hm_str_eq(trust->signed_as, "same")) {
        return hm_image_pattern_fits(trust->signed_as, &given);
    }
    return hm_image_ref_parse(arena, asked, &wanted, NULL) == HM_OK &&
           hm_str_eq_nocase(given.registry, wanted.registry) &&
           hm_str_is(given.repository, wanted.repository);
}
