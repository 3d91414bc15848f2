/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets told by shape, name and value. No example is a secret of anybody. */
#include <criterion/criterion.h>

#include "plugin/model/secret.h"
#include "tests/rows.h"

#define REST36 "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX"

struct shape_case {
    const char *text;
    const char *found; /**< the bytes, or NULL */
};

static const struct shape_case shapes[] = {
    { "x ghp_" REST36 " y", "ghp_" REST36 },
    { "TOKEN=ghp_" REST36, "ghp_" REST36 },
    { "\"npm_" REST36 "\"", "npm_" REST36 },
    { "aghp_" REST36, NULL },
    { "ghp_short", NULL },
    { "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", NULL },
    { "AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE" },
    { "AKIAIOSFODNN7EXAMPLEA", NULL },
    { "https://u:s3cr3t@h/x", "s3cr3t" },
    { "https://u:ghp_" REST36 "@h/x", "ghp_" REST36 },
    { "https://u:$PASS@h/x", NULL },
    { "https://u:${PASS}@h/x", NULL },
    { "https://u:<password>@h/x", NULL },
    { "https://h:8080/x@y", NULL },
    { "https://u@h/x", NULL },
    { "git@github.com:a/b", NULL },
    { "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123456_-x",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123456_-x" },
    { "eyJhbGciOiJIUzI1NiJ9", NULL },
    { "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx0n1Yk2w3j4v5\n-----END RSA PRIVATE "
      "KEY-----\n",
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx0n1Yk2w3j4v5\n-----END RSA PRIVATE "
      "KEY-----" },
    { "grep -q '-----BEGIN PRIVATE KEY-----' file && echo yes", NULL },
    { "-----BEGIN PUBLIC KEY-----\nMIIEowIBAAKCAQEAx0n1Yk2w3j4v5\n-----END PUBLIC KEY-----", NULL },
    { "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", NULL },
};

ROWS_OF(secret, shape, shapes)

ParameterizedTest(size_t *index, secret, shape)
{
    const struct shape_case *c = &shapes[*index];
    struct hm_str text = hm_str_c(c->text);
    struct hm_secret found;
    size_t at = 0;
    bool is_found = hm_secret_next(text, &at, &found);

    cr_assert_eq(is_found, c->found != NULL, "%s", c->text);
    if (is_found) {
        cr_expect(hm_str_eq(hm_str_sub(text, found.off, found.len), c->found), "%.*s",
                  HM_FMT(hm_str_sub(text, found.off, found.len)));
    }
}

Test(secret, all_secrets_of_a_text_are_found_in_order)
{
    struct hm_str text = HM_S("a ghp_" REST36 " b npm_" REST36 " c");
    struct hm_secret found;
    size_t at = 0;

    cr_assert(hm_secret_next(text, &at, &found));
    cr_expect_str_eq(found.prefix, "ghp_");
    cr_assert(hm_secret_next(text, &at, &found));
    cr_expect_str_eq(found.prefix, "npm_");
    cr_expect_not(hm_secret_next(text, &at, &found));
}

struct name_case {
    const char *name;
    enum hm_secret_name kind;
};

static const struct name_case names[] = {
    { "PASSWORD", HM_NAME_SECRET },
    { "DB_PASSWORD", HM_NAME_SECRET },
    { "PGPASSWORD", HM_NAME_SECRET },
    { "MYSQL_ROOT_PASSWORD", HM_NAME_SECRET },
    { "dbPassword", HM_NAME_SECRET },
    { "DB_PASS", HM_NAME_SECRET },
    { "DB_PWD", HM_NAME_SECRET },
    { "GITHUB_TOKEN", HM_NAME_SECRET },
    { "TOKEN_2", HM_NAME_SECRET },
    { "SECRET_KEY_BASE", HM_NAME_SECRET },
    { "AWS_SECRET_ACCESS_KEY", HM_NAME_SECRET },
    { "STRIPE_API_KEY", HM_NAME_SECRET },
    { "apikey", HM_NAME_SECRET },
    { "KEY_STORE_PASSWORD", HM_NAME_SECRET },
    { "RAILS_MASTER_KEY", HM_NAME_SECRET },
    { "npm-auth-token", HM_NAME_SECRET },
    { "KEY", HM_NAME_DOUBTFUL },
    { "CACHE_VERSION_KEY", HM_NAME_DOUBTFUL },
    { "AUTH", HM_NAME_DOUBTFUL },
    { "TOKEN_BUNDLE", HM_NAME_DOUBTFUL },
    { "PATH", HM_NAME_PLAIN },
    { "PWD", HM_NAME_PLAIN },
    { "OLDPWD", HM_NAME_PLAIN },
    { "POSTGRES_PASSWORD_FILE", HM_NAME_PLAIN },
    { "KMS_KEY_ALIAS", HM_NAME_PLAIN },
    { "KEY_NAME", HM_NAME_PLAIN },
    { "AUTH_MODE", HM_NAME_PLAIN },
    { "CREDENTIAL_MANAGER", HM_NAME_PLAIN },
    { "PUBLIC_KEY", HM_NAME_PLAIN },
    { "GPG_KEY", HM_NAME_PLAIN },
    { "GPG_KEYS", HM_NAME_DOUBTFUL },
    { "TOKEN_TTL", HM_NAME_PLAIN },
    { "MAX_TOKENS", HM_NAME_DOUBTFUL },
    { "SECRET_PATH", HM_NAME_PLAIN },
    { "TOKENIZERS_PARALLELISM", HM_NAME_PLAIN },
    { "KEYBOARD_LAYOUT", HM_NAME_PLAIN },
    { "BYPASS", HM_NAME_PLAIN },
    { "AUTHOR", HM_NAME_PLAIN },
    { "", HM_NAME_PLAIN },
};

ROWS_OF(secret, name, names)

ParameterizedTest(size_t *index, secret, name)
{
    const struct name_case *c = &names[*index];

    cr_expect_eq(hm_secret_name(hm_str_c(c->name)), c->kind, "%s: %d", c->name,
                 hm_secret_name(hm_str_c(c->name)));
}

struct value_case {
    const char *value;
    enum hm_secret_value kind;
};

static const struct value_case values[] = {
    { "", HM_VALUE_NONE },
    { "\"\"", HM_VALUE_NONE },
    { "true", HM_VALUE_NONE },
    { "dummy", HM_VALUE_NONE },
    { "xxxxxxxx", HM_VALUE_NONE },
    { "<your token>", HM_VALUE_NONE },
    { "YOUR_API_KEY", HM_VALUE_NONE },
    { "$TOKEN", HM_VALUE_REFERENCE },
    { "${TOKEN:-}", HM_VALUE_REFERENCE },
    { "/run/secrets/token", HM_VALUE_REFERENCE },
    { "https://vault.example/v1", HM_VALUE_REFERENCE },
    { "hunter2", HM_VALUE_LITERAL },
    { "changeme", HM_VALUE_LITERAL },
    { "123456", HM_VALUE_LITERAL },
    { "'s3cr3t'", HM_VALUE_LITERAL },
    { "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", HM_VALUE_LITERAL },
};

ROWS_OF(secret, value, values)

ParameterizedTest(size_t *index, secret, value)
{
    const struct value_case *c = &values[*index];

    cr_expect_eq(hm_secret_value(hm_str_c(c->value)), c->kind, "%s: %d", c->value,
                 hm_secret_value(hm_str_c(c->value)));
}
