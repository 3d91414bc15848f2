/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

/* "2026-11-22T07:00:00Z", "…+01:00", with a fraction or without: '0' stands for a digit. */
static bool
is_time(struct hm_str value)
{
    static const char shape[] = "0000-00-00T00:00:00";
    size_t n = sizeof shape - 1;

    for (size_t i = 0; i < n; i++) {
        char c = i < value.n ? value.p[i] : '\0';
        bool is_fit = shape[i] == '0' ? hm_is_digit(c) : c == shape[i] || (c == 't' && i == 10);
        if (!is_fit) {
            return false;
        }
    }
    if (n < value.n && value.p[n] == '.') {
        do {
            n++;
        } while (n < value.n && hm_is_digit(value.p[n]));
    }
    struct hm_str zone = hm_str_from(value, n);
    return hm_str_eq(zone, "Z") || hm_str_eq(zone, "z") ||
           (zone.n == 6 && (zone.p[0] == '+' || zone.p[0] == '-') && zone.p[3] == ':' &&
            hm_is_digit(zone.p[1]) && hm_is_digit(zone.p[2]) && hm_is_digit(zone.p[4]) &&
            hm_is_digit(zone.p[5]));
}

static bool
is_address(struct hm_str value)
{
    return hm_str_has(value, "://") && !hm_str_has(value, " ") && value.n > 8;
}

/* The words of an SPDX expression: identifiers joined by AND, OR and WITH. "GPL v3" is none. */
static bool
is_licence(struct hm_str value)
{
    struct hm_str word;
    bool wants_name = true;

    while (hm_str_split(&value, ' ', &word)) {
        while (hm_str_starts(word, "(")) {
            word = hm_str_from(word, 1);
        }
        while (hm_str_ends(word, ")")) {
            word.n--;
        }
        bool is_joint = hm_str_eq(word, "AND") || hm_str_eq(word, "OR") || hm_str_eq(word, "WITH");
        if (word.n == 0 || is_joint == wants_name) {
            return false;
        }
        for (size_t i = 0; i < word.n; i++) {
            char c = word.p[i];
            if (!hm_is_alpha(c) && !hm_is_digit(c) && strchr("-.+:", c) == NULL) {
                return false;
            }
        }
        wants_name = is_joint;
    }
    return !wants_name;
}

static bool
is_commit(struct hm_str value)
{
    size_t hex = 0;

    for (size_t i = 0; i < value.n; i++) {
        char c = hm_ascii_lower(value.p[i]);
        hex += hm_is_digit(c) || (c >= 'a' && c <= 'f');
    }
    bool is_dirty = hm_str_has(value, "-dirty") && hex + 5 >= value.n - 1;
    return value.n > 0 && (hex == value.n || is_dirty);
}

static bool
has_number(struct hm_str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if (hm_is_digit(value.p[i])) {
            return true;
        }
    }
    return false;
}

/* Where there is an '@', it stands within an address. */
static bool
is_contact(struct hm_str value)
{
    size_t at = hm_str_find(value, '@');

    return value.n > 0 && (at == value.n || (at > 0 && at + 3 < value.n && value.p[at - 1] != ' ' &&
                                             value.p[at - 1] != '<' && value.p[at + 1] != ' ' &&
                                             hm_str_has(hm_str_from(value, at), ".")));
}

static const struct {
    const char *key;
    bool (*is_good)(struct hm_str value);
    const char *shape;
} labels[] = {
    { "created", is_time, "a time as RFC 3339 writes it" },
    { "url", is_address, "an address" },
    { "source", is_address, "an address" },
    { "documentation", is_address, "an address" },
    { "licenses", is_licence, "an SPDX expression" },
    { "revision", is_commit, "a commit" },
    { "version", has_number, "a version" },
    { "authors", is_contact, "a name or an address" },
};

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    static const char prefix[] = "org.opencontainers.image.";

    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        const struct hm_pair *pair = &at->inst->pairs[i];
        if (!hm_str_starts(pair->key.value, prefix)) {
            continue;
        }
        struct hm_str key = hm_str_from(pair->key.value, sizeof prefix - 1);
        for (size_t k = 0; k < sizeof labels / sizeof labels[0]; k++) {
            if (!hm_str_eq(key, labels[k].key)) {
                continue;
            }
            if (!pair->value.is_known) {
                hm_cannot_tell(out, pair->value.span, "The value is a variable.");
            } else if (!labels[k].is_good(pair->value.value)) {
                hm_find(out, pair->value.span, "%s is not %s.", labels[k].key, labels[k].shape);
            }
        }
    }
}

const struct hm_rule hm4030_malformed_label_value = {
    .id = "HM4030",
    .concept = "malformed-label-value",
    .since = "0.1",
    .title = "A well-known label has a value that cannot be read",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1059 },
    .same_as = HM_IDS("hadolint:DL3051", "hadolint:DL3052", "hadolint:DL3053", "hadolint:DL3054",
                      "hadolint:DL3055", "hadolint:DL3056", "hadolint:DL3058"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(LABEL),
    .why = "Registries and inventories read the labels `org.opencontainers.image.…` and say "
           "nothing when they cannot: the link to the sources, the licence or the revision is "
           "simply missing when it is needed. Checked are `created` (RFC 3339), `url`, `source` "
           "and `documentation` (an address), `licenses` (an SPDX expression), `revision` (a "
           "commit, not a branch), `version` (has a number) and addresses in `authors`.",
    .fix = "Write the value as the OCI image specification asks, and pass what the build knows by "
           "ARG: `LABEL org.opencontainers.image.revision=$REVISION`.",
    .bad = "FROM alpine:3.22\nLABEL org.opencontainers.image.created=\"22 Nov 2026\"\n",
    .good = "FROM alpine:3.22\nLABEL org.opencontainers.image.created=\"2026-11-22T07:00:00Z\"\n",
    .check = check,
};
