/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/options.h"

#include "reports/format.h"

enum {
    HELP_WIDTH = 100,
    HELP_INDENT = 32, /* where the explanations of options begin */
};

/* Appends text wrapped at HELP_WIDTH; the caller has already written `column` characters of the
 * line. */
static void
wrap(struct hm_buf *out, size_t column, size_t indent, const char *text)
{
    struct hm_str rest = hm_str_c(text);
    struct hm_str word;
    bool is_first = true;

    if (column > 0 && column >= indent) {
        hm_buf_putc(out, '\n');
        column = 0;
    }
    hm_buf_printf(out, "%*s", (int)(indent - column), "");
    column = indent;
    while (hm_str_split(&rest, ' ', &word)) {
        if (!is_first && column + 1 + word.n > HELP_WIDTH) {
            hm_buf_printf(out, "\n%*s", (int)indent, "");
            column = indent;
            is_first = true;
        }
        hm_buf_printf(out, "%s%.*s", is_first ? "" : " ", HM_FMT(word));
        column += word.n + !is_first;
        is_first = false;
    }
    hm_buf_putc(out, '\n');
}

static void
entry(struct hm_buf *out, size_t indent, const char *head, const char *text)
{
    hm_buf_printf(out, "  %s", head);
    wrap(out, strlen(head) + 2, indent, text);
}

void
hm_help_overview(struct hm_buf *out)
{
    hm_buf_puts(
        out, "hullmark decides whether a container image and the files it is built from are fit to "
             "ship.\n\nUsage: hullmark COMMAND [OPTION...]\n\nCommands:\n");
    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        entry(out, 14, hm_commands[i].word, hm_commands[i].summary);
    }
    hm_buf_puts(
        out, "\n`hullmark help COMMAND` lists a command's options. Start with `hullmark scan` in a "
             "repository.\n\nExamples:\n");
#define EXAMPLE(command, meaning) hm_buf_printf(out, "  %s\n      %s\n", command, meaning);
#include "plugin/driver/manual.def"
#undef EXAMPLE
    hm_buf_puts(out, "\nExit codes:\n");
#define EXIT_CODE(code, meaning) entry(out, 8, #code, meaning);
#include "plugin/driver/manual.def"
#undef EXIT_CODE
}

/* "-o, --output FORMAT[=FILE]" */
static void
option_head(struct hm_buf *out, const struct hm_option_row *row)
{
    if (row->letter != 0) {
        hm_buf_printf(out, "-%c, ", row->letter);
    } else {
        hm_buf_puts(out, "    ");
    }
    hm_buf_printf(out, "--%s", row->name);
    if (row->argument != NULL) {
        hm_buf_printf(out, " %s", row->argument);
    }
}

void
hm_help_command(struct hm_buf *out, enum hm_command_id command)
{
    const struct hm_command_row *row = &hm_commands[command];

    hm_buf_printf(out, "%s.\n\nUsage: hullmark %s [OPTION...]%s%s\n\n", row->summary, row->word,
                  row->operands[0] == '\0' ? "" : " ", row->operands);
    wrap(out, 0, 0, row->description);
    hm_buf_puts(out, "\nOptions:\n");
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        if (hm_options[i].commands & 1U << command) {
            size_t start = out->n;
            hm_buf_puts(out, "  ");
            option_head(out, &hm_options[i]);
            wrap(out, out->n - start, HELP_INDENT, hm_options[i].help);
        }
    }
    if (hm_options[HM_OPT_OUTPUT].commands & 1U << command) {
        size_t n = 0;
        const struct hm_format *formats = hm_formats(&n);
        hm_buf_puts(out, "\nFormats:\n");
        for (size_t i = 0; i < n; i++) {
            entry(out, 14, formats[i].name, formats[i].summary);
        }
    }
    if (command == HM_COMMAND_SCAN) {
        hm_buf_puts(out, "\nExit codes:\n");
#define EXIT_CODE(code, meaning) entry(out, 8, #code, meaning);
#include "plugin/driver/manual.def"
#undef EXIT_CODE
    }
}

/* Text for roff: a backslash, a hyphen and a dot or quote at a line's start mean something else
 * there. */
static void
roff(struct hm_buf *out, const char *text)
{
    bool at_start = out->n == 0 || out->p[out->n - 1] == '\n';

    for (const char *p = text; *p != '\0'; p++) {
        if (at_start && (*p == '.' || *p == '\'')) {
            hm_buf_puts(out, "\\&");
        }
        if (*p == '-' || *p == '\\') {
            hm_buf_puts(out, *p == '-' ? "\\-" : "\\e");
        } else {
            hm_buf_putc(out, *p);
        }
        at_start = *p == '\n';
    }
}

static void
roff_entry(struct hm_buf *out, const char *head, const char *text)
{
    hm_buf_puts(out, ".TP\n.B ");
    roff(out, head);
    hm_buf_putc(out, '\n');
    roff(out, text);
    hm_buf_puts(out, ".\n");
}

static void
roff_options(struct hm_buf *out, enum hm_command_id command)
{
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        const struct hm_option_row *row = &hm_options[i];
        if (row->commands & 1U << command) {
            hm_buf_puts(out, ".TP\n.B ");
            if (row->letter != 0) {
                hm_buf_printf(out, "\\-%c, ", row->letter);
            }
            hm_buf_puts(out, "\\-\\-");
            roff(out, row->name);
            if (row->argument != NULL) {
                hm_buf_puts(out, " \\fI");
                roff(out, row->argument);
                hm_buf_puts(out, "\\fR");
            }
            hm_buf_putc(out, '\n');
            roff(out, row->help);
            hm_buf_puts(out, ".\n");
        }
    }
}

void
hm_help_man(struct hm_buf *out)
{
    hm_buf_puts(
        out,
        ".\\\" Generated by `make docs` from plugin/driver/*.def.\n"
        ".TH HULLMARK 1 \"\" \"hullmark " HM_VERSION "\" \"User Commands\"\n"
        ".SH NAME\nhullmark \\- decide whether a container image and its sources are fit to ship\n"
        ".SH SYNOPSIS\n.B hullmark\n.I command\n.RI [ option ...]\n.SH COMMANDS\n");
    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        hm_buf_printf(out, ".SS \"hullmark %s", hm_commands[i].word);
        hm_buf_puts(out, hm_commands[i].operands[0] == '\0' ? "" : " ");
        roff(out, hm_commands[i].operands);
        hm_buf_puts(out, "\"\n");
        roff(out, hm_commands[i].description);
        hm_buf_putc(out, '\n');
        roff_options(out, (enum hm_command_id)i);
    }
    hm_buf_puts(out, ".SH \"EXIT STATUS\"\n");
#define EXIT_CODE(code, meaning) roff_entry(out, #code, meaning);
#include "plugin/driver/manual.def"
#undef EXIT_CODE
    hm_buf_puts(out, ".SH ENVIRONMENT\n");
#define ENVIRONMENT(name, meaning) roff_entry(out, name, meaning);
#include "plugin/driver/manual.def"
#undef ENVIRONMENT
    hm_buf_puts(out, ".SH EXAMPLES\n");
#define EXAMPLE(command, meaning) roff_entry(out, command, meaning);
#include "plugin/driver/manual.def"
#undef EXAMPLE
}
