/* SPDX-License-Identifier: Apache-2.0 */
/* `signatures:` of the configuration: whose signature each image must have. */
#include "plugin/driver/config/config.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/json.h"
#include "plugin/model/suppression.h"

enum {
    RULES_LIMIT = 1000,
    IMAGES_LIMIT = 1000, /* patterns of a rule */
    TRUSTS_LIMIT = 8,    /* keys and identities of a rule */
    KEY_LIMIT = 64 << 10,
    ROOT_LIMIT = 4 << 20,
};

#define HTTPS "{\"type\":\"string\",\"pattern\":\"^https://.\"}"
#define HEX "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"}"
#define DAY "{\"type\":\"string\",\"pattern\":\"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"}"
#define ATTESTATIONS "{\"enum\":[\"slsa-provenance\",\"sbom\",\"vulnerability\"]}"
#define OTHERWISE "{\"enum\":[\"review\",\"refuse\"]}"

/* A rule while it is read. */
struct draft {
    struct hm_trust_rule rule;
    HM_VEC(struct hm_str) images;
    HM_VEC(struct hm_trust) trusts;
    struct hm_str signed_as;
};

/* --- the images --- */

static enum hm_status
check_pattern(const struct hm_yaml *value, struct hm_str pattern, struct hm_err *reterr)
{
    struct hm_err err = { 0 };

    return hm_image_pattern_check(pattern, &err) == HM_OK
               ? HM_OK
               : hm_yaml_error(value, reterr, "%s", err.text);
}

static enum hm_status
read_pattern(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
             struct hm_err *reterr)
{
    struct draft *draft = to;
    struct hm_str pattern;

    HM_TRY(hm_config_text(value, &pattern, reterr));
    HM_TRY(check_pattern(value, pattern, reterr));
    hm_vec_add(reader->arena, &draft->images, pattern);
    return HM_OK;
}

static enum hm_status
read_image(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    return hm_config_each(reader, value, IMAGES_LIMIT, to, read_pattern, reterr);
}

/* --- cosign --- */

enum hm_status
hm_config_check_key(const char *path, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .limit = KEY_LIMIT, .is_secret = true };

    if (hm_read_file(AT_FDCWD, path, KEY_LIMIT, &text, reterr) != HM_OK) {
        return reterr == NULL ? HM_E_USAGE : (reterr->status = HM_E_USAGE);
    }
    if (hm_str_has(hm_buf_str(&text), "PRIVATE KEY-----")) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "%s is a private key; signatures are verified by the public one", path);
    }
    if (!hm_str_has(hm_buf_str(&text), "-----BEGIN PUBLIC KEY-----")) {
        return hm_err_set(reterr, HM_E_USAGE, "%s is no public key in PEM format", path);
    }
    return HM_OK;
}

static enum hm_status
read_key(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
         struct hm_err *reterr)
{
    struct hm_trust *trust = to;
    struct hm_err err = { 0 };

    HM_TRY(hm_config_path(reader, value, false, &trust->key, reterr));
    return hm_config_check_key(hm_arena_c(reader->arena, trust->key), &err) == HM_OK
               ? HM_OK
               : hm_yaml_error(value, reterr, "%s", err.text);
}

static enum hm_status
read_root(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    struct hm_trust *trust = to;
    hm_auto_buf struct hm_buf text = { .limit = ROOT_LIMIT };
    hm_auto_json json_t *document = NULL;
    struct hm_err err = { 0 };
    struct hm_str type = { 0 };

    HM_TRY(hm_config_path(reader, value, false, &trust->trusted_root, reterr));
    enum hm_status status = hm_read_file(AT_FDCWD, hm_arena_c(reader->arena, trust->trusted_root),
                                         ROOT_LIMIT, &text, &err);
    if (status == HM_OK) {
        status = hm_json_parse(hm_buf_str(&text), &document, &err);
    }
    if (status == HM_OK) {
        struct hm_json root = hm_json_root(document);
        status = hm_json_need_str(&root, "mediaType", &type, &err);
    }
    if (status != HM_OK) {
        return hm_yaml_error(value, reterr, "this is no trusted root of Sigstore: %s", err.text);
    }
    return hm_str_starts(type, "application/vnd.dev.sigstore.trustedroot")
               ? HM_OK
               : hm_yaml_error(value, reterr, "this is no trusted root of Sigstore, but %.*s",
                               HM_FMT(hm_str_sub(type, 0, 100)));
}

#define TEXT_READER(name, type, member)                                                            \
    static enum hm_status name(struct hm_config_reader *reader, const struct hm_yaml *value,       \
                               void *to, struct hm_err *reterr)                                    \
    {                                                                                              \
        (void)reader;                                                                              \
        return hm_config_text(value, &((type *)to)->member, reterr);                               \
    }
TEXT_READER(read_identity, struct hm_trust, identity)
TEXT_READER(read_identity_regexp, struct hm_trust, identity_regexp)
TEXT_READER(read_issuer, struct hm_trust, issuer)
TEXT_READER(read_issuer_regexp, struct hm_trust, issuer_regexp)
TEXT_READER(read_reason, struct hm_trust_rule, reason)
#undef TEXT_READER

static const struct hm_config_key cosign_keys[] = {
    { .name = "key", .read = read_key },
    { .name = "identity", .read = read_identity },
    { .name = "identity-regexp", .read = read_identity_regexp },
    { .name = "issuer", .read = read_issuer },
    { .name = "issuer-regexp", .read = read_issuer_regexp },
    { .name = "trusted-root", .read = read_root },
    { .name = NULL },
};

static enum hm_status
add_trust(struct hm_config_reader *reader, struct draft *draft, const struct hm_yaml *at,
          const struct hm_trust *trust, struct hm_err *reterr)
{
    if (draft->trusts.n == TRUSTS_LIMIT) {
        return hm_yaml_error(at, reterr, "a rule has at most %d keys and identities", TRUSTS_LIMIT);
    }
    hm_vec_add(reader->arena, &draft->trusts, *trust);
    return HM_OK;
}

static enum hm_status
read_cosign_one(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                struct hm_err *reterr)
{
    struct hm_trust trust = { .kind = HM_TRUST_KEY };

    HM_TRY(hm_config_map(reader, value, cosign_keys, sizeof cosign_keys / sizeof cosign_keys[0],
                         &trust, reterr));
    unsigned n_identity = (trust.identity.n > 0) + (trust.identity_regexp.n > 0);
    unsigned n_issuer = (trust.issuer.n > 0) + (trust.issuer_regexp.n > 0);
    if (trust.key.n > 0 && (n_identity > 0 || n_issuer > 0 || trust.trusted_root.n > 0)) {
        return hm_yaml_error(value, reterr,
                             "a signature is verified by a key or by an identity, not by both");
    }
    if (trust.key.n == 0 && (n_identity != 1 || n_issuer != 1)) {
        return hm_yaml_error(value, reterr,
                             "name a key, or one of identity and identity-regexp with one of "
                             "issuer and issuer-regexp");
    }
    trust.kind = trust.key.n > 0 ? HM_TRUST_KEY : HM_TRUST_IDENTITY;
    return add_trust(reader, to, value, &trust, reterr);
}

static enum hm_status
read_cosign(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
            struct hm_err *reterr)
{
    return hm_config_each(reader, value, TRUSTS_LIMIT, to, read_cosign_one, reterr);
}

/* --- notation --- */

static enum hm_status
read_policy(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
            struct hm_err *reterr)
{
    struct hm_trust *trust = to;
    hm_auto_buf struct hm_buf text = { .limit = KEY_LIMIT };
    hm_auto_json json_t *document = NULL;
    struct hm_err err = { 0 };
    struct hm_json policies;

    HM_TRY(hm_config_path(reader, value, false, &trust->policy, reterr));
    enum hm_status status =
        hm_read_file(AT_FDCWD, hm_arena_c(reader->arena, trust->policy), KEY_LIMIT, &text, &err);
    if (status == HM_OK) {
        status = hm_json_parse(hm_buf_str(&text), &document, &err);
    }
    if (status == HM_OK) {
        struct hm_json root = hm_json_root(document);
        status = hm_json_need(&root, "trustPolicies", JSON_ARRAY, &policies, &err);
    }
    return status == HM_OK
               ? HM_OK
               : hm_yaml_error(value, reterr, "this is no trust policy of notation: %s", err.text);
}

static enum hm_status
read_store(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    return hm_config_path(reader, value, true, &((struct hm_trust *)to)->store, reterr);
}

static const struct hm_config_key notation_keys[] = {
    { .name = "policy", .read = read_policy, .is_required = true },
    { .name = "store", .read = read_store, .is_required = true },
    { .name = NULL },
};

static enum hm_status
read_notation(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
              struct hm_err *reterr)
{
    struct hm_trust trust = { .kind = HM_TRUST_NOTATION };

    HM_TRY(hm_config_map(reader, value, notation_keys,
                         sizeof notation_keys / sizeof notation_keys[0], &trust, reterr));
    return add_trust(reader, to, value, &trust, reterr);
}

/* --- docker trust --- */

static enum hm_status
read_server(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
            struct hm_err *reterr)
{
    struct hm_str *server = &((struct hm_trust *)to)->server;

    (void)reader;
    HM_TRY(hm_config_text(value, server, reterr));
    return hm_str_starts(*server, "https://") && server->n > strlen("https://")
               ? HM_OK
               : hm_yaml_error(value, reterr, "the trust server's https address is expected here");
}

static enum hm_status
read_root_key(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
              struct hm_err *reterr)
{
    struct hm_str *root = &((struct hm_trust *)to)->root;

    HM_TRY(hm_config_text(value, root, reterr));
    struct hm_str digest = hm_arena_printf(reader->arena, "sha256:%.*s", HM_FMT(*root));
    return hm_digest_is_canonical(digest)
               ? HM_OK
               : hm_yaml_error(value, reterr, "the root key's id is 64 hexadecimal digits");
}

static const struct hm_config_key docker_keys[] = {
    { .name = "server", .read = read_server, .is_required = true, .schema = HTTPS },
    { .name = "root", .read = read_root_key, .schema = HEX },
    { .name = NULL },
};

static enum hm_status
read_docker(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
            struct hm_err *reterr)
{
    struct hm_trust trust = { .kind = HM_TRUST_DOCKER };

    HM_TRY(hm_config_map(reader, value, docker_keys, sizeof docker_keys / sizeof docker_keys[0],
                         &trust, reterr));
    return add_trust(reader, to, value, &trust, reterr);
}

/* --- the rest of a rule --- */

static enum hm_status
read_attestation(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                 struct hm_err *reterr)
{
    const char *names[HM_ATTESTATION_COUNT];
    size_t which = 0;

    (void)reader;
    for (int i = 0; i < HM_ATTESTATION_COUNT; i++) {
        names[i] = hm_attestation_name((enum hm_attestation)i);
    }
    HM_TRY(hm_config_word(value, names, HM_ATTESTATION_COUNT, &which, reterr));
    ((struct draft *)to)->rule.attestations |= 1U << which;
    return HM_OK;
}

static enum hm_status
read_attestations(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                  struct hm_err *reterr)
{
    return hm_config_each(reader, value, HM_ATTESTATION_COUNT, to, read_attestation, reterr);
}

static enum hm_status
read_signed_as(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
               struct hm_err *reterr)
{
    struct draft *draft = to;

    (void)reader;
    HM_TRY(hm_config_text(value, &draft->signed_as, reterr));
    return hm_str_eq(draft->signed_as, "same") ? HM_OK
                                               : check_pattern(value, draft->signed_as, reterr);
}

static enum hm_status
read_until(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    (void)reader;
    if (value->kind == HM_YAML_LIST || value->kind == HM_YAML_MAP ||
        !hm_day_parse(value->text, &((struct hm_trust_rule *)to)->until)) {
        return hm_yaml_error(value, reterr, "a day is expected here, such as 2027-01-31");
    }
    return HM_OK;
}

static const struct hm_config_key unsigned_keys[] = {
    { .name = "until", .read = read_until, .is_required = true, .schema = DAY },
    { .name = "reason", .read = read_reason, .is_required = true },
    { .name = NULL },
};

static enum hm_status
read_unsigned(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
              struct hm_err *reterr)
{
    struct draft *draft = to;

    draft->rule.is_unsigned = true;
    return hm_config_map(reader, value, unsigned_keys,
                         sizeof unsigned_keys / sizeof unsigned_keys[0], &draft->rule, reterr);
}

static const struct hm_config_key rule_keys[] = {
    { .name = "image", .read = read_image, .is_required = true, .shape = HM_SHAPE_EACH },
    { .name = "cosign", .read = read_cosign, .shape = HM_SHAPE_EACH, .rows = cosign_keys },
    { .name = "notation", .read = read_notation, .rows = notation_keys },
    { .name = "docker-trust", .read = read_docker, .rows = docker_keys },
    { .name = "attestations",
      .read = read_attestations,
      .shape = HM_SHAPE_EACH,
      .schema = ATTESTATIONS },
    { .name = "signed-as", .read = read_signed_as },
    { .name = "unsigned", .read = read_unsigned, .rows = unsigned_keys },
    { .name = NULL },
};

static enum hm_status
check_rule(const struct draft *draft, const struct hm_yaml *at, struct hm_err *reterr)
{
    bool has_cosign = false;

    for (size_t i = 0; i < draft->trusts.n; i++) {
        enum hm_trust_kind kind = draft->trusts.p[i].kind;
        has_cosign |= kind == HM_TRUST_KEY || kind == HM_TRUST_IDENTITY;
    }
    if ((draft->trusts.n > 0) == draft->rule.is_unsigned) {
        return hm_yaml_error(
            at, reterr,
            "a rule says either who signs (cosign, notation, docker-trust) or that the image "
            "is accepted unsigned");
    }
    if (!has_cosign && (draft->rule.attestations != 0 || draft->signed_as.n > 0)) {
        return hm_yaml_error(at, reterr, "attestations and signed-as need cosign in the same rule");
    }
    return HM_OK;
}

static enum hm_status
read_rule(struct hm_config_reader *reader, const struct hm_yaml *value, struct hm_trust_rule *ret,
          struct hm_err *reterr)
{
    struct draft draft = { .rule.line = value->line };

    HM_TRY(hm_config_map(reader, value, rule_keys, sizeof rule_keys / sizeof rule_keys[0], &draft,
                         reterr));
    HM_TRY(check_rule(&draft, value, reterr));
    for (size_t i = 0; i < draft.trusts.n; i++) {
        draft.trusts.p[i].signed_as = draft.signed_as;
    }
    draft.rule.images = draft.images.p;
    draft.rule.n_images = (uint32_t)draft.images.n;
    draft.rule.trusts = draft.trusts.p;
    draft.rule.n_trusts = (uint32_t)draft.trusts.n;
    *ret = draft.rule;
    return HM_OK;
}

/* --- the policy --- */

static enum hm_status
read_rules(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    struct hm_trust_policy *policy = to;

    HM_TRY(hm_yaml_expect(value, HM_YAML_LIST, reterr));
    if (value->n > RULES_LIMIT) {
        return hm_yaml_error(value, reterr, "there are more than %d rules", RULES_LIMIT);
    }
    struct hm_trust_rule *rules = hm_arena_new(reader->arena, struct hm_trust_rule, value->n);
    for (uint32_t i = 0; i < value->n; i++) {
        HM_TRY(read_rule(reader, value->items[i], &rules[i], reterr));
    }
    policy->rules = rules;
    policy->n_rules = value->n;
    return HM_OK;
}

static enum hm_status
read_otherwise(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
               struct hm_err *reterr)
{
    static const char *const words[] = {
        [HM_OTHERWISE_REVIEW] = "review", [HM_OTHERWISE_REFUSE] = "refuse"
    };
    size_t which = 0;

    (void)reader;
    HM_TRY(hm_config_word(value, words, sizeof words / sizeof words[0], &which, reterr));
    ((struct hm_trust_policy *)to)->otherwise = (enum hm_trust_otherwise)which;
    return HM_OK;
}

const struct hm_config_key hm_config_signature_keys[] = {
    { .name = "rules",
      .read = read_rules,
      .is_required = true,
      .shape = HM_SHAPE_LIST,
      .rows = rule_keys },
    { .name = "otherwise", .read = read_otherwise, .schema = OTHERWISE },
    { .name = NULL },
};

enum hm_status
hm_config_signatures(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                     struct hm_err *reterr)
{
    struct hm_config *config = to;

    config->has_signatures = true;
    config->signatures = (struct hm_trust_policy){ .origin = reader->file };
    config->signatures_at = hm_config_at(reader, value);
    return hm_config_map(reader, value, hm_config_signature_keys,
                         sizeof hm_config_signature_keys / sizeof hm_config_signature_keys[0],
                         &config->signatures, reterr);
}
