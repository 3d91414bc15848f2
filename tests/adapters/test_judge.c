/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/judge.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct {
    const char *err;
    const char *expected;
} tails[] = {
    { "", "" },
    { "one\ntwo\n\nthree\nfour\n", "two three four" },
    { "2026-11-22T04:10:22Z\tINFO\tstart\n2026-11-22T04:10:23Z\tFATAL\tno way\n", "FATAL no way" },
    { "INFO a\nFATAL b\n  * c\n  * d\n  * e\n", "FATAL b * c * d" },
    { "panic: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n",
      "panic: index out of range" },
    { "Error: no such thing\nerror during command execution: no such thing\n",
      "Error: no such thing" },
    { "cannot open /private/dir/cache/db.\n", "cannot open /cache/db" },
    { "unrecognized option `--x'\n\nUsage: a b\n  --y  what\n  --z  what\n",
      "unrecognized option `--x' Usage: a b --y what" },
    { "token=ghp_" /* parted */ "012345678901234567890123456789012345\n", "token=****" },
};

Test(judge, quotes_what_ended_a_tool)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        struct hm_str tail = hm_judge_tail(&arena, hm_str_c(tails[i].err), "/private/dir");
        cr_expect(hm_str_eq(tail, tails[i].expected), "%s gives %.*s", tails[i].err, HM_FMT(tail));
    }
}

Test(judge, bounds_what_it_quotes)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf err = { 0 };

    for (int i = 0; i < 100000; i++) {
        hm_buf_puts(&err, "x ");
    }
    cr_assert_leq(hm_judge_tail(&arena, hm_buf_str(&err), NULL).n, 404);
}

Test(judge, quotes_both_ends_of_a_long_chain)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf err = { 0 };

    hm_buf_puts(&err, "FATAL it began: ");
    for (int i = 0; i < 300; i++) {
        hm_buf_puts(&err, "\xc3\xa9: ");
    }
    hm_buf_puts(&err, "the cause\n");
    struct hm_str tail = hm_judge_tail(&arena, hm_buf_str(&err), NULL);
    cr_assert(hm_str_starts(tail, "FATAL it began: \xc3\xa9: "), "%.*s", HM_FMT(tail));
    cr_assert(hm_str_ends(tail, "\xc3\xa9: the cause"), "%.*s", HM_FMT(tail));
    cr_assert(hm_str_has(tail, " \xe2\x80\xa6 "), "%.*s", HM_FMT(tail));
    cr_assert_leq(tail.n, 400);
}

/* What ended a tool that wrote nothing stands on its standard error. */
Test(judge, quotes_errors_where_there_is_no_document)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_rule_table table = { 0 };
    struct hm_collect out = { .arena = &arena, .rules = &table, .producer = "hadolint" };
    struct hm_tool_job job = { .adapter = hm_adapters_find(HM_S("hadolint")) };
    struct hm_process_result result = { .end = HM_PROCESS_EXITED, .code = 1 };

    hm_buf_puts(&result.err, "no such file\n");
    struct hm_judgement judgement = hm_judge(&job, &result, NULL, &out);
    hm_buf_done(&result.err);
    cr_assert(hm_str_eq(judgement.reason, "exit code 1: no such file"), "%.*s",
              HM_FMT(judgement.reason));
}

/* A tool whose document is "+" for a finding and "-" for none. */
static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    (void)job;
    (void)reterr;
    if (hm_str_eq(run->out, "+")) {
        hm_vec_push(out->arena, &out->findings)->message = HM_S("found");
    }
    return HM_OK;
}

static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_CLEAN },
    { .code = 3, .meaning = HM_EXIT_FINDINGS },
    { .code = 4, .meaning = HM_EXIT_REPORT },
};

static const struct hm_adapter adapter = {
    .name = "tool", .exits = exits, .n_exits = 3, .out_limit = 10, .parse = parse
};

static const struct {
    int code;
    const char *out;
    enum hm_ledger_state state;
} runs[] = {
    { 0, "-", HM_LEDGER_DONE },   { 0, "+", HM_LEDGER_FAILED },  { 3, "+", HM_LEDGER_DONE },
    { 3, "-", HM_LEDGER_FAILED }, { 4, "+", HM_LEDGER_DONE },    { 4, "-", HM_LEDGER_DONE },
    { 1, "+", HM_LEDGER_FAILED }, { 255, "", HM_LEDGER_FAILED },
};

Test(judge, holds_the_exit_code_against_the_document)
{
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_rule_table table = { 0 };
        struct hm_collect out = { .arena = &arena, .rules = &table, .producer = "tool" };
        struct hm_tool_job job = { .adapter = &adapter };
        struct hm_process_result result = { .end = HM_PROCESS_EXITED, .code = runs[i].code };
        hm_buf_puts(&result.out, runs[i].out);
        struct hm_judgement judgement = hm_judge(&job, &result, NULL, &out);
        cr_expect_eq(judgement.state, runs[i].state, "%d %s", runs[i].code, runs[i].out);
        cr_expect(judgement.state == HM_LEDGER_DONE || out.findings.n == 0);
        hm_buf_done(&result.out);
    }
}

Test(judge, believes_no_output_that_was_cut)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_rule_table table = { 0 };
    struct hm_collect out = { .arena = &arena, .rules = &table, .producer = "tool" };
    struct hm_tool_job job = { .adapter = &adapter };
    struct hm_process_result result = { .end = HM_PROCESS_EXITED };

    result.out.is_cut = true;
    cr_assert_eq(hm_judge(&job, &result, NULL, &out).state, HM_LEDGER_FAILED);
}
