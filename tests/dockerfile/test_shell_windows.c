/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/shell.h"
#include "tests/dockerfile/shell_dump.h"

static const struct {
    enum hm_dialect dialect;
    const char *text;
    const char *expected;
} cases[] = {
    { HM_SHELL_POWERSHELL, "A-B -C 'd e' \"f `\"g\"; H-I | J", "A-B -C <d e> <f \"g> ; H-I | J" },
    { HM_SHELL_POWERSHELL, "A-B `\n -C d # e\nF", "A-B -C d ; F" },
    { HM_SHELL_POWERSHELL, "$x = A-B c; & 'C:\\d e\\f.exe' /S", "A-B c ; <C:\\d e\\f.exe> /S" },
    { HM_SHELL_POWERSHELL, "if ($a) { B } else { C }", "; {d}$a ; B ; C" },
    { HM_SHELL_POWERSHELL, "A && B || C > d 2>&1", "A && B || C >d >&1" },
    { HM_SHELL_POWERSHELL, "A <# b; c #> d", "A d" },
    { HM_SHELL_POWERSHELL, "A 'b''c' @'\nd \"e\n'@ f", "A b'c <\nd \"e> f" },
    { HM_SHELL_POWERSHELL, "A 'b", "A b (cut)" },
    { HM_SHELL_CMD, "a b && c & d || e | f", "a b && c ; d || e | f" },
    { HM_SHELL_CMD, "@a \"b c\" d^&e %f%", "a <b c> d&e %f%" },
    { HM_SHELL_CMD, "a > nul 2>&1", "a >nul >&1" },
    { HM_SHELL_CMD, "cmd /c \"a & b\"", "cmd /c <a & b> / {w}a ; {w}b" },
    { HM_SHELL_CMD, "powershell -NoProfile -Command \"A-B c; D\"",
      "powershell -NoProfile -Command <A-B c; D> / {w}A-B c ; {w}D" },
    { HM_SHELL_CMD, "powershell A-B c", "powershell A-B c / {w}A-B c" },
    { HM_SHELL_CMD, "", "" },
};

Test(shell_windows, splits)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_shell_text text = { .text = hm_str_c(cases[i].text) };
        struct hm_shell shell = { .dialect = cases[i].dialect };
        struct hm_script script;
        hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
        const char *dump = dump_script(&got, &script);
        cr_expect_str_eq(dump, cases[i].expected, "%s\n got: %s\nwant: %s", cases[i].text, dump,
                         cases[i].expected);
    }
}

Test(shell_windows, names_programs_without_folder_and_exe)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_shell_text text = { .text = hm_str_c("C:\\Windows\\System32\\CURL.exe -k x") };
    struct hm_shell shell = { .dialect = HM_SHELL_CMD };
    struct hm_script script;
    hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
    cr_assert(hm_str_eq(script.commands[0].name, "curl"));
}

static const char *const hostile[] = { "(",  "@'\n",    "\"", "'",  "`\n",
                                       "<#", "cmd /c ", "a|", "$(", "powershell -c \"",
                                       "^",  "@\"" };

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
