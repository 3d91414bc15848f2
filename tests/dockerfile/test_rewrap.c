/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/rewrap.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"
#include "tests/dockerfile/shell_dump.h"

static void
parse(struct hm_arena *arena, const char *text, struct hm_source *source,
      struct hm_dockerfile *file)
{
    struct hm_str all = hm_arena_printf(arena, "FROM a\n%s\n", text);
    hm_source_init(source, arena, HM_S("Dockerfile"), all);
    hm_dockerfile_parse(arena, source, NULL, file);
}

/* The commands of the first script. */
static const struct {
    const char *text;
    const char *expected;
} cases[] = {
    { "ARG T=sudo\nRUN $T a b", "$T a b / {w}a b" },
    { "ENV X=\"env F=1\"\nRUN $X a", "$X a / {w}F=1 a" },
    { "RUN X=\"sudo -E nice\"; \"${X}\" a; $X a", "X=<sudo -E nice> ; ${X} a ; $X a ; {w}nice a "
                                                  "; {w}a" },
    { "ARG S=bash\nRUN $S -c 'a | b; c'", "$S -c <a | b; c> / {w}a | {w}b ; {w}c" },
    { "ARG S=bash\nRUN $S <<< 'a b'", "$S <<<<a b> / {w}a b" },
    { "ARG S=sudo\nRUN a | $S b | c", "a | $S b | {w}b | c" },
    { "ARG S=sudo\nRUN (! $S a)", "{sn}$S a / {swn}a" },
    { "ARG S=sudo\nRUN $S a $(b $S c) && d",
      "$S a <$(b $S c)> / {u}b $S c / {w}a <$(b $S c)> && d" },
    { "ARG S=sudo\nRUN $S a $($S c) && d",
      "$S a <$($S c)> / {u}$S c / {uw}c / {w}a <$($S c)> && d" },
    { "ARG S=bash\nRUN $S -c \"a $(b)\"", "$S -c <a $(b)> / {u}b / {w}a $(b)" },
    { "ARG S=bash\nRUN $S -c 'a $(b)'", "$S -c <a $(b)> / {w}a $(b) / {uw}b" },
    { "ARG S=bash T=sudo\nRUN $S -c '$T a'", "$S -c <$T a> / {w}$T a / {w}a" },
    { "ARG O=-E\nRUN sudo $O a", "sudo $O a / {w}a" },
    { "ARG O=-E\nRUN sudo $O nice a", "sudo $O nice a / {w}nice a / {w}a" },
    { "ARG O=\"A=1 B=2\"\nRUN env $O a", "env $O a / {w}A=1 B=2 a" },
    { "ARG S=sudo\nRUN nice $S a", "nice $S a / {w}$S a / {w}a" },
    { "ARG S=sudo\nRUN find . -exec $S a \\;", "find . -exec $S a ; / {w}$S a / {w}a" },
    { "ARG S=sudo\nRUN [\"sh\", \"-c\", \"$S a\"]", "sh -c <$S a> / {w}$S a / {w}a" },
    { "ARG S\nRUN $S a", "{d}$S a" },
    { "ARG S=\nRUN $S a", "$S a" },
    { "RUN read S; $S a", "read S ; {d}$S a" },
    { "ARG S=a\nRUN $S b", "$S b" },
    { "ARG S=bash\nRUN $S -c 'a \"'", "$S -c <a \"> / {w}a <> (cut)" },
    { "SHELL [\"powershell\", \"-c\"]\nENV T=powershell\nRUN & $env:T -c 'A-B c'",
      "$env:T -c <A-B c> / {w}A-B c" },
    { "SHELL [\"cmd\", \"/c\"]\nENV T=powershell\nRUN %T% -c A-B c", "%T% -c A-B c / {w}A-B c" },
};

Test(rewrap, sees_what_a_variable_runs)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_source source;
        struct hm_dockerfile file;
        parse(&arena, cases[i].text, &source, &file);
        cr_assert_eq(file.n_scripts, 1);
        cr_expect_str_eq(dump_script(&got, &file.scripts[0]), cases[i].expected,
                         "%s\n got: %s\nwant: %s", cases[i].text, got.p, cases[i].expected);
    }
}

/* Commands as INDEX:NAME wrapper owner input pipeline, and loops as [first, end). */
static const struct {
    const char *text;
    const char *expected;
} links[] = {
    { "ARG S=sudo\nRUN a | $S b | c", "0:a - - - 0, 1:sudo - - 0 0, 2:b 1 - 0 0, 3:c - - 2 0" },
    { "ARG S=sudo\nRUN x $($S a) | y", "0:x - - - 0, 1:sudo - 0 - 1, 2:a 1 0 - 1, 3:y - - 0 0" },
    { "ARG S=bash\nRUN x | $S -c 'a | b'; y",
      "0:x - - - 0, 1:bash - - 0 0, 2:a 1 - 0 2, 3:b 1 - 2 2, 4:y - - - 1" },
    { "ARG S=bash\nRUN $S -c 'a $(b | c)'; $S -c d",
      "0:bash - - - 0, 1:a 0 - - 2, 2:b 0 1 - 3, 3:c 0 1 2 3, 4:bash - - - 1, 5:d 4 - - 4" },
    { "ARG S=sudo\nRUN for p in 1; do $S a; done; b",
      "0:sudo - - - 1, 1:a 0 - - 1, 2:b - - - 2, [0 2)" },
    { "ARG S=bash\nRUN a; $S -c 'for p in 1; do c; done'; for q in 2; do d; done",
      "0:a - - - 0, 1:bash - - - 1, 2:c 1 - - 5, 3:d - - - 3, [2 3), [3 4)" },
    { "ARG O=-E\nRUN sudo $O a | b", "0:sudo - - - 0, 1:a 0 - - 0, 2:b - - 1 0" },
};

static void
put_index(struct hm_buf *to, uint32_t index)
{
    if (index == HM_NONE) {
        hm_buf_puts(to, " -");
    } else {
        hm_buf_printf(to, " %u", index);
    }
}

Test(rewrap, keeps_who_belongs_to_whom)
{
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_source source;
        struct hm_dockerfile file;
        parse(&arena, links[i].text, &source, &file);
        const struct hm_script *script = &file.scripts[0];
        for (uint32_t k = 0; k < script->n_commands; k++) {
            const struct hm_command *cmd = &script->commands[k];
            hm_buf_printf(&got, "%s%u:%.*s", k == 0 ? "" : ", ", cmd->index, HM_FMT(cmd->name));
            put_index(&got, cmd->wrapper);
            put_index(&got, cmd->owner);
            put_index(&got, cmd->input);
            put_index(&got, cmd->pipeline);
        }
        for (uint32_t k = 0; k < script->n_loops; k++) {
            hm_buf_printf(&got, ", [%u %u)", script->loops[k].first, script->loops[k].end);
        }
        cr_expect_str_eq(got.p, links[i].expected, "%s\n got: %s\nwant: %s", links[i].text, got.p,
                         links[i].expected);
    }
}

/* The bytes that the last command's span covers. */
static const struct {
    const char *text;
    const char *expected;
} spans[] = {
    { "ARG S=sudo\nRUN $S a \"b c\"", "a \"b c\"" },
    { "ARG S=sh\nRUN $S -c 'x; a b'", "a b" },
    { "ARG S=sh\nRUN $S -c \"x; \\\n  a \\\"b\\\"\" y", "a \\\"b" },
    { "ARG S=\"sh -c a;b\"\nRUN $S", "S" },
};

Test(rewrap, finds_words_where_they_are_written)
{
    for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_source source;
        struct hm_dockerfile file;
        parse(&arena, spans[i].text, &source, &file);
        const struct hm_script *script = &file.scripts[0];
        struct hm_str got = hm_source_text(&source, script->commands[script->n_commands - 1].span);
        cr_expect(hm_str_starts(got, spans[i].expected), "%s\n got: %.*s\nwant: %s", spans[i].text,
                  HM_FMT(got), spans[i].expected);
    }
}

/* Values that run themselves, and many of them. */
static const struct {
    const char *begin;
    const char *piece;
    const char *end;
} floods[] = {
    { "ENV Q='sh -c $Q'\nRUN ", "$Q;", "" },
    { "ENV Q='eval $Q $Q $Q'\nRUN ", "$Q;", "" },
    { "ENV S=sudo\nRUN ", "$S ", "a" },
    { "ENV S=sudo\nRUN ", "$S $(", "a" },
    { "ENV S=\"sudo nice sudo nice sudo nice\"\nRUN ", "$S a;", "" },
    { "ENV S=sh\nRUN ", "$S -c 'a; b';", "" },
};

Test(rewrap, grows_no_faster_than_the_file, .timeout = 60)
{
    for (size_t i = 0; i < sizeof(floods) / sizeof(floods[0]); i++) {
        size_t taken[2];
        for (int k = 0; k < 2; k++) {
            hm_auto_arena struct hm_arena arena = { 0 };
            hm_auto_buf struct hm_buf text = { 0 };
            struct hm_source source;
            struct hm_dockerfile file;
            hm_buf_puts(&text, floods[i].begin);
            while (text.n < ((size_t)1 << (k == 0 ? 14 : 17))) {
                hm_buf_puts(&text, floods[i].piece);
            }
            hm_buf_puts(&text, floods[i].end);
            parse(&arena, text.p, &source, &file);
            taken[k] = arena.taken;
        }
        cr_expect_leq(taken[1], 24 * taken[0] + ((size_t)1 << 20), "%s: %zu, then %zu",
                      floods[i].piece, taken[0], taken[1]);
    }
}
