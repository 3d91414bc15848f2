/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/manifest/pipeline_read.h"
#include "plugin/manifest/shell_file.h"

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
        { "{run: cd x && docker build .}", "x", "" },
        { "{run: docker build $(pwd)/web}", "web", "" },
        { "{run: 'cd web; docker build -f $PWD/a/Dockerfile \"$PWD\"'}", "web",
          "web/a/Dockerfile" },
        { "{run: 'R=$(git rev-parse --show-toplevel); docker build $R/web'}", "web", "" },
        { "{run: 'docker build \"$(dirname \"$0\")\"'}", NULL, "" },
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

/* A script of its own: its folder is known, and that of the repository; else where it starts. */
Test(act_folder, scripts_speak_of_their_own_folder)
{
    static const struct {
        const char *text;
        enum hm_act_base base;
        const char *context; /* NULL: it is not known */
        const char *dockerfile;
    } rows[] = {
        { "docker build .", HM_ACT_FROM_START, ".", "" },
        { "cd \"$(dirname \"$0\")\"\ndocker build .", HM_ACT_FROM_SCRIPT, ".", "" },
        { "cd -- \"$(dirname -- \"${BASH_SOURCE[0]}\")/..\" || exit 1\ndocker build web",
          HM_ACT_FROM_SCRIPT, "../web", "" },
        { "cd \"$(dirname \"$(readlink -f \"$0\")\")\" && docker build -f a/Dockerfile .",
          HM_ACT_FROM_SCRIPT, ".", "a/Dockerfile" },
        { "cd ${0%/*}/..; docker build .", HM_ACT_FROM_SCRIPT, "..", "" },
        { "D=\"$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" >/dev/null 2>&1 && pwd)\"\n"
          "docker build -f \"$D/Dockerfile\" \"$D/..\"",
          HM_ACT_FROM_SCRIPT, "..", "Dockerfile" },
        { "readonly D=$(cd $(dirname $0); pwd -P)\nROOT=${D}/../..\ndocker build ${ROOT}/web",
          HM_ACT_FROM_SCRIPT, "../../web", "" },
        { "D=$(dirname \"$(dirname \"$(realpath \"$0\")\")\")\ndocker build $D", HM_ACT_FROM_SCRIPT,
          "..", "" },
        { "S=$(readlink -f $0)\nD=$(dirname $S)\ncd $D/x\ndocker build .", HM_ACT_FROM_SCRIPT, "x",
          "" },
        { "D=$(dirname $0)\ndocker build ${D%/*}", HM_ACT_FROM_SCRIPT, "..", "" },
        { "cd $(git rev-parse --show-toplevel)/web && docker build .", HM_ACT_FROM_ROOT, "web",
          "" },
        { "cd \"$(dirname \"$0\")\"\nR=$(pwd)\ncd x\ndocker build $R/y", HM_ACT_FROM_SCRIPT, "y",
          "" },
        { "D=$(dirname $0)\ndocker build -f $D/Dockerfile .", HM_ACT_FROM_SCRIPT, NULL,
          "Dockerfile" },
        { "D=$(dirname $0)\nD=/srv\ndocker build $D", HM_ACT_FROM_START, "/srv", "" },
        { "D=$D/x\ndocker build $D", HM_ACT_FROM_START, NULL, "" },
        { "cd \"$1\"\ndocker build .", HM_ACT_FROM_START, NULL, "" },
        { "D=$(dirname $0)\ncd \"$1\"\ndocker build $D", HM_ACT_FROM_SCRIPT, ".", "" },
        { "docker build $(dirname $0)$X", HM_ACT_FROM_START, NULL, "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest = { 0 };
        (void)hm_shell_file_read(&arena, HM_S("ops/a.sh"), hm_str_c(rows[i].text), &manifest);
        cr_assert_eq(manifest.n_builds, 1, "%s", rows[i].text);
        const struct hm_act *act = &manifest.builds[0];
        cr_expect_eq(act->base, rows[i].base, "%s: %u", rows[i].text, act->base);
        cr_expect_eq(act->context.is_known, rows[i].context != NULL, "%s", rows[i].text);
        cr_expect(rows[i].context == NULL || hm_str_eq(act->context.text, rows[i].context),
                  "%s: %.*s", rows[i].text, HM_FMT(act->context.text));
        cr_expect(hm_str_eq(act->dockerfile.text, rows[i].dockerfile), "%s: %.*s", rows[i].text,
                  HM_FMT(act->dockerfile.text));
    }
}
