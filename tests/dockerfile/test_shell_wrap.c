/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/shell.h"
#include "tests/dockerfile/shell_dump.h"

static const struct {
    const char *text;
    const char *expected;
} cases[] = {
    { "sudo -E -u root a -b", "sudo -E -u root a -b / {w}a -b" },
    { "sudo X=1 a", "sudo X=1 a / {w}X=1 a" },
    { "env -i -u H X=1 Y= a", "env -i -u H X=1 Y= a / {w}X=1 Y=<> a" },
    { "env -S 'a b'", "env -S <a b> / {w}a b" },
    { "exec -a x a", "exec -a x a / {w}a" },
    { "command a", "command a / {w}a" },
    { "command -v a", "command -v a" },
    { "nohup nice -n 5 ionice -c2 a", "nohup nice -n 5 ionice -c2 a / {w}nice -n 5 ionice -c2 a / "
                                      "{w}ionice -c2 a / {w}a" },
    { "time -p a", "time -p a / {w}a" },
    { "timeout -k 5 10 a", "timeout -k 5 10 a / {w}a" },
    { "timeout --signal=KILL 10 a", "timeout --signal=KILL 10 a / {w}a" },
    { "xargs -0 -n 1 -I {} a {}", "xargs -0 -n 1 -I {} a {} / {w}a {}" },
    { "stdbuf -oL a", "stdbuf -oL a / {w}a" },
    { "setpriv --reuid 1 --init-groups a", "setpriv --reuid 1 --init-groups a / {w}a" },
    { "gosu u a", "gosu u a / {w}a" },
    { "su-exec u:g a", "su-exec u:g a / {w}a" },
    { "chroot --userspec=u /x a", "chroot --userspec=u /x a / {w}a" },
    { "tini -g -- a", "tini -g -- a / {w}a" },
    { "busybox wget x", "busybox wget x / {w}wget x" },
    { "doas -u x a", "doas -u x a / {w}a" },
    { "find . -name y -exec a {} \\; -exec sh -c 'b' _ {} +",
      "find . -name y -exec a {} ; -exec sh -c b _ {} + / {w}a {} / {w}sh -c b _ {} / {w}b" },
    { "su - x -c 'a b'", "su - x -c <a b> / {w}a b" },
    { "runuser -u x -- a b", "runuser -u x -- a b / {w}a b" },
    { "sh -c 'a && b' x", "sh -c <a && b> x / {w}a && {w}b" },
    { "/bin/bash -lc \"a \\\"b c\\\"\"", "/bin/bash -lc <a \"b c\"> / {w}a <b c>" },
    { "bash -o pipefail -exc 'a | b'", "bash -o pipefail -exc <a | b> / {wp}a | {wp}b" },
    { "bash --norc -c a", "bash --norc -c a / {w}a" },
    { "bash script.sh -c a", "bash script.sh -c a" },
    { "sh -c \"a $(b) c\"", "sh -c <a $(b) c> / {u}b / {w}a $(b) c" },
    { "sh -c 'a $(b)'", "sh -c <a $(b)> / {w}a $(b) / {uw}b" },
    { "sh -c 'sh -c \"a; b\"'", "sh -c <sh -c \"a; b\"> / {w}sh -c <a; b> / {w}a ; {w}b" },
    { "eval 'a b' \"c; d\"", "eval <a b> <c; d> / {w}a b c ; {w}d" },
    { "bash <<E\na | b\nE\n", "bash <<<a | b\n> / {w}a | {w}b" },
    { "sudo bash -s x <<'E'\na\nE\n", "sudo bash -s x <<<a\n> / {w}bash -s x <<<a\n> / {w}a" },
    { "bash <<< 'a b'", "bash <<<<a b> / {w}a b" },
    { "bash x <<E\na\nE\n", "bash x <<<a\n>" },
    { "pwsh -Command 'A-B c; D-E'", "pwsh -Command <A-B c; D-E> / {w}A-B c ; {w}D-E" },
    { "pwsh -EncodedCommand QQAtAEIAIABjADsAIABEAA==",
      "pwsh -EncodedCommand QQAtAEIAIABjADsAIABEAA== / {we}A-B c ; {we}D" },
    { "powershell -NoProfile -enc 'QQAtAEIAIABjADsAIABEAA=='",
      "powershell -NoProfile -enc QQAtAEIAIABjADsAIABEAA== / {we}A-B c ; {we}D" },
    { "pwsh -e QQAgAOkANNge3Q==", "pwsh -e QQAgAOkANNge3Q== / {we}A é𝄞" },
    { "pwsh -ec cAB3AHMAaAAgAC0AZQBjACAAUQBRAEEAPQA=",
      "pwsh -ec cAB3AHMAaAAgAC0AZQBjACAAUQBRAEEAPQA= / {we}pwsh -ec QQA= / {we}A" },
    { "pwsh -e $X", "{x}pwsh -e $X" },
    { "pwsh -e", "{x}pwsh -e" },
    { "pwsh -e A-B", "{x}pwsh -e A-B" },
    { "pwsh -e ANhBAA==", "{x}pwsh -e ANhBAA==" },
    { "pwsh -e QQBC", "{x}pwsh -e QQBC" },
    { "builtin a b", "builtin a b / {w}a b" },
    { "bash -euxo pipefail -c 'a | b'", "bash -euxo pipefail -c <a | b> / {wp}a | {wp}b" },
    { "cmd /S /C 'a & b'", "cmd /S /C <a & b> / {w}a ; {w}b" },
    { "pwsh -NoLogo -c 'iex (irm x)'",
      "pwsh -NoLogo -c <iex (irm x)> / {w}iex <(irm x)> / {uw}irm x" },
    { "start a", "start a" },
    { "env - X=1 a", "env - X=1 a / {w}X=1 a" },
    { "scl enable x y 'a b'", "scl enable x y <a b> / {w}a b" },
    { "scl enable x -- a b", "scl enable x -- a b / {w}a b" },
    { "conda run -n e --no-capture-output a b", "conda run -n e --no-capture-output a b / {w}a b" },
    { "conda install run a", "conda install run a" },
    { "nix-shell -p x --run 'a; b'", "nix-shell -p x --run <a; b> / {w}a ; {w}b" },
    { "flock /l a b", "flock /l a b / {w}a b" },
    { "xvfb-run -a -s x a", "xvfb-run -a -s x a / {w}a" },
    { "sudo --chroot /x a", "sudo --chroot /x a / {w}a" },
    { "if ! sudo a; then :; fi", "{cn}sudo a / {cwn}a / {b}:" },
    { "docker-php-ext-install a", "docker-php-ext-install a" },
    { "echo sudo a", "echo sudo a" },
    { "sudo", "sudo" },
    { "sudo -u", "sudo -u" },
    { "timeout 5", "timeout 5" },
    { "sh -c", "sh -c" },
};

Test(shell_wrap, sees_through)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf all = { 0 };
        struct hm_shell_text text = { .text = hm_str_c(cases[i].text) };
        struct hm_shell shell = { .dialect = HM_SHELL_BASH };
        struct hm_script script;
        hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
        /* A wrapped command keeps its wrapper's link, which is none here. */
        const char *dump = dump_script(&all, &script);
        cr_expect_str_eq(dump, cases[i].expected, "%s\n got: %s\nwant: %s", cases[i].text, dump,
                         cases[i].expected);
    }
}

/* The bytes in the file behind the last command's last word. */
static const struct {
    const char *text;
    const char *last;
} places[] = {
    { "sh -c 'a b'", "b" },
    { "sh -c \"a \\\"b c\\\"\"", "\"b c\\\"" },
    { "sh -c 'a '\\''b'\\'", "''b'\\'" },
    { "eval a 'b' \"c d\"", "d" },
    { "sudo sh -c 'x; a \"b\"'", "\"b\"" },
    { "bash <<-E\n\t\ta \\\n\t\tbc\n\tE\n", "bc" },
    { "`sh -c \\`a\\``", "`a\\`" },
};

Test(shell_wrap, maps_inner_words_to_the_file)
{
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_shell_text text = { .text = hm_str_c(places[i].text) };
        struct hm_shell shell = { .dialect = HM_SHELL_SH };
        struct hm_script script;
        hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
        const struct hm_command *cmd = &script.commands[script.n_commands - 1];
        struct hm_span span = cmd->args[cmd->n_args - 1].span;
        cr_expect(hm_str_eq(hm_str_sub(text.text, span.off, span.len), places[i].last),
                  "%s: got %.*s", places[i].text, (int)span.len, places[i].text + span.off);
    }
}

Test(shell_wrap, keeps_the_pipe_that_a_wrapped_shell_reads)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_shell_text text = { .text = hm_str_c("curl x | sudo -E bash -") };
    struct hm_shell shell = { .dialect = HM_SHELL_SH };
    struct hm_script script;
    hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
    cr_assert_eq(script.n_commands, 3);
    cr_assert_eq(script.commands[2].wrapper, 1);
    cr_assert_eq(script.commands[2].input, 0);
    cr_assert_eq(script.commands[2].link, HM_LINK_PIPE);
}
