/* SPDX-License-Identifier: Apache-2.0 */
/* What COPY takes. */
#include <criterion/criterion.h>

#include "plugin/rules/support.h"
#include "tests/rows.h"

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

ROWS_OF(support_copy, takes, copies)

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
