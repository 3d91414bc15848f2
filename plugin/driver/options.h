/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: rows of commands and options, the parser over them, and the help made from
 * them. */
#ifndef HM_DRIVER_OPTIONS_H
#define HM_DRIVER_OPTIONS_H

#include "plugin/base/buf.h"
#include "plugin/base/vec.h"

enum hm_command_id {
#define COMMAND(name, word, operands, summary, description) HM_COMMAND_##name,
#include "plugin/driver/commands.def"
#undef COMMAND
    HM_COMMAND_COUNT
};

enum hm_option_id {
#define OPTION(id, name, letter, argument, commands, help) HM_OPT_##id,
#include "plugin/driver/options.def"
#undef OPTION
    HM_OPT_COUNT
};

struct hm_command_row {
    const char *word;
    const char *operands; /**< "[PATH...]", or "" */
    const char *summary;
    const char *description;
};

struct hm_option_row {
    const char *name;     /**< without dashes */
    char letter;          /**< 0 when there is no short form */
    const char *argument; /**< NULL for a switch */
    uint32_t commands;    /**< bit 1 << hm_command_id */
    const char *help;
};

extern const struct hm_command_row hm_commands[HM_COMMAND_COUNT];
extern const struct hm_option_row hm_options[HM_OPT_COUNT];

/** A parsed command line. The strings are argv's own. */
struct hm_args {
    enum hm_command_id command;
    struct hm_arena *arena;
    HM_VEC(const char *) operands;
    HM_VEC(const char *) values[HM_OPT_COUNT]; /**< a switch has one element per use */
};

/**
 * Parses argv[1…]. HM_E_USAGE with what is wrong, and the nearest right word where there is one.
 * `hullmark --help`,
 * `-h` and `--version` are the commands help and version; `hullmark` alone is help.
 */
enum hm_status hm_args_parse(struct hm_arena *arena, int argc, char *const *argv,
                             struct hm_args *ret_args, struct hm_err *reterr) HM_MUST_CHECK;

bool hm_args_has(const struct hm_args *args, enum hm_option_id option);

/** The last value that was given, or NULL. */
const char *hm_args_text(const struct hm_args *args, enum hm_option_id option);

/** A whole number in [low, high]; @p fallback when the option was not given. */
enum hm_status hm_args_number(const struct hm_args *args, enum hm_option_id option, unsigned low,
                              unsigned high, unsigned fallback, unsigned *ret_number,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** Whether @p word is among the comma-separated words of all values. */
bool hm_args_lists(const struct hm_args *args, enum hm_option_id option, const char *word);

/** `hullmark help`: the commands, exit codes and environment. */
void hm_help_overview(struct hm_buf *out);

/** `hullmark help COMMAND` and `hullmark COMMAND --help`. */
void hm_help_command(struct hm_buf *out, enum hm_command_id command);

/** The manual page, in roff's man macros. */
void hm_help_man(struct hm_buf *out);

/** Appends docs/FORMATS.md. */
void hm_help_formats(struct hm_buf *out);

/** The word nearest to @p word among @p n, or NULL when none is near enough to be meant. */
const char *hm_nearest(const char *word, const char *const *words, size_t n);

#endif
