/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/effects.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"

static struct hm_dockerfile
parse(struct hm_arena *arena, const char *text)
{
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    struct hm_dockerfile file;

    hm_source_init(source, arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(arena, source, NULL, &file);
    return file;
}

Test(effects, of_documents_of_one_name_the_last_counts_with_the_tabs_of_each)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_dockerfile file =
        parse(&arena, "FROM scratch\nCOPY <<\"E\" <<-E /x/\nfirst\nE\n\tlast\nE\n");
    const struct hm_heredoc *documents = file.instructions[1].heredocs;

    cr_assert_eq(file.instructions[1].n_heredocs, 2);
    cr_expect(hm_str_eq(documents[0].value, "\tlast\n"));
    cr_expect(hm_str_eq(documents[1].value, "last\n"));
}

Test(effects, an_argument_of_the_parent_hides_no_variable_of_the_image)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_dockerfile file =
        parse(&arena, "FROM scratch AS b\nARG PATH=/mine\nFROM b\nLABEL p=$PATH\n");

    cr_expect(hm_str_starts(file.instructions[3].pairs[0].value.value, "/usr/local/sbin:"));
}
