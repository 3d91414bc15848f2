/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/copied.h"

#include "plugin/context/context.h"
#include "plugin/dockerfile/parse.h"
#include "tests/context/tree.h"
#include "tests/rows.h"

struct copy_case {
    const char *copy;  /**< the instruction */
    const char *files; /**< that it takes of the tree below */
};

/* a/b a/x.txt a/c/d.txt c.key dir -> a, e/f -> ../a/b, f.txt -> c.key, out -> ../../etc, secret */
static const struct copy_case copies[] = {
    { "COPY . /x", "a/b a/c/d.txt a/x.txt c.key dir e/f f.txt loop out" },
    { "COPY ./ /x", "a/b a/c/d.txt a/x.txt c.key dir e/f f.txt loop out" },
    { "COPY ../.. /x", "a/b a/c/d.txt a/x.txt c.key dir e/f f.txt loop out" },
    { "COPY ../a/b /x", "a/b" },
    { "COPY a /x", "a/b a/c/d.txt a/x.txt" },
    { "COPY /a/ /x", "a/b a/c/d.txt a/x.txt" },
    { "COPY a/b c.key /x/", "a/b c.key" },
    { "COPY *.txt /x/", "c.key" },
    { "COPY a/* /x/", "a/b a/c/d.txt a/x.txt" },
    { "COPY */*.txt /x/", "a/x.txt" },
    { "COPY **/*.txt /x/", "a/x.txt" },
    { "COPY ?.key /x/", "c.key" },
    { "COPY \\\\*.key /x/", "" },
    { "COPY dir /x", "a/b a/c/d.txt a/x.txt" },
    { "COPY dir/c /x", "a/c/d.txt" },
    { "COPY e/f /x", "a/b" },
    { "COPY e /x", "e/f" },
    { "COPY d* /x/", "a/b a/c/d.txt a/x.txt" },
    { "COPY out /x", "" },
    { "COPY loop /x", "" },
    { "COPY secret /x", "" },
    { "COPY --exclude=*.txt a /x", "a/b a/c/d.txt" },
    { "COPY --exclude=**/*.txt a /x", "a/b" },
    { "COPY --exclude=c --exclude=!c/d.txt a /x", "a/b a/c/d.txt a/x.txt" },
    { "COPY --exclude=*.key c.key /x", "c.key" },
    { "COPY --exclude=a . /x", "c.key dir e/f f.txt loop out" },
    { "COPY --parents a/c /x/", "a/c/d.txt" },
    { "COPY --parents **/*.txt /x/", "a/c/d.txt a/x.txt f.txt" },
    { "COPY --parents a/./c/d.txt /x/", "a/c/d.txt" },
    { "COPY --parents a/./*.txt /x/", "a/x.txt" },
    { "ADD https://example.com/a c.key /x/", "c.key" },
    { "RUN --mount=type=bind,source=a,target=/x make", "a/b a/c/d.txt a/x.txt" },
    { "RUN --mount=target=/x make", "a/b a/c/d.txt a/x.txt c.key dir e/f f.txt loop out" },
    { "RUN --mount=source=c.key,target=/k --mount=type=bind,src=e,target=/e make", "c.key e/f" },
};

ROWS_OF(copied, files, copies)

ParameterizedTest(size_t *index, copied, files)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf taken = { 0 };
    tree_auto struct tree tree =
        make_tree("a/b", "a/x.txt", "a/c/d.txt", "c.key", "dir -> a", "e/f -> ../a/b",
                  "f.txt -> c.key", "out -> ../../etc", "loop -> loop", "secret", NULL);
    struct hm_context context = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_err err = { 0 };

    write_in_tree(&tree, ".dockerignore", "secret\n.dockerignore\n");
    cr_assert_eq(hm_context_make(&arena, tree.root, HM_S("."), HM_S(""), &context, &err), HM_OK,
                 "%s", err.text);
    hm_source_init(&source, &arena, HM_S("Dockerfile"),
                   hm_arena_printf(&arena, "FROM scratch\n%s\n", copies[*index].copy));
    hm_dockerfile_parse(&arena, &source, &(struct hm_build){ 0 }, &file);
    const struct hm_copied *const *all = hm_copies_make(&arena, &context, &file);
    cr_assert_null(all[0]);
    cr_assert_not_null(all[1]);
    for (uint32_t i = 0; i < context.n_files; i++) {
        struct hm_str path = context.files[i].path;
        if (!context.files[i].is_ignored && all[1]->takes(all[1], path)) {
            hm_buf_printf(&taken, taken.n > 0 ? " %.*s" : "%.*s", HM_FMT(path));
        }
    }
    cr_expect(hm_str_eq(hm_buf_str(&taken), copies[*index].files), "%s: %.*s", copies[*index].copy,
              HM_FMT(hm_buf_str(&taken)));
}

Test(copied, of_a_stage_takes_nothing_from_here)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_flag flag = { .name = HM_STR("from") };
    const struct hm_instruction inst = { .kind = HM_COPY, .flags = &flag, .n_flags = 1 };

    cr_expect_null(hm_copied_make(&arena, &(struct hm_context){ 0 }, &inst));
    cr_expect_null(hm_copied_make(&arena, &(struct hm_context){ 0 },
                                  &(struct hm_instruction){ .kind = HM_RUN }));
}

Test(copied, says_that_an_unknown_source_may_be_anything)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_word words[2] = { { .value = HM_STR("$X") }, { .value = HM_STR("/x/") } };
    const struct hm_instruction inst = { .kind = HM_COPY, .words = words, .n_words = 2 };
    const struct hm_copied *copied = hm_copied_make(&arena, &(struct hm_context){ 0 }, &inst);

    cr_expect_not(copied->is_certain);
}
