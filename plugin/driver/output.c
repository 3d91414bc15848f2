/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/output.h"

#include <sys/ioctl.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "reports/escape.h"

enum {
    NARROWEST = 40, /* a terminal that says it is narrower than this is not believed */
};

/* "report.sarif" and "sarif:out.sarif": a file where a format should be, or the wrong sign between
 * them. NULL: nothing like it. */
static const struct hm_format *
meant_format(struct hm_str text)
{
    size_t colon = hm_str_find(text, ':');
    size_t n = 0;
    const struct hm_format *formats = hm_formats(&n);
    struct hm_str base = hm_str_basename(text);

    if (colon < text.n) {
        bool is_file =
            colon + 1 < text.n && hm_str_find(hm_str_from(text, colon), '.') + colon < text.n;
        return is_file ? hm_format_find(hm_str_sub(text, 0, colon)) : NULL;
    }
    for (size_t i = 0; i < n; i++) {
        const char *dot = strrchr(formats[i].file, '.');
        if (dot != NULL && base.n > strlen(dot) && hm_str_ends(base, dot)) {
            return &formats[i];
        }
    }
    return NULL;
}

static struct hm_str
file_of(struct hm_str text, const struct hm_format *meant)
{
    size_t n = strlen(meant->name);

    return hm_str_starts(text, meant->name) && n < text.n && text.p[n] == ':'
               ? hm_str_from(text, n + 1)
               : text;
}

static enum hm_status
unknown_format(const struct hm_args *args, struct hm_str name, struct hm_err *reterr)
{
    size_t n = 0;
    const struct hm_format *formats = hm_formats(&n);
    struct hm_str list = hm_str_make(NULL, 0);
    const char *where = hm_args_where(args, HM_OPT_OUTPUT);
    const struct hm_format *meant = meant_format(name);

    if (meant != NULL) {
        return hm_err_set(reterr, HM_E_USAGE, "%s: write FORMAT=FILE: %s=%.*s", where, meant->name,
                          HM_FMT(file_of(name, meant)));
    }
    for (size_t i = 0; i < n; i++) {
        list = hm_arena_printf(args->arena, "%.*s%s%s", HM_FMT(list), i == 0 ? "" : ", ",
                               formats[i].name);
    }
    return hm_err_set(reterr, HM_E_USAGE, "%s: there is no format \"%.*s\"; there are %.*s", where,
                      HM_FMT(name), HM_FMT(list));
}

static enum hm_status
add_output(const struct hm_args *args, const char *text, struct hm_outputs *outputs,
           struct hm_err *reterr)
{
    struct hm_str name = hm_str_c(text);
    size_t equals = hm_str_find(name, '=');
    struct hm_output output = { 0 };

    if (equals < name.n) {
        output.file = text + equals + 1;
        name.n = equals;
    }
    if (output.file != NULL && output.file[0] == '\0') {
        return hm_err_set(reterr, HM_E_USAGE, "%s: a file name is missing after \"%s\"",
                          hm_args_where(args, HM_OPT_OUTPUT), text);
    }
    if (output.file != NULL && strcmp(output.file, "-") == 0) {
        output.file = NULL;
    }
    output.format = hm_format_find(name);
    if (output.format == NULL) {
        return unknown_format(args, name, reterr);
    }
    hm_vec_add(args->arena, &outputs->list, output);
    return HM_OK;
}

static void
look_at_terminal(struct hm_format_options *options)
{
    const char *no_colour = getenv("NO_COLOR");
    struct winsize size;

    if (!isatty(STDOUT_FILENO)) {
        return;
    }
    options->has_colour = no_colour == NULL || no_colour[0] == '\0';
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= NARROWEST) {
        options->width = size.ws_col;
    }
}

enum hm_status
hm_outputs_init(const struct hm_args *args, struct hm_outputs *ret_outputs, struct hm_err *reterr)
{
    struct hm_outputs outputs = { 0 };
    size_t n_stdout = 0;

    for (size_t i = 0; i < args->values[HM_OPT_OUTPUT].n; i++) {
        enum hm_status status =
            add_output(args, args->values[HM_OPT_OUTPUT].p[i], &outputs, reterr);
        if (status != HM_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < outputs.list.n; i++) {
        n_stdout += outputs.list.p[i].file == NULL;
    }
    if (n_stdout > 1) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "%s: %zu reports on standard output; give all but one of them a file, as "
                          "in -o sarif=hullmark.sarif",
                          hm_args_where(args, HM_OPT_OUTPUT), n_stdout);
    }
    if (n_stdout == 0 && !hm_args_has(args, HM_OPT_QUIET)) {
        hm_vec_add(args->arena, &outputs.list,
                   (struct hm_output){ .format = hm_format_find(HM_S("text")) });
    }
    outputs.options.is_verbose = hm_args_has(args, HM_OPT_VERBOSE);
    outputs.options.with_suppressed = hm_args_has(args, HM_OPT_SHOW_SUPPRESSED);
    outputs.options.with_timings = hm_args_has(args, HM_OPT_TIMINGS);
    look_at_terminal(&outputs.options);
    *ret_outputs = outputs;
    return HM_OK;
}

bool
hm_outputs_want_listings(const struct hm_outputs *outputs)
{
    for (size_t i = 0; i < outputs->list.n; i++) {
        if (hm_format_shows_listings(outputs->list.p[i].format)) {
            return true;
        }
    }
    return false;
}

/* Where a report goes piece by piece, and what became of it. */
struct sink {
    struct hm_draft draft;
    enum hm_status status;
    struct hm_err *reterr;
};

static bool
put_piece(struct hm_str piece, void *ctx)
{
    struct sink *sink = ctx;

    sink->status = hm_draft_write(&sink->draft, piece, sink->reterr);
    return sink->status == HM_OK;
}

/* A failure of the sink comes first: the format then only says that not all could be written. */
static enum hm_status
write_to(struct sink *sink, const struct hm_format *format, const struct hm_format_options *options,
         const struct hm_report *report)
{
    hm_auto_buf struct hm_buf buf = { .drain = put_piece, .drain_ctx = sink };
    struct hm_err err = { 0 };
    enum hm_status status = hm_format_write(format, report, options, &buf, &err);

    if (sink->status == HM_OK && status != HM_OK) {
        sink->status = status;
        *sink->reterr = err;
    }
    return sink->status != HM_OK ? sink->status : hm_draft_commit(&sink->draft, sink->reterr);
}

/* What a destination's limits left out, a line each: on the console, too. */
static void
say(const struct hm_format *format, struct hm_str lines)
{
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_str line;

    while (hm_str_split(&lines, '\n', &line)) {
        if (line.n > 0) {
            hm_buf_printf(&out, "hullmark: -o %s: ", format->name);
            hm_escape_terminal(&out, line);
            hm_buf_putc(&out, '\n');
        }
    }
    (void)!write(STDERR_FILENO, out.p, out.n);
}

static enum hm_status
write_one(const struct hm_output *output, const struct hm_format_options *options,
          const struct hm_report *report, struct hm_err *reterr)
{
    struct sink sink = { .reterr = reterr };
    struct hm_format_options own = *options;
    hm_auto_buf struct hm_buf said = { 0 };

    own.said = &said;
    if (output->file == NULL) {
        sink.draft = hm_draft_of_fd(STDOUT_FILENO, "standard output");
    } else {
        own.has_colour = false;
        own.width = 0;
        sink.status = hm_draft_open(output->file, &sink.draft, reterr);
    }
    if (sink.status == HM_OK) {
        sink.status = write_to(&sink, output->format, &own, report);
    }
    hm_draft_done(&sink.draft);
    say(output->format, hm_buf_str(&said));
    return sink.status;
}

enum hm_status
hm_outputs_write(const struct hm_outputs *outputs, const struct hm_report *report,
                 struct hm_err *reterr)
{
    enum hm_status result = HM_OK;

    for (size_t i = 0; i < outputs->list.n; i++) {
        struct hm_err err = { 0 };
        enum hm_status status = write_one(&outputs->list.p[i], &outputs->options, report, &err);
        if (status != HM_OK && result == HM_OK) {
            result = status;
            *reterr = err;
        }
    }
    return result;
}
