/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/shell.h"

Test(shell_windows, names_programs_without_folder_and_exe)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_shell_text text = { .text = hm_str_c("C:\\Windows\\System32\\CURL.exe -k x") };
    struct hm_shell shell = { .dialect = HM_SHELL_CMD };
    struct hm_script script;
    hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
    cr_assert(hm_str_eq(script.commands[0].name, "curl"));
}

static const char *const hostile[] = {
    "(",
    "A `\t",
    "@'\n",
    "\"",
    "'",
    "`\n",
    "<#",
    "cmd /c ",
    "a|",
    "$(",
    "powershell -c \"",
    "^",
    "@\"",
    "\"$(",
    "@{a=",
    "{",
    "if (",
    "a.b(",
    "if a==b ",
    "for /f %i in ('",
    "a,",
    "iex ",
    "Start-Process ",
    "$a=",
    "@\"\n$(",
    "call ",
    "${",
    "[a]::b(",
    "(a).b('c',",
    "switch (a) { ",
    "if exist a (",
    "for %i in (a) do ",
};

Test(shell_windows, bounds, .timeout = 20)
{
    for (size_t i = 0; i < 2 * sizeof(hostile) / sizeof(hostile[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        while (text.n < (size_t)1 << 19) {
            hm_buf_puts(&text, hostile[i / 2]);
        }
        struct hm_shell_text in = { .text = hm_buf_str(&text) };
        struct hm_shell shell = { .dialect = i % 2 == 0 ? HM_SHELL_CMD : HM_SHELL_POWERSHELL };
        struct hm_script script;
        hm_shell_parse(hm_shell_parser_new(&arena), &in, &shell, &script);
        cr_expect_lt(arena.taken, (size_t)1 << 29, "%s", hostile[i / 2]);
    }
}
