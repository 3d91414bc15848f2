/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/judge.h"

#include "plugin/base/auto.h"

enum {
    TAIL_LINES = 3,
    TAIL_LIMIT = 400,
    HEAD_LIMIT = 120, /* of these */
};

#define ELLIPSIS " \xe2\x80\xa6 "

/* "2026-11-22T04:10:22Z" and the like in front of a line: it differs from run to run. */
static struct hm_str
without_time(struct hm_str line)
{
    size_t n = 0;

    while (n < line.n && !hm_is_space(line.p[n])) {
        n++;
    }
    bool is_time = n >= 19 && line.p[4] == '-' && line.p[7] == '-' && line.p[10] == 'T' &&
                   line.p[13] == ':' && hm_is_digit(line.p[0]);
    return is_time ? hm_str_trim(hm_str_from(line, n)) : line;
}

/* Whether a tool says here what ended it; what follows explains it further. */
static bool
is_last_word(struct hm_str line)
{
    return hm_str_starts(line, "FATAL") || hm_str_starts(line, "panic:") ||
           hm_str_starts(line, "fatal error:") || hm_str_starts(line, "Error:") ||
           hm_str_starts(line, "Incorrect Usage") || hm_str_starts(line, "unrecognized option") ||
           hm_str_starts(line, "Unknown value");
}

static void
add_without(struct hm_buf *buf, struct hm_str line, const char *dir)
{
    size_t n = dir == NULL ? 0 : strlen(dir);

    while (line.n > 0) {
        const char *hit = n == 0 ? NULL : memmem(line.p, line.n, dir, n);
        size_t before = hit == NULL ? line.n : (size_t)(hit - line.p);
        hm_buf_add(buf, hm_str_sub(line, 0, before));
        line = hm_str_from(line, hit == NULL ? line.n : before + n);
    }
}

/* A chain of errors begins with what was done and ends in the cause: what lies between goes. */
static struct hm_str
without_middle(struct hm_arena *arena, struct hm_str text)
{
    size_t head = HEAD_LIMIT;
    size_t tail = TAIL_LIMIT - HEAD_LIMIT - strlen(ELLIPSIS);

    if (text.n <= TAIL_LIMIT) {
        return text;
    }
    while (head > 0 && ((unsigned char)text.p[head] & 0xc0) == 0x80) {
        head--;
    }
    while (tail > 0 && ((unsigned char)text.p[text.n - tail] & 0xc0) == 0x80) {
        tail--;
    }
    return hm_arena_printf(arena, "%.*s" ELLIPSIS "%.*s", HM_FMT(hm_str_sub(text, 0, head)),
                           HM_FMT(hm_str_from(text, text.n - tail)));
}

struct hm_str
hm_judge_tail(struct hm_arena *arena, struct hm_str err, const char *dir)
{
    hm_auto_buf struct hm_buf buf = { .limit = (size_t)16 * TAIL_LIMIT };
    struct hm_str last[TAIL_LINES] = { { 0 } };
    struct hm_str line;
    bool has_word = false;

    while (hm_str_split(&err, '\n', &line)) {
        line = without_time(hm_str_trim(line));
        if (line.n == 0) {
            continue;
        }
        if (!has_word && is_last_word(line)) {
            has_word = true;
            memset(last, 0, sizeof last);
        } else if (has_word && (last[0].n > 0 || hm_str_starts(line, "goroutine "))) {
            break; /* the first lines from there on are kept, and no stack */
        }
        if (hm_str_starts(line, "error during command execution:")) {
            continue; /* cosign says it twice */
        }
        memmove(last, last + 1, sizeof last - sizeof last[0]);
        last[TAIL_LINES - 1] = line;
    }
    for (size_t i = 0; i < TAIL_LINES; i++) {
        hm_buf_puts(&buf, buf.n > 0 ? " " : "");
        add_without(&buf, last[i], dir);
    }
    struct hm_str text = hm_collect_text(arena, hm_buf_str(&buf), buf.limit);
    while (hm_str_ends(text, ".")) {
        text.n--;
    }
    return without_middle(arena, text);
}

void
hm_judge_unverifiable(const struct hm_tool_job *job, struct hm_str why, struct hm_collect *out)
{
    out->has_evidence = true;
    out->evidence = (struct hm_evidence){
        .kind = job->predicate.n > 0 ? "attestation" : "signature",
        .subject = hm_collect_name(out->arena, job->target),
        .digest = hm_collect_name(out->arena, job->digest),
        .proof = HM_PROOF_UNVERIFIABLE,
        .detail = why,
    };
}

static struct hm_judgement
fail(const char *note_id, struct hm_str reason)
{
    return (struct hm_judgement){ .state = HM_LEDGER_FAILED, .note_id = note_id, .reason = reason };
}

/* How it ended otherwise than by itself. */
static struct hm_judgement
judge_end(const struct hm_tool_job *job, const struct hm_process_result *result,
          struct hm_arena *arena)
{
    struct hm_judgement timeout;
    const char *name = NULL;

    switch (result->end) {
    case HM_PROCESS_TIMED_OUT:
        timeout =
            fail("tool-timeout",
                 hm_arena_printf(arena, "it had not ended after %u seconds and was killed",
                                 job->timeout_s != 0 ? job->timeout_s : job->adapter->timeout_s));
        timeout.advice = "give it more time with --timeout";
        return timeout;
    case HM_PROCESS_FLOODED:
        if (result->lost.status != HM_OK) {
            return fail("output-cut", hm_arena_printf(arena, "its output could not be kept: %s",
                                                      result->lost.text));
        }
        return fail("output-cut",
                    hm_arena_printf(arena, "it wrote more than %zu bytes and was killed",
                                    job->adapter->out_limit));
    case HM_PROCESS_CANCELLED:
        return fail("tool-cancelled", HM_S("the run was cancelled"));
    case HM_PROCESS_SIGNALED:
        name = sigabbrev_np(result->code);
        return fail("tool-failed", hm_arena_printf(arena, "it was ended by signal %d (SIG%s)",
                                                   result->code, name == NULL ? "?" : name));
    case HM_PROCESS_UNVERIFIED:
        return fail("tool-unverified", HM_S("its program is not the one that hullmark.lock names"));
    case HM_PROCESS_NOT_STARTED:
        return fail("tool-failed",
                    hm_arena_printf(arena, "it could not be started: %s", strerror(result->code)));
    case HM_PROCESS_EXITED:
    case HM_PROCESS_RUNNING:
    case HM_PROCESS_LOST:
        break;
    }
    return fail("tool-failed", HM_S("how it ended is not known"));
}

static const char *
hint_of(const struct hm_adapter *adapter, struct hm_str err)
{
    for (size_t i = 0; i < adapter->n_hints; i++) {
        if (hm_str_has(err, adapter->hints[i].needle)) {
            return adapter->hints[i].advice;
        }
    }
    return NULL;
}

static struct hm_judgement
fail_by_code(const struct hm_tool_run *run, const char *dir, struct hm_arena *arena)
{
    struct hm_str tail = hm_judge_tail(arena, run->err, dir);

    return fail("tool-failed", hm_arena_printf(arena, "exit code %d%s%.*s", run->exit_code,
                                               tail.n > 0 ? ": " : "", HM_FMT(tail)));
}

static struct hm_judgement
judge_exit(const struct hm_tool_job *job, const struct hm_process_result *result, const char *dir,
           struct hm_collect *out)
{
    const struct hm_adapter *adapter = job->adapter;
    enum hm_exit_meaning meaning = hm_adapter_exit(adapter, result->code);
    struct hm_tool_run run = { .exit_code = result->code,
                               .out = hm_process_out(result),
                               .is_out_mapped = result->spilled.n > 0,
                               .err = hm_buf_str(&result->err),
                               .is_err_cut = result->is_err_cut };
    struct hm_err err = { 0 };

    if (meaning == HM_EXIT_FAILED) {
        return fail_by_code(&run, dir, out->arena);
    }
    if (result->out.is_cut) {
        return fail("output-cut", HM_S("its output was cut"));
    }
    enum hm_status status = adapter->parse(job, &run, out, &err);
    if (status == HM_E_TOOL) {
        return fail("tool-failed", hm_collect_text(out->arena, hm_str_c(err.text), TAIL_LIMIT));
    }
    if (status != HM_OK && result->code != 0 && hm_str_trim(run.out).n == 0) {
        return fail_by_code(&run, dir, out->arena);
    }
    if (status != HM_OK) {
        struct hm_str text = hm_collect_text(out->arena, hm_str_c(err.text), TAIL_LIMIT);
        return fail(
            "tool-failed",
            hm_arena_printf(out->arena, "its output is not what it should be: %.*s", HM_FMT(text)));
    }
    if ((meaning == HM_EXIT_CLEAN && out->findings.n > 0) ||
        (meaning == HM_EXIT_FINDINGS && out->findings.n == 0)) {
        return fail("tool-failed",
                    hm_arena_printf(out->arena, "exit code %d contradicts its output, %zu findings",
                                    result->code, out->findings.n));
    }
    return (struct hm_judgement){ .state = HM_LEDGER_DONE };
}

struct hm_judgement
hm_judge(const struct hm_tool_job *job, const struct hm_process_result *result, const char *dir,
         struct hm_collect *out)
{
    struct hm_judgement judgement = result->end == HM_PROCESS_EXITED
                                        ? judge_exit(job, result, dir, out)
                                        : judge_end(job, result, out->arena);

    if (judgement.state == HM_LEDGER_FAILED) {
        const char *hint = hint_of(job->adapter, hm_buf_str(&result->err));
        judgement.advice = hint == NULL ? judgement.advice : hint;
        out->findings.n = 0;
        out->notes.n = 0;
        out->document = HM_S("");
        out->unread.n = 0;
        if (job->task == HM_TASK_SIGNATURE) {
            hm_judge_unverifiable(job, judgement.reason, out);
        }
    }
    return judgement;
}
