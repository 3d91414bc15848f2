/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/manifest/pipeline_read.h"

struct flow {
    struct hm_arena arena;
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline;
};

static void
read_as(struct flow *ret, const char *path, const char *text)
{
    *ret = (struct flow){ 0 };
    cr_assert(hm_pipeline_read(&ret->arena, NULL, hm_str_c(path), hm_str_c(text), &ret->manifest));
    ret->pipeline = ret->manifest.pipeline;
}

static void
read_flow(struct flow *ret, const char *text)
{
    read_as(ret, ".github/workflows/a.yml", text);
    cr_assert_eq(ret->manifest.n_problems, 0, "%.*s", HM_FMT(ret->manifest.problems[0].text));
}

static void
expect_text(struct hm_str found, const char *text)
{
    cr_expect(hm_str_eq(found, text), "\"%.*s\" instead of \"%s\"", HM_FMT(found), text);
}

/* What stands at a span of the first source. */
static struct hm_str
at(const struct flow *flow, struct hm_span span)
{
    return hm_source_text(flow->manifest.sources[0], span);
}

static const struct hm_command *
command(const struct flow *flow, uint32_t step, uint32_t index)
{
    cr_assert_gt(flow->pipeline->jobs[0].n_steps, step);
    const struct hm_script *script = flow->pipeline->jobs[0].steps[step].script;
    cr_assert_not_null(script);
    cr_assert_gt(script->n_commands, index, "%u commands", script->n_commands);
    return &script->commands[index];
}

Test(pipeline_github, commands_of_blocks_know_their_places)
{
    struct flow flow;

    read_flow(&flow, "on: push\n"
                     "jobs:\n"
                     "  a:\n"
                     "    runs-on: x\n"
                     "    steps:\n"
                     "      - run: |\n"
                     "          docker build \\\n"
                     "            -t app .\n"
                     "          docker push app\n"
                     "      - run: >-\n"
                     "          docker\n"
                     "          push app\n"
                     "      - run: \"docker push \\\"app\\\"\"\n");
    expect_text(at(&flow, command(&flow, 0, 0)->args[3].span), "app");
    expect_text(at(&flow, command(&flow, 0, 1)->span), "docker push app");
    cr_expect_eq(hm_source_line_of(flow.manifest.sources[0], command(&flow, 0, 1)->span.off), 9);
    cr_expect_eq(command(&flow, 1, 0)->n_args, 3);
    expect_text(at(&flow, command(&flow, 1, 0)->args[1].span), "push");
    expect_text(at(&flow, command(&flow, 2, 0)->args[1].span), "push");
    expect_text(command(&flow, 2, 0)->args[2].text, "app");
    hm_arena_done(&flow.arena);
}

Test(pipeline_github, expressions_are_words_that_nobody_knows)
{
    struct flow flow;

    read_flow(&flow,
              "on: push\n"
              "jobs:\n"
              "  a:\n"
              "    runs-on: x\n"
              "    steps:\n"
              "      - run: |\n"
              "          docker build -t \"app:${{ github.sha }}\" --x='${{ inputs['a b'] }}' .\n"
              "          T='${{ github.ref }}'; docker push app:$T\n"
              "          ${{ inputs.tool }} scan\n");
    const struct hm_command *cmd = command(&flow, 0, 0);
    cr_assert_eq(cmd->n_args, 6);
    expect_text(cmd->args[3].text, "app:${{ github.sha }}");
    expect_text(at(&flow, cmd->args[3].span), "\"app:${{ github.sha }}\"");
    cr_expect_not(cmd->args[3].is_literal);
    expect_text(cmd->args[4].text, "--x=${{ inputs['a b'] }}");
    cr_expect_not(cmd->args[4].is_literal);
    uint32_t n;
    const struct hm_arg *fields = hm_command_fields(command(&flow, 0, 2), &n);
    cr_assert_eq(n, 3);
    expect_text(fields[2].text, "app:${{ github.ref }}");
    cr_expect_not(fields[2].is_literal);
    cr_expect_neq(command(&flow, 0, 3)->flags & HM_CMD_DYNAMIC, 0);
    const struct hm_step *step = &flow.pipeline->jobs[0].steps[0];
    cr_assert_eq(step->inserted.n, 4);
    expect_text(step->inserted.list[1].text, "inputs['a b']");
    expect_text(at(&flow, step->inserted.list[1].span), "inputs['a b']");
    cr_expect(hm_str_has(step->script->text->text, "app:${{ github.sha }}"));
    hm_arena_done(&flow.arena);
}

Test(pipeline_github, variables_of_the_environment_are_known_in_scripts)
{
    struct flow flow;
    static const char *const images[] = { "ghcr.io/a/app:1", "ghcr.io/a/other:1",
                                          "$REGISTRY/$UNKNOWN:1" };

    read_flow(&flow, "on: push\n"
                     "env: {REGISTRY: ghcr.io/a, NAME: none}\n"
                     "jobs:\n"
                     "  a:\n"
                     "    runs-on: x\n"
                     "    env: {NAME: app}\n"
                     "    steps:\n"
                     "      - run: docker push $REGISTRY/$NAME:1\n"
                     "      - run: docker push \"$REGISTRY/$NAME:1\"\n"
                     "        env: {NAME: other}\n"
                     "      - run: docker push $REGISTRY/$UNKNOWN:1\n"
                     "        env: {UNKNOWN: \"${{ github.sha }}\"}\n");
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t n;
        const struct hm_arg *fields = hm_command_fields(command(&flow, i, 0), &n);
        cr_assert_eq(n, 3);
        expect_text(fields[2].text, images[i]);
    }
    hm_arena_done(&flow.arena);
}
