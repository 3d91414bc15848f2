/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/pipeline_chain.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

/* An act as a table says it: names parted by '+'; "ignored" in the last member. */
struct said {
    enum hm_act_kind kind;
    uint32_t job;
    uint32_t step;
    const char *names;
    const char *recipe; /* the context */
    bool is_ignored;
};

#define MOST_SAID 8

static struct hm_scalar
name_of(struct hm_str text)
{
    return (struct hm_scalar){ .text = text,
                               .is_set = text.n > 0,
                               .is_known = hm_str_find(text, '$') == text.n,
                               .has_variable = hm_str_find(text, '$') < text.n };
}

static void
say(struct hm_arena *arena, struct hm_pipeline *pipeline, const struct said *said, uint32_t n)
{
    struct hm_act *acts = hm_arena_new(arena, struct hm_act, n);

    for (uint32_t i = 0; i < n; i++) {
        struct hm_scalar *names = hm_arena_new(arena, struct hm_scalar, 4);
        struct hm_str rest = hm_str_c(said[i].names);
        struct hm_str one;
        uint32_t n_names = 0;
        while (rest.n > 0 && hm_str_split(&rest, '+', &one)) {
            names[n_names++] = name_of(one);
        }
        acts[i] = (struct hm_act){
            .kind = said[i].kind,
            .job = said[i].job,
            .step = said[i].step,
            .names = { .list = names, .n = n_names },
            .image = names[0],
            .context = name_of(hm_str_c(said[i].recipe == NULL ? "" : said[i].recipe)),
            .ignores_failure = said[i].is_ignored ? HM_YES : HM_NO,
        };
    }
    pipeline->acts = acts;
    pipeline->n_acts = n;
}

struct chain_case {
    const char *what;
    struct said said[MOST_SAID];
    uint32_t n_said;
    uint32_t n_chains;
    enum hm_chain_when scanned; /* of the first */
    enum hm_chain_when gated;
    enum hm_chain_when signed_by;
};

#define DONE(k, j, s, n)                                                                           \
    {                                                                                              \
        .kind = (k), .job = (j), .step = (s), .names = (n)                                         \
    }
#define MADE_OF(k, j, s, n, r)                                                                     \
    {                                                                                              \
        .kind = (k), .job = (j), .step = (s), .names = (n), .recipe = (r)                          \
    }
#define IGNORED(j, s, n)                                                                           \
    {                                                                                              \
        .kind = SCAN, .job = (j), .step = (s), .names = (n), .is_ignored = true                    \
    }
#define BUILD HM_ACT_BUILD
#define PUSH HM_ACT_PUSH
#define TAG HM_ACT_TAG
#define SCAN HM_ACT_SCAN
#define SIGN HM_ACT_SIGN

static const struct chain_case CHAINS[] = {
    { "scanned, then pushed",
      { DONE(BUILD, 0, 0, "a"), DONE(SCAN, 0, 1, "a"), DONE(PUSH, 0, 2, "a") },
      3,
      1,
      HM_CHAIN_BEFORE,
      HM_CHAIN_BEFORE,
      HM_CHAIN_NEVER },
    { "pushed, then scanned and signed",
      { DONE(BUILD, 0, 0, "a"), DONE(PUSH, 0, 1, "a"), DONE(SCAN, 0, 2, "a"),
        DONE(SIGN, 0, 3, "a") },
      4,
      1,
      HM_CHAIN_AFTER,
      HM_CHAIN_AFTER,
      HM_CHAIN_AFTER },
    { "not scanned", { DONE(BUILD, 0, 0, "a"), DONE(PUSH, 0, 1, "a") }, 2, 1, 0, 0, 0 },
    { "another image is scanned",
      { DONE(BUILD, 0, 0, "a"), DONE(PUSH, 0, 1, "a"), DONE(SCAN, 0, 2, "b") },
      3,
      1,
      HM_CHAIN_NEVER,
      HM_CHAIN_NEVER,
      HM_CHAIN_NEVER },
    { "scanned under the name that it had before",
      { DONE(BUILD, 0, 0, "a"), DONE(SCAN, 0, 1, "a"), DONE(TAG, 0, 2, "a+ghcr.io/x/y"),
        DONE(PUSH, 0, 3, "ghcr.io/x/y") },
      4,
      1,
      HM_CHAIN_BEFORE,
      HM_CHAIN_BEFORE,
      HM_CHAIN_NEVER },
    { "built twice of one recipe",
      { MADE_OF(BUILD, 0, 0, "a", "./web"), DONE(SCAN, 0, 1, "a"),
        MADE_OF(BUILD, 0, 2, "ghcr.io/x/y", "./web"), DONE(PUSH, 0, 2, "ghcr.io/x/y") },
      4,
      1,
      HM_CHAIN_BEFORE,
      HM_CHAIN_BEFORE,
      HM_CHAIN_NEVER },
    { "the scan is ignored",
      { DONE(BUILD, 0, 0, "a"), IGNORED(0, 1, "a"), DONE(PUSH, 0, 2, "a") },
      3,
      1,
      HM_CHAIN_BEFORE,
      HM_CHAIN_NEVER,
      HM_CHAIN_NEVER },
    { "one of two scans is ignored",
      { IGNORED(0, 0, "a"), DONE(SCAN, 0, 1, "a"), DONE(PUSH, 0, 2, "a") },
      3,
      1,
      HM_CHAIN_BEFORE,
      HM_CHAIN_BEFORE,
      HM_CHAIN_NEVER },
    { "a scan of no name, and one image",
      { DONE(BUILD, 0, 0, "a"), DONE(SCAN, 0, 1, ""), DONE(PUSH, 0, 2, "a") },
      3,
      1,
      HM_CHAIN_BEFORE,
      HM_CHAIN_BEFORE,
      HM_CHAIN_NEVER },
    { "a scan of no name in another job, and two images",
      { MADE_OF(BUILD, 0, 0, "a", "a"), DONE(PUSH, 0, 1, "a"), MADE_OF(BUILD, 0, 2, "b", "b"),
        DONE(PUSH, 0, 3, "b"), DONE(SCAN, 1, 0, "") },
      5,
      2,
      HM_CHAIN_UNKNOWN,
      HM_CHAIN_UNKNOWN,
      HM_CHAIN_NEVER },
    { "scanned by a job that the push waits for",
      { DONE(PUSH, 2, 0, "a"), DONE(SCAN, 0, 0, "a") },
      2,
      1,
      HM_CHAIN_BEFORE,
      HM_CHAIN_BEFORE,
      HM_CHAIN_NEVER },
    { "scanned by a job beside the push",
      { DONE(PUSH, 0, 0, "a"), DONE(SCAN, 1, 0, "a") },
      2,
      1,
      HM_CHAIN_AFTER,
      HM_CHAIN_AFTER,
      HM_CHAIN_NEVER },
    { "nothing has a name",
      { DONE(BUILD, 0, 0, ""), DONE(PUSH, 0, 0, ""), DONE(SCAN, 0, 1, "web") },
      3,
      1,
      HM_CHAIN_AFTER,
      HM_CHAIN_AFTER,
      HM_CHAIN_NEVER },
};

Test(pipeline_chain, links)
{
    /* The job 2 needs 1, which needs 0. */
    const struct hm_scalar needs[] = { { .text = HM_S("zero") }, { .text = HM_S("one") } };
    const struct hm_job jobs[] = {
        { .name = HM_S("zero") },
        { .name = HM_S("one"), .needs = { .list = &needs[0], .n = 1, .is_set = true } },
        { .name = HM_S("two"), .needs = { .list = &needs[1], .n = 1, .is_set = true } },
    };

    for (size_t i = 0; i < sizeof CHAINS / sizeof CHAINS[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_pipeline pipeline = { .jobs = jobs, .n_jobs = 3 };
        say(&arena, &pipeline, CHAINS[i].said, CHAINS[i].n_said);
        struct hm_chains chains = hm_pipeline_chains(&arena, &pipeline);
        cr_assert_eq(chains.n, CHAINS[i].n_chains, "%s: %u", CHAINS[i].what, chains.n);
        cr_expect_eq(chains.list[0].scanned.when, CHAINS[i].scanned, "%s: scanned %d",
                     CHAINS[i].what, (int)chains.list[0].scanned.when);
        cr_expect_eq(chains.list[0].gated.when, CHAINS[i].gated, "%s: gated", CHAINS[i].what);
        cr_expect_eq(chains.list[0].signed_by.when, CHAINS[i].signed_by, "%s: signed",
                     CHAINS[i].what);
        cr_expect_null(chains.scan_unknown);
    }
}

Test(pipeline_chain, stages_of_gitlab_are_an_order)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_scalar last = { .text = HM_S("deploy"), .is_set = true };
    const struct hm_job jobs[] = { { .name = HM_S("push"), .stage = last },
                                   { .name = HM_S("scan") } };
    struct hm_pipeline pipeline = { .kind = HM_PIPELINE_GITLAB, .jobs = jobs, .n_jobs = 2 };
    const struct said said[] = { DONE(PUSH, 0, 0, "a"), DONE(SCAN, 1, 0, "a") };

    say(&arena, &pipeline, said, 2);
    cr_expect_eq(hm_pipeline_chains(&arena, &pipeline).list[0].scanned.when, HM_CHAIN_BEFORE);
}

Test(pipeline_chain, what_is_not_known_is_said)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_scalar include = { .text = HM_S("ci/all.yml"), .is_set = true };
    const struct hm_job calls = { .calls = { .text = HM_S("./x.yml"), .is_set = true } };
    const struct hm_step sounds = { .run = { .text = HM_S("make scan-image"), .is_set = true } };
    const struct hm_job unsure = { .steps = &sounds, .n_steps = 1 };
    const struct hm_pipeline pipelines[] = {
        { .kind = HM_PIPELINE_GITLAB, .includes = { .list = &include, .n = 1 } },
        { .kind = HM_PIPELINE_GITHUB_ACTION },
        { .jobs = &calls, .n_jobs = 1 },
        { .jobs = &unsure, .n_jobs = 1 },
    };

    for (size_t i = 0; i < 4; i++) {
        struct hm_chains chains = hm_pipeline_chains(&arena, &pipelines[i]);
        cr_expect_not_null(chains.scan_unknown, "%zu", i);
        cr_expect_eq(chains.sign_unknown == NULL, i == 3, "%zu", i);
    }
}

Test(pipeline_chain, the_chain_of_an_act)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_job job = { .name = HM_S("x") };
    struct hm_pipeline pipeline = { .jobs = &job, .n_jobs = 1 };
    const struct said said[] = { DONE(PUSH, 0, 0, "a"), DONE(PUSH, 0, 1, "b:1"),
                                 DONE(SCAN, 0, 2, "b") };

    say(&arena, &pipeline, said, 3);
    struct hm_chains chains = hm_pipeline_chains(&arena, &pipeline);
    cr_assert_eq(chains.n, 2);
    cr_expect_eq(hm_chains_of(&chains, &pipeline.acts[2]), &chains.list[1]);
    cr_expect(hm_str_eq(chains.list[1].image.text, "b:1"));
}

Test(pipeline_chain, registries_of_the_job_alone)
{
    static const struct {
        const char *names;
        uint32_t n_sources;
        bool is_local;
    } rows[] = {
        { "localhost:5000/web", 0, true },           { "localhost:5000/web+acme/web", 0, false },
        { "localhost:5000/b+quay.io/a/b", 1, true }, { "quay.io/a/b+localhost:5000/b", 1, false },
        { "localhost:5000/b+web.tar", 1, true },     { "acme/web", 0, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        const struct hm_job job = { .name = HM_S("x") };
        struct hm_pipeline pipeline = { .jobs = &job, .n_jobs = 1 };
        const struct said said[] = { DONE(PUSH, 0, 0, rows[i].names) };
        say(&arena, &pipeline, said, 1);
        ((struct hm_act *)pipeline.acts)->n_sources = rows[i].n_sources;
        struct hm_chains chains = hm_pipeline_chains(&arena, &pipeline);
        cr_expect_eq(hm_chain_is_local(&chains.list[0]), rows[i].is_local, "%s", rows[i].names);
    }
}

Test(pipeline_chain, too_many_images_are_said)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_job job = { .name = HM_S("x") };
    struct hm_pipeline pipeline = { .jobs = &job, .n_jobs = 1 };
    struct said said[HM_CHAINS_LIMIT + 1];

    for (uint32_t i = 0; i <= HM_CHAINS_LIMIT; i++) {
        said[i] = (struct said){ .kind = PUSH, .step = i };
        said[i].names = hm_arena_printf(&arena, "acme/web%u", i).p;
    }
    say(&arena, &pipeline, said, HM_CHAINS_LIMIT + 1);
    struct hm_chains chains = hm_pipeline_chains(&arena, &pipeline);
    cr_expect_eq(chains.n, HM_CHAINS_LIMIT);
    cr_expect_not_null(chains.scan_unknown);
}
