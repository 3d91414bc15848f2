/* SPDX-License-Identifier: Apache-2.0 */
/* Shell text taken apart into commands. Made by plugin/dockerfile/shell, which pipelines use too.
 */
#ifndef HM_MODEL_COMMAND_H
#define HM_MODEL_COMMAND_H

#include "plugin/model/instruction.h"

enum hm_dialect {
    HM_SHELL_SH,   /**< sh, ash, dash, and whatever is not known to be another */
    HM_SHELL_BASH, /**< bash, zsh, ksh */
    HM_SHELL_POWERSHELL,
    HM_SHELL_CMD,
    HM_SHELL_OTHER, /**< an interpreter that is no shell (SHELL ["python3", "-c"], #!/usr/bin/perl):
                       not parsed */
};

/** Text for a shell, and where its bytes lie in the file. */
struct hm_shell_text {
    struct hm_str text;
    const struct hm_join *joins; /**< ascending; NULL when the text is one piece of the file */
    uint32_t n_joins;
    uint32_t base; /**< with joins: where the text begins in the joined text they speak of; without:
                      the file's offset of the first byte */
};

/** One shell word after quote removal. */
struct hm_arg {
    struct hm_str
        text; /**< quotes and backslashes removed; expansions kept as written: $VAR, ${V}, $(…) */
    struct hm_span span; /**< original bytes in the file, quotes included */
    bool is_literal;     /**< no variable, substitution or arithmetic in it; globs, braces and ~ are
                            not looked at */
    bool is_quoted;      /**< some part of it was quoted */
    bool is_expanded; /**< in hm_command.fields: variables stood in it, and text is what they came
                         to; is_literal is then set too */
};

struct hm_assignment {
    struct hm_str name;
    struct hm_arg value;
    bool is_plain; /**< NAME=value; not NAME+=value, NAME[…]=value or NAME=(…) */
};

enum hm_redirect_kind {
    HM_REDIRECT_IN,      /**< < */
    HM_REDIRECT_OUT,     /**< > >| &> */
    HM_REDIRECT_APPEND,  /**< >> &>> */
    HM_REDIRECT_HEREDOC, /**< << <<-: target.text is the body */
    HM_REDIRECT_STRING,  /**< <<< */
    HM_REDIRECT_DUP,     /**< >& <& with a number or - */
};

struct hm_redirect {
    enum hm_redirect_kind kind;
    int fd; /**< -1 when none was written */
    struct hm_arg target;
};

/** How a command follows the one before it. */
enum hm_link {
    HM_LINK_FIRST, /**< the first of its list */
    HM_LINK_SEQ,   /**< ; or a line end */
    HM_LINK_AND,
    HM_LINK_OR,
    HM_LINK_PIPE, /**< reads the output of the one before it */
    HM_LINK_BACKGROUND,
};

enum {
    HM_CMD_IN_SUBSHELL = 1 << 0,     /**< ( … ) */
    HM_CMD_IN_SUBSTITUTION = 1 << 1, /**< $( … ), `…`, <( … ) */
    HM_CMD_IN_FUNCTION = 1 << 2,
    HM_CMD_IN_CONDITION = 1 << 3, /**< of if, while, until */
    HM_CMD_IN_BRANCH = 1 << 4,    /**< then, else, case arm, loop body: may not run */
    HM_CMD_WRAPPED =
        1 << 5, /**< the argument of the command `wrapper` (sudo, env, xargs, sh -c '…') */
    HM_CMD_NEGATED = 1 << 6,  /**< after ! */
    HM_CMD_DYNAMIC = 1 << 7,  /**< its name is not literal: $CMD, "$@" */
    HM_CMD_PIPEFAIL = 1 << 8, /**< pipefail is on where it stands */
    HM_CMD_ENCODED = 1 << 9,  /**< behind -EncodedCommand: the file has its words in Base64 */
    HM_CMD_UNREAD = 1 << 10,  /**< it runs a text behind -EncodedCommand that cannot be read */
};

/** A simple command. The wrapper and what it runs are two commands; redirects count for both. */
struct hm_command {
    struct hm_str name; /**< of the program: the last part of args[0]'s path; empty for assignments
                           alone. In lower case and without ".exe" where a Windows shell reads it */
    const struct hm_arg *args; /**< args[0] is the program as written */
    uint32_t n_args;
    /** What the program gets: args with the variables in them expanded where their values are known
       (ENV, ARG, what the script itself set, a loop's words one after the other), and split into
       fields where they stood without quotes. What is not known stays as in args, not literal. The
       same array as args where nothing was expanded; NULL in commands that were made by hand. */
    const struct hm_arg *fields;
    uint32_t n_fields;
    const struct hm_assignment *assignments; /**< in front of it: FOO=bar cmd */
    uint32_t n_assignments;
    const struct hm_redirect *redirects;
    uint32_t n_redirects;
    struct hm_span span; /**< from its first word to its last */
    uint32_t index;      /**< in hm_script.commands */
    uint32_t wrapper;    /**< index of the command that runs this one, or HM_NONE */
    uint32_t owner; /**< index of the command whose words hold the substitution this one stands in,
                       or HM_NONE */
    uint32_t input; /**< index of the command whose output it reads through a pipe, or HM_NONE. In
                       `a | (b; c)` both b and c read a's */
    uint32_t pipeline; /**< commands of one pipeline share this number */
    enum hm_link link;
    uint32_t flags; /**< HM_CMD_… */
    const struct hm_package_call
        *package_call; /**< what it asks a package manager for (packages.h),
                          or NULL; NULL too in commands made by hand */
};

/** `for NAME in WORDS`. */
struct hm_loop {
    struct hm_str name;
    const struct hm_arg *words;
    uint32_t n_words;
    bool has_words; /**< without `in` a loop goes over the script's arguments, which nobody knows */
    uint32_t first; /**< its body: commands [first, end) */
    uint32_t end;
};

/**
 * The commands of one RUN (all its heredocs included), CMD, ENTRYPOINT or HEALTHCHECK, in the order
 * they are written; a wrapped command comes after the commands in its wrapper's substitutions.
 */
struct hm_script {
    enum hm_dialect dialect;
    const struct hm_command *commands;
    uint32_t n_commands;
    const struct hm_loop *loops; /**< in the order they begin */
    uint32_t n_loops;
    uint32_t instruction;             /**< index in hm_dockerfile.instructions */
    const struct hm_shell_text *text; /**< as its shell gets it; NULL for the exec form */
    bool is_complete;  /**< false when the text did not parse to its end (unbalanced quote …) */
    bool is_cut;       /**< a limit ended it before its text did: nested or copied too often */
    bool has_pipefail; /**< SHELL or `set -o pipefail` switched it on before the first pipe */
    bool has_errexit;  /**< `set -e`, or the shell's -e option */
};

/** fields, or args where there are none. */
static inline const struct hm_arg *
hm_command_fields(const struct hm_command *cmd, uint32_t *ret_n)
{
    *ret_n = cmd->fields == NULL ? cmd->n_args : cmd->n_fields;
    return cmd->fields == NULL ? cmd->args : cmd->fields;
}

/** The command with its fields for args: for whoever asks what values its words have, rather than
 * what is written. */
static inline struct hm_command
hm_command_expanded(const struct hm_command *cmd)
{
    struct hm_command view = *cmd;
    view.args = hm_command_fields(cmd, &view.n_args);
    return view;
}

/* These look at the fields. */

/** Whether some argument equals @p option: "-y". */
bool hm_command_has(const struct hm_command *cmd, const char *option);

/** Whether a short option letter is there, alone or bundled: 'y' in -y, -qy. Stops at "--". */
bool hm_command_has_short(const struct hm_command *cmd, char letter);

/** Whether @p name (with its dashes: "--index-url") or name=… is there; @p ret_value (may be NULL)
 * gets the part after '=', or the next argument. */
bool hm_command_option(const struct hm_command *cmd, const char *name, struct hm_str *ret_value);

/** The index of the first field from @p from (>= 1) that is no option and no option's value, as far
 * as the program's options are known; n_fields when there is none. Ask with what
 * hm_command_expanded gives, where it is args and n_args that are indexed. */
uint32_t hm_command_operand(const struct hm_command *cmd, uint32_t from);

/** Whether there is any operand from @p from on. */
bool hm_command_has_operand(const struct hm_command *cmd, uint32_t from);

/** Whether the first operand equals @p word: `apt-get -q install` is the subcommand "install". */
bool hm_command_is(const struct hm_command *cmd, const char *program, const char *subcommand);

#endif
