/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/fields_windows.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"

/* What the last word of the last command comes to, behind = when it was expanded and ? when it is
 * not known. */
static struct hm_str
last_word(struct hm_arena *arena, const char *shell, const char *text)
{
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_str all = hm_arena_printf(
        arena,
        "FROM a\nARG BARE\nENV P=a Q=\"b c\" M=\"x&y\" d=1 D=2\nSHELL [\"%s\", \"-c\"]\n%s\n",
        shell, text);
    hm_source_init(&source, arena, HM_S("Dockerfile"), all);
    hm_dockerfile_parse(arena, &source, NULL, &file);
    const struct hm_script *script = &file.scripts[file.n_scripts - 1];
    uint32_t n;
    const struct hm_arg *fields = hm_command_fields(&script->commands[script->n_commands - 1], &n);
    cr_assert_gt(n, 0, "%s", text);
    const struct hm_arg *arg = &fields[n - 1];
    return hm_arena_concat(arena,
                           hm_str_c(arg->is_expanded  ? "="
                                    : arg->is_literal ? ""
                                                      : "?"),
                           arg->text);
}

struct row {
    const char *text;
    const char *expected;
};

static void
expect(const char *shell, const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_str got = last_word(&arena, shell, rows[i].text);
        cr_expect(hm_str_eq(got, rows[i].expected), "%s\n got: %.*s\nwant: %s", rows[i].text,
                  HM_FMT(got), rows[i].expected);
    }
}

Test(fields_windows, powershell_reads_the_environment)
{
    static const struct row rows[] = {
        { "RUN i $env:P", "=a" },
        { "RUN i $Env:p", "=a" },
        { "RUN i ${env:P}.1", "=a.1" },
        { "RUN i \"v$env:P.zip\"", "=va.zip" },
        { "RUN i $env:Q", "=b c" },
        { "RUN i $env:P\\x", "=a\\x" },
        { "RUN i '$env:P'", "$env:P" },
        { "RUN i $env:P.zip", "?$env:P.zip" },
        { "RUN i \"`$env:P $env:P\"", "?$env:P $env:P" },
        { "RUN i $env:P'x'", "?$env:Px" },
        { "RUN i $env:BARE", "?$env:BARE" },
        { "RUN i $env:NOBODY", "?$env:NOBODY" },
        { "RUN i $P", "?$P" },
        { "RUN i %P%", "%P%" },
        { "RUN Set-Item env:P x; i $env:P", "?$env:P" },
        { "RUN [Environment]::SetEnvironmentVariable('P', 'x'); i $env:P", "?$env:P" },
        { "RUN $env:P = 'x'; i $env:P", "=x" },
        { "RUN i $env:D", "=2" },
    };
    expect("powershell", rows, sizeof(rows) / sizeof(rows[0]));
}

Test(fields_windows, powershell_follows_what_it_sets)
{
    static const struct row rows[] = {
        { "RUN $x = 'a b'; i $x", "=a b" },
        { "RUN $X='1.2'; i \"v$x-$($y)\"", "?v$x-$($y)" },
        { "RUN $X='1.2'; i \"v$x-y\"", "=v1.2-y" },
        { "RUN $x = 42; i $x", "=42" },
        { "RUN $x = \"$env:P-1\"; i $x", "=a-1" },
        { "RUN $x = 'a'; $y = $x; i $y", "=a" },
        { "RUN $x = 5-2; i $x", "?$x" },
        { "RUN $x = $env:P + 'b'; i $x", "?$x" },
        { "RUN $x = 'a'; $x = Get-Thing; i $x", "?$x" },
        { "RUN $x = 'a'; $x += 'b'; i $x", "?$x" },
        { "RUN if (a) { $x = 'a' }; i $x", "?$x" },
        { "RUN foreach ($y in b) { i $y }", "?$y" },
        { "RUN $x = 'a'; foreach ($x in b) { i $x }", "?$x" },
        { "RUN $x = 'a'; . ./f.ps1; i $x", "?$x" },
        { "RUN $x = 'a'; iex $u; i $x", "?$x" },
        { "RUN $x = 'a'; Set-Variable x b; i $x", "?$x" },
        { "RUN $x = 'a'; b -OutVariable x; i $x", "?$x" },
        { "RUN $x = 'a'; i $x.Length", "?$x.Length" },
        { "RUN $x = 'a'; i $x[0]", "?$x[0]" },
        { "RUN $x = 'a'; i \"$x:y\"", "?$x:y" },
        { "RUN $x = 'a'\nRUN i $x", "?$x" },
        { "RUN powershell -c \"$x = 'a'; b\"; powershell -c \"i $x\"", "?$x" },
    };
    expect("powershell", rows, sizeof(rows) / sizeof(rows[0]));
}

Test(fields_windows, cmd_puts_values_in_before_it_reads)
{
    static const struct row rows[] = {
        { "RUN i %P%", "=a" },
        { "RUN i %p%-%P%", "=a-a" },
        { "RUN i %Q%", "=c" },
        { "RUN i \"%Q%\"", "=b c" },
        { "RUN i %M%", "?%M%" },
        { "RUN i %P:a=b%", "?%P:a=b%" },
        { "RUN i %NOBODY%", "?%NOBODY%" },
        { "RUN i 100%", "?100%" },
        { "RUN i !P!", "?!P!" },
        { "RUN set P=x& i %P%", "=a" },
        { "RUN powershell -c \"i $env:P\"", "=a" },
        { "RUN powershell -c \"$x = 'b'; i $x\"", "=b" },
    };
    expect("cmd", rows, sizeof(rows) / sizeof(rows[0]));
}

Test(fields_windows, a_unix_shell_hands_single_quotes_on)
{
    static const struct row rows[] = {
        { "RUN pwsh -c 'i $env:P'", "=a" },
        { "RUN pwsh -c \"i $env:P\"", "?$env:P" },
        { "RUN pwsh -e JABlAG4AdgA6AFAAIAA9ACAAMQA7ACAAaQAgACQAZQBuAHYAOgBQAA==", "?$env:P" },
        { "RUN P=x; pwsh -c 'i $env:P'", "?$env:P" },
        { "RUN [\"pwsh\", \"-c\", \"i $env:P\"]", "=a" },
    };
    expect("bash", rows, sizeof(rows) / sizeof(rows[0]));
}

Test(fields_windows, grow_no_faster_than_the_file, .timeout = 60)
{
    static const char *const pieces[] = { "$x = 'a'; ", "${", "i $x$x$x; ", "i \"$env:X\"; ",
                                          "i ${env:NO} " };
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        size_t taken[2];
        for (int k = 0; k < 2; k++) {
            hm_auto_arena struct hm_arena arena = { 0 };
            hm_auto_buf struct hm_buf text = { 0 };
            struct hm_source source;
            struct hm_dockerfile file;
            hm_buf_puts(&text, "FROM a\nENV X=abcdefgh\nSHELL [\"pwsh\", \"-c\"]\nRUN ");
            while (text.n < ((size_t)1 << (k == 0 ? 14 : 17))) {
                hm_buf_puts(&text, pieces[i]);
            }
            hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_buf_str(&text));
            hm_dockerfile_parse(&arena, &source, NULL, &file);
            taken[k] = arena.taken;
        }
        cr_expect_leq(taken[1], 24 * taken[0] + ((size_t)1 << 20), "%s: %zu, then %zu", pieces[i],
                      taken[0], taken[1]);
    }
}
