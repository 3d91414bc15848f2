/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/shell.h"
#include "tests/dockerfile/shell_dump.h"
#include "tests/rows.h"

static void
parse(struct hm_arena *arena, const char *text, enum hm_dialect dialect, struct hm_script *script)
{
    struct hm_shell_text in = { .text = hm_str_c(text) };
    struct hm_shell shell = { .dialect = dialect };
    hm_shell_parse(hm_shell_parser_new(arena), &in, &shell, script);
}

static const struct {
    const char *text;
    const char *expected;
} grammar[] = {
    { "", "" },
    { "  # only a comment", "" },
    { "a b  c", "a b c" },
    { "/usr/bin/a", "/usr/bin/a" },
    { "a && b || c; d & e\nf", "a && b || c ; d & e ; f" },
    { "a &&\n\n b |\n c", "a && b | c" },
    { "a \\\n b c\\\nd", "a b cd" },
    { "a |& b", "a | b" },
    { "a # b; c\nd #e", "a ; d" },
    { "a b#c '#' d", "a b#c # d" },
    { "! a | b", "{n}a | {n}b" },
    { "X=1 Y+=2 a=b; Z=$X", "X=1 Y=2 a=b ; Z=$X" },
    { "a X=1", "a X=1" },
    { "x=(a 'b c' $(d)) e", "x=<(a 'b c' $(d))> e / {u}d" },
    { "declare -A m=([k]=v [l]=w)", "declare -A <m=([k]=v [l]=w)>" },
    { "rm !(a|b) @(c)", "rm !(a|b) @(c)" },
    /* words */
    { "a 'b c' \"d e\" f\\ g h'i'\"j\"", "a <b c> <d e> <f g> hij" },
    { "a \"\\$b \\c \\\" \\\\ \\`\"", "a <$b \\c \" \\ `>" },
    { "a '' \"\"", "a <> <>" },
    { "a $'x\\ty\\'z' $\"w\"", "a <x\ty'z> w" },
    { "a \"x\\\ny\"", "a xy" },
    { "a $b ${c:-d e} \"${f:-\"g h\"}\" ${i#'}'} $1 $@ $", "a $b <${c:-d e}> <${f:-\"g h\"}> "
                                                           "${i#'}'} $1 $@ $" },
    { "a $((1 + (2))) b", "a <$((1 + (2)))> b" },
    { "$a b; \"$@\"", "{d}$a b ; {d}$@" },
    /* redirections */
    { "a > b 2>&1 >> c < d &> e <<< 'f g' 3>| h", "a >b >&1 >>c <d >e <<<<f g> >h" },
    { "> a", ">a" },
    { "a >&2 >&b <&-", "a >&2 >b >&-" },
    { "a 2 > b", "a 2 >b" },
    { "a&>b; c 2>d", "a >b ; c >d" },
    /* here-documents */
    { "a <<E | b\nx $(c)\nE\nd", "a <<<x $(c)\n> | b / {u}c ; d" },
    { "a <<'E'\nx $(c)\nE\n", "a <<<x $(c)\n>" },
    { "a <<-E <<F && b\n\tx\n\t\ty\n\tE\nz\nF\nc", "a <<<x\ny\n> <<<z\n> && b ; c" },
    { "a <<\\E\r\nx\r\nE\r\nb", "a <<<x\r\n> ; b" },
    { "(a; b) <<E\n$(c)\nE\nd", "{s}a ; {s}b / {u}c ; d" },
    { "a $(b <<E\nx\nE\n) c", "a <$(b <<E\nx\nE\n)> c / {u}b <<<x\n>" },
    /* compound commands */
    { "(a; b) && { c; d; }", "{s}a ; {s}b && c ; d" },
    { "{ a; } > b; c", "a ; c" },
    { "if a; b; then c; elif d; then e; else f; fi > g; h",
      "{c}a ; {c}b / {b}c / {c}d / {b}e / {b}f ; h" },
    { "while a; do b; done; until c\ndo d\ndone", "{c}a / {b}b ; {c}c / {b}d" },
    { "for i in a $(b) c; do d $i; done", "{u}b / {b}d $i" },
    { "for i\ndo a; done", "{b}a" },
    { "for ((i = 0; i < 3; i++)); do a; done", "{b}a" },
    { "case $x in a|b) c ;; (d) e;& *) f; esac; g", "{b}c / {b}e / {b}f ; g" },
    { "case x in esac", "" },
    { "f() { a; }; function g { b; }; function h() ( c )", "{f}a / {f}b / {sf}c" },
    { "[[ -n $a && ( b < c || $d =~ ^(x|y) ) ]] && e",
      "[[ -n $a && ( b < c || $d =~ ^(x|y) ) ]] && e" },
    { "((a++)); ((b)) && c", "&& c" },
    { "time { a; }; time -p b", "a ; time -p b ; {w}b" },
    { "time -p case x in y) b;; esac", "{b}b" },
    { "a $'\\x41\\101\\u00e9\\e\\q'", "a AA\u00e9\033\\q" },
    { "a $$\"b\"", "a $$b" },
    { "a `b -d\\\" c`", "a <`b -d\\\" c`> / {u}b -d\" c" },
    { "a \"${b#'}'}\" \"${c:-'}\"", "a ${b#'}'} ${c:-'}" },
    { "a $[1 + $(b)]", "a <$[1 + $(b)]> / {u}b" },
    { "exec {fd}>a", "exec >a" },
    { "a && for i in b; do c\\\n; done", "a / {b}c" },
    { "! a $(b)", "{n}a $(b) / {u}b" },
    { "a; if :; then :; fi", "a ; {c}: / {b}:" },
    { "echo if then; then=1 a", "echo if then ; then=1 a" },
    /* substitutions */
    { "a $(b | c \"$(d)\") `e \\`f\\``",
      "a <$(b | c \"$(d)\")> <`e \\`f\\``> / {u}b | {u}c $(d) / {u}d / {u}e `f` / {u}f" },
    { "a <(b) >(c d)", "a <(b) <>(c d)> / {u}b / {u}c d" },
    { "a ${x:-$(b)} $((1 + $(c)))", "a ${x:-$(b)} <$((1 + $(c)))> / {u}b / {u}c" },
    { "$((a); b)", "{d}<$((a); b)> / {su}a ; {u}b" },
    { "a '$(b)' \\$(c", "a $(b) $ ; {s}c (cut)" },
    { "X=$(a) Y=`b`", "X=$(a) Y=`b` / {u}a / {u}b" },
};

ROWS_OF(shell, reads, grammar)

ParameterizedTest(size_t *index, shell, reads)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf got = { 0 };
    struct hm_script script;
    parse(&arena, grammar[*index].text, HM_SHELL_BASH, &script);
    const char *dump = dump_script(&got, &script);
    cr_assert_str_eq(dump, grammar[*index].expected, "%s\n got: %s\nwant: %s", grammar[*index].text,
                     dump, grammar[*index].expected);
}

/* What was read before the fault stays. */
static const struct {
    const char *text;
    const char *expected;
} broken[] = {
    { "a; b 'c", "a ; b c (cut)" },
    { "a \"b $(c d", "a <b $(c d> / {u}c d (cut)" },
    { "a `b", "a `b / {u}b (cut)" },
    { "a ${b", "a ${b (cut)" },
    { "a $((1 + 2", "a <$((1 + 2> (cut)" },
    { "(a; b", "{s}a ; {s}b (cut)" },
    { "a ) b", "a ; b (cut)" },
    { "if a; then b", "{c}a / {b}b (cut)" },
    { "if a; fi; b", "{c}a ; b (cut)" },
    { "while a; done; b", "{c}a ; b (cut)" },
    { "case a in b) c", "{b}c (cut)" },
    { "case a; b", "; b (cut)" },
    { "a && && b", "a && b (cut)" },
    { "a |", "a (cut)" },
    { "a && ", "a (cut)" },
    { "a <<E\nb", "a <<b (cut)" },
    { "a <<E", "a <<<> (cut)" },
    { "done; a }", "a } (cut)" },
    { "a >", "a ><> (cut)" },
    { "a;; b", "a ; b (cut)" },
    { "echo a=(b)", "echo a= ; {s}b (cut)" },
    { "for a b; do c; done", "{c}b / {b}c (cut)" },
    { "{ a && }", "a (cut)" },
    { "if a; then fi", "{c}a (cut)" },
    { "a | done", "a | done (cut)" },
};

ROWS_OF(shell, keeps_what_was_read, broken)

ParameterizedTest(size_t *index, shell, keeps_what_was_read)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf got = { 0 };
    struct hm_script script;
    parse(&arena, broken[*index].text, HM_SHELL_SH, &script);
    const char *dump = dump_script(&got, &script);
    cr_assert_str_eq(dump, broken[*index].expected, "%s\n got: %s\nwant: %s", broken[*index].text,
                     dump, broken[*index].expected);
}

Test(shell, maps_words_across_joined_lines)
{
    /* RUN a \⏎  "b \⏎ c" d */
    static const char file[] = "RUN a \\\n  \"b \\\n c\" d\n";
    const struct hm_join joins[] = { { 0, 0 }, { 6, 8 }, { 11, 15 } };
    struct hm_shell_text text = {
        .text = hm_str_c("a   \"b  c\" d"), .joins = joins, .n_joins = 3, .base = 4
    };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_shell shell = { .dialect = HM_SHELL_SH };
    struct hm_script script;
    hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
    cr_assert_eq(script.n_commands, 1);
    cr_assert_eq(script.commands[0].n_args, 3);
    struct hm_span span = script.commands[0].args[1].span;
    cr_assert(hm_str_eq(hm_str_make(file + span.off, span.len), "\"b \\\n c\""), "got %u+%u",
              span.off, span.len);
}

Test(shell, spans_a_command_with_its_redirections)
{
    static const char text[] = "x; A=1 b 'c' > d | e";
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_script script;
    parse(&arena, text, HM_SHELL_SH, &script);
    struct hm_span span = script.commands[1].span;
    cr_assert(hm_str_eq(hm_str_make(text + span.off, span.len), "A=1 b 'c' > d"));
}

Test(shell, tells_literal_words_from_others)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_script script;
    parse(&arena, "a 'b' $c \"d$e\" `f` * '$g'", HM_SHELL_SH, &script);
    static const bool literal[] = { true, true, false, false, false, true, true };
    static const bool quoted[] = { false, true, false, true, false, false, true };
    for (uint32_t i = 0; i < 7; i++) {
        cr_assert_eq(script.commands[0].args[i].is_literal, literal[i], "word %u", i);
        cr_assert_eq(script.commands[0].args[i].is_quoted, quoted[i], "word %u", i);
    }
}

Test(shell, says_where_input_comes_from)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_script script;
    parse(&arena, "a | (b; c) | d; e", HM_SHELL_SH, &script);
    static const uint32_t input[] = { HM_NONE, 0, 0, 2, HM_NONE };
    for (uint32_t i = 0; i < 5; i++) {
        cr_assert_eq(script.commands[i].input, input[i], "command %u", i);
    }
}

Test(shell, says_whose_words_hold_a_substitution)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_script script;
    parse(&arena, "a \"$(b $(c))\"; d", HM_SHELL_SH, &script);
    static const uint32_t owner[] = { HM_NONE, 0, 1, HM_NONE };
    for (uint32_t i = 0; i < 4; i++) {
        cr_assert_eq(script.commands[i].owner, owner[i], "command %u", i);
    }
}

static const struct {
    const char *text;
    bool has_pipefail;
    bool has_errexit;
} options[] = {
    { "a | b", false, false },
    { "set -o pipefail; a | b", true, false },
    { "set -euo pipefail && a | b", true, true },
    { "set -eux -o pipefail; a | b", true, true },
    { "a | b; set -o pipefail", false, false },
    { "(set -o pipefail); a | b", false, false },
    { "set -o pipefail; set +o pipefail; a | b", false, false },
    { "x $(set -e)", false, false },
    { "set -- -e", false, false },
    { "bash -o pipefail -c 'a | b'", true, false },
    { "set -o errexit", false, true },
    { "set -ex; set +e", false, false },
};

Test(shell, follows_set)
{
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_script script;
        parse(&arena, options[i].text, HM_SHELL_BASH, &script);
        cr_expect_eq(script.has_pipefail, options[i].has_pipefail, "%s", options[i].text);
        cr_expect_eq(script.has_errexit, options[i].has_errexit, "%s", options[i].text);
    }
}

static const struct {
    const char *words[8];
    struct hm_shell shell;
} shells[] = {
    { { "/bin/sh", "-c" }, { HM_SHELL_SH, false, false } },
    { { "/bin/bash", "-o", "pipefail", "-c" }, { HM_SHELL_BASH, true, false } },
    { { "/bin/bash", "-euxo", "pipefail", "-c" }, { HM_SHELL_BASH, true, true } },
    { { "/bin/bash", "--login", "-e", "-c" }, { HM_SHELL_BASH, false, true } },
    { { "/usr/bin/env", "bash" }, { HM_SHELL_BASH, false, false } },
    { { "conda", "run", "-n", "x", "/bin/bash", "-c" }, { HM_SHELL_BASH, false, false } },
    { { "powershell", "-Command", "$x = 1" }, { HM_SHELL_POWERSHELL, false, false } },
    { { "C:\\Program Files\\PowerShell\\pwsh.EXE", "-c" }, { HM_SHELL_POWERSHELL, false, false } },
    { { "cmd", "/S", "/C" }, { HM_SHELL_CMD, false, false } },
    { { "python3", "-c" }, { HM_SHELL_OTHER, false, false } },
    { { NULL }, { HM_SHELL_OTHER, false, false } },
};

Test(shell, knows_shells)
{
    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
        struct hm_str words[8];
        size_t n = 0;
        while (shells[i].words[n] != NULL) {
            words[n] = hm_str_c(shells[i].words[n]);
            n++;
        }
        struct hm_shell got = hm_shell_of(words, n);
        cr_expect_eq(got.dialect, shells[i].shell.dialect, "row %zu", i);
        cr_expect_eq(got.has_pipefail, shells[i].shell.has_pipefail, "row %zu", i);
        cr_expect_eq(got.has_errexit, shells[i].shell.has_errexit, "row %zu", i);
    }
}

Test(shell, reads_nothing_for_an_unknown_interpreter)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_script script;
    parse(&arena, "import os; os.system('x')", HM_SHELL_OTHER, &script);
    cr_assert_eq(script.n_commands, 0);
    cr_assert(script.is_complete);
}

/* A megabyte of each of these is read in a fraction of a second, or the limits do not work. */
static const char *const hostile[] = {
    "(",           "$(",
    "\"$(",        "`",
    "${",          "$((",
    "((",          "<(",
    "a=(",         "{ ",
    "if ",         "case x in ",
    "while ",      "f() ",
    "! ",          "sudo ",
    "a<<E ",       "sh -c '",
    "eval ",       "\\\n",
    "\"",          "'",
    "$'",          "a|",
    "a;",          "<<E\n",
    "find -exec ", "[[ ",
    "function ",   "for i in ",
    "time ",       "$((a) ",
    "\"\\\"",      "xargs sh -c \"$(",
    "&",           "}",
};

ROWS_OF(shell, bounds, hostile)

ParameterizedTest(size_t *index, shell, bounds, .timeout = 20)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    while (text.n < (size_t)1 << 20) {
        hm_buf_puts(&text, hostile[*index]);
    }
    struct hm_script script;
    parse(&arena, text.p, HM_SHELL_BASH, &script);
    cr_assert_lt(arena.taken, (size_t)1 << 30);
}

Test(shell, what_is_only_unbalanced_is_not_cut)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_script script;

    parse(&arena, "(a; b", HM_SHELL_SH, &script);
    cr_assert_not(script.is_complete);
    cr_assert_not(script.is_cut);
}

Test(shell, keeps_commands_before_the_depth_limit)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    for (int i = 0; i < 2 * HM_SHELL_DEPTH; i++) {
        hm_buf_puts(&text, "(a; ");
    }
    struct hm_script script;
    parse(&arena, text.p, HM_SHELL_SH, &script);
    cr_assert_not(script.is_complete);
    cr_assert(script.is_cut);
    cr_assert_gt(script.n_commands, 8);
}
