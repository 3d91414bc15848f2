/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/keeper.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LONG_MS = 20000,
};

static const struct hm_process_spec *
shell(const char *script)
{
    static const char *argv[] = { "sh", "-c", NULL, NULL };
    static const char *const env[] = { "PATH=/usr/bin:/bin", NULL };
    static struct hm_process_spec spec = {
        .path = "/bin/sh", .argv = argv, .env = env, .cwd = "/", .timeout_ms = LONG_MS
    };

    argv[2] = script;
    return &spec;
}

/* What a pipe gives until it ends or holds @p size bytes. */
static size_t
read_all(int fd, void *p, size_t size)
{
    size_t n = 0;

    while (n < size) {
        struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
        cr_assert_eq(poll(&poll_fd, 1, LONG_MS), 1, "nothing came");
        ssize_t got = read(fd, (char *)p + n, size - n);
        cr_assert_geq(got, 0);
        if (got == 0) {
            break;
        }
        n += (size_t)got;
    }
    return n;
}

/* The last word, those before it passed over. */
static struct hm_keeper_word
last_word(const struct hm_keeper_ends *ends)
{
    struct hm_keeper_word word = { 0 };

    do {
        cr_assert_eq(read_all(ends->status, &word, sizeof word), sizeof word);
    } while (word.kind == HM_KEEPER_ONLINE);
    return word;
}

Test(keeper, tells_how_its_program_ended, .timeout = 60)
{
    struct hm_keeper_ends ends;
    pid_t keeper = hm_keeper_start(shell("printf out; printf err >&2; exit 7"), &ends);
    char out[8] = "";
    char err[8] = "";

    cr_assert_gt(keeper, 0);
    cr_expect_eq(ends.in, -1);
    cr_expect_eq(read_all(ends.out, out, sizeof out), 3);
    cr_expect_eq(read_all(ends.err, err, sizeof err), 3);
    cr_expect_str_eq(out, "out");
    cr_expect_str_eq(err, "err");
    struct hm_keeper_word word = last_word(&ends);
    cr_expect_eq(word.kind, HM_KEEPER_ENDED);
    cr_expect(WIFEXITED(word.value) && WEXITSTATUS(word.value) == 7);
    cr_expect_not(word.is_timed_out);
    cr_expect_gt(word.nanoseconds, 0);
    hm_keeper_close(&ends);
    cr_expect_eq(waitpid(keeper, NULL, 0), keeper);
}

Test(keeper, tells_why_nothing_started, .timeout = 60)
{
    struct hm_process_spec spec = *shell("");
    struct hm_keeper_ends ends;

    spec.path = "/nowhere/sh";
    pid_t keeper = hm_keeper_start(&spec, &ends);
    cr_assert_gt(keeper, 0);
    struct hm_keeper_word word = last_word(&ends);
    cr_expect_eq(word.kind, HM_KEEPER_NO_EXEC);
    cr_expect_eq(word.value, ENOENT);
    hm_keeper_close(&ends);
    (void)waitpid(keeper, NULL, 0);
}

Test(keeper, ends_all_when_it_is_let_go, .timeout = 60)
{
    struct hm_keeper_ends ends;
    pid_t keeper = hm_keeper_start(shell("sleep 1000 & echo; sleep 1000"), &ends);
    char line;

    cr_assert_gt(keeper, 0);
    cr_assert_eq(read_all(ends.out, &line, 1), 1);
    (void)close(ends.control);
    ends.control = -1;
    struct hm_keeper_word word = last_word(&ends);
    cr_expect_eq(word.kind, HM_KEEPER_ENDED);
    cr_expect(WIFSIGNALED(word.value));
    cr_expect_not(word.is_timed_out);
    cr_expect_not(word.has_escapees);
    cr_expect_lt(word.nanoseconds, (int64_t)LONG_MS * 1000000);
    hm_keeper_close(&ends);
    (void)waitpid(keeper, NULL, 0);
}

Test(keeper, closing_twice_does_no_harm)
{
    struct hm_keeper_ends ends = { -1, -1, -1, -1, -1 };

    hm_keeper_close(&ends);
    hm_keeper_close(&ends);
    cr_expect_eq(ends.status, -1);
}

Test(keeper, times_that_have_passed_are_waited_for_no_longer)
{
    cr_expect_eq(hm_monotonic_ms_until(hm_monotonic_ns() - 1), 0);
    cr_expect_eq(hm_monotonic_ms_until(0), 0);
    int left = hm_monotonic_ms_until(hm_monotonic_ns() + hm_ns_of_ms(5000));
    cr_expect(left > 0 && left <= 5000, "%d", left);
}
