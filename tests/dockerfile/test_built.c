/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/built.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"

enum {
    STEPS = 24,
};

/* A history: entries that begin with '-' make no layer. The diff ids are "0", "1", … */
struct image {
    struct hm_image_step steps[STEPS];
    struct hm_str ids[STEPS];
    struct hm_image_layers layers;
};

struct world {
    struct hm_arena arena;
    struct hm_source source;
    struct hm_dockerfile file;
    struct image image;
    struct hm_built built;
};

static struct world w;

static void
end(void)
{
    hm_arena_done(&w.arena);
}

TestSuite(built, .fini = end);

static void
make_image(struct image *image, const char *const *history)
{
    static const char *const names[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

    for (size_t i = 0; history[i] != NULL; i++) {
        bool is_empty = history[i][0] == '-';
        image->steps[i] = (struct hm_image_step){ hm_str_c(history[i] + is_empty), is_empty };
        if (!is_empty) {
            image->ids[image->layers.n_diff_ids] = hm_str_c(names[image->layers.n_diff_ids]);
            image->layers.n_diff_ids++;
        }
        image->layers.n_steps++;
    }
    image->layers.steps = image->steps;
    image->layers.diff_ids = image->ids;
}

static void
match(const char *dockerfile, const struct hm_build *build, const char *const *history)
{
    hm_source_init(&w.source, &w.arena, HM_S("Dockerfile"), hm_str_c(dockerfile));
    hm_dockerfile_parse(&w.arena, &w.source, build, &w.file);
    make_image(&w.image, history);
    hm_built_match(&w.arena, &w.file, &w.image.layers, &w.built);
}

#define HISTORY(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* One character a layer: B the base's, S the stages', ? not known, or the last digit of a line. */
static void
expect(const char *layers)
{
    char got[STEPS + 1] = { 0 };

    for (size_t i = 0; i < w.built.n_layers; i++) {
        const struct hm_built_layer *layer = &w.built.layers[i];
        got[i] = layer->maker == HM_MADE_BY_BASE     ? 'B'
                 : layer->maker == HM_MADE_BY_STAGES ? 'S'
                 : layer->maker == HM_MADE_UNKNOWN   ? '?'
                                                     : (char)('0' + layer->by->line % 10);
    }
    cr_expect_str_eq(got, layers);
}

#define BASE_STEPS "/bin/sh -c #(nop) ADD file:1 in / ", "-/bin/sh -c #(nop)  CMD [\"sh\"]"

Test(built, buildkit_history_ends_in_the_stage)
{
    match("FROM alpine:3.10\nWORKDIR /app\nENV A=1\nCOPY package.json .\nRUN npm ci\n"
          "COPY . .\nUSER 1\nCMD [\"node\", \"x\"]\n",
          NULL,
          HISTORY(BASE_STEPS, "RUN /bin/sh -c apk add nodejs # buildkit", "WORKDIR /app",
                  "-ENV A=1", "COPY package.json . # buildkit", "RUN /bin/sh -c npm ci # buildkit",
                  "COPY . . # buildkit", "-USER 1", "-CMD [\"node\" \"x\"]"));
    expect("BB2456");
    cr_expect(w.built.is_matched);
    cr_expect_not(w.built.is_base_proven);
}

Test(built, parent_stages_are_in_the_chain)
{
    match("FROM alpine AS a\nRUN one\nFROM busybox AS b\nRUN other\nFROM a\n"
          "COPY --from=b /x /y\n",
          NULL, HISTORY(BASE_STEPS, "RUN /bin/sh -c one # buildkit", "COPY /x /y # buildkit"));
    expect("B26");
}

Test(built, buildah_history_with_layers)
{
    match("FROM base\nARG V=2\nLABEL a=b\nRUN echo hello > /x\nCOPY a b ./\nCMD x\n", NULL,
          HISTORY(BASE_STEPS, "-/bin/sh -c #(nop) ARG V", "-/bin/sh -c #(nop) LABEL a=b",
                  "|1 V=9 /bin/sh -c echo hello > /x", "/bin/sh -c #(nop) COPY multi:6b in ./ ",
                  "-/bin/sh -c #(nop) CMD x"));
    expect("B45");
}

/* buildah without --layers: one layer, which the last entry has. */
Test(built, instructions_in_one_layer_are_not_told_apart)
{
    match("FROM base\nRUN one\nCOPY a /b\nCMD x\n", NULL,
          HISTORY(BASE_STEPS, "-/bin/sh -c one", "-/bin/sh -c #(nop) COPY file:1 in /b ",
                  "/bin/sh -c #(nop) CMD x"));
    expect("BS");
    cr_expect(w.built.is_matched);
}

/* The same of two stages: the last instruction of each has its layer. */
Test(built, the_last_of_several_in_a_layer_is_not_blamed_alone)
{
    match("FROM base AS a\nRUN zero\nFROM a\nCOPY a /b\nRUN one\n", NULL,
          HISTORY(BASE_STEPS, "/bin/sh -c zero", "-/bin/sh -c #(nop) COPY file:1 in /b ",
                  "/bin/sh -c one"));
    expect("B2S");
}

Test(built, the_only_instruction_in_one_layer_made_it)
{
    match("FROM base\nENV A=1\nRUN one\nCMD x\n", NULL,
          HISTORY(BASE_STEPS, "-/bin/sh -c #(nop) ENV A=1", "-/bin/sh -c one",
                  "/bin/sh -c #(nop) CMD x"));
    expect("B3");
}

Test(built, kaniko_writes_no_settings)
{
    match("FROM base\nENV A=1\nRUN one\nWORKDIR /x\nCOPY . /x\nCMD x\n", NULL,
          HISTORY(BASE_STEPS, "RUN one", "COPY . /x"));
    expect("B35");
}

Test(built, labels_of_the_command_line_are_passed_over)
{
    match("FROM base\nRUN one\nCMD x\n", NULL,
          HISTORY(BASE_STEPS, "RUN /bin/sh -c one # buildkit", "-CMD [\"/bin/sh\" \"-c\" \"x\"]",
                  "-LABEL built=now"));
    expect("B2");
}

Test(built, unknown_variables_are_passed_over)
{
    match("FROM base\nARG V\nRUN one\nCOPY $V /x\n", NULL,
          HISTORY(BASE_STEPS, "-ARG V=a", "RUN |1 V=a /bin/sh -c one # buildkit",
                  "COPY a /x # buildkit"));
    expect("B34");
}

Test(built, another_version_of_the_file_does_not_match)
{
    match("FROM base\nRUN one\nRUN three\n", NULL,
          HISTORY(BASE_STEPS, "RUN /bin/sh -c one # buildkit", "RUN /bin/sh -c two # buildkit"));
    expect("???");
    cr_expect_not(w.built.is_matched);
}

Test(built, a_longer_file_does_not_match)
{
    match("FROM base\nRUN zero\nRUN one\n", NULL, HISTORY("RUN /bin/sh -c one # buildkit"));
    cr_expect_not(w.built.is_matched);
}

Test(built, a_file_that_only_might_fit_does_not_match)
{
    match("FROM base\nARG V\nCOPY $V /x\nCMD [\"a\"]\n", NULL,
          HISTORY(BASE_STEPS, "COPY q /x # buildkit", "-CMD [\"a\"]"));
    cr_expect_not(w.built.is_matched);
}

Test(built, a_file_without_instructions_does_not_match)
{
    match("FROM base\n", NULL, HISTORY(BASE_STEPS));
    expect("?");
    cr_expect_not(w.built.is_matched);
}

Test(built, from_scratch_proves_itself)
{
    match("FROM scratch\nCOPY a /\n", NULL, HISTORY("COPY a / # buildkit"));
    expect("2");
    cr_expect(w.built.is_base_proven);
}

Test(built, from_scratch_has_nothing_below)
{
    match("FROM scratch\nCOPY a /\n", NULL, HISTORY(BASE_STEPS, "COPY a / # buildkit"));
    cr_expect_not(w.built.is_matched);
}

/* --- with the base's own diff ids --- */

static struct hm_base_configs configs;

static const struct hm_build *
with_base(const char *json)
{
    static struct hm_build build;

    cr_assert_eq(hm_base_configs_parse(&w.arena, hm_str_c(json), &configs, NULL), HM_OK);
    build.configs = &configs;
    return &build;
}

#define BASE_OF(ids)                                                                               \
    "{\"base\": {\"os\": \"linux\", \"architecture\": \"amd64\", \"rootfs\": {\"diff_ids\": " ids  \
    "}}}"

Test(built, the_bases_own_diff_ids_prove_it)
{
    match("FROM base\nRUN one\n", with_base(BASE_OF("[\"0\"]")),
          HISTORY(BASE_STEPS, "RUN /bin/sh -c one # buildkit"));
    expect("B2");
    cr_expect(w.built.is_base_proven);
}

Test(built, diff_ids_tell_the_base_where_history_does_not)
{
    match("FROM base\nRUN two\n", with_base(BASE_OF("[\"0\"]")),
          HISTORY(BASE_STEPS, "RUN /bin/sh -c one # buildkit"));
    expect("BS");
    cr_expect(w.built.is_base_proven);
    cr_expect_not(w.built.is_matched);
}

Test(built, a_file_that_is_only_its_base_is_proven)
{
    match("FROM base\n", with_base(BASE_OF("[\"0\"]")), HISTORY(BASE_STEPS));
    expect("B");
}

/* What ONBUILD of the base ran lies between both. */
Test(built, diff_ids_count_more_than_history)
{
    match("FROM base\nRUN one\n", with_base(BASE_OF("[\"0\"]")),
          HISTORY(BASE_STEPS, "COPY . /src # buildkit", "RUN /bin/sh -c one # buildkit"));
    expect("BS2");
}

Test(built, another_base_is_said_to_be_one)
{
    match("FROM base\nRUN one\n", with_base(BASE_OF("[\"7\"]")),
          HISTORY(BASE_STEPS, "RUN /bin/sh -c one # buildkit"));
    expect("B2");
    cr_expect(w.built.is_base_other);
    cr_expect_not(w.built.is_base_proven);
}

Test(built, a_base_for_another_machine_proves_nothing)
{
    w.image.layers.platform = HM_S("linux/arm64");
    match("FROM base\nRUN one\n", with_base(BASE_OF("[\"0\"]")),
          HISTORY(BASE_STEPS, "RUN /bin/sh -c one # buildkit"));
    cr_expect_not(w.built.is_base_proven);
    cr_expect_not(w.built.is_base_other);
}

/* --- hostile images --- */

Test(built, a_history_of_other_length_is_none)
{
    match("FROM base\nRUN one\n", NULL, HISTORY("RUN /bin/sh -c one # buildkit"));
    w.image.layers.n_diff_ids = 0;
    hm_built_match(&w.arena, &w.file, &w.image.layers, &w.built);
    cr_expect_eq(w.built.n_layers, 0);
    w.image.layers.n_diff_ids = 2;
    hm_built_match(&w.arena, &w.file, &w.image.layers, &w.built);
    expect("??");
}

Test(built, a_million_entries_are_gone_through_once, .timeout = 20)
{
    size_t n = 1000000;
    struct hm_image_step *steps = hm_arena_new(&w.arena, struct hm_image_step, n);
    struct hm_str *ids = hm_arena_new(&w.arena, struct hm_str, n);

    for (size_t i = 0; i < n; i++) {
        steps[i].created_by = HM_S("RUN /bin/sh -c one # buildkit");
        ids[i] = HM_S("0");
    }
    match("FROM base\nRUN one\nRUN one\n", NULL, HISTORY("x"));
    const struct hm_image_layers image = {
        .diff_ids = ids, .n_diff_ids = n, .steps = steps, .n_steps = n
    };
    hm_built_match(&w.arena, &w.file, &image, &w.built);
    cr_expect(w.built.is_matched);
    for (size_t i = 0; i < n; i++) {
        steps[i].is_empty = i > 0;
    }
    const struct hm_image_layers empty = {
        .diff_ids = ids, .n_diff_ids = 1, .steps = steps, .n_steps = n
    };
    hm_built_match(&w.arena, &w.file, &empty, &w.built);
    cr_expect(w.built.is_matched);
}
