/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

/* Docker's guide: lower-case letters, digits, '.' and '-', beginning with a letter, ending with a
 * letter or digit, no two separators in a row. */
static const char *
fault_of(struct hm_str key)
{
    static const char *const reserved[] = { "com.docker.", "io.docker.", "org.dockerproject." };

    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (hm_str_starts(key, reserved[i])) {
            return "is in a name space that Docker keeps for itself";
        }
    }
    if (key.n > 0 && hm_is_digit(key.p[0])) {
        return "begins with a digit";
    }
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        bool is_separator = c == '.' || c == '-' || c == '_' || c == '/';
        bool is_plain = hm_is_digit(c) || (c >= 'a' && c <= 'z');
        if (hm_is_alpha(c) && !is_plain) {
            return "has capital letters";
        }
        if (!is_plain && !is_separator) {
            return "has characters other than letters, digits, '.', '-', '_' and '/'";
        }
        if (is_separator && (i == 0 || i + 1 == key.n || key.p[i - 1] == '.')) {
            return "has a separator where none belongs";
        }
    }
    return NULL;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        const struct hm_word *key = &at->inst->pairs[i].key;
        const char *fault = key->is_known ? fault_of(key->value) : NULL;
        if (fault != NULL) {
            hm_find(out, key->span, "The key \"%.*s\" %s.", HM_FMT(key->value), fault);
        }
    }
}

const struct hm_rule hm4024_invalid_label_key = {
    .id = "HM4024",
    .concept = "invalid-label-key",
    .since = "0.1",
    .title = "A label's key is not well formed",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1078 },
    .same_as = HM_IDS("hadolint:DL3048", "tally:labels/valid-key"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(LABEL),
    .why =
        "Labels are read by programs that expect the form of Docker's guide: lower case, parted by "
        "dots. Others take `Version` and `version` for two labels.",
    .fix = "Use the keys of the OCI image specification (`org.opencontainers.image.source`), or a "
           "domain of your own turned round (`com.example.team`).",
    .bad = "FROM alpine:3.22\nLABEL Version=1\n",
    .good = "FROM alpine:3.22\nLABEL org.opencontainers.image.version=1\n",
    .check = check,
};
