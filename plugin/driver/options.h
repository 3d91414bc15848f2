/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: rows of commands and options, the parser over them, and the help made from
 * them. */
#ifndef HM_DRIVER_OPTIONS_H
#define HM_DRIVER_OPTIONS_H

#include "plugin/base/buf.h"
#include "plugin/base/vec.h"

enum hm_command_id {
#define COMMAND(name, word, operands, summary, description) HM_COMMAND_##name,
#include "plugin/driver/commands/commands.def"
#undef COMMAND
    HM_COMMAND_COUNT
};

enum hm_option_id {
#define OPTION(id, name, letter, argument, group, key, commands, help, fallback) HM_OPT_##id,
#include "plugin/driver/options.def"
#undef OPTION
    HM_OPT_COUNT
};

/** The headings under which --help lists options. */
enum hm_option_group {
#define GROUP(name, title) HM_GROUP_##name,
#include "plugin/driver/options.def"
#undef GROUP
    HM_GROUP_COUNT
};

/** How an option is written in the configuration file. */
enum hm_form {
    HM_FORM_NONE,   /**< not at all */
    HM_FORM_SWITCH, /**< true or false */
    HM_FORM_ONE,    /**< a value */
    HM_FORM_LIST,   /**< a value or a list of them: each as if the option were given */
    HM_FORM_WORDS,  /**< likewise, joined by commas */
    HM_FORM_MAP,    /**< names and values: each as NAME=VALUE */
};

/** What a value must be: a row of values.def. */
enum hm_value {
#define VALUE(name, schema, words, check) HM_VALUE_##name,
#include "plugin/driver/config/values.def"
#undef VALUE
    HM_VALUE_COUNT
};

/** What an option is called in the configuration file. */
struct hm_option_key {
    const char *name; /**< NULL: it has no key */
    enum hm_form form;
    enum hm_value value;
    bool is_outer; /**< not taken from a file that lies in what is scanned */
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
    enum hm_option_group group;
    struct hm_option_key key;
    uint32_t commands;    /**< bit 1 << hm_command_id */
    const char *help;     /**< without the default */
    const char *fallback; /**< what holds when it is not given; NULL: nothing, or false */
};

extern const struct hm_command_row hm_commands[HM_COMMAND_COUNT];
extern const struct hm_option_row hm_options[HM_OPT_COUNT];
extern const char *const hm_option_groups[HM_GROUP_COUNT];

/** Where a value comes from: what is further down in this list gives way. */
enum hm_giver {
    HM_GIVEN_BY_DEFAULT,
    HM_GIVEN_BY_FLAG,
    HM_GIVEN_BY_ENV,
    HM_GIVEN_BY_FILE,
};

struct hm_given_at {
    enum hm_giver kind;
    struct hm_str file; /**< HM_GIVEN_BY_FILE */
    uint32_t line;      /**< HM_GIVEN_BY_FILE, from 1 */
};

/** Strings of an option: a switch has one element per use. */
struct hm_values {
    const char **p;
    size_t n;
    size_t cap;
};

struct hm_config;
struct hm_change;

/** A parsed command line, and what hm_settings_apply adds to it. */
struct hm_args {
    enum hm_command_id command;
    struct hm_arena *arena;
    HM_VEC(const char *) operands;
    struct hm_values values[HM_OPT_COUNT];
    struct hm_given_at origins[HM_OPT_COUNT];
    const struct hm_config *config; /**< NULL: none was read */
    struct hm_change *change;       /**< NULL: nobody looked for one */
};

/**
 * Parses argv[1…]. HM_E_USAGE with what is wrong, and the nearest right word where there is one.
 * `hullmark --help`,
 * `-h` and `--version` are the commands help and version; `hullmark` alone is help.
 */
enum hm_status hm_args_parse(struct hm_arena *arena, int argc, char *const *argv,
                             struct hm_args *ret_args, struct hm_err *reterr) HM_MUST_CHECK;

/** Whether a command takes an option. `config show` takes whatever has a key. */
bool hm_option_is_of(const struct hm_option_row *row, enum hm_command_id command);

/** What holds when the option is not given: "high", "false", or "none". */
const char *hm_option_default(const struct hm_option_row *row);

/** Appends what its help says, with the default: "… (default high)". */
void hm_option_help(struct hm_buf *out, const struct hm_option_row *row);

/** The variable that stands for an option that has a key: "HULLMARK_FAIL_ON". */
const char *hm_option_env(struct hm_arena *arena, const struct hm_option_row *row);

/** What an error about an option's value begins with: "--fail-on", "HULLMARK_FAIL_ON" or
 * ".hullmark.yaml: line 3: fail-on". */
const char *hm_args_where(const struct hm_args *args, enum hm_option_id option);

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

/** Appends the table of docs/CONFIGURATION.md: the keys that are options. */
void hm_help_keys(struct hm_buf *out);

/** The command of this name; else HM_E_USAGE with the nearest one, or with what to write. */
enum hm_status hm_command_find(const char *word, enum hm_command_id *ret_command,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** The word nearest to @p word among @p n, or NULL when none is near enough to be meant. */
const char *hm_nearest(const char *word, const char *const *words, size_t n);

#endif
