/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/process.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/keeper.h"

/* Most children are a line of sh: the shell is the test's, hullmark itself starts none. */
static const char *const env[] = { "PATH=/usr/bin:/bin", NULL };

/* How long the children of this test sleep: unlike those of the tests that run beside it. */
static const char *
nap(void)
{
    static char text[32];

    if (text[0] == '\0') {
        (void)snprintf(text, sizeof text, "7.3%d", getpid());
    }
    return text;
}

static struct hm_process_spec
sh(const char *const *argv, unsigned timeout_ms)
{
    static char variable[40];
    static const char *napping[] = { "PATH=/usr/bin:/bin", variable, NULL };
    bool has_nap = strstr(argv[2], "$NAP") != NULL;

    (void)snprintf(variable, sizeof variable, "NAP=%s", nap());
    return (struct hm_process_spec){ .path = "/bin/sh",
                                     .argv = argv,
                                     .env = has_nap ? napping : env,
                                     .cwd = "/",
                                     .timeout_ms = timeout_ms };
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

/* What the system calls of a container's default profile say to whoever wants a namespace. */
static void
deny_namespaces(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { .len = sizeof filter / sizeof filter[0], .filter = filter };

    cr_assert_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    cr_assert_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

/* A test of what must hold with namespaces and without. */
#define BOTH(name)                                                                                 \
    static void name(void);                                                                        \
    Test(process, name)                                                                            \
    {                                                                                              \
        name();                                                                                    \
    }                                                                                              \
    Test(process, name##_without_namespaces)                                                       \
    {                                                                                              \
        deny_namespaces();                                                                         \
        name();                                                                                    \
    }                                                                                              \
    static void name(void)

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

BOTH(says_which_signal_ended_it)
{
    struct hm_process_spec spec = sh(SH("kill -SEGV $$"), 2000);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_SIGNALED);
    cr_assert_eq(hm_process_result(set, 0)->code, SIGSEGV);
    hm_process_set_free(set);
}

BOTH(says_why_it_did_not_start)
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

BOTH(leaks_no_descriptor)
{
    int extra = open("/dev/null", O_RDONLY);
    struct hm_process_spec spec = sh(SH("ls /proc/self/fd | tr '\\n' ' '"), 2000);
    struct hm_process_set *set = run(&spec);

    cr_assert_geq(extra, 0);
    cr_assert_str_eq(hm_process_result(set, 0)->out.p, "0 1 2 3 "); /* 3 is ls's own */
    hm_process_set_free(set);
    (void)close(extra);
}

BOTH(works_when_our_standard_descriptors_are_closed)
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

BOTH(cuts_endless_output)
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

Test(process, cuts_the_output_of_what_ends_at_once)
{
    for (int i = 0; i < 100; i++) {
        struct hm_process_spec spec = sh(SH("echo more than asked for"), 10000);
        spec.out_limit = 9;
        struct hm_process_set *set = run(&spec);
        const struct hm_process_result *r = hm_process_result(set, 0);
        cr_assert_eq(r->end, HM_PROCESS_FLOODED, "in run %d", i);
        cr_assert(r->out.is_cut);
        cr_assert_str_eq(r->out.p, "more than");
        hm_process_set_free(set);
    }
}

Test(process, long_output_goes_to_a_file)
{
    struct hm_process_spec spec = sh(SH("yes hullmark | head -c 9000000"), 10000);

    spec.spill_dir = "/tmp";
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);
    cr_assert_eq(r->end, HM_PROCESS_EXITED);
    cr_assert_eq(r->out.n, 0);
    struct hm_str out = hm_process_out(r);
    cr_assert_eq(out.n, 9000000);
    for (size_t i = 0; i < out.n; i++) {
        cr_assert_eq(out.p[i], "hullmark\n"[i % 9], "byte %zu", i);
    }
    hm_process_set_free(set);
}

Test(process, long_output_without_a_place_is_cut)
{
    struct hm_process_spec spec = sh(SH("yes | head -c 9000000; sleep 9"), 10000);

    spec.spill_dir = "/nowhere";
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);
    cr_assert_eq(r->end, HM_PROCESS_FLOODED);
    cr_assert(r->out.is_cut);
    cr_assert_eq(r->lost.status, HM_E_IO);
    cr_assert_lt(r->seconds, 5);
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

BOTH(kills_what_ignores_signals_at_its_deadline)
{
    struct hm_process_spec spec = sh(SH("trap '' TERM INT HUP; while :; do sleep 9; done"), 200);
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);

    cr_assert_eq(r->end, HM_PROCESS_TIMED_OUT);
    cr_assert_lt(r->seconds, 1);
    cr_assert_not(r->has_escapees);
    hm_process_set_free(set);
}

BOTH(keeps_the_deadline_of_a_caller_who_is_busy)
{
    struct hm_process_spec spec = sh(SH("exec sleep $NAP"), 100);
    struct hm_process_set *set = hm_process_set_new(0, NULL);

    (void)hm_process_add(set, &spec);
    (void)hm_process_pump(set, 0);
    (void)usleep(300000);
    cr_assert_not(is_alive(nap()));
    hm_process_run(set);
    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_TIMED_OUT);
    hm_process_set_free(set);
}

BOTH(finds_a_daemon_that_left_its_session)
{
    struct hm_process_spec spec =
        sh(SH("setsid sh -c 'setsid sleep $NAP & exec sleep $NAP' & exec sleep $NAP"), 200);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_TIMED_OUT);
    cr_assert_eq(hm_process_result(set, 0)->strays, 2);
    cr_assert_not(is_alive(nap()));
    hm_process_set_free(set);
}

BOTH(does_not_wait_for_a_child_that_holds_the_pipe)
{
    struct hm_process_spec spec = sh(SH("echo said; setsid sleep $NAP & exit 3"), 5000);
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);

    cr_assert_eq(r->end, HM_PROCESS_EXITED);
    cr_assert_eq(r->code, 3);
    cr_assert_eq(r->strays, 1);
    cr_assert_str_eq(r->out.p, "said\n");
    cr_assert_lt(r->seconds, 1);
    cr_assert_not(is_alive(nap()));
    hm_process_set_free(set);
}

BOTH(waits_for_a_child_that_closed_its_pipes)
{
    struct hm_process_spec spec = sh(SH("exec >&- 2>&-; sleep 0.2; exit 5"), 2000);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_EXITED);
    cr_assert_eq(hm_process_result(set, 0)->code, 5);
    hm_process_set_free(set);
}

BOTH(ends_three_lines_of_children_that_breed)
{
    struct hm_process_spec spec =
        sh(SH("export B='sleep 0.02; setsid sh -c \"$B\" $NAP & exit'\n"
              "for i in 1 2 3; do setsid sh -c \"$B\" $NAP & done; exec sleep 9"),
           200);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_TIMED_OUT);
    cr_assert_not(hm_process_result(set, 0)->has_escapees);
    cr_assert_not(is_alive(nap()));
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

BOTH(notices_a_cancel_flag_at_once)
{
    struct hm_process_spec spec = sh(SH("trap '' TERM; sleep $NAP; sleep $NAP"), 60000);
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
    cr_assert_not(is_alive(nap()));
    hm_process_set_free(set);
}

BOTH(dies_with_us)
{
    const char *ours = nap();
    pid_t us = fork();

    if (us == 0) {
        struct hm_process_spec spec = sh(SH("setsid sleep $NAP & exec sleep $NAP"), 60000);
        struct hm_process_set *set = hm_process_set_new(0, NULL);
        (void)hm_process_add(set, &spec);
        (void)hm_process_pump(set, 150);
        (void)kill(getpid(), SIGKILL);
    }
    (void)usleep(500000);
    cr_assert_not(is_alive(ours));
}

Test(process, outlives_a_child_that_kills_its_keeper)
{
    deny_namespaces();
    struct hm_process_spec spec = sh(SH("kill -9 $PPID; sleep 1"), 60000);
    struct hm_process_set *set = run(&spec);

    cr_assert_eq(hm_process_result(set, 0)->end, HM_PROCESS_LOST);
    hm_process_set_free(set);
}

Test(process, cannot_be_left_without_a_keeper)
{
    struct hm_process_spec spec = sh(SH("kill -9 $PPID 1; kill -9 -1; echo here"), 2000);
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);

    cr_assert(r->is_exposed || r->end == HM_PROCESS_EXITED);
    hm_process_set_free(set);
}

/* A program that stands for a CI job's, and what another program of its user finds in /proc. */
static const struct hm_process_result *
look_around(struct hm_process_set **ret_set)
{
    static const char *const job_env[] = { "JOB_TOKEN=token-of-the-job", NULL };
    static const char *const job_argv[] = { "sleep", "9", NULL };
    struct hm_process_spec spec = sh(
        SH("cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep JOB_TOKEN; exit 0"), 5000);
    pid_t job = fork();

    if (job == 0) {
        (void)execve("/bin/sleep", (char *const *)job_argv, (char *const *)job_env);
        _exit(127);
    }
    hm_process_hide();
    (void)usleep(100000);
    *ret_set = run(&spec);
    (void)kill(job, SIGKILL);
    (void)waitpid(job, NULL, 0);
    cr_assert_eq(hm_process_result(*ret_set, 0)->end, HM_PROCESS_EXITED);
    return hm_process_result(*ret_set, 0);
}

static void
become_nobody(void)
{
    if (geteuid() == 0) {
        cr_assert_eq(setresgid(65534, 65534, 65534), 0);
        cr_assert_eq(setresuid(65534, 65534, 65534), 0);
    }
}

/* Either nothing is seen, or it is said that something may be. */
BOTH(does_not_see_the_environment_of_others)
{
    struct hm_process_set *set = NULL;
    const struct hm_process_result *r = look_around(&set);

    cr_assert(r->is_exposed || r->out.n == 0, "%s", r->out.p);
    cr_assert(!r->is_exposed || geteuid() != 0);
    hm_process_set_free(set);
}

Test(process, does_not_see_the_environment_of_others_as_a_user)
{
    struct hm_process_set *set = NULL;

    become_nobody();
    const struct hm_process_result *r = look_around(&set);
    cr_assert(r->is_exposed || r->out.n == 0, "%s", r->out.p);
    hm_process_set_free(set);
}

Test(process, says_that_a_user_without_namespaces_can_be_seen)
{
    struct hm_process_set *set = NULL;

    become_nobody();
    deny_namespaces();
    const struct hm_process_result *r = look_around(&set);
    cr_assert(r->is_exposed);
    cr_assert_not(r->is_online);
    cr_assert_str_eq(r->out.p, "JOB_TOKEN=token-of-the-job\n");
    hm_process_set_free(set);
}

Test(process, says_that_the_network_could_not_be_taken_away)
{
    struct hm_process_spec spec = sh(SH("exit 0"), 2000);

    spec.is_offline = true;
    deny_namespaces();
    struct hm_process_set *set = run(&spec);
    cr_assert(hm_process_result(set, 0)->is_online);
    hm_process_set_free(set);
}

BOTH(limits_memory_and_files)
{
    struct hm_process_spec spec = sh(SH("ulimit -v; ulimit -f"), 2000);

    struct hm_process_set *set = run(&spec);
    cr_assert_str_eq(hm_process_result(set, 0)->out.p, "67108864\n67108864\n");
    hm_process_set_free(set);
    spec.memory_limit = UINT64_C(1) << 30;
    spec.file_limit = UINT64_C(1) << 20;
    set = run(&spec);
    cr_assert_str_eq(hm_process_result(set, 0)->out.p, "1048576\n2048\n");
    hm_process_set_free(set);
}

Test(process, limits_the_number_of_processes)
{
    struct hm_process_spec spec =
        sh(SH("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 9 & done; echo all"), 5000);

    become_nobody();
    spec.process_limit = 5;
    struct hm_process_set *set = run(&spec);
    const struct hm_process_result *r = hm_process_result(set, 0);
    cr_assert(r->is_exposed || !hm_str_has(hm_buf_str(&r->out), "all"), "%s", r->out.p);
    hm_process_set_free(set);
}

Test(process, keeps_no_capability_but_those_over_files)
{
    struct hm_process_spec spec = sh(SH("grep -E 'Cap(Prm|Bnd)' /proc/self/status"), 2000);
    struct hm_process_set *set = run(&spec);
    struct hm_str rest = hm_buf_str(&hm_process_result(set, 0)->out);
    struct hm_str line;

    while (hm_str_split(&rest, '\n', &line)) {
        size_t tab = hm_str_find(line, '\t');
        uint64_t bits = strtoull(line.p + (tab < line.n ? tab : 0), NULL, 16);
        cr_expect_eq(bits & ~UINT64_C(0xb), 0, "%.*s", HM_FMT(line));
    }
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

Test(process, of_several_sets_are_read_in_one_poll)
{
    const struct hm_process_spec brief = sh(SH("sleep 0.4; echo a"), 5000);
    const struct hm_process_spec stuck = sh(SH("sleep $NAP"), 400);
    struct hm_process_set *const sets[] = { hm_process_set_new(1, NULL),
                                            hm_process_set_new(1, NULL) };
    int64_t began = hm_monotonic_ns();

    (void)hm_process_add(sets[0], &brief);
    (void)hm_process_add(sets[0], &brief);
    (void)hm_process_add(sets[1], &stuck);
    (void)hm_process_add(sets[1], &brief);
    while (hm_process_pump_all(sets, 2, 100)) {
    }
    cr_expect_lt(hm_monotonic_ns() - began, hm_ns_of_ms(1400), "one set waited for the other");
    cr_expect(hm_str_eq(hm_buf_str(&hm_process_result(sets[0], 1)->out), "a\n"));
    cr_expect_eq(hm_process_result(sets[1], 0)->end, HM_PROCESS_TIMED_OUT);
    cr_expect(hm_str_eq(hm_buf_str(&hm_process_result(sets[1], 1)->out), "a\n"));
    hm_process_set_free(sets[0]);
    hm_process_set_free(sets[1]);
}
