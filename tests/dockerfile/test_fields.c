/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/fields.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"

/* The fields of each command that has some, commands parted by " / ": = in front of what came out
 * of variables, ? in front of what is not known. */
static void
dump_fields(const struct hm_dockerfile *file, struct hm_buf *to)
{
    for (uint32_t s = 0; s < file->n_scripts; s++) {
        for (uint32_t i = 0; i < file->scripts[s].n_commands; i++) {
            uint32_t n;
            const struct hm_command *cmd = &file->scripts[s].commands[i];
            const struct hm_arg *fields = hm_command_fields(cmd, &n);
            hm_buf_puts(to, to->n > 0 && n > 0 ? " / " : "");
            for (uint32_t k = 0; k < n; k++) {
                hm_buf_printf(to, "%s%s%.*s", k == 0 ? "" : " ",
                              fields[k].is_expanded   ? "="
                              : !fields[k].is_literal ? "?"
                                                      : "",
                              HM_FMT(fields[k].text));
            }
        }
    }
}

static const struct {
    const char *text;
    const char *expected;
} cases[] = {
    { "ENV A=1\nRUN a x=$A ${A}y \"$A z\" '$A'", "a =x=1 =1y =1 z $A" },
    { "ARG P=\"a b\"\nRUN i $P \"$P\"", "i =a =b =a b" },
    { "ARG V\nRUN i a=$V ${V:-2}", "i ?a=$V ?${V:-2}" },
    { "RUN i $NOBODY", "i ?$NOBODY" },
    { "ENV A=$B\nRUN i $A", "i ?$A" },
    { "RUN P=\"a b\"; i $P", "i =a =b" },
    { "RUN P='a  b' && i $P c", "i =a =b c" },
    { "RUN export P=a Q=\"$P\" && i $P $Q", "export P=a ?Q=$P / i =a ?$Q" },
    { "RUN P=a; P=\"$P b\"; i $P", "i =a =b" },
    { "RUN u && P=a && i $P", "u / i =a" },
    { "RUN u && P=a; i $P", "u / i ?$P" },
    { "RUN u || P=a; i $P", "u / i ?$P" },
    { "ENV P=x\nRUN if u; then P=a; fi; i $P", "u / i ?$P" },
    { "ENV P=x\nRUN (P=a); i $P", "i ?$P" },
    { "ENV P=x\nRUN read P; i $P", "read P / i ?$P" },
    { "ENV P=x\nRUN . /f && i $P", ". /f / i ?$P" },
    { "ENV P=x\nRUN P=$(u); i $P", "u / i ?$P" },
    { "ENV P=x\nRUN P+=y; i $P", "i ?$P" },
    { "ENV P=x\nRUN f() { P=y; }; f; i $P", "f / i ?$P" },
    { "ENV P=x\nRUN echo ${P:=y}; i $P", "echo ?${P:=y} / i ?$P" },
    { "ENV P=x\nRUN u | P=y; i $P", "u / i ?$P" },
    { "RUN for p in a b; do i -y $p \"$p\"; done; j $p", "i -y =a =b =a =b / j ?$p" },
    { "ENV P=\"a b\"\nRUN for p in $P c; do i $p; done", "i =a =b =c" },
    { "ENV p=x\nRUN for p in $U; do i $p; done", "i ?$p" },
    { "ENV p=x\nRUN for p; do i $p; done; i $p", "i ?$p / i ?$p" },
    { "ENV p=x\nRUN for p in a; do i v$p; done", "i ?v$p" },
    { "ENV P=a\nRUN sudo i $P", "sudo i =a / i =a" },
    { "ENV P=a\nRUN sh -c 'i $P'", "sh -c i $P / i =a" },
    { "ENV P=a\nRUN P=b; sh -c 'i $P'", "sh -c i $P / i ?$P" },
    { "RUN A=apt-get; $A update", "=apt-get update" },
    { "ENV P=a\nRUN i \\$P x\\ $P `u $P` $(u)", "i $P ?x $P ?`u $P` ?$(u) / u =a / u" },
    { "ENV P=\"a b\"\nRUN i x\"$P\" x$P", "i ?x$P =xa =b" },
    { "ENV P=a\nFROM b\nRUN i $P", "i ?$P" },
    { "ENV P=a\nFROM s AS t\nRUN i $P\nENV P=c\nFROM s\nRUN i $P", "i =a / i =a" },
    { "SHELL [\"cmd\", \"/c\"]\nENV P=a\nRUN i $P", "i $P" },
    { "ENV P=a\nRUN E=export; $E P=b; i $P", "=export P=b / i ?$P" },
    { "ENV P=a\nRUN [\"sh\", \"-c\", \"i $P\"]", "sh -c i $P / i =a" },
    { "ENV P=a\nRUN [\"i\", \"$P\"]", "i $P" },
    { "ARG P=a\nRUN i $P\nCMD i $P", "i =a / i ?$P" },
    { "ARG P=a\nENTRYPOINT i $P\nHEALTHCHECK CMD j $P", "i ?$P / j ?$P" },
    { "ARG P=a\nENV Q=$P\nCMD i $Q", "i =a" },
    { "ENV P=a\nCMD i $P\nENV P=b", "i =b" },
    { "ENV P=a\nCMD P=b; i $P\nENTRYPOINT i $P", "i =b / i =a" },
    { "ARG P=a\nFROM s\nRUN i $P\nCMD i $P", "i =a / i ?$P" },
    { "ENV P=a\nFROM s\nCMD i $P", "i =a" },
    { "ENV P=a\nFROM b\nCMD i $P", "i ?$P" },
    { "ENV P=a\nRUN pwsh -c 'i $P'", "pwsh -c i $P / i ?$P" },
};

Test(fields, expands_what_is_known)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_source source;
        struct hm_dockerfile file;
        hm_buf_printf(&text, "FROM a AS s\n%s\n", cases[i].text);
        hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_buf_str(&text));
        hm_dockerfile_parse(&arena, &source, NULL, &file);
        dump_fields(&file, &got);
        cr_expect_str_eq(got.p == NULL ? "" : got.p, cases[i].expected, "%s\n got: %s\nwant: %s",
                         cases[i].text, got.p, cases[i].expected);
    }
}

/* Pieces that, many times over, could make the fields large. */
static const struct {
    const char *begin;
    const char *piece;
    const char *end;
} floods[] = {
    { "ENV A=", "x", "\nRUN i $A$A$A$A$A$A$A$A$A$A$A$A$A$A$A$A" },
    { "RUN ", "A=$A$A;", " i $A" },
    { "RUN A=xxxxxxxx; ", "A=$A$A;", " i $A" },
    { "ENV A=\"a b c d e f g h\"\nRUN i ", "$A ", "" },
    { "RUN ", "for a in $a 1 2; do ", "i $a" },
    { "RUN for a in 1 2 3 4 5 6 7 8; do ", "i $a;", "done" },
    { "", "ENV A=$A$A\nRUN i $A\n", "" },
    { "RUN ", "sudo -u $A ", "i" },
};

Test(fields, grow_no_faster_than_the_file, .timeout = 60)
{
    for (size_t i = 0; i < sizeof(floods) / sizeof(floods[0]); i++) {
        size_t taken[2];
        for (int k = 0; k < 2; k++) {
            hm_auto_arena struct hm_arena arena = { 0 };
            hm_auto_buf struct hm_buf text = { 0 };
            struct hm_source source;
            struct hm_dockerfile file;
            hm_buf_printf(&text, "FROM a\n%s", floods[i].begin);
            while (text.n < ((size_t)1 << (k == 0 ? 14 : 17))) {
                hm_buf_puts(&text, floods[i].piece);
            }
            hm_buf_puts(&text, floods[i].end);
            hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_buf_str(&text));
            hm_dockerfile_parse(&arena, &source, NULL, &file);
            taken[k] = arena.taken;
        }
        /* Eight times the file; vectors that double may be half empty. */
        cr_expect_leq(taken[1], 24 * taken[0] + ((size_t)1 << 20), "%s: %zu, then %zu",
                      floods[i].piece, taken[0], taken[1]);
    }
}
