/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

#include "plugin/model/secret.h"

/* A secret is one whatever it looks like, unless it is plainly none; a configuration where it has
 * the shape of one, or is called so and is a single line. */
static bool
holds_secret(const struct hm_given *given, const char **ret_kind)
{
    struct hm_str value = given->content.text;
    struct hm_str line = hm_str_trim(value);
    struct hm_secret secret;
    size_t at = 0;

    *ret_kind = "a secret";
    if (hm_secret_next(value, &at, &secret)) {
        *ret_kind = secret.kind;
        return true;
    }
    bool is_line = hm_str_find(line, '\n') == line.n;
    return given->content.is_known && is_line &&
           (given->is_secret || hm_secret_name(given->name) == HM_NAME_SECRET) &&
           hm_secret_value(line) == HM_VALUE_LITERAL;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_given; i++) {
        const struct hm_given *given = &at->manifests->given[i];
        const char *kind = NULL;

        if (given->content.is_set && holds_secret(given, &kind)) {
            hm_find_secret(out, HM_SEV_HIGH, given->content.value,
                           "The %s %.*s has %s written out.",
                           given->is_secret ? "secret" : "config",
                           HM_FMT(hm_str_sub(given->name, 0, 253)), kind);
        }
    }
}

const struct hm_rule hm6039_secret_in_content = {
    .id = "HM6039",
    .concept = "secret-in-content",
    .since = "0.1",
    .title = "A secret is written out in the project's configs or secrets",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 798 },
    .needs = HM_NEEDS_COMPOSE,
    .on = HM_ON(MANIFEST),
    .why = "`content:` gives a service a file, and the file's text stands in the Compose file, for "
           "whoever can read the repository, a fork or an old clone. Texts of several lines are "
           "judged by what is in them: tokens, private keys, passwords in URLs.",
    .fix = "Replace the value, for it is known. Give the secret by `environment:` or by a `file:` "
           "that git does not track, and set it where the project is deployed.",
    .bad = "services:\n"
           "  db:\n"
           "    image: postgres:17.2\n"
           "    configs: [db-password]\n"
           "configs:\n"
           "  db-password:\n"
           "    content: Tr0ub4dor-and-3\n",
    .good = "services:\n"
            "  db:\n"
            "    image: postgres:17.2\n"
            "    secrets: [db-password]\n"
            "secrets:\n"
            "  db-password:\n"
            "    environment: DB_PASSWORD\n",
    .check = check,
};
