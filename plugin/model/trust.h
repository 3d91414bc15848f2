/* SPDX-License-Identifier: Apache-2.0 */
/* Whose signature an image must have: what tools hold signatures against, and the policy that says
 * so for each image. */
#ifndef HM_MODEL_TRUST_H
#define HM_MODEL_TRUST_H

#include "plugin/model/image_pattern.h"

enum hm_trust_kind {
    HM_TRUST_KEY,      /**< a signature by a public key (cosign) */
    HM_TRUST_IDENTITY, /**< a certificate for an identity, in a transparency log (cosign) */
    HM_TRUST_NOTATION, /**< what a trust policy document and a trust store say (notation) */
    HM_TRUST_DOCKER,   /**< docker trust: signed by somebody; legacy, never more than for review */
};

/** What signatures are held against. Paths are absolute. */
struct hm_trust {
    enum hm_trust_kind kind;
    struct hm_str key; /**< KEY: path of the public key, PEM */

    /* IDENTITY: one of the first two, one of the next two. */
    struct hm_str identity; /**< exactly, "https://github.com/acme/app/.github/…@refs/…" */
    struct hm_str identity_regexp; /**< a Go regular expression that must fit the whole of it */
    struct hm_str issuer;          /**< exactly, "https://token.actions.githubusercontent.com" */
    struct hm_str issuer_regexp;
    struct hm_str trusted_root; /**< path of a Sigstore trusted root, JSON; empty: Sigstore's own,
                                   which needs the network */

    /* NOTATION */
    struct hm_str policy; /**< path of the trust policy document, trustpolicy.json */
    struct hm_str store;  /**< path of the folder that holds x509/ca/…, the trust store */

    struct hm_str server; /**< DOCKER: https:// address of the server */
    struct hm_str root;   /**< DOCKER: id of the repository's root key, or empty */

    /** The name that the signature must give the image: a pattern, "same" for the repository that
        was asked for, or empty for any. A signature that holds no name proves none. */
    struct hm_str signed_as;
};

/** Attestations that a policy can ask for by name. */
enum hm_attestation {
    HM_ATTESTATION_SLSA,
    HM_ATTESTATION_SBOM,
    HM_ATTESTATION_VULNERABILITY,
    HM_ATTESTATION_COUNT
};

/** "slsa-provenance", "sbom", "vulnerability". */
const char *hm_attestation_name(enum hm_attestation attestation);

/** The in-toto predicate types of a name, each of which will do: NULL-terminated. */
const char *const *hm_attestation_predicates(enum hm_attestation attestation);

/** A rule of a policy: what the images that it fits must have. */
struct hm_trust_rule {
    const struct hm_str *images; /**< patterns; one that fits is enough */
    uint32_t n_images;
    const struct hm_trust *trusts; /**< one that holds is enough; none for `is_unsigned` */
    uint32_t n_trusts;
    unsigned attestations; /**< bits 1 << HM_ATTESTATION_…: all of them, signed as the image is */
    bool is_unsigned;      /**< accepted without a signature, for a time */
    uint32_t until;        /**< is_unsigned: 20270131, the last day in UTC */
    struct hm_str reason;  /**< is_unsigned */
    uint32_t line;         /**< of the rule in the file, 0 without one */
};

/** What an image means that no rule fits. */
enum hm_trust_otherwise {
    HM_OTHERWISE_REVIEW, /**< it is not verified, and that is left to people */
    HM_OTHERWISE_REFUSE, /**< it is a finding */
};

/** Zeroed, it has no rule. */
struct hm_trust_policy {
    const struct hm_trust_rule *rules; /**< the first that fits counts */
    uint32_t n_rules;
    enum hm_trust_otherwise otherwise;
    struct hm_str origin; /**< the file, or the option, as reports name it */
};

/** The first rule that fits, or NULL. */
const struct hm_trust_rule *hm_trust_policy_find(const struct hm_trust_policy *policy,
                                                 const struct hm_image_ref *ref);

/** Whether a rule accepts images without a signature on @p today (20261122; 0 is not known, and
 * nothing is accepted then). */
bool hm_trust_rule_accepts_unsigned(const struct hm_trust_rule *rule, uint32_t today);

/** Whether a signature's name for an image is one that is allowed. @p asked is the image's own
 * reference. */
bool hm_trust_allows_name(const struct hm_trust *trust, struct hm_arena *arena, struct hm_str name,
                          struct hm_str asked);

#endif
