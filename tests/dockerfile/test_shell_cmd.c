/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/shell.h"
#include "tests/dockerfile/shell_dump.h"

static const struct {
    const char *text;
    const char *expected;
} cases[] = {
    { "a b && c & d || e | f", "a b && c ; d || e | f" },
    { "@a \"b c\" d^&e %f%", "a <b c> d&e %f%" },
    { "a > nul 2>&1", "a >nul >&1" },
    { "cmd /c \"a & b\"", "cmd /c <a & b> / {w}a ; {w}b" },
    { "cmd.exe /S /C \"powershell -c \"\"A; B\"\"\"",
      "cmd.exe /S /C <powershell -c A; B> / {w}powershell -c A; B / {w}A ; {w}B" },
    { "powershell -NoProfile -Command \"A-B c; D\"",
      "powershell -NoProfile -Command <A-B c; D> / {w}A-B c ; {w}D" },
    { "powershell A-B c", "powershell A-B c / {w}A-B c" },
    { "powershell -c A ^| B ^& C", "powershell -c A | B & C / {w}A | {w}B & {w}C" },
    { "", "" },
    { "(a & b) && c", "a ; b && c" },
    { "a | (b & c)", "a | b ; c" },
    { "if exist a (b) else (c) & d", "{b}b ; {b}c ; {b}d" },
    { "if not \"%a%\"==\"b\" c & d", "{b}c ; {b}d" },
    { "if /i a == b c\nd", "{b}c ; d" },
    { "if errorlevel 1 exit /b 1", "{b}exit /b 1" },
    { "if %a% GEQ 3 b", "{b}b" },
    { "for %%i in (a b) do c %%i & d", "{b}c %%i ; {b}d" },
    { "for /f \"delims=\" %i in ('a b') do c", "{u}a b / {b}c" },
    { "rem a & b\n:: c\nd", "; d" },
    { "a ^\n b ^\r\n c", "a b c" },
    { "call a.bat b", "call a.bat b / {w}a.bat b" },
    { "start \"\" /wait a.exe /q", "start <> /wait a.exe /q / {w}a.exe /q" },
    { "echo a (b)", "echo a (b)" },
    { "set A=b&& c", "set A=b && c" },
    { "a \"b", "a b (cut)" },
    { "a &&\nb", "a && b" },
    { "(a", "a (cut)" },
};

Test(shell_cmd, reads)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_shell_text text = { .text = hm_str_c(cases[i].text) };
        struct hm_shell shell = { .dialect = HM_SHELL_CMD };
        struct hm_script script;
        hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
        const char *dump = dump_script(&got, &script);
        cr_expect_str_eq(dump, cases[i].expected, "%s\n got: %s\nwant: %s", cases[i].text, dump,
                         cases[i].expected);
    }
}
