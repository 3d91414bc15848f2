/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/graph.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "plugin/base/auto.h"

/* By stage, parted by spaces: its parent's number or '-', then 'a' for an ancestor of the target,
 * 'u' for what is used, 't' for the target; then the stages that files are taken from. */
static void
dump(struct hm_buf *to, const struct hm_dockerfile *file)
{
    for (uint32_t i = 0; i < file->n_stages; i++) {
        const struct hm_stage *stage = &file->stages[i];
        hm_buf_puts(to, i > 0 ? " " : "");
        if (stage->parent == HM_NONE) {
            hm_buf_putc(to, '-');
        } else {
            hm_buf_printf(to, "%u", (unsigned)stage->parent);
        }
        hm_buf_printf(to, "%s%s%s", stage->is_ancestor ? "a" : "", stage->is_used ? "u" : "",
                      stage->is_target ? "t" : "");
        for (uint32_t k = stage->first; k < stage->end; k++) {
            const struct hm_instruction *inst = &file->instructions[k];
            if (inst->from_stage != HM_NONE) {
                hm_buf_printf(to, "<%u", (unsigned)inst->from_stage);
            }
            for (uint32_t m = 0; m < inst->n_mounts; m++) {
                if (inst->mounts[m].from_stage != HM_NONE) {
                    hm_buf_printf(to, "<%u", (unsigned)inst->mounts[m].from_stage);
                }
            }
        }
    }
}

/* FROM looks for a name as it is written among names in lower case, and takes no numbers; neither
 * does --target. */
static const struct {
    const char *text;
    const char *target; /* NULL: the last */
    const char *expected;
} rows[] = {
    { "FROM x AS a\nFROM a\nFROM x\n", NULL, "- 0 -ut" },
    { "FROM x AS a\nFROM A AS b\nFROM b\n", NULL, "- -au 1ut" },
    { "FROM x AS A\nFROM a AS b\nFROM b\n", NULL, "-au 0au 1ut" },
    { "FROM x AS a\nFROM x\nCOPY --from=A / /\n", NULL, "-u -ut<0" },
    { "FROM x AS a\nFROM x\nCOPY --from=a / /\n", NULL, "-u -ut<0" },
    { "FROM x AS a\nFROM x\nCOPY --from=0 / /\n", NULL, "-u -ut<0" },
    { "FROM x AS a\nFROM x\nRUN --mount=from=a,target=/a b\n", NULL, "-u -ut<0" },
    { "FROM x AS a\nFROM x AS b\nCOPY --from=a / /\nFROM x\nCOPY --from=b / /\n", NULL,
      "-u -u<0 -ut<1" },
    { "FROM x\nFROM 0\n", NULL, "- -ut" },
    { "FROM x AS a\nFROM y AS a\nFROM a\n", NULL, "- -au 1ut" },
    { "FROM a\nFROM x AS a\n", NULL, "- -ut" },
    { "FROM a AS a\n", NULL, "-ut" },
    { "FROM x AS a\nFROM a AS b\nFROM x\n", "b", "-au 0ut -" },
    { "FROM x AS a\nFROM a AS b\nFROM x\n", "B", "-au 0ut -" },
    { "FROM x AS a\nFROM a AS b\nFROM x\n", "0", "- 0 -ut" },
    { "FROM x AS a\nCOPY --from=b / /\nFROM a AS b\n", NULL, "-au<1 0ut" },
};

Test(graph, tells_who_is_made_from_whom)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_source source;
        struct hm_dockerfile file;
        struct hm_build build = { .target =
                                      hm_str_c(rows[i].target == NULL ? "" : rows[i].target) };
        hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(rows[i].text));
        hm_dockerfile_parse(&arena, &source, &build, &file);
        dump(&got, &file);
        cr_expect(hm_str_eq(hm_buf_str(&got), rows[i].expected), "%s: %.*s, not %s", rows[i].text,
                  HM_FMT(hm_buf_str(&got)), rows[i].expected);
    }
}

/* --- named contexts --- */

static const struct {
    const char *text;
    const char *name;
    const char *value;
    const char *image; /* of the last stage; NULL: not known */
} contexts[] = {
    { "FROM alpine\n", "alpine", "docker-image://alpine:3.22", "alpine:3.22" },
    { "FROM alpine:latest\n", "docker.io/library/alpine", "docker-image://x:1", "x:1" },
    { "FROM alpine:3.20\n", "alpine", "docker-image://x:1", "alpine:3.20" },
    { "FROM base\n", "base", "target:base", NULL },
    { "FROM base\n", "base", "../base", NULL },
    { "FROM x AS base\nFROM base\n", "base", "docker-image://y:1", "" },
    { "FROM x AS base\n", "base", "docker-image://y:1", "y:1" },
};

ParameterizedTestParameters(graph, named_contexts)
{
    static size_t indexes[sizeof contexts / sizeof contexts[0]];

    for (size_t i = 0; i < sizeof contexts / sizeof contexts[0]; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, sizeof contexts / sizeof contexts[0], NULL);
}

ParameterizedTest(size_t *row, graph, named_contexts)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_build_arg context = { hm_str_c(contexts[*row].name), hm_str_c(contexts[*row].value) };
    struct hm_build build = { .contexts = &context, .n_contexts = 1 };
    struct hm_source source;
    struct hm_dockerfile file;

    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(contexts[*row].text));
    hm_dockerfile_parse(&arena, &source, &build, &file);
    const struct hm_stage *last = &file.stages[file.n_stages - 1];
    cr_expect_eq(last->is_from_context, contexts[*row].image == NULL);
    cr_expect_eq(last->base->is_known, contexts[*row].image != NULL);
    if (contexts[*row].image != NULL) {
        cr_expect(hm_str_eq(last->ref.text, contexts[*row].image), "%.*s", HM_FMT(last->ref.text));
    } else {
        cr_expect_eq(last->user_origin, HM_USER_UNKNOWN);
    }
}

Test(graph, copy_from_a_named_context)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_build_arg context = { HM_S("app"), HM_S("docker-image://acme/app:1") };
    struct hm_build build = { .contexts = &context, .n_contexts = 1 };
    struct hm_source source;
    struct hm_dockerfile file;

    hm_source_init(&source, &arena, HM_S("Dockerfile"),
                   HM_S("FROM scratch\nCOPY --from=app /a /a\n"));
    hm_dockerfile_parse(&arena, &source, &build, &file);
    cr_expect(
        hm_str_eq(hm_instruction_flag(&file.instructions[1], "from")->value.value, "acme/app:1"));
}
