/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/process.h"

#include <errno.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "plugin/base/auto.h"
#include "plugin/base/keeper.h"
#include "plugin/base/spill.h"
#include "plugin/base/vec.h"

enum {
    DEFAULT_TIMEOUT_MS = 3600 * 1000,
    DEFAULT_OUT = 64 << 20,
    DEFAULT_ERR = 64 << 10,
    SLICE_MS = 50,          /* how long a cancel flag may go unnoticed */
    COPY_SLICE_MS = 5,      /* and that a program was copied */
    KEEPER_GRACE_MS = 2000, /* after a deadline the keeper must have reported by then */
    DRAIN_MS = 200,         /* an escapee may hold a pipe open no longer than this */
    READ_PIECE = 64 << 10,
    KEPT_IN_MEMORY = 4 << 20,
};

struct process {
    struct hm_process_spec spec;
    struct hm_process_result result;
    struct hm_spill spill;
    enum hm_process_end killed_as; /* why we closed the control pipe */
    pid_t keeper;                  /* 0 before the start and after the end */
    struct hm_keeper_ends ours;
    int64_t ends_by; /* when to give up on the keeper, or on open pipes */
    bool has_word;
};

struct hm_process_set {
    struct hm_arena arena;
    HM_VEC(struct process *) all;
    size_t max_running;
    const volatile sig_atomic_t *cancel;
    bool is_cancelled;
};

/* Whether the copy that is to run is the program that it should be. */
static bool
is_verified(struct process *p)
{
    struct hm_sealed_result made = { 0 };

    if (p->spec.program == NULL) {
        return true;
    }
    made = hm_sealed_look(p->spec.program);
    if (made.state == HM_SEALED_FAILED) {
        p->result.end = HM_PROCESS_NOT_STARTED;
        p->result.code = made.error;
        return false;
    }
    if (made.state != HM_SEALED_READY ||
        (p->spec.sha256.n > 0 && !hm_str_eq(p->spec.sha256, made.sha256))) {
        p->result.end = HM_PROCESS_UNVERIFIED;
        return false;
    }
    return true;
}

static void
start(struct process *p)
{
    if (!is_verified(p)) {
        return;
    }
    p->keeper = hm_keeper_start(&p->spec, &p->ours);
    int e = errno;
    p->ends_by = hm_monotonic_ns() + hm_ns_of_ms(p->spec.timeout_ms) + hm_ns_of_ms(KEEPER_GRACE_MS);
    if (p->keeper < 0) {
        p->keeper = 0;
        p->result.end = HM_PROCESS_NOT_STARTED;
        p->result.code = e;
    }
}

static void
stop(struct process *p, enum hm_process_end why)
{
    if (p->killed_as == HM_PROCESS_RUNNING) {
        p->killed_as = why;
        p->ends_by = hm_monotonic_ns() + hm_ns_of_ms(KEEPER_GRACE_MS);
    }
    hm_close_end(&p->ours.control);
}

/* Reads what is there. Returns false at the end of the pipe. */
static bool
read_some(int fd, struct hm_buf *buf)
{
    for (int i = 0; i < 16; i++) {
        size_t room = 0;
        char *to = hm_buf_room(buf, READ_PIECE, &room);
        if (to == NULL) {
            return true;
        }
        ssize_t got = read(fd, to, room);
        if (got < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        if (got == 0) {
            return false;
        }
        buf->n += (size_t)got;
        buf->p[buf->n] = '\0';
    }
    return true;
}

/* What it wrote can no longer be whole, even if it ended by itself before that was seen. */
static void
cut(struct process *p)
{
    p->result.out.is_cut = true;
    hm_close_end(&p->ours.out);
    stop(p, HM_PROCESS_FLOODED);
    if (p->result.end == HM_PROCESS_EXITED) {
        p->result.end = HM_PROCESS_FLOODED;
    }
}

static void
read_out(struct process *p)
{
    struct hm_buf *out = &p->result.out;

    if (!read_some(p->ours.out, out)) {
        hm_close_end(&p->ours.out);
    }
    if (p->spill.n + out->n > p->spec.out_limit) {
        out->n = p->spec.out_limit > p->spill.n ? p->spec.out_limit - p->spill.n : 0;
        out->p[out->n] = '\0';
        cut(p);
    }
    if (hm_spill_take(&p->spill, out, KEPT_IN_MEMORY, &p->result.lost) != HM_OK) {
        cut(p);
    }
}

static void
end_out(struct process *p)
{
    if (hm_spill_end(&p->spill, &p->result.out, &p->result.lost) != HM_OK) {
        p->result.end = HM_PROCESS_FLOODED;
        p->result.out.is_cut = true;
    }
    p->result.spilled = p->spill.map;
}

static void
read_err(struct process *p)
{
    struct hm_buf *err = &p->result.err;

    if (!read_some(p->ours.err, err)) {
        hm_close_end(&p->ours.err);
    }
    if (err->n > p->spec.err_limit) {
        memmove(err->p, err->p + (err->n - p->spec.err_limit), p->spec.err_limit);
        err->n = p->spec.err_limit;
        err->p[err->n] = '\0';
        p->result.is_err_cut = true;
    }
}

static void
take_word(struct process *p, const struct hm_keeper_word *word)
{
    struct hm_process_result *r = &p->result;

    if (word->kind == HM_KEEPER_ONLINE) {
        r->is_online = true;
        return;
    }
    if (word->kind == HM_KEEPER_EXPOSED) {
        r->is_exposed = true;
        return;
    }
    if (word->kind == HM_KEEPER_NO_EXEC) {
        r->end = HM_PROCESS_NOT_STARTED;
        r->code = word->value;
        return;
    }
    p->has_word = true;
    r->seconds = (double)word->nanoseconds / 1e9;
    r->strays = word->strays;
    r->has_escapees = word->has_escapees;
    p->ends_by = hm_monotonic_ns() + hm_ns_of_ms(DRAIN_MS);
    if (r->end == HM_PROCESS_NOT_STARTED) {
        return;
    }
    if (p->killed_as != HM_PROCESS_RUNNING) {
        r->end = p->killed_as;
    } else if (word->is_timed_out) {
        r->end = HM_PROCESS_TIMED_OUT;
    } else if (WIFEXITED(word->value)) {
        r->end = HM_PROCESS_EXITED;
        r->code = WEXITSTATUS(word->value);
    } else {
        r->end = HM_PROCESS_SIGNALED;
        r->code = WTERMSIG(word->value);
    }
}

static void
read_status(struct process *p)
{
    struct hm_keeper_word word;
    ssize_t got = read(p->ours.status, &word, sizeof word);

    if (got == (ssize_t)sizeof word) {
        take_word(p, &word);
    } else if (got >= 0 || (errno != EAGAIN && errno != EINTR)) {
        hm_close_end(&p->ours.status);
        if (!p->has_word) {
            p->ends_by = hm_monotonic_ns() + hm_ns_of_ms(DRAIN_MS);
        }
    }
}

static bool
is_running(const struct process *p)
{
    return p->keeper > 0;
}

static bool
is_waiting(const struct process *p)
{
    return p->keeper == 0 && p->result.end == HM_PROCESS_RUNNING;
}

/* Ends what has nothing more to say, or has had its time. */
static void
settle(struct process *p)
{
    bool is_late = hm_monotonic_ns() >= p->ends_by;
    bool is_silent = p->ours.out < 0 && p->ours.err < 0;

    if (!is_late && (p->ours.status >= 0 || !is_silent)) {
        return;
    }
    if (p->result.end == HM_PROCESS_RUNNING) {
        p->result.end = p->killed_as == HM_PROCESS_RUNNING ? HM_PROCESS_LOST : p->killed_as;
    }
    if (!p->has_word) {
        p->result.has_escapees = p->result.end != HM_PROCESS_NOT_STARTED;
        (void)kill(p->keeper, SIGKILL);
    } else if (!is_silent) {
        p->result.out.is_cut = p->result.out.is_cut || p->ours.out >= 0;
        p->result.has_escapees = true;
    }
    end_out(p);
    hm_keeper_close(&p->ours);
    while (waitpid(p->keeper, NULL, 0) < 0 && errno == EINTR) {
    }
    p->keeper = 0;
}

static bool
is_copied(const struct process *p)
{
    return p->spec.program == NULL || hm_sealed_look(p->spec.program).state != HM_SEALED_WORKING;
}

/* Returns how many run; @p ret_copied says how many wait for their program to be copied. */
static size_t
start_waiting(struct hm_process_set *set, size_t *ret_copied)
{
    size_t running = 0;

    for (size_t i = 0; i < set->all.n; i++) {
        running += is_running(set->all.p[i]);
    }
    for (size_t i = 0; i < set->all.n; i++) {
        struct process *p = set->all.p[i];
        if (is_waiting(p) && set->is_cancelled) {
            p->result.end = HM_PROCESS_CANCELLED;
        } else if (is_waiting(p) && !is_copied(p)) {
            *ret_copied += 1;
        } else if (is_waiting(p) && (set->max_running == 0 || running < set->max_running)) {
            start(p);
            running += is_running(p);
        }
    }
    return running;
}

/* What is waited for of those that run; @p timeout_ms ends no later than their deadlines. */
static size_t
list_ends(const struct hm_process_set *set, struct pollfd *fds, int *timeout_ms)
{
    size_t n = 0;

    for (size_t i = 0; i < set->all.n; i++) {
        const struct process *p = set->all.p[i];
        if (is_running(p)) {
            int left = hm_monotonic_ms_until(p->ends_by);
            *timeout_ms = left < *timeout_ms ? left : *timeout_ms;
            fds[n++] = (struct pollfd){ .fd = p->ours.out, .events = POLLIN };
            fds[n++] = (struct pollfd){ .fd = p->ours.err, .events = POLLIN };
            fds[n++] = (struct pollfd){ .fd = p->ours.status, .events = POLLIN };
        }
    }
    return n;
}

static size_t
read_ends(struct hm_process_set *set, const struct pollfd *fds)
{
    size_t n = 0;

    for (size_t i = 0; i < set->all.n; i++) {
        struct process *p = set->all.p[i];
        if (!is_running(p)) {
            continue;
        }
        if (fds[n++].revents != 0) {
            read_out(p);
        }
        if (fds[n++].revents != 0) {
            read_err(p);
        }
        if (fds[n++].revents != 0) {
            read_status(p);
        }
        settle(p);
    }
    return n;
}

static void
pump_once(struct hm_process_set *const *sets, size_t n_sets, size_t running, int timeout_ms)
{
    hm_auto_free struct pollfd *fds = calloc(3 * running + 1, sizeof *fds);
    size_t n = 0;

    if (fds == NULL) {
        hm_out_of_memory();
    }
    for (size_t i = 0; i < n_sets; i++) {
        n += list_ends(sets[i], fds + n, &timeout_ms);
    }
    (void)poll(fds, n, timeout_ms);
    n = 0;
    for (size_t i = 0; i < n_sets; i++) {
        n += read_ends(sets[i], fds + n);
    }
}

struct hm_process_set *
hm_process_set_new(size_t max_running, const volatile sig_atomic_t *cancel)
{
    struct hm_process_set *set = calloc(1, sizeof *set);

    if (set == NULL) {
        hm_out_of_memory();
    }
    set->max_running = max_running;
    set->cancel = cancel;
    return set;
}

size_t
hm_process_add(struct hm_process_set *set, const struct hm_process_spec *spec)
{
    struct process *p = hm_arena_new(&set->arena, struct process, 1);

    p->spec = *spec;
    p->spec.timeout_ms = spec->timeout_ms == 0 ? DEFAULT_TIMEOUT_MS : spec->timeout_ms;
    p->spec.out_limit = spec->out_limit == 0 ? DEFAULT_OUT : spec->out_limit;
    p->spec.err_limit = spec->err_limit == 0 ? DEFAULT_ERR : spec->err_limit;
    p->result.out.is_secret = p->spec.has_secret_output;
    p->result.err.is_secret = p->spec.has_secret_output;
    p->result.out.limit = p->spec.out_limit + READ_PIECE;
    p->result.err.limit = p->spec.err_limit + (size_t)32 * READ_PIECE;
    p->spill = (struct hm_spill){ .dir = spec->spill_dir, .fd = -1 };
    p->ours = (struct hm_keeper_ends){ -1, -1, -1, -1, -1 };
    hm_vec_add(&set->arena, &set->all, p);
    return set->all.n - 1;
}

/* Kills all that run; what waits will not start. hm_process_run sees them end. */
static void
cancel_all(struct hm_process_set *set)
{
    set->is_cancelled = true;
    for (size_t i = 0; i < set->all.n; i++) {
        if (is_running(set->all.p[i])) {
            stop(set->all.p[i], HM_PROCESS_CANCELLED);
        }
    }
}

bool
hm_process_pump_all(struct hm_process_set *const *sets, size_t n, int timeout_ms)
{
    int64_t until = hm_monotonic_ns() + hm_ns_of_ms(timeout_ms);

    for (;;) {
        size_t copied = 0;
        size_t running = 0;
        for (size_t i = 0; i < n; i++) {
            if (sets[i]->cancel != NULL && *sets[i]->cancel != 0 && !sets[i]->is_cancelled) {
                cancel_all(sets[i]);
            }
            running += start_waiting(sets[i], &copied);
        }
        if (running + copied == 0) {
            return false;
        }
        int left = hm_monotonic_ms_until(until);
        int slice = copied > 0 ? COPY_SLICE_MS : SLICE_MS;
        pump_once(sets, n, running, left < slice ? left : slice);
        if (left == 0) {
            break;
        }
    }
    return true;
}

bool
hm_process_pump(struct hm_process_set *set, int timeout_ms)
{
    return hm_process_pump_all(&set, 1, timeout_ms);
}

void
hm_process_run(struct hm_process_set *set)
{
    while (hm_process_pump(set, 10 * SLICE_MS)) {
    }
}

const struct hm_process_result *
hm_process_result(const struct hm_process_set *set, size_t index)
{
    return &set->all.p[index]->result;
}

void
hm_process_set_free(struct hm_process_set *set)
{
    if (set == NULL) {
        return;
    }
    cancel_all(set);
    hm_process_run(set);
    for (size_t i = 0; i < set->all.n; i++) {
        hm_buf_done(&set->all.p[i]->result.out);
        hm_buf_done(&set->all.p[i]->result.err);
        hm_spill_done(&set->all.p[i]->spill);
    }
    hm_arena_done(&set->arena);
    free(set);
}

void
hm_process_hide(void)
{
    const struct rlimit none = { 0 };

    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void)setrlimit(RLIMIT_CORE, &none);
}
