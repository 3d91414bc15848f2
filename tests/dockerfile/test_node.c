/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/node.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

/* "CMD json a|b|" and, for pairs, "ENV k=v|"; legacy pairs have ' ' for '='. */
static void
dump(struct hm_buf *to, const struct hm_instruction *inst)
{
    for (; inst != NULL; inst = inst->trigger) {
        hm_buf_printf(to, "%s%s%s ", to->n > 0 ? "> " : "", hm_keyword_name(inst->kind),
                      inst->is_json ? " json" : "");
        for (uint32_t i = 0; inst->n_pairs == 0 && i < inst->n_words; i++) {
            hm_buf_printf(to, "%.*s|", HM_FMT(inst->words[i].text));
        }
        for (uint32_t i = 0; i < inst->n_pairs; i++) {
            const struct hm_pair *pair = &inst->pairs[i];
            hm_buf_printf(to, "%.*s%s%.*s|", HM_FMT(pair->key.text),
                          pair->is_legacy   ? " "
                          : pair->has_value ? "="
                                            : "",
                          HM_FMT(pair->value.text));
        }
    }
}

static const struct {
    const char *line;
    const char *expected;
    const char *error;
} rows[] = {
    { "run   a  b  ", "RUN a  b|", "" },
    { "RUN", "RUN ", "" },
    { "RUN [\"a\", \"b c\"]", "RUN json a|b c|", "" },
    { "RUN [\"a\",]", "RUN [\"a\",]|", "" },
    { "RUN [ a ]", "RUN [ a ]|", "" },
    { "RUN [\"a\", 1]", "RUN [\"a\", 1]|",
      "when using JSON array syntax, arrays must be comprised of strings only" },
    { "SHELL []", "SHELL json ", "" },
    { "COPY a  b\tc", "COPY a|b|c|", "" },
    { "COPY [\"a b\", \"c\"]", "COPY json a b|c|", "" },
    { "VOLUME [\"a\" b", "VOLUME [\"a\"|b|", "" },
    { "USER a b", "USER a b|", "" },
    { "ENV a b  c=d", "ENV a b  c=d|", "" },
    { "ENV a=1 b='x y' c=\"=\\\" \" d=", "ENV a=1|b='x y'|c=\"=\\\" \"|d=|", "" },
    { "ENV a=b\\ c d=e\\", "ENV a=b\\ c|d=e|", "" },
    { "ENV a", "ENV ", "ENV must have two arguments" },
    { "LABEL a", "LABEL ", "LABEL must have two arguments" },
    { "ENV a=1 b c=2", "ENV a=1|c=2|",
      "Syntax error - can't find = in \"b\". Must be of the form: name=value" },
    { "ENV a=\xff", "ENV a=\xef\xbf\xbd|", "" },
    { "ARG a b=\"c d\" =e", "ARG a|b=\"c d\"|=e|", "" },
    { "HEALTHCHECK NONE", "HEALTHCHECK NONE|", "" },
    { "HEALTHCHECK --interval=1s CMD [\"a\"]", "HEALTHCHECK json CMD|a|", "" },
    { "HEALTHCHECK cmd a  b", "HEALTHCHECK cmd|a  b|", "" },
    { "ONBUILD RUN [\"a\"]", "ONBUILD > RUN json a|", "" },
    { "ONBUILD ONBUILD USER a", "ONBUILD > ONBUILD > USER a|", "" },
    { "ONBUILD", "ONBUILD ", "" },
};

Test(node, each_keyword_has_a_form_of_its_own)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_node_reader reader = { .arena = &arena, .escape = '\\' };
        struct hm_instruction inst = { .logical = hm_str_c(rows[i].line) };
        struct hm_str error = hm_node_read(&reader, &inst);
        dump(&got, &inst);
        cr_expect(hm_str_eq(hm_buf_str(&got), rows[i].expected), "%s: %.*s", rows[i].line,
                  HM_FMT(hm_buf_str(&got)));
        cr_expect(hm_str_eq(error, rows[i].error), "%s: %.*s", rows[i].line, HM_FMT(error));
    }
}

Test(node, a_long_chain_of_triggers_needs_no_stack)
{
    enum { TRIGGERS = 200000 };
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf line = { 0 };
    struct hm_node_reader reader = { .arena = &arena, .escape = '\\' };

    for (int i = 0; i < TRIGGERS; i++) {
        hm_buf_puts(&line, "ONBUILD ");
    }
    hm_buf_puts(&line, "USER a");
    struct hm_instruction inst = { .logical = hm_buf_str(&line) };
    cr_expect_eq(hm_node_read(&reader, &inst).n, 0);
    const struct hm_instruction *last = &inst;
    while (last->trigger != NULL) {
        last = last->trigger;
    }
    cr_expect_eq(last->kind, HM_USER);
}

Test(node, words_lie_behind_the_keywords_around_them)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_node_reader reader = { .arena = &arena, .escape = '\\' };
    const struct hm_join join = { 0 };
    struct hm_instruction inst = { .logical = HM_STR("ONBUILD COPY --link a  bc"),
                                   .joins = &join,
                                   .n_joins = 1 };

    (void)hm_node_read(&reader, &inst);
    cr_assert_eq(inst.trigger->n_words, 2);
    cr_expect_eq(inst.trigger->words[1].span.off, 23);
    cr_expect_eq(inst.trigger->words[1].span.len, 2);
}
