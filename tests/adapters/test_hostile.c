/* SPDX-License-Identifier: Apache-2.0 */
/* Real processes that do what a tool should never do, and how the runner judges them. */
#include "adapters/runner.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "adapters/judge.h"
#include "plugin/base/auto.h"
#include "plugin/base/clock.h"
#include "plugin/base/io.h"

#define REPORT "{\"SchemaVersion\":2,\"ArtifactType\":\"filesystem\"}"

struct stage {
    struct hm_arena arena;
    struct hm_buf dir;
    const char *program; /* HULLMARK_TRIVY */
    struct hm_report report;
    int64_t took_ms;
};

static const char *
get(void *ctx, const char *name)
{
    const struct stage *s = ctx;

    return strcmp(name, "HULLMARK_TRIVY") == 0 ? s->program : NULL;
}

/* Runs a script in Trivy's place, over a folder where an old result lies. */
static const struct hm_ledger_row *
perform(struct stage *s, const char *script)
{
    struct hm_err err = { 0 };

    *s = (struct stage){ 0 };
    cr_assert_eq(unsetenv("TMPDIR"), 0);
    cr_assert_eq(hm_make_temp_dir(&s->dir, NULL), HM_OK);
    s->program = hm_arena_printf(&s->arena, "%s/fake", s->dir.p).p;
    struct hm_str text =
        hm_arena_printf(&s->arena,
                        "#!/bin/sh\nOUT=%s\ncase $1 in --version) echo Version: 9.8.7; exit;; "
                        "esac\n%s\n",
                        s->dir.p, script);
    cr_assert_eq(hm_write_file(s->program, text, NULL), HM_OK);
    cr_assert_eq(chmod(s->program, 0755), 0);
    const char *old = hm_arena_printf(&s->arena, "%s/results.json", s->dir.p).p;
    cr_assert_eq(hm_write_file(old, HM_S(REPORT), NULL), HM_OK);
    struct hm_adapter small = *hm_adapters_find(HM_S("trivy"));
    small.out_limit = 1 << 20;
    struct hm_tool_job job = { .adapter = &small,
                               .task = HM_TASK_CONFIG,
                               .kind = HM_AT_PATH,
                               .target = HM_STR("."),
                               .location = hm_buf_str(&s->dir),
                               .timeout_s = 2 };
    struct hm_runner_options options = { .env = { .get = get, .ctx = s } };
    int64_t start = hm_clock_ms();
    cr_assert_eq(hm_runner_run(&options, &job, 1, &s->report, &err), HM_OK, "%s", err.text);
    s->took_ms = hm_clock_ms() - start;
    cr_assert_lt(s->took_ms, 6000, "%s", script);
    return &s->report.ledger.p[0];
}

static void
leave(struct stage *s)
{
    hm_remove_tree(s->dir.p);
    hm_buf_done(&s->dir);
    hm_report_done(&s->report);
    hm_arena_done(&s->arena);
}

static const struct {
    const char *what;
    const char *script;
    const char *reason; /* a part of it */
} acts[] = {
    { "endless output", "exec yes", "it wrote more than 1048576 bytes" },
    { "endless errors", "exec yes >&2", "it had not ended after 2 seconds" },
    { "silence", "exec sleep 60", "it had not ended after 2 seconds" },
    { "deaf to signals", "trap '' TERM INT HUP; while :; do sleep 9; done", "after 2 seconds" },
    { "a bomb of three",
      "export B='sleep 0.02; setsid sh -c \"$B\" & exit'\n"
      "for i in 1 2 3; do setsid sh -c \"$B\" & done; exec sleep 60",
      "after 2 seconds" },
    { "closed pipes", "exec >&- 2>&-; exit 0", "not what it should be" },
    { "closed pipes, and time", "exec >&- 2>&-; exec sleep 60", "after 2 seconds" },
    { "gone, a child holds the pipe", "setsid sleep 60 & exit 0", "not what it should be" },
    { "a deep document", "printf '%200000d' 0 | tr ' 0' '[['", "not what it should be" },
    { "a wide document", "printf '{\"SchemaVersion\":2,'; exec yes '\"a\":1,'", "1048576 bytes" },
    { "no text", "printf '{\"SchemaVersion\":2,\"ArtifactType\":\"\\377\\376\"}'", "output is" },
    { "a NUL", "printf '{\"SchemaVersion\":2,\\000}'", "not what it should be" },
    { "two documents", "echo '" REPORT REPORT "'", "not what it should be" },
    { "half a document", "printf '{\"SchemaVersion\":2,\"Artif'", "not what it should be" },
    { "nothing at all", "exit 0", "not what it should be" },
    { "an old result", "[ -s $OUT/results.json ] && exit 0", "not what it should be" },
    { "its own stop", "kill -STOP $$", "after 2 seconds" },
    { "a crash", "kill -SEGV $$", "signal 11 (SIGSEGV)" },
    { "an unknown code", "echo '" REPORT "'; exit 77", "exit code 77" },
    { "a shell's word for a signal", "echo '" REPORT "'; exit 137", "exit code 137" },
};

Test(hostile, is_judged_as_failed)
{
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        struct stage s;
        const struct hm_ledger_row *row = perform(&s, acts[i].script);
        cr_expect_eq(row->state, HM_LEDGER_FAILED, "%s", acts[i].what);
        cr_expect(hm_str_has(row->reason, acts[i].reason), "%s: %.*s", acts[i].what,
                  HM_FMT(row->reason));
        cr_expect_eq(s.report.findings.n, 0, "%s", acts[i].what);
        leave(&s);
    }
}

/* A whole answer counts, whatever is left behind: that is killed. */
Test(hostile, does_not_spoil_an_answer_by_what_it_leaves)
{
    struct stage s;
    const struct hm_ledger_row *row =
        perform(&s, "setsid sleep 60 & setsid setsid sleep 60 & echo '" REPORT "'");

    cr_assert_eq(row->state, HM_LEDGER_DONE, "%.*s", HM_FMT(row->reason));
    cr_assert_lt(s.took_ms, 2000);
    leave(&s);
}

/* Whatever the tool: a code that means success does not make an answer of no answer. */
Test(hostile, nothing_is_an_answer_of_no_tool)
{
    static const char *const texts[] = { "",     "\n",     "null",     "{}",
                                         "\"\"", "<html>", "\xff\xfe", "{\"a\":" };
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (size_t i = 0; i < n; i++) {
        for (size_t t = 0; t < HM_TASK_COUNT; t++) {
            for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
                hm_auto_arena struct hm_arena arena = { 0 };
                struct hm_rule_table rules = { 0 };
                struct hm_collect out = { .arena = &arena,
                                          .rules = &rules,
                                          .producer = adapters[i]->name };
                struct hm_tool_job job = { .adapter = adapters[i],
                                           .task = (enum hm_task)t,
                                           .kind = HM_AT_REGISTRY,
                                           .target = HM_STR("app:1"),
                                           .location = HM_STR("registry.test/app@sha256:00"),
                                           .digest = HM_STR("sha256:00") };
                struct hm_process_result result = { .end = HM_PROCESS_EXITED };
                if ((adapters[i]->tasks & 1U << t) == 0 ||
                    hm_adapter_exit(adapters[i], 0) == HM_EXIT_FAILED) {
                    continue;
                }
                hm_buf_puts(&result.out, texts[k]);
                struct hm_judgement judgement = hm_judge(&job, &result, NULL, &out);
                cr_expect_eq(judgement.state, HM_LEDGER_FAILED, "%s %s: %s", adapters[i]->name,
                             hm_task_name((enum hm_task)t), texts[k]);
                hm_buf_done(&result.out);
            }
        }
    }
}
