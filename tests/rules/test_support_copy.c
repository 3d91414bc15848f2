/* SPDX-License-Identifier: Apache-2.0 */
/* What COPY takes, and which files are sensitive by their names. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "plugin/rules/support.h"

struct copy_case {
    const char *source;
    const char *exclude; /**< or NULL */
    const char *path;
    bool is_taken;
};

static const struct copy_case copies[] = {
    { ".", NULL, "a/b", true },       { "./", NULL, "a/b", true },
    { "/", NULL, "a/b", true },       { "*", NULL, "a/b", true },
    { "a", NULL, "a/b", true },       { "./a/", NULL, "a/b", true },
    { "/a", NULL, "a/b", true },      { "a", NULL, "ab", false },
    { "a/b", NULL, "a/b", true },     { "a/b", NULL, "a", false },
    { "*.txt", NULL, "x.txt", true }, { "*.txt", NULL, "a/x.txt", false },
    { "a/*", NULL, "a/x/y", true },   { "a?c", NULL, "abc", true },
    { "[a-c]x", NULL, "bx", true },   { "[^a-c]x", NULL, "bx", false },
    { "[a-", NULL, "a", false },      { "**/x", NULL, "a/b/x", true },
    { "\\*", NULL, "*", true },       { "\\*", NULL, "a", false },
    { ".", "*.key", "a.key", false }, { ".", "secrets", "secrets/a", false },
    { ".", "*.key", "a.txt", true },  { "https://example.com/a", NULL, "a", false },
};

ParameterizedTestParameters(support_copy, takes)
{
    static size_t indexes[sizeof copies / sizeof copies[0]];

    for (size_t i = 0; i < sizeof copies / sizeof copies[0]; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, sizeof copies / sizeof copies[0]);
}

ParameterizedTest(size_t *index, support_copy, takes)
{
    const struct copy_case *c = &copies[*index];
    const struct hm_word words[2] = { { .value = hm_str_c(c->source), .is_known = true },
                                      { .value = HM_STR("/x/") } };
    const struct hm_flag exclude = { .name = HM_STR("exclude"),
                                     .value = { .value = hm_str_c(c->exclude) } };
    const struct hm_instruction inst = { .kind = HM_COPY,
                                         .words = words,
                                         .n_words = 2,
                                         .flags = &exclude,
                                         .n_flags = c->exclude != NULL };

    cr_expect_eq(hm_copy_takes(&inst, hm_str_c(c->path)), c->is_taken, "%s takes %s", c->source,
                 c->path);
}

struct path_case {
    const char *path;
    enum hm_sensitive kind;
};

static const struct path_case paths[] = {
    { ".env", HM_FILE_CREDENTIAL },
    { "a/.env", HM_FILE_CREDENTIAL },
    { ".env.production", HM_FILE_CREDENTIAL },
    { "prod.env", HM_FILE_CREDENTIAL },
    { ".env.example", HM_FILE_PLAIN },
    { ".env.sample", HM_FILE_PLAIN },
    { "env", HM_FILE_PLAIN },
    { "environment.ts", HM_FILE_PLAIN },
    { "./keys/id_rsa", HM_FILE_CREDENTIAL },
    { "id_rsa.pub", HM_FILE_PLAIN },
    { "server.key", HM_FILE_CREDENTIAL },
    { ".key", HM_FILE_PLAIN },
    { "tls-key.pem", HM_FILE_CREDENTIAL },
    { "ca.pem", HM_FILE_PLAIN },
    { ".aws/credentials", HM_FILE_CREDENTIAL },
    { "home/.docker/config.json", HM_FILE_CREDENTIAL },
    { "docker/config.json", HM_FILE_PLAIN },
    { ".ssh/known_hosts", HM_FILE_PLAIN },
    { ".ssh/config", HM_FILE_CREDENTIAL },
    { ".git/HEAD", HM_FILE_HISTORY },
    { ".github/workflows/a.yml", HM_FILE_PLAIN },
    { ".gitignore", HM_FILE_PLAIN },
    { "terraform.tfstate", HM_FILE_STATE },
    { "keyboard.js", HM_FILE_PLAIN },
    { "secrets.py", HM_FILE_PLAIN },
    { "", HM_FILE_PLAIN },
    { ".", HM_FILE_PLAIN },
};

ParameterizedTestParameters(support_copy, sensitive)
{
    static size_t indexes[sizeof paths / sizeof paths[0]];

    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, sizeof paths / sizeof paths[0]);
}

ParameterizedTest(size_t *index, support_copy, sensitive)
{
    const struct path_case *c = &paths[*index];
    const char *what = NULL;

    cr_expect_eq(hm_sensitive_path(hm_str_c(c->path), &what), c->kind, "%s", c->path);
    cr_expect(c->kind == HM_FILE_PLAIN || what != NULL, "%s", c->path);
}
