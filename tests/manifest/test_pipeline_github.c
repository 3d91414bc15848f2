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

static const struct hm_step *
step_of(const struct flow *flow, uint32_t job, uint32_t step)
{
    cr_assert_gt(flow->pipeline->n_jobs, job);
    cr_assert_gt(flow->pipeline->jobs[job].n_steps, step);
    return &flow->pipeline->jobs[job].steps[step];
}

static void
expect_entry(const struct hm_entries *entries, const char *name, const char *text, bool is_known)
{
    const struct hm_entry *entry = hm_entries_find(entries, name);

    cr_assert_not_null(entry, "no %s", name);
    expect_text(entry->value.text, text);
    cr_expect_eq(entry->value.is_known, is_known, "%s", name);
}

Test(pipeline_github, what_a_workflow_says)
{
    struct flow flow;

    read_flow(&flow, "name: ship\n"
                     "on:\n"
                     "  push: {branches: [main]}\n"
                     "  pull_request_target:\n"
                     "permissions: read-all\n"
                     "jobs:\n"
                     "  build:\n"
                     "    runs-on: {group: big, labels: [linux, x64]}\n"
                     "    permissions: {contents: read, packages: write}\n"
                     "    environment: {name: production, url: x}\n"
                     "    continue-on-error: true\n"
                     "    container:\n"
                     "      image: node:24\n"
                     "      options: --privileged\n"
                     "    services:\n"
                     "      db: {image: 'postgres:18', env: {POSTGRES_PASSWORD: x}}\n"
                     "    steps:\n"
                     "      - id: one\n"
                     "        uses: docker/build-push-action@v6\n"
                     "        with: {context: ., push: true}\n"
                     "        if: always()\n"
                     "  deploy:\n"
                     "    needs: build\n"
                     "    uses: acme/flows/.github/workflows/deploy.yml@v1\n"
                     "    with: {env: prod}\n"
                     "    secrets: inherit\n");
    const struct hm_pipeline *p = flow.pipeline;
    cr_assert_eq(p->n_jobs, 2);
    cr_assert_eq(p->triggers.n, 2);
    expect_text(p->triggers.list[1].text, "pull_request_target");
    cr_assert_eq(p->permissions.n, 1);
    expect_text(p->permissions.list[0].name, "");
    expect_text(p->permissions.list[0].value.text, "read-all");
    const struct hm_job *build = &p->jobs[0];
    cr_expect_eq(build->runs_on.n, 2);
    expect_entry(&build->permissions, "packages", "write", true);
    expect_text(build->environment.text, "production");
    cr_expect_eq(hm_scalar_is_true(&build->ignores_failure), HM_YES);
    cr_assert_eq(build->n_images, 2);
    expect_text(build->images[0].options.text, "--privileged");
    expect_text(build->images[1].alias, "db");
    cr_expect(build->images[1].is_service);
    expect_entry(&build->images[1].env, "POSTGRES_PASSWORD", "x", true);
    const struct hm_step *step = step_of(&flow, 0, 0);
    expect_text(step->id, "one");
    expect_entry(&step->with, "push", "true", true);
    cr_expect(step->runs_always);
    cr_expect_null(step->script);
    cr_expect_null(build->incomplete);
    cr_expect_not_null(p->jobs[1].incomplete);
    expect_text(p->jobs[1].needs.list[0].text, "build");
    expect_text(p->jobs[1].secrets.text, "inherit");
    expect_text(at(&flow, p->jobs[1].span), "deploy");
    hm_arena_done(&flow.arena);
}

Test(pipeline_github, shells)
{
    static const struct {
        const char *job;
        const char *step;
        enum hm_dialect dialect;
        bool has_pipefail;
    } rows[] = {
        { "runs-on: ubuntu-24.04", "", HM_SHELL_BASH, false },
        { "runs-on: ubuntu-24.04", ", shell: bash", HM_SHELL_BASH, true },
        { "runs-on: ubuntu-24.04", ", shell: 'bash -l {0}'", HM_SHELL_BASH, false },
        { "runs-on: ubuntu-24.04", ", shell: 'bash -eo pipefail {0}'", HM_SHELL_BASH, true },
        { "runs-on: ubuntu-24.04", ", shell: sh", HM_SHELL_SH, false },
        { "runs-on: ubuntu-24.04", ", shell: python", HM_SHELL_OTHER, false },
        { "runs-on: windows-2025", "", HM_SHELL_POWERSHELL, false },
        { "runs-on: windows-2025", ", shell: cmd", HM_SHELL_CMD, false },
        { "runs-on: ubuntu-24.04\n    container: alpine:3.22", "", HM_SHELL_SH, false },
        { "runs-on: ubuntu-24.04\n    defaults: {run: {shell: pwsh}}", "", HM_SHELL_POWERSHELL,
          false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct flow flow;
        char text[400];
        snprintf(text, sizeof text,
                 "on: push\njobs:\n  a:\n    %s\n    steps:\n      - {run: make%s}\n", rows[i].job,
                 rows[i].step);
        read_flow(&flow, text);
        const struct hm_script *script = step_of(&flow, 0, 0)->script;
        cr_expect_eq(script->dialect, rows[i].dialect, "row %zu", i);
        cr_expect_eq(script->has_pipefail, rows[i].has_pipefail, "row %zu", i);
        cr_expect_eq(script->n_commands > 0, rows[i].dialect != HM_SHELL_OTHER, "row %zu", i);
        cr_expect_eq(script->is_complete, rows[i].dialect != HM_SHELL_OTHER, "row %zu", i);
        hm_arena_done(&flow.arena);
    }
}

Test(pipeline_github, expressions_that_the_file_answers)
{
    struct flow flow;

    read_flow(&flow, "on: push\n"
                     "env: {IMAGE: ghcr.io/a/app, TAG: '1', LATE: x}\n"
                     "jobs:\n"
                     "  a:\n"
                     "    runs-on: ${{ matrix.os }}\n"
                     "    strategy:\n"
                     "      matrix:\n"
                     "        os: [ubuntu-24.04]\n"
                     "        go: ['1.24', '1.25']\n"
                     "        include: [{os: ubuntu-24.04, only: x}]\n"
                     "    env: {TAG: '2'}\n"
                     "    steps:\n"
                     "      - uses: docker/build-push-action@v6\n"
                     "        with:\n"
                     "          tags: \"${{ env.IMAGE }}:${{ env['TAG'] }}\"\n"
                     "          go: ${{ matrix.go }}\n"
                     "          only: ${{ matrix.only }}\n"
                     "          ref: ${{ env.TAG }}-${{ github.sha }}\n"
                     "          late: ${{ env.LATE }}\n"
                     "          none: ${{ env.NONE }}\n"
                     "          text: ${{ 'x' }}\n"
                     "      - run: docker push ${{ env.IMAGE }}:$TAG ${{ matrix.go }} $LATE\n"
                     "      - run: echo \"LATE=$(date)\" >> $GITHUB_ENV\n");
    const struct hm_entries *with = &step_of(&flow, 0, 0)->with;
    expect_text(flow.pipeline->jobs[0].runs_on.list[0].text, "ubuntu-24.04");
    expect_entry(with, "tags", "ghcr.io/a/app:2", true);
    expect_entry(with, "go", "${{ matrix.go }}", false);
    expect_entry(with, "only", "${{ matrix.only }}", false);
    expect_entry(with, "ref", "2-${{ github.sha }}", false);
    expect_entry(with, "late", "${{ env.LATE }}", false);
    expect_entry(with, "none", "${{ env.NONE }}", false);
    expect_entry(with, "text", "x", true);
    uint32_t n;
    const struct hm_arg *fields = hm_command_fields(command(&flow, 1, 0), &n);
    cr_assert_eq(n, 5);
    expect_text(fields[2].text, "ghcr.io/a/app:2");
    cr_expect(fields[2].is_literal);
    expect_text(fields[3].text, "${{ matrix.go }}");
    cr_expect_not(fields[3].is_literal);
    expect_text(fields[4].text, "$LATE");
    hm_arena_done(&flow.arena);
}

Test(pipeline_github, an_action_is_one_job)
{
    struct flow flow;

    read_as(&flow, "action.yml",
            "name: x\nruns:\n  using: composite\n  steps:\n    - run: make ${{ inputs.target }}\n"
            "      shell: bash\n      env: {A: \"${{ inputs.a }}\"}\n");
    cr_expect_eq(flow.manifest.n_problems, 0);
    cr_assert_eq(flow.pipeline->n_jobs, 1);
    cr_expect_eq(flow.pipeline->jobs[0].n_steps, 1);
    hm_arena_done(&flow.arena);
    read_as(&flow, "action.yml",
            "name: x\nruns:\n  using: docker\n  image: docker://alpine:3.22\n");
    cr_assert_eq(flow.pipeline->jobs[0].n_images, 1);
    expect_text(flow.pipeline->jobs[0].images[0].image.text, "docker://alpine:3.22");
    hm_arena_done(&flow.arena);
}

Test(pipeline_github, what_the_platform_refuses)
{
    static const struct {
        const char *text;
        const char *says;
        uint32_t line;
        bool is_fatal;
    } rows[] = {
        { "", "nothing in this file", 1, false },
        { "- a\n", "no map", 1, true },
        { "on: push\n", "no jobs", 1, true },
        { "jobs:\n  a:\n    uses: ./x.yml\n", "what starts it", 1, true },
        { "on: push\njobs:\n  a: {}\n", "neither where it runs", 3, true },
        { "on: push\njobs:\n  a: x\n", "is no map", 3, true },
        { "on: push\njobs:\n  a: {runs-on: x}\n", "no steps", 3, true },
        { "on: push\njobs:\n  a: {runs-on: x, steps: [{run: y}], needs: b}\n", "no job of", 3,
          true },
        { "on: push\non: pull_request\n", "there already", 2, true },
        { "on: push\njobs:\n\ta: {}\n", "no YAML", 3, true },
        { "on: *a\n", "no YAML", 1, true },
        { "on: push\nname: \xff\n", "no YAML", 2, true },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct flow flow;
        read_as(&flow, ".github/workflows/a.yml", rows[i].text);
        cr_assert_geq(flow.manifest.n_problems, 1, "row %zu", i);
        const struct hm_manifest_problem *problem = &flow.manifest.problems[0];
        cr_expect(hm_str_has(problem->text, rows[i].says), "row %zu: %.*s", i,
                  HM_FMT(problem->text));
        cr_expect_eq(hm_source_line_of(flow.manifest.sources[0], problem->span.off), rows[i].line,
                     "row %zu", i);
        cr_expect_eq(problem->is_fatal, rows[i].is_fatal, "row %zu", i);
        hm_arena_done(&flow.arena);
    }
}

/* A step of a megabyte, by alias a thousand times. */
Test(pipeline_github, aliases_cannot_repeat_scripts_without_end)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct flow flow;

    hm_buf_puts(&text,
                "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - &s\n        run: |\n");
    for (int i = 0; i < 1000; i++) {
        hm_buf_printf(&text, "          echo %01000d\n", i);
    }
    for (int i = 0; i < 1000; i++) {
        hm_buf_puts(&text, "      - *s\n");
    }
    hm_buf_putc(&text, '\0');
    read_as(&flow, ".github/workflows/a.yml", text.p);
    cr_assert_eq(flow.manifest.n_problems, 1);
    cr_expect(hm_str_has(flow.manifest.problems[0].text, "not all of it"));
    cr_expect_eq(flow.pipeline->jobs[0].n_steps, 1001);
    hm_arena_done(&flow.arena);
}
