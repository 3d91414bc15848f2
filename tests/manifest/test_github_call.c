/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/manifest/pipeline_read.h"
#include "plugin/model/job_order.h"

struct file {
    const char *path;
    const char *text;
};

static enum hm_status
read_file(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    for (const struct file *file = ctx; file->path != NULL; file++) {
        if (hm_str_eq(path, file->path)) {
            hm_buf_puts(buf, file->text);
            return HM_OK;
        }
    }
    return hm_err_set(reterr, HM_E_NOT_FOUND, "there is none");
}

/* Reads the first file with the others in reach. */
static const struct hm_pipeline *
read_all(struct hm_arena *arena, const struct file *files, struct hm_manifests *ret)
{
    const struct hm_path_reader reader = { .read = read_file, .ctx = (void *)files };

    cr_assert(
        hm_pipeline_read(arena, &reader, hm_str_c(files[0].path), hm_str_c(files[0].text), ret));
    return ret->pipeline;
}

#define WORKFLOW(steps)                                                                            \
    "on: push\njobs:\n  a:\n    runs-on: x\n    env: {TAG: \"1\"}\n    steps:\n" steps
#define ACTION(steps) "runs:\n  using: composite\n  steps:\n" steps

Test(github_call, steps_of_an_action_stand_behind_the_one_that_uses_it)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct file files[] = {
        { "x/.github/workflows/a.yml", WORKFLOW("      - uses: ./act\n"
                                                "        with: {name: web}\n"
                                                "        env: {SIDE: left}\n"
                                                "        continue-on-error: true\n"
                                                "      - run: 'true'\n") },
        { "x/act/action.yaml", "inputs: {name: {}, tag: {default: stable}}\n" ACTION(
                                   "    - run: docker push ${{ inputs.name }}:${{ inputs.tag }}\n"
                                   "      shell: bash\n"
                                   "    - run: echo ${{ env.SIDE }} ${{ env.TAG }}\n"
                                   "      shell: bash\n") },
        { NULL, NULL },
    };
    const struct hm_pipeline *pipeline = read_all(&arena, files, &manifest);

    cr_assert_eq(pipeline->jobs[0].n_steps, 4);
    cr_expect_null(pipeline->jobs[0].incomplete);
    cr_expect_eq(pipeline->jobs[0].steps[0].call, 1);
    cr_expect_eq(pipeline->jobs[0].steps[1].scope, 1);
    cr_expect_eq(pipeline->jobs[0].steps[3].scope, 0);
    cr_assert_eq(pipeline->n_acts, 1);
    cr_expect(hm_str_eq(pipeline->acts[0].image.text, "web:stable"));
    cr_expect_eq(pipeline->acts[0].ignores_failure, HM_YES);
    cr_expect(hm_str_eq(hm_manifests_source(&manifest, pipeline->acts[0].span)->path,
                        "x/act/action.yaml"));
}

Test(github_call, actions_that_use_each_other_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct file files[] = {
        { ".github/workflows/a.yml", WORKFLOW("      - uses: ./one\n") },
        { "one/action.yml", ACTION("    - uses: ./two\n    - uses: ./two\n") },
        { "two/action.yml", ACTION("    - uses: ./one\n") },
        { NULL, NULL },
    };
    const struct hm_pipeline *pipeline = read_all(&arena, files, &manifest);

    cr_expect_eq(pipeline->jobs[0].n_steps, 5);
    cr_expect_not_null(pipeline->jobs[0].incomplete);
    cr_assert_gt(manifest.n_problems, 0);
    cr_expect(manifest.problems[0].is_fatal);
}

Test(github_call, actions_that_double_with_each_level_are_not_read_without_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
#define TWICE(name)                                                                                \
    ACTION("    - uses: ./" name "\n    - uses: ./" name "\n    - uses: ./" name                   \
           "\n    - uses: ./" name "\n")
    const struct file files[] = {
        { ".github/workflows/a.yml", WORKFLOW("      - uses: ./a\n") },
        { "a/action.yml", TWICE("b") },
        { "b/action.yml", TWICE("c") },
        { "c/action.yml", TWICE("d") },
        { "d/action.yml", TWICE("e") },
        { "e/action.yml", TWICE("f") },
        { "f/action.yml", TWICE("g") },
        { "g/action.yml", TWICE("h") },
        { "h/action.yml", ACTION("    - run: 'true'\n") },
        { NULL, NULL },
    };
    const struct hm_pipeline *pipeline = read_all(&arena, files, &manifest);

    cr_expect_lt(pipeline->jobs[0].n_steps, 20000);
    cr_expect_not_null(pipeline->jobs[0].incomplete);
    cr_expect_gt(manifest.n_problems, 0);
}

Test(github_call, jobs_of_a_workflow_run_where_the_job_that_calls_it_does)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    struct hm_job_order order;
    const struct file files[] = {
        { ".github/workflows/a.yml", "on: push\n"
                                     "env: {OUTER: \"1\"}\n"
                                     "jobs:\n"
                                     "  a: {runs-on: x, steps: [{run: 'true'}]}\n"
                                     "  b: {needs: a, uses: ./.github/workflows/b.yml}\n"
                                     "  c: {needs: b, runs-on: x, steps: [{run: 'true'}]}\n" },
        { ".github/workflows/b.yml",
          "on: workflow_call\n"
          "env: {INNER: \"1\"}\n"
          "jobs:\n"
          "  a: {runs-on: x, steps: [{run: docker push w:$OUTER$INNER}]}\n"
          "  z: {needs: a, runs-on: x, steps: [{run: 'true'}]}\n" },
        { NULL, NULL },
    };
    const struct hm_pipeline *pipeline = read_all(&arena, files, &manifest);

    cr_assert_eq(pipeline->n_jobs, 5);
    cr_expect_eq(manifest.n_problems, 0);
    cr_expect_eq(pipeline->jobs[2].called_by, 2);
    hm_job_order_make(&order, &arena, pipeline);
    cr_expect(hm_job_follows(&order, 0, 2), "what is called waits for what its caller needs");
    cr_expect(hm_job_follows(&order, 2, 3));
    cr_expect(hm_job_follows(&order, 3, 4), "who needs the caller waits for what is called");
    cr_expect_not(hm_job_follows(&order, 2, 0));
    cr_assert_eq(pipeline->n_acts, 1);
    cr_expect(hm_str_eq(pipeline->acts[0].image.text, "w:${OUTER}1"), "%.*s",
              HM_FMT(pipeline->acts[0].image.text));
}

Test(github_call, what_cannot_be_read_leaves_the_job_incomplete)
{
    static const char *const steps[] = {
        "      - uses: ./gone\n",
        "      - uses: ./node\n",
        "      - uses: ./${{ matrix.x }}\n",
        "      - uses: ./../../../etc\n",
    };

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        struct hm_manifests manifest;
        hm_buf_printf(&text, "%s%s", WORKFLOW(""), steps[i]);
        const struct file files[] = {
            { ".github/workflows/a.yml", hm_arena_c(&arena, hm_buf_str(&text)) },
            { "node/action.yml", "runs: {using: node20, main: index.js}\n" },
            { NULL, NULL },
        };
        const struct hm_pipeline *pipeline = read_all(&arena, files, &manifest);
        cr_expect_not_null(pipeline->jobs[0].incomplete, "%s", steps[i]);
    }
}

Test(github_call, conditions_about_inputs_decide_what_is_read)
{
    static const struct {
        const char *condition;
        bool is_read;
    } rows[] = {
        { "inputs.push", false },
        { "!inputs.push", true },
        { "${{ inputs.push && github.ref == 'x' }}", false },
        { "inputs.push || github.ref == 'x'", true },
        { "inputs.mode == 'Release'", true },
        { "inputs.mode != 'release'", false },
        { "inputs.mode == 'a' || inputs.mode == 'b'", false },
        { "inputs.push == 'false'", true },
        { "inputs.push == false", true },
        { "inputs.other.x", true },
        { "always()", true },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        hm_auto_buf struct hm_buf text = { 0 };
        hm_buf_printf(&text,
                      "on: {workflow_call: {inputs: {push: {type: boolean}, mode: {}}}}\n"
                      "jobs: {b: {runs-on: x, steps: [{run: docker push w, if: \"%s\"}]}}\n",
                      rows[i].condition);
        const struct file files[] = {
            { ".github/workflows/a.yml",
              "on: push\njobs:\n"
              "  a: {uses: ./.github/workflows/b.yml, with: {mode: release}}\n" },
            { ".github/workflows/b.yml", hm_arena_c(&arena, hm_buf_str(&text)) },
            { NULL, NULL },
        };
        const struct hm_pipeline *pipeline = read_all(&arena, files, &manifest);
        cr_expect_eq(pipeline->n_acts, rows[i].is_read, "%s", rows[i].condition);
    }
}
