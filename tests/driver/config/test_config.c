/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config/config.h"

#include "tests/driver/config/repository.h"

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define PUBLIC_KEY                                                                                 \
    "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n"

/* Some files to name, and one outside that must not be reached. */
static void
begin(void)
{
    enter_repository();
    cr_assert_eq(mkdir("keys", 0700), 0);
    cr_assert_eq(mkdir("store", 0700), 0);
    put("../outside.pub", PUBLIC_KEY);
    put("keys/acme.pub", PUBLIC_KEY);
    put("keys/acme.key", "-----BEGIN ENCRYPTED SIGSTORE PRIVATE "
                         "KEY-----\n");
    put("keys/none.txt", "hello\n");
    put("roots.json", "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;"
                      "version=0.1\"}");
    put("policy.json", "{\"version\":\"1.0\",\"trustPolicies\":[]}");
    cr_assert_eq(symlink("../../outside.pub", "keys/link.pub"), 0);
    cr_assert_eq(symlink("acme.pub", "keys/alias.pub"), 0);
}

TestSuite(config, .init = begin, .fini = leave_repository);

static enum hm_status
read_text(const char *text)
{
    put(".hullmark.yaml", text);
    return hm_config_read(&args, &config, &err);
}

static enum hm_status
read_named(const char *name, const char *text)
{
    put(name, text);
    hm_vec_add(&arena, &args.values[HM_OPT_CONFIG], name);
    return hm_config_read(&args, &config, &err);
}

/* A policy of one rule whose lines begin with `image`. */
static enum hm_status
read_rule(const char *lines)
{
    return read_text(
        hm_arena_printf(&arena, "signatures:\n  rules:\n    - image: '**'\n%s", lines).p);
}

Test(config, may_be_absent)
{
    cr_expect_eq(hm_config_read(&args, &config, &err), HM_OK);
    cr_expect_eq(config.path.n, 0);
    cr_expect_not(config.has_signatures);
}

Test(config, may_be_empty)
{
    cr_expect_eq(read_text("# nothing yet\n"), HM_OK, "%s", err.text);
    cr_expect(hm_str_eq(config.path, ".hullmark.yaml"));
    cr_expect_not(config.has_signatures);
}

Test(config, reads_a_policy)
{
    cr_assert_eq(read_text("signatures:\n"
                           "  otherwise: refuse\n"
                           "  rules:\n"
                           "    - image: [ghcr.io/acme/**, 'registry.test:5000/app:1.*']\n"
                           "      cosign:\n"
                           "        - key: keys/acme.pub\n"
                           "        - identity: https://github.com/acme/x\n"
                           "          issuer-regexp: .*\n"
                           "          trusted-root: roots.json\n"
                           "      attestations: [sbom, slsa-provenance]\n"
                           "      signed-as: same\n"
                           "    - image: docker.io/library/*\n"
                           "      unsigned: {until: 2027-01-31, reason: not signed by anybody}\n"
                           "    - image: '**'\n"
                           "      notation: {policy: policy.json, store: store}\n"),
                 HM_OK, "%s", err.text);
    const struct hm_trust_policy *policy = &config.signatures;
    cr_assert(config.has_signatures);
    cr_assert_eq(policy->n_rules, 3);
    cr_expect_eq(policy->otherwise, HM_OTHERWISE_REFUSE);
    cr_expect(hm_str_eq(policy->origin, ".hullmark.yaml"));
    const struct hm_trust_rule *rule = &policy->rules[0];
    cr_expect_eq(rule->line, 4);
    cr_expect_eq(rule->n_images, 2);
    cr_assert_eq(rule->n_trusts, 2);
    cr_expect_eq(rule->trusts[0].kind, HM_TRUST_KEY);
    cr_expect(hm_str_ends(rule->trusts[0].key, "/repository/keys/acme.pub"));
    cr_expect_eq(rule->trusts[1].kind, HM_TRUST_IDENTITY);
    cr_expect(hm_str_ends(rule->trusts[1].trusted_root, "/repository/roots.json"));
    cr_expect(hm_str_eq(rule->trusts[1].signed_as, "same"));
    cr_expect_eq(rule->attestations, 1U << HM_ATTESTATION_SBOM | 1U << HM_ATTESTATION_SLSA);
    cr_expect(policy->rules[1].is_unsigned);
    cr_expect_eq(policy->rules[1].until, 20270131);
    cr_expect(hm_str_eq(policy->rules[1].reason, "not signed by anybody"));
    cr_expect_eq(policy->rules[2].trusts[0].kind, HM_TRUST_NOTATION);
    cr_expect(hm_str_ends(policy->rules[2].trusts[0].store, "/repository/store"));
}

static const struct {
    const char *text;
    const char *says;
} WRONG[] = {
    { "signature: {}",
      "line 1, column 1: there is no key \"signature\"; did you mean \"signatures\"?" },
    { "zebra: 1", "line 1, column 1: there is no key \"zebra\"" },
    { "- a", "line 1, column 1: this is a list, and should be a map" },
    { "a: [", "line " },
    { "{}\n---\n{}\n", "line 3, column 1: there should be one document" },
    { "signatures:\n", "\"signatures\" has no value" },
    { "signatures: {}", "\"rules\" has no value" },
    { "signatures: {rules: {}}", "should be a list" },
    { "signatures: {rules: [], otherwise: accept}",
      "there is no choice \"accept\" here; there are review and refuse" },
    { "signatures: {rules: [], otherwise: refuze}", "did you mean \"refuse\"?" },
    { "signatures: {rules: [{cosign: {key: keys/acme.pub}}]}", "\"image\" has no value" },
};

Test(config, says_where_and_what_is_wrong)
{
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        cr_expect_eq(read_text(WRONG[i].text), HM_E_USAGE, "%s", WRONG[i].text);
        cr_expect(hm_str_starts(hm_str_c(err.text), ".hullmark.yaml: line "), "%s", err.text);
        cr_expect(hm_str_has(hm_str_c(err.text), WRONG[i].says), "%s: %s", WRONG[i].text, err.text);
    }
}

static const struct {
    const char *lines;
    const char *says; /* NULL: right */
} RULES[] = {
    { "      cosign: {key: keys/acme.pub}\n", NULL },
    { "      cosign: {key: keys/alias.pub}\n", NULL },
    { "      cosign: {key: ./keys/../keys/acme.pub}\n", NULL },
    { "      cosign: {key: ../outside.pub}\n", "line 4, column 21: \"../outside.pub\" leads out" },
    { "      cosign: {key: keys/../../outside.pub}\n", "leads out" },
    { "      cosign: {key: keys/link.pub}\n", "by a link" },
    { "      cosign: {key: /etc/passwd}\n", "only in a file that --config names" },
    { "      cosign: {key: keys/missing.pub}\n", "No such file" },
    { "      cosign: {key: keys}\n", "should be a file" },
    { "      cosign: {key: keys/acme.key}\n", "is a private key" },
    { "      cosign: {key: keys/none.txt}\n", "no public key" },
    { "      cosign: {key: [keys/acme.pub]}\n", "should be text" },
    { "      cosign: {keys: keys/acme.pub}\n", "did you mean \"key\"?" },
    { "      cosign: {}\n", "name a key" },
    { "      cosign: []\n", "a list of 1 to 8" },
    { "      cosign: {identity: a}\n", "name a key, or one of identity" },
    { "      cosign: {identity: a, identity-regexp: b, issuer: c}\n", "one of identity" },
    { "      cosign: {key: keys/acme.pub, issuer: c}\n", "not by both" },
    { "      cosign: {identity: a, issuer: b, trusted-root: policy.json}\n", "no trusted root" },
    { "      cosign: {identity: \"a\\nb\", issuer: b}\n", "one line" },
    { "      notation: {policy: policy.json, store: store}\n", NULL },
    { "      notation: {policy: policy.json}\n", "\"store\" has no value" },
    { "      notation: {policy: policy.json, store: policy.json}\n", "should be a folder" },
    { "      notation: {policy: roots.json, store: store}\n", "no trust policy" },
    { "      notation: {policy: policy.json, store: store}\n      attestations: sbom\n",
      "need cosign" },
    { "      docker-trust: {server: 'https://notary.test'}\n", NULL },
    { "      docker-trust: {server: 'https://notary.test', root: '" SHA "'}\n", NULL },
    { "      docker-trust: {server: 'https://notary.test', root: abc}\n", "64 hexadecimal digits" },
    { "      docker-trust: {server: 'http://notary.test'}\n", "https address" },
    { "      docker-trust: {root: '" SHA "'}\n", "\"server\" has no value" },
    { "      docker-trust: {server: 'https://notary.test'}\n      signed-as: same\n",
      "need cosign" },
    { "      cosign: {key: keys/acme.pub}\n      attestations: sbom\n", NULL },
    { "      cosign: {key: keys/acme.pub}\n      attestations: [sbomb]\n",
      "did you mean \"sbom\"?" },
    { "      cosign: {key: keys/acme.pub}\n      signed-as: acme/app\n",
      "did you mean \"docker.io/acme/app\"?" },
    { "      unsigned: {until: 2027-01-31, reason: x}\n", NULL },
    { "      unsigned: {until: 2027-02-30, reason: x}\n", "a day is expected" },
    { "      unsigned: {until: soon, reason: x}\n", "a day is expected" },
    { "      unsigned: {reason: x}\n", "\"until\" has no value" },
    { "      unsigned: {until: 2027-01-31}\n", "\"reason\" has no value" },
    { "      unsigned: {until: 2027-01-31, reason: ''}\n", "this is empty" },
    { "      unsigned: {until: 2027-01-31, reason: x}\n      cosign: {key: keys/acme.pub}\n",
      "either who signs" },
    { "", "either who signs" },
};

Test(config, reads_a_rule)
{
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
        enum hm_status status = read_rule(RULES[i].lines);
        cr_expect_eq(status, RULES[i].says == NULL ? HM_OK : HM_E_USAGE, "%s: %s", RULES[i].lines,
                     err.text);
        cr_expect(RULES[i].says == NULL || hm_str_has(hm_str_c(err.text), RULES[i].says), "%s: %s",
                  RULES[i].lines, err.text);
    }
}

Test(config, checks_patterns)
{
    cr_expect_eq(read_text("signatures: {rules: [{image: alpine, unsigned: {}}]}"), HM_E_USAGE);
    cr_expect(hm_str_has(hm_str_c(err.text), "line 1, column 30: \"alpine\" begins with no "
                                             "registry; did you mean "
                                             "\"docker.io/library/alpine\"?"),
              "%s", err.text);
}

Test(config, is_not_a_link_unless_it_is_named)
{
    put("else.yaml", "{}");
    cr_assert_eq(symlink("else.yaml", ".hullmark.yaml"), 0);
    cr_expect_eq(hm_config_read(&args, &config, &err), HM_E_USAGE);
    hm_vec_add(&arena, &args.values[HM_OPT_CONFIG], ".hullmark.yaml");
    cr_expect_eq(hm_config_read(&args, &config, &err), HM_OK, "%s", err.text);
}

Test(config, that_is_named_must_be_there)
{
    hm_vec_add(&arena, &args.values[HM_OPT_CONFIG], "missing.yaml");
    cr_expect_eq(hm_config_read(&args, &config, &err), HM_E_USAGE);
    cr_expect(hm_str_has(hm_str_c(err.text), "missing.yaml"), "%s", err.text);
}

Test(config, that_is_named_may_name_absolute_paths)
{
    const char *text = hm_arena_printf(&arena,
                                       "signatures:\n  rules:\n    - image: '**'\n      cosign: "
                                       "{key: %s/outside.pub}\n",
                                       top.p)
                           .p;

    cr_expect_eq(read_named("../policy.yaml", text), HM_OK, "%s", err.text);
    cr_expect(hm_str_ends(config.signatures.rules[0].trusts[0].key, "/outside.pub"));
}

Test(config, that_is_named_keeps_relative_paths_below_itself)
{
    cr_expect_eq(read_named("keys/policy.yaml", "signatures:\n  rules:\n    - image: '**'\n"
                                                "      cosign: {key: ../roots.json}\n"),
                 HM_E_USAGE);
    cr_expect(hm_str_has(hm_str_c(err.text), "leads out"), "%s", err.text);
}

Test(config, has_a_limit)
{
    char *text = malloc(HM_CONFIG_LIMIT + 2);

    memset(text, '#', HM_CONFIG_LIMIT + 1);
    text[HM_CONFIG_LIMIT + 1] = '\0';
    cr_expect_eq(read_text(text), HM_E_USAGE);
    free(text);
}
