/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

#include "plugin/model/secret.h"

static bool
is_listed(struct hm_str word, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (hm_str_eq_nocase(word, hm_str_c(*list))) {
            return true;
        }
    }
    return false;
}

/* BuildKit's notion: a word between '_' that denotes a secret, and none that takes it back. */
static bool
has_secret_word(struct hm_str name)
{
    static const char *const denied[] = { "apikey", "auth",     "credential", "credentials",
                                          "key",    "password", "pword",      "passwd",
                                          "secret", "token",    NULL };
    static const char *const allowed[] = { "public", "file", "version", NULL };
    bool is_denied = false;
    struct hm_str word;

    while (hm_str_split(&name, '_', &word)) {
        if (is_listed(word, allowed)) {
            return false;
        }
        is_denied = is_denied || is_listed(word, denied);
    }
    return is_denied;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        const struct hm_pair *pair = &at->inst->pairs[i];
        enum hm_secret_name kind = hm_secret_name(pair->key.value);
        enum hm_secret_value value =
            pair->has_value ? hm_secret_value(pair->value.value) : HM_VALUE_NONE;
        /* With a value, or as an open argument of a stage, it is the matter of stricter rules. */
        bool is_elsewhere = kind == HM_NAME_SECRET &&
                            (value != HM_VALUE_NONE || (at->inst->kind == HM_ARG && at->stage));
        if (!is_elsewhere && value != HM_VALUE_REFERENCE && has_secret_word(pair->key.value)) {
            hm_find(out, pair->key.span, "%.*s sounds like a secret.", HM_FMT(pair->key.value));
        }
    }
}

const struct hm_rule hm2006_secret_like_name = {
    .id = "HM2006",
    .concept = "secret-like-name",
    .since = "0.1",
    .title = "A variable is named like a secret",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_SECRETS,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 538 },
    .cis = "4.10",
    .same_as =
        HM_IDS("buildkit:SecretsUsedInArgOrEnv", "hadolint:DL3064", "semgrep:secret-in-build-arg",
               "dockle:CIS-DI-0010", "cis:4.10", "droast:DF013"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ENV, ARG),
    .why =
        "The name alone suggests a secret, though no value gives it away: a switch, an identifier, "
        "or a placeholder that somebody fills in with the real thing. It is worth a look, and a "
        "gate should not stop on it.",
    .fix =
        "If it is a secret, mount it (`RUN --mount=type=secret`) or pass it when the container "
        "starts. If it is none, a name that says so (`…_FILE`, `PUBLIC_…`) helps the next reader.",
    .bad = "FROM alpine:3.22\nENV CACHE_KEY=v2\n",
    .good = "FROM alpine:3.22\nENV CACHE_VERSION=v2\n",
    .check = check,
};
