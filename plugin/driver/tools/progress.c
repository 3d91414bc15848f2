/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/progress.h"

#include "plugin/base/auto.h"

enum {
    MOST_LINES = 8, /* more jobs than that are counted, not listed */
};

void
hm_progress_init(struct hm_progress *progress, const struct hm_args *args)
{
    const char *term = getenv("TERM");
    bool is_quiet = hm_args_has(args, HM_OPT_QUIET);

    *progress = (struct hm_progress){
        .is_terminal = !is_quiet && isatty(STDERR_FILENO) && getenv("CI") == NULL && term != NULL &&
                       strcmp(term, "dumb") != 0,
        .is_verbose = !is_quiet && hm_args_has(args, HM_OPT_VERBOSE),
    };
}

/* The target comes from the command line; still, no byte of it may move the cursor. */
static void
add_target(struct hm_buf *out, struct hm_str target)
{
    for (size_t i = 0; i < target.n; i++) {
        unsigned char c = (unsigned char)target.p[i];
        hm_buf_putc(out, (char)(c < 0x20 || c >= 0x7f ? '?' : c));
    }
}

static void
add_job(struct hm_buf *out, const struct hm_tool_job *job)
{
    hm_buf_printf(out, "%s %s ", job->adapter->name, hm_task_name(job->task));
    add_target(out, job->target);
}

static void
erase(struct hm_progress *progress, struct hm_buf *out)
{
    if (progress->lines > 0) {
        hm_buf_printf(out, "\033[%uA\r\033[J", progress->lines);
    }
    progress->lines = 0;
}

static void
show(const struct hm_buf *out)
{
    if (out->n > 0) {
        (void)!write(STDERR_FILENO, out->p, out->n);
    }
}

void
hm_progress_watch(void *ctx, const struct hm_runner_event *event)
{
    struct hm_progress *progress = ctx;
    hm_auto_buf struct hm_buf out = { 0 };

    if (progress->is_terminal) {
        erase(progress, &out);
    }
    if (event->kind != HM_JOBS_RUN && progress->is_verbose) {
        hm_buf_puts(&out, "hullmark: ");
        add_job(&out, event->job);
        if (event->kind == HM_JOB_BEGAN) {
            hm_buf_puts(&out, ": started\n");
        } else {
            hm_buf_printf(&out, ": ended after %.1f s\n", event->seconds);
        }
    }
    for (size_t i = 0; progress->is_terminal && i < event->n_running; i++) {
        if (i == MOST_LINES) {
            hm_buf_printf(&out, "  and %zu more\n", event->n_running - i);
            progress->lines++;
            break;
        }
        hm_buf_puts(&out, "\033[?7l  ");
        add_job(&out, event->running[i]);
        hm_buf_printf(&out, "  %.0f s\033[?7h\n", event->seconds);
        progress->lines++;
    }
    show(&out);
}

/* "3 of 7 blobs, 120.4 of 345.0 MB" */
static void
add_numbers(struct hm_buf *out, const struct hm_image_event *event)
{
    hm_buf_printf(out, "%u of %u blobs, %.1f ", event->blobs, event->n_blobs,
                  (double)event->bytes / 1e6);
    if (event->size >= event->bytes) {
        hm_buf_printf(out, "of %.1f ", (double)event->size / 1e6);
    }
    hm_buf_puts(out, "MB");
}

void
hm_progress_watch_image(void *ctx, const struct hm_image_event *event)
{
    struct hm_progress *progress = ctx;
    hm_auto_buf struct hm_buf out = { 0 };

    if (progress->is_terminal) {
        erase(progress, &out);
    }
    if (progress->is_verbose && event->kind != HM_HASHING_RUNS) {
        hm_buf_puts(&out, "hullmark: digest ");
        add_target(&out, progress->image);
        if (event->kind == HM_HASHING_BEGAN) {
            hm_buf_puts(&out, ": started\n");
        } else {
            hm_buf_puts(&out, ": ");
            add_numbers(&out, event);
            hm_buf_printf(&out, ", ended after %.1f s\n", event->seconds);
        }
    }
    if (progress->is_terminal && event->kind != HM_HASHING_ENDED) {
        hm_buf_puts(&out, "\033[?7l  digest ");
        add_target(&out, progress->image);
        hm_buf_puts(&out, "  ");
        add_numbers(&out, event);
        hm_buf_printf(&out, "  %.0f s\033[?7h\n", event->seconds);
        progress->lines = 1;
    }
    show(&out);
}
