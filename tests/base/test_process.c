/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/process.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/keeper.h"

/* Most children are a line of sh: the shell is the test's, hullmark itself starts none. */
static const char *const env[] = { "PATH=/usr/bin:/bin", NULL };

static struct hm_process_spec
sh(const char *const *argv, unsigned timeout_ms)
{
    return (struct hm_process_spec){
        .path = "/bin/sh", .argv = argv, .env = env, .cwd = "/", .timeout_ms = timeout_ms
    };
}

#define SH(script) ((const char *const[]){ "sh", "-c", (script), NULL })

static struct hm_process_set *
run(const struct hm_process_spec *spec)
{
    struct hm_process_set *set = hm_process_set_new(0, NULL);

    (void)hm_process_add(set, spec);
    hm_process_run(set);
    return set;
}

/* Whether some process has this word among its arguments. */
static bool
is_alive(const char *word)
{
    hm_auto_dir DIR *proc = opendir("/proc");
    const struct dirent *entry = NULL;

    while ((entry = readdir(proc)) != NULL) {
        hm_auto_buf struct hm_buf args = { 0 };
        char path[300];
        (void)snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
        hm_auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0 && hm_read_fd(fd, path, 1 << 20, &args, NULL) == HM_OK) {
            for (size_t i = 0; i < args.n; i++) {
                args.p[i] = (char)(args.p[i] == '\0' ? ' ' : args.p[i]);
            }
            if (hm_str_has(hm_buf_str(&args), word)) {
                return true;
            }
        }
    }
    return false;
}

Test(process, keeps_the_two_outputs_apart)
{
    struct hm_process_spec spec = sh(SH("echo out; echo err >&2; exit 7"), 2000);
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);

    cr_assert_eq(r->end, HM_PROCESS_EXITED);
    cr_assert_eq(r->code, 7);
    cr_assert_str_eq(r->out.p, "out\n");
    cr_assert_str_eq(r->err.p, "err\n");
    cr_assert_gt(r->seconds, 0);
    cr_assert_eq(r->strays, 0);
    hm_process_set_free(set);
}

Test(process, says_which_signal_ended_it)
{
    struct hm_process_spec spec = sh(SH("kill -SEGV $$"), 2000);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_SIGNALED);
    cr_assert_eq(hm_process_result(set, 0)->code, SIGSEGV);
    hm_process_set_free(set);
}

Test(process, says_why_it_did_not_start)
{
    struct hm_process_spec spec = { .path = "/nowhere/tool",
                                    .argv = (const char *const[]){ "tool", NULL },
                                    .cwd = "/" };
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_NOT_STARTED);
    cr_assert_eq(hm_process_result(set, 0)->code, ENOENT);
    hm_process_set_free(set);
}

Test(process, gives_input_larger_than_a_pipe)
{
    struct hm_process_spec spec = sh(SH("wc -c; sleep 0"), 2000);
    size_t n = 3 << 20;
    hm_auto_free char *input = malloc(n);

    memset(input, 'x', n);
    spec.input = hm_str_make(input, n);
    struct hm_process_set *set = run(&spec);
    cr_assert_str_eq(hm_process_result(set, 0)->out.p, "3145728\n");
    hm_process_set_free(set);
}

Test(process, survives_a_child_that_does_not_read)
{
    struct hm_process_spec spec = sh(SH("exec <&-; echo done"), 2000);

    spec.input = HM_S("never read");
    struct hm_process_set *set = run(&spec);
    cr_assert_str_eq(hm_process_result(set, 0)->out.p, "done\n");
    hm_process_set_free(set);
}

Test(process, gives_exactly_the_environment_asked_for)
{
    (void)setenv("CI_TOKEN", "not for tools", 1);
    struct hm_process_spec spec = sh(SH("/usr/bin/env | /usr/bin/sort"), 2000);
    struct hm_process_set *set = run(&spec);

    cr_assert_str_eq(hm_process_result(set, 0)->out.p, "PATH=/usr/bin:/bin\nPWD=/\n");
    hm_process_set_free(set);
}

Test(process, leaks_no_descriptor)
{
    int extra = open("/dev/null", O_RDONLY);
    struct hm_process_spec spec = sh(SH("ls /proc/self/fd | tr '\\n' ' '"), 2000);
    struct hm_process_set *set = run(&spec);

    cr_assert_geq(extra, 0);
    cr_assert_str_eq(hm_process_result(set, 0)->out.p, "0 1 2 3 "); /* 3 is ls's own */
    hm_process_set_free(set);
    (void)close(extra);
}

Test(process, works_when_our_standard_descriptors_are_closed)
{
    struct hm_process_spec spec = sh(SH("cat; echo err >&2"), 2000);

    spec.input = HM_S("in");
    int saved = dup(2);
    (void)close(0);
    (void)close(1);
    (void)close(2);
    struct hm_process_set *set = run(&spec);
    (void)dup2(saved, 0);
    (void)dup2(saved, 1);
    (void)dup2(saved, 2);
    cr_assert_str_eq(hm_process_result(set, 0)->out.p, "in");
    cr_assert_str_eq(hm_process_result(set, 0)->err.p, "err\n");
    hm_process_set_free(set);
}

Test(process, has_no_terminal_no_core_and_private_files)
{
    struct hm_process_spec spec =
        sh(SH("umask; ulimit -c; (: </dev/tty) 2>/dev/null || echo none"), 2000);
    struct hm_process_set *set = run(&spec);

    cr_assert_str_eq(hm_process_result(set, 0)->out.p, "0077\n0\nnone\n");
    hm_process_set_free(set);
}

Test(process, cuts_endless_output)
{
    struct hm_process_spec spec = sh(SH("exec yes"), 10000);

    spec.out_limit = 100000;
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);
    cr_assert_eq(r->end, HM_PROCESS_FLOODED);
    cr_assert_eq(r->out.n, 100000);
    cr_assert(r->out.is_cut);
    cr_assert_lt(r->seconds, 2);
    hm_process_set_free(set);
}

Test(process, keeps_the_end_of_endless_errors)
{
    struct hm_process_spec spec = sh(SH("yes | head -c 3000000 >&2; echo last >&2"), 5000);

    spec.err_limit = 1000;
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);
    cr_assert_eq(r->end, HM_PROCESS_EXITED);
    cr_assert_eq(r->err.n, 1000);
    cr_assert(r->is_err_cut);
    cr_assert(hm_str_ends(hm_buf_str(&r->err), "y\nlast\n"));
    hm_process_set_free(set);
}

Test(process, kills_what_ignores_signals_at_its_deadline)
{
    struct hm_process_spec spec = sh(SH("trap '' TERM INT HUP; while :; do sleep 9; done"), 200);
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);

    cr_assert_eq(r->end, HM_PROCESS_TIMED_OUT);
    cr_assert_lt(r->seconds, 1);
    cr_assert_not(r->has_escapees);
    hm_process_set_free(set);
}

Test(process, keeps_the_deadline_of_a_caller_who_is_busy)
{
    struct hm_process_spec spec = sh(SH("exec sleep 7.31"), 100);
    struct hm_process_set *set = hm_process_set_new(0, NULL);

    (void)hm_process_add(set, &spec);
    (void)hm_process_pump(set, 0);
    (void)usleep(300000);
    cr_assert_not(is_alive("sleep 7.31"));
    hm_process_run(set);
    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_TIMED_OUT);
    hm_process_set_free(set);
}

Test(process, finds_a_daemon_that_left_its_session)
{
    struct hm_process_spec spec =
        sh(SH("setsid sh -c 'setsid sleep 7.32 & exec sleep 7.32' & exec sleep 7.32"), 200);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_TIMED_OUT);
    cr_assert_eq(hm_process_result(set, 0)->strays, 2);
    cr_assert_not(is_alive("sleep 7.32"));
    hm_process_set_free(set);
}

Test(process, does_not_wait_for_a_child_that_holds_the_pipe)
{
    struct hm_process_spec spec = sh(SH("echo said; setsid sleep 7.33 & exit 3"), 5000);
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);

    cr_assert_eq(r->end, HM_PROCESS_EXITED);
    cr_assert_eq(r->code, 3);
    cr_assert_eq(r->strays, 1);
    cr_assert_str_eq(r->out.p, "said\n");
    cr_assert_lt(r->seconds, 1);
    cr_assert_not(is_alive("sleep 7.33"));
    hm_process_set_free(set);
}

Test(process, waits_for_a_child_that_closed_its_pipes)
{
    struct hm_process_spec spec = sh(SH("exec >&- 2>&-; sleep 0.2; exit 5"), 2000);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_EXITED);
    cr_assert_eq(hm_process_result(set, 0)->code, 5);
    hm_process_set_free(set);
}

Test(process, ends_three_lines_of_children_that_breed)
{
    struct hm_process_spec spec =
        sh(SH("export B='sleep 0.02; setsid sh -c \"$B\" breeder7.34 & exit'\n"
              "for i in 1 2 3; do setsid sh -c \"$B\" breeder7.34 & done; exec sleep 9"),
           200);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_TIMED_OUT);
    cr_assert_not(hm_process_result(set, 0)->has_escapees);
    cr_assert_not(is_alive("breeder7.34"));
    hm_process_set_free(set);
}

Test(process, takes_the_network_away_or_says_that_it_could_not)
{
    struct hm_process_spec spec = sh(SH("id -u; grep -c : /proc/net/dev"), 2000);
    char alone[40];

    spec.is_offline = true;
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);
    (void)snprintf(alone, sizeof alone, "%u\n1\n", geteuid()); /* the loopback, which is down */
    cr_assert(r->is_online || strcmp(r->out.p, alone) == 0, "%s", r->out.p);
    hm_process_set_free(set);
}

Test(process, runs_side_by_side)
{
    struct hm_process_spec spec = sh(SH("sleep 0.3"), 2000);
    struct hm_process_set *set = hm_process_set_new(0, NULL);
    int64_t start = hm_monotonic_ns();

    for (int i = 0; i < 5; i++) {
        (void)hm_process_add(set, &spec);
    }
    hm_process_run(set);
    cr_assert_lt(hm_monotonic_ns() - start, hm_ns_of_ms(900));
    hm_process_set_free(set);
}

Test(process, runs_no_more_than_allowed_at_a_time)
{
    struct hm_process_spec spec = sh(SH("sleep 0.1"), 2000);
    struct hm_process_set *set = hm_process_set_new(1, NULL);
    int64_t start = hm_monotonic_ns();

    for (int i = 0; i < 3; i++) {
        (void)hm_process_add(set, &spec);
    }
    hm_process_run(set);
    cr_assert_geq(hm_monotonic_ns() - start, hm_ns_of_ms(300));
    cr_assert_eq(hm_process_result(set, 2)->end, HM_PROCESS_EXITED);
    hm_process_set_free(set);
}

static volatile sig_atomic_t asked;

static void
on_alarm(int signal)
{
    asked = signal;
}

Test(process, notices_a_cancel_flag_at_once)
{
    struct hm_process_spec spec = sh(SH("trap '' TERM; sleep 7.35; sleep 7.35"), 60000);
    struct hm_process_set *set = hm_process_set_new(1, &asked);

    (void)hm_process_add(set, &spec);
    (void)hm_process_add(set, &spec);
    (void)signal(SIGALRM, on_alarm);
    (void)ualarm(200000, 0);
    int64_t start = hm_monotonic_ns();
    hm_process_run(set);
    cr_assert_lt(hm_monotonic_ns() - start, hm_ns_of_ms(600));
    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_CANCELLED);
    cr_assert_eq(hm_process_result(set, 1)->end, HM_PROCESS_CANCELLED);
    cr_assert_not(is_alive("sleep 7.35"));
    hm_process_set_free(set);
}

Test(process, dies_with_us)
{
    pid_t us = fork();

    if (us == 0) {
        struct hm_process_spec spec = sh(SH("setsid sleep 7.36 & exec sleep 7.36"), 60000);
        struct hm_process_set *set = hm_process_set_new(0, NULL);
        (void)hm_process_add(set, &spec);
        (void)hm_process_pump(set, 150);
        (void)kill(getpid(), SIGKILL);
    }
    (void)usleep(500000);
    cr_assert_not(is_alive("sleep 7.36"));
}

Test(process, outlives_a_child_that_kills_its_keeper)
{
    struct hm_process_spec spec = sh(SH("kill -9 $PPID; sleep 1"), 60000);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_LOST);
    hm_process_set_free(set);
}

Test(process, frees_what_was_never_run)
{
    struct hm_process_spec spec = sh(SH("exit 0"), 2000);
    struct hm_process_set *set = hm_process_set_new(0, NULL);

    (void)hm_process_add(set, &spec);
    hm_process_set_free(set);
    hm_process_set_free(NULL);
}
