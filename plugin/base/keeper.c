/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "plugin/base/isolate.h"

/* We may have threads, so between fork and exec, and in the keeper all its life, only what is
 * async-signal-safe may be called: no allocation, no stdio, no opendir. */

enum {
    SWEEP_MS = 1000, /* how long a keeper hunts descendants that breed */
    PIPE_BYTES = 1 << 20,
    MAX_OPEN_FILES = 65536,
};

int64_t
hm_monotonic_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int
hm_monotonic_ms_until(int64_t when)
{
    int64_t left = when - hm_monotonic_ns();

    return left <= 0 ? 0 : (int)((left + 999999) / 1000000);
}

void
hm_keeper_close(struct hm_keeper_ends *ends)
{
    hm_close_end(&ends->in);
    hm_close_end(&ends->out);
    hm_close_end(&ends->err);
    hm_close_end(&ends->control);
    hm_close_end(&ends->status);
}

static void
say(int fd, const struct hm_keeper_word *word)
{
    ssize_t ignored = write(fd, word, sizeof *word);
    (void)ignored;
}

static void
close_between(unsigned from, unsigned to)
{
    if (from > to || syscall(SYS_close_range, from, to, 0) == 0) {
        return;
    }
    for (unsigned fd = from; fd <= to && fd < MAX_OPEN_FILES; fd++) {
        (void)close((int)fd);
    }
}

/* Closes every descriptor but the five, and the program's where there is one. */
static void
close_others(const struct hm_keeper_ends *ends, int program)
{
    int keep[] = { ends->in, ends->out, ends->err, ends->control, ends->status, program };
    size_t n = sizeof keep / sizeof keep[0] - (program < 0);
    unsigned from = 0;

    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            if (keep[j] < keep[i]) {
                int t = keep[i];
                keep[i] = keep[j];
                keep[j] = t;
            }
        }
        close_between(from, (unsigned)keep[i] - 1);
        from = (unsigned)keep[i] + 1;
    }
    close_between(from, ~0U);
}

/* What stands between a keeper and its program. */
struct ward {
    const struct hm_process_spec *spec;
    const struct hm_keeper_ends *ends;
    const sigset_t *signals; /* all of them, blocked */
    int program;             /* the copy that is to run, or -1 */
    struct hm_isolation isolation;
};

/* What the system did not let us take from the program. */
static void
say_freedom(const struct ward *ward, bool is_dropped)
{
    const struct hm_isolation *got = &ward->isolation;

    if (ward->spec->is_offline && !got->has_network) {
        say(ward->ends->status, &(struct hm_keeper_word){ .kind = HM_KEEPER_ONLINE });
    }
    /* A process of a namespace of users, or with less capabilities, may not look into others. */
    if (!got->has_proc && !got->has_users && !is_dropped) {
        say(ward->ends->status, &(struct hm_keeper_word){ .kind = HM_KEEPER_EXPOSED });
    }
}

static _Noreturn void
become_program(const struct ward *ward, pid_t parent)
{
    static const char *const no_env[] = { NULL };
    const struct hm_process_spec *spec = ward->spec;
    const struct hm_keeper_ends *ends = ward->ends;
    sigset_t none;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(127);
    }
    (void)setsid();
    (void)umask(077);
    hm_isolate_limit(spec, &ward->isolation);
    say_freedom(ward, hm_isolate_drop());
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (int s = 1; s < NSIG; s++) {
        (void)signal(s, SIG_DFL);
    }
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    if (dup2(ends->in, 0) == 0 && dup2(ends->out, 1) == 1 && dup2(ends->err, 2) == 2 &&
        chdir(spec->cwd) == 0) {
        const char *const *env = spec->env == NULL ? no_env : spec->env;
        char *const *argv = (char *const *)spec->argv;
        if (ward->program < 0) {
            (void)execve(spec->path, argv, (char *const *)env);
        } else {
            (void)syscall(SYS_execveat, ward->program, "", argv, env, AT_EMPTY_PATH);
        }
    }
    struct hm_keeper_word word = { .kind = HM_KEEPER_NO_EXEC, .value = errno };
    say(ends->status, &word);
    _exit(127);
}

/* Returns only in the parent; -1 was said on the status pipe. */
static pid_t
start_program(const struct ward *ward)
{
    pid_t self = getpid();
    pid_t program = fork();

    if (program == 0) {
        become_program(ward, self);
    }
    if (program < 0) {
        say(ward->ends->status,
            &(struct hm_keeper_word){ .kind = HM_KEEPER_NO_EXEC, .value = errno });
    }
    return program;
}

/* What the first process of a PID namespace tells its keeper. */
struct init_word {
    int status; /* of the program */
    unsigned strays;
};

/* Reaps until the program has ended, or until the keeper sends SIGTERM. */
static void
wait_program(const struct ward *ward, pid_t program, struct init_word *word)
{
    for (;;) {
        int status = 0;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid == program) {
            word->status = status;
            return;
        }
        if (pid == 0 && sigwaitinfo(ward->signals, NULL) == SIGTERM) {
            return;
        }
        if (pid < 0 && errno == ECHILD) {
            return;
        }
    }
}

/* The first process of a PID namespace: when it ends, the kernel ends all others in there, whatever
 * session or parent they gave themselves. */
static _Noreturn void
be_first(struct ward *ward, int report)
{
    struct init_word word = { .status = SIGKILL };
    struct pollfd keeper = { .fd = report };
    pid_t pid = 0;
    int status = 0;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (poll(&keeper, 1, 0) != 0) {
        _exit(1); /* the keeper was gone before it could say so */
    }
    ward->isolation.has_proc = hm_isolate_proc();
    pid_t program = start_program(ward);
    if (program < 0) {
        _exit(1);
    }
    close_between(0, (unsigned)report - 1);
    close_between((unsigned)report + 1, ~0U);
    wait_program(ward, program, &word);
    (void)kill(-1, SIGKILL);
    while ((pid = waitpid(-1, &status, 0)) > 0 || errno == EINTR) {
        word.strays += pid > 0 && pid != program;
    }
    ssize_t ignored = write(report, &word, sizeof word);
    (void)ignored;
    _exit(0);
}

/* Starts what the keeper waits for: the program, or the first process of its namespace, whose word
 * can be read at @p ret_report. */
static pid_t
start_ward(struct ward *ward, int *ret_report)
{
    int report[2];

    ward->isolation = hm_isolate_enter(ward->spec->is_offline);
    if (!ward->isolation.has_pids) {
        return start_program(ward);
    }
    pid_t first = pipe2(report, O_CLOEXEC | O_NONBLOCK) < 0 ? -1 : fork();
    if (first == 0) {
        (void)close(report[0]);
        be_first(ward, report[1]);
    }
    if (first < 0) {
        say(ward->ends->status,
            &(struct hm_keeper_word){ .kind = HM_KEEPER_NO_EXEC, .value = errno });
        return -1;
    }
    (void)close(report[1]);
    *ret_report = report[0];
    return first;
}

/* The parent of process @p name (digits) below /proc, or 0. */
static pid_t
parent_of(int proc, const char *name)
{
    char path[64];
    char stat[512];
    size_t n = strlen(name);
    long parent = 0;

    if (n > 20) {
        return 0;
    }
    memcpy(path, name, n);
    memcpy(path + n, "/stat", sizeof "/stat");
    int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    ssize_t got = read(fd, stat, sizeof stat - 1);
    (void)close(fd);
    if (got <= 0) {
        return 0;
    }
    stat[got] = '\0';
    /* "PID (any name) S PARENT …": the name may hold anything, so count from the last ')'. */
    const char *p = strrchr(stat, ')');
    if (p == NULL || p[1] != ' ' || p[2] == '\0' || p[3] != ' ') {
        return 0;
    }
    for (p += 4; hm_is_digit(*p); p++) {
        parent = parent * 10 + (*p - '0');
    }
    return (pid_t)parent;
}

struct directory_entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

/* Kills our children; their children become ours and fall in the next round. */
static void
kill_children(void)
{
    _Alignas(struct directory_entry) char buf[16384];
    pid_t self = getpid();
    int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (proc < 0) {
        return;
    }
    for (;;) {
        long got = syscall(SYS_getdents64, proc, buf, sizeof buf);
        if (got <= 0) {
            break;
        }
        for (long at = 0; at < got;) {
            const struct directory_entry *entry = (const void *)(buf + at);
            long pid = 0;
            for (const char *p = entry->name; hm_is_digit(*p) && pid < 1L << 24; p++) {
                pid = pid * 10 + (*p - '0');
            }
            if (pid > 1 && parent_of(proc, entry->name) == self) {
                (void)kill((pid_t)pid, SIGKILL);
            }
            at += entry->length;
        }
    }
    (void)close(proc);
}

/* Reaps who has ended. Returns false when no child is left. */
static bool
reap(pid_t program, struct hm_keeper_word *word, bool *has_ended)
{
    for (;;) {
        int status = 0;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid == 0 || (pid < 0 && errno != ECHILD)) {
            return true;
        }
        if (pid < 0) {
            return false;
        }
        if (pid == program) {
            word->value = status;
            *has_ended = true;
        } else if (word->nanoseconds != 0) {
            word->strays++;
        }
    }
}

static void
wait_signal(int signals, int control, int timeout_ms)
{
    struct signalfd_siginfo info;
    struct pollfd fds[] = { { .fd = signals, .events = POLLIN },
                            { .fd = control, .events = POLLIN } };

    if (poll(fds, control < 0 ? 1 : 2, timeout_ms) > 0 && (fds[0].revents & POLLIN) != 0) {
        ssize_t ignored = read(signals, &info, sizeof info);
        (void)ignored;
    }
}

static bool
is_hung_up(int control)
{
    struct pollfd fd = { .fd = control, .events = POLLIN };

    return poll(&fd, 1, 0) > 0;
}

/* Ends what is left, and gives up on it after a while. */
static void
sweep(pid_t ward, bool is_first, struct hm_keeper_word *word, bool has_ended, int signals)
{
    int64_t start = hm_monotonic_ns();
    int64_t until = start + hm_ns_of_ms(SWEEP_MS);
    bool has_children = true;

    if (!has_ended) {
        (void)kill(is_first ? ward : -ward, is_first ? SIGTERM : SIGKILL);
    }
    for (int64_t now = start; has_children && now < until; now = hm_monotonic_ns()) {
        has_children = reap(ward, word, &has_ended);
        if (has_children && !is_first) {
            kill_children();
        } else if (has_children && now > start + (until - start) / 2) {
            (void)kill(ward, SIGKILL);
        }
        if (has_children) {
            wait_signal(signals, -1, 5);
        }
    }
    word->has_escapees = has_children;
}

/* The first process of a namespace speaks for the program; one that could not was killed. */
static void
take_report(int report, struct hm_keeper_word *word)
{
    struct init_word said = { .status = SIGKILL };

    if (read(report, &said, sizeof said) != (ssize_t)sizeof said) {
        said = (struct init_word){ .status = SIGKILL };
    }
    word->value = said.status;
    word->strays = said.strays;
}

static _Noreturn void
keep(const struct hm_process_spec *spec, const struct hm_keeper_ends *ends, const sigset_t *all)
{
    struct hm_keeper_word word = { .kind = HM_KEEPER_ENDED };
    struct ward ward = { .spec = spec, .ends = ends, .signals = all, .program = -1 };
    bool has_ended = false;
    int report = -1;

    (void)setsid();
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (spec->program != NULL) {
        ward.program = hm_sealed_look(spec->program).fd;
    }
    close_others(ends, ward.program);
    int signals = signalfd(-1, all, SFD_CLOEXEC | SFD_NONBLOCK);
    int64_t start = hm_monotonic_ns();
    int64_t deadline = start + hm_ns_of_ms(spec->timeout_ms);
    pid_t program = start_ward(&ward, &report);
    if (program < 0) {
        _exit(1);
    }
    (void)close(ends->in);
    (void)close(ends->out);
    (void)close(ends->err);
    hm_close_end(&ward.program);
    while (!has_ended && !is_hung_up(ends->control) && hm_monotonic_ns() < deadline) {
        wait_signal(signals, ends->control, hm_monotonic_ms_until(deadline));
        (void)reap(program, &word, &has_ended);
    }
    word.is_timed_out = !has_ended && hm_monotonic_ns() >= deadline;
    word.nanoseconds = hm_monotonic_ns() - start;
    sweep(program, report >= 0, &word, has_ended, signals);
    if (report >= 0) {
        take_report(report, &word);
    }
    say(ends->status, &word);
    _exit(0);
}

/* Moves a descriptor away from the standard three, which the program's process overwrites. */
static int
clear_of_standard(int fd)
{
    if (fd < 0 || fd > 2) {
        return fd;
    }
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    int e = errno;
    (void)close(fd);
    errno = e;
    return moved;
}

/* A pipe whose reader does not block. */
static bool
make_pipe(int *ret_read, int *ret_write)
{
    int fds[2];

    if (pipe2(fds, O_CLOEXEC) < 0) {
        return false;
    }
    *ret_read = clear_of_standard(fds[0]);
    *ret_write = clear_of_standard(fds[1]);
    if (*ret_read < 0 || *ret_write < 0) {
        return false;
    }
    return fcntl(*ret_read, F_SETFL, O_NONBLOCK) == 0;
}

/* Input is a sealed memory file: it needs nobody to feed it, and no SIGPIPE can come of it. */
static int
make_input(struct hm_str input)
{
    if (input.n == 0) {
        return clear_of_standard(open("/dev/null", O_RDONLY | O_CLOEXEC));
    }
    int fd = clear_of_standard(memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (fd < 0) {
        return fd;
    }
    while (input.n > 0) {
        ssize_t done = write(fd, input.p, input.n);
        if (done < 0 && errno != EINTR) {
            (void)close(fd);
            return -1;
        }
        input = hm_str_from(input, done < 0 ? 0 : (size_t)done);
    }
    (void)lseek(fd, 0, SEEK_SET);
    (void)fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    return fd;
}

static bool
make_ends(struct hm_str input, struct hm_keeper_ends *ours, struct hm_keeper_ends *theirs)
{
    theirs->in = make_input(input);
    if (theirs->in < 0 || !make_pipe(&ours->out, &theirs->out) ||
        !make_pipe(&ours->err, &theirs->err) || !make_pipe(&theirs->control, &ours->control) ||
        !make_pipe(&ours->status, &theirs->status)) {
        return false;
    }
    /* A wide pipe lets a tool finish while we are busy; a refusal does not matter. */
    (void)fcntl(ours->out, F_SETPIPE_SZ, PIPE_BYTES);
    return true;
}

pid_t
hm_keeper_start(const struct hm_process_spec *spec, struct hm_keeper_ends *ret_ends)
{
    struct hm_keeper_ends ours = { -1, -1, -1, -1, -1 };
    struct hm_keeper_ends theirs = { -1, -1, -1, -1, -1 };
    sigset_t all;
    sigset_t old;
    pid_t keeper = -1;

    if (make_ends(spec->input, &ours, &theirs)) {
        /* Blocked over the fork: no handler of ours may run in the keeper. */
        (void)sigfillset(&all);
        (void)pthread_sigmask(SIG_SETMASK, &all, &old);
        keeper = fork();
        if (keeper == 0) {
            keep(spec, &theirs, &all);
        }
        int e = errno;
        (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
        errno = e;
    }
    int e = errno;
    hm_keeper_close(&theirs);
    if (keeper < 0) {
        hm_keeper_close(&ours);
    }
    *ret_ends = ours;
    errno = e;
    return keeper;
}
