/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/flow.h"

#include <criterion/criterion.h>

#include "plugin/manifest/pipeline_read.h"
#include "plugin/model/report.h"

struct about_case {
    const char *act;
    const char *pushed;
    bool is_open;   /* what was pushed has tags that are made */
    bool is_beside; /* certain whenever the workflow runs */
    bool is_behind; /* certain where it runs on the end of the push */
};

static const struct about_case ABOUT[] = {
    { "acme/web:1", "acme/web:1", false, true, true },
    { "acme/web", "docker.io/acme/web:latest", false, true, true },
    { "acme/web:1", "acme/web:2", false, false, false },
    { "acme/web:1", "acme/web", false, false, false },
    { "acme/web:1", "acme/web", true, true, true },
    { "acme/web:1", "acme/api:1", false, false, false },
    { "acme/web:1", "ghcr.io/acme/web:1", false, false, false },
    { "acme/web:${A}", "acme/web:${A}", false, true, true },
    { "acme/web:${A}", "acme/web:${B}", false, false, true },
    { "acme/web:${A}", "acme/web:1", false, false, false },
    { "acme/web@${D}", "acme/web:1", false, false, true },
};

Test(flow, is_certain_what_an_act_is_about)
{
    for (size_t i = 0; i < sizeof ABOUT / sizeof ABOUT[0]; i++) {
        const struct hm_str named = hm_str_c(ABOUT[i].act);
        const struct hm_str pushed = hm_str_c(ABOUT[i].pushed);
        struct hm_flow_act act = { .names = { .list = &named, .n = 1 },
                                   .has_digest = hm_str_find(named, '@') < named.n };
        struct hm_flow_image image = { .names = { &pushed, 1, ABOUT[i].is_open } };
        cr_expect_eq(hm_flow_is_about(&act, &image, false), ABOUT[i].is_beside, "%zu", i);
        cr_expect_eq(hm_flow_is_about(&act, &image, true), ABOUT[i].is_behind, "%zu", i);
    }
}

/* The flow of a workflow, or NULL. */
static const struct hm_flow *
flow_of(struct hm_sink *sink, const char *path, const char *text)
{
    struct hm_manifests manifests;

    if (!hm_pipeline_read(sink->arena, NULL, hm_str_c(path), hm_str_c(text), &manifests)) {
        return NULL;
    }
    hm_sink_flow(sink, &manifests);
    return sink->flows.n == 0 ? NULL : &sink->flows.p[sink->flows.n - 1];
}

#define STEPS "jobs:\n  a:\n    runs-on: x\n    steps:\n"

Test(flow, keeps_what_others_ask_for)
{
    struct hm_arena arena = { 0 };
    struct hm_sink sink = { .arena = &arena };
    const struct hm_flow *flow =
        flow_of(&sink, "sub/.github/workflows/a.yml",
                "name: A\non: {workflow_run: {workflows: [B, C]}, workflow_dispatch: }\n" STEPS
                "      - run: docker push acme/web:1\n"
                "      - run: trivy image ghcr.io/${{ github.repository }}\n"
                "      - run: cosign attest --predicate p acme/api:1\n"
                "      - run: trivy image ghcr.io/${{ matrix.name }}\n"
                "      - run: trivy image acme/web@sha256:"
                "0123456789012345678901234567890123456789012345678901234567890123\n");

    cr_assert(flow != NULL);
    cr_expect(hm_str_eq(flow->folder, "sub/"));
    cr_expect(hm_str_eq(flow->name, "A"));
    cr_expect_eq(flow->n_follows, 2);
    cr_expect_eq(flow->start, HM_FLOW_BESIDE);
    cr_expect_eq(flow->n_images, 1);
    cr_expect_eq(flow->images[0].place.line, 7);
    cr_assert_eq(flow->n_acts, 2);
    cr_expect_eq(flow->acts[0].kind, HM_ACT_SCAN);
    cr_expect_eq(flow->acts[1].kind, HM_ACT_SIGN);
    hm_arena_done(&arena);
}

Test(flow, is_called_by_its_path_without_a_name)
{
    struct hm_arena arena = { 0 };
    struct hm_sink sink = { .arena = &arena };
    const struct hm_flow *flow = flow_of(&sink, ".github/workflows/a.yml",
                                         "on: push\n" STEPS "      - run: docker push a/b\n");

    cr_assert(flow != NULL);
    cr_expect(hm_str_eq(flow->name, ".github/workflows/a.yml"));
    cr_expect_eq(flow->folder.n, 0);
    hm_arena_done(&arena);
}

Test(flow, of_what_is_only_called_is_not_kept)
{
    struct hm_arena arena = { 0 };
    struct hm_sink sink = { .arena = &arena };

    cr_expect_null(flow_of(&sink, ".github/workflows/a.yml",
                           "on: workflow_call\n" STEPS "      - run: docker push a/b\n"));
    hm_arena_done(&arena);
}

Test(flow, what_it_builds_itself_is_not_what_others_push)
{
    struct hm_arena arena = { 0 };
    struct hm_sink sink = { .arena = &arena };
    const struct hm_flow *flow =
        flow_of(&sink, ".github/workflows/a.yml",
                "on: push\n" STEPS
                "      - run: docker build -t a/b . && docker push a/b && trivy image a/b\n");

    cr_assert(flow != NULL);
    cr_expect_eq(flow->n_acts, 0);
    hm_arena_done(&arena);
}
