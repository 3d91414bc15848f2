/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/manifest/pipeline_read.h"

Test(act_folder, builds_begin_where_their_command_runs)
{
    static const struct {
        const char *step;
        const char *context; /* NULL: it is not known */
        const char *dockerfile;
    } rows[] = {
        { "{run: docker build .}", ".", "" },
        { "{working-directory: web, run: docker build -f ci/Dockerfile .}", "web",
          "web/ci/Dockerfile" },
        { "{run: cd web && docker build ..}", ".", "" },
        { "{run: 'cd web; cd api; docker build .'}", "web/api", "" },
        { "{run: (cd api && make); (cd web && docker build .)}", "web", "" },
        { "{run: (cd api && make); docker build .}", ".", "" },
        { "{run: cd $UNKNOWN && docker build .}", NULL, "" },
        { "{run: cd /tmp/x && docker build .}", NULL, "" },
        { "{run: if make; then cd x; fi; docker build .}", NULL, "" },
        { "{run: cd x && cd $GITHUB_WORKSPACE && docker build api}", "api", "" },
        { "{run: pushd x; popd; docker build .}", NULL, "" },
        { "{run: cd x && docker build https://example.com/a.git}", "https://example.com/a.git",
          "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        struct hm_manifests manifest;
        hm_buf_printf(&text, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - %s\n",
                      rows[i].step);
        cr_assert(hm_pipeline_read(&arena, NULL, HM_S(".github/workflows/a.yml"), hm_buf_str(&text),
                                   &manifest));
        cr_assert_eq(manifest.pipeline->n_acts, 1, "%s", rows[i].step);
        const struct hm_act *act = &manifest.pipeline->acts[0];
        cr_expect_eq(act->context.is_known, rows[i].context != NULL, "%s", rows[i].step);
        cr_expect(rows[i].context == NULL || hm_str_eq(act->context.text, rows[i].context),
                  "%s: %.*s", rows[i].step, HM_FMT(act->context.text));
        cr_expect(hm_str_eq(act->dockerfile.text, rows[i].dockerfile), "%s: %.*s", rows[i].step,
                  HM_FMT(act->dockerfile.text));
    }
}

Test(act_folder, defaults_of_jobs_and_workflows_hold_for_their_steps)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_assert(hm_pipeline_read(&arena, NULL, HM_S(".github/workflows/a.yml"),
                               HM_S("on: push\n"
                                    "defaults: {run: {working-directory: all}}\n"
                                    "jobs:\n"
                                    "  a: {runs-on: x, steps: [{run: docker build .}]}\n"
                                    "  b:\n"
                                    "    runs-on: x\n"
                                    "    defaults: {run: {working-directory: own}}\n"
                                    "    steps: [{run: docker build .}]\n"),
                               &manifest));
    cr_assert_eq(manifest.pipeline->n_acts, 2);
    cr_expect(hm_str_eq(manifest.pipeline->acts[0].context.text, "all"));
    cr_expect(hm_str_eq(manifest.pipeline->acts[1].context.text, "own"));
}
