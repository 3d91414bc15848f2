/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/script_json.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/shell.h"

Test(script_json, prints_commands_with_their_places)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf got = { 0 };
    struct hm_shell_text text = { .text = HM_S("X=1 a \"$b\" >c") };
    struct hm_shell shell = { .dialect = HM_SHELL_SH };
    struct hm_script script;
    hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
    hm_script_json(&script, HM_S("f"), &got);
    cr_assert_str_eq(
        got.p,
        "{\"file\":\"f\",\"dialect\":\"sh\",\"ok\":true,\"commands\":[{\"words\":["
        "{\"text\":\"a\",\"literal\":true,\"quoted\":false,\"span\":[4,5]},"
        "{\"text\":\"$b\",\"literal\":false,\"quoted\":true,\"span\":[6,10]}],"
        "\"assignments\":[{\"name\":\"X\",\"value\":{\"text\":\"1\",\"literal\":true,"
        "\"quoted\":false,\"span\":[2,3]}}],\"redirects\":[{\"kind\":\"out\",\"fd\":-1,"
        "\"target\":{\"text\":\"c\",\"literal\":true,\"quoted\":false,\"span\":[12,13]}}],"
        "\"link\":\"first\",\"pipeline\":0,\"input\":-1,\"owner\":-1,\"wrapper\":-1,\"flags\":[],"
        "\"span\":[0,13]}]}");
}

Test(script_json, knows_dialects_by_name)
{
    for (int i = HM_SHELL_SH; i <= HM_SHELL_OTHER; i++) {
        enum hm_dialect got = HM_SHELL_SH;
        cr_expect(hm_dialect_parse(hm_str_c(hm_dialect_name((enum hm_dialect)i)), &got));
        cr_expect_eq(got, (enum hm_dialect)i);
    }
    enum hm_dialect got;
    cr_expect_not(hm_dialect_parse(HM_S("fish"), &got));
}
