/* SPDX-License-Identifier: Apache-2.0 */
/* How the commands that run others hand on their words; nobody but the shell*.c files includes
 * this. */
#ifndef HM_DOCKERFILE_SHELL_WRAP_H
#define HM_DOCKERFILE_SHELL_WRAP_H

#include "plugin/dockerfile/shell_parser.h"

/** A command's words, to be read again: its first one is `shift` words behind the origin's. */
struct hm_shell_words {
    const struct hm_shell_origin *origin;
    uint32_t shift;
    struct hm_shell_origin again; /**< of words that were put together anew */
};

/* shell_wrap_table.c */

enum hm_shell_wrapper_kind {
    HM_RUNS_ARGUMENTS, /* options, `operands` words, assignments, then the command */
    HM_RUNS_FOUND,     /* find -exec … ; */
    HM_RUNS_TEXT,      /* -c TEXT: su, runuser */
    HM_RUNS_EVAL,      /* all its words are a text */
    HM_RUNS_SCRIPT,    /* a shell */
    HM_RUNS_RUN,       /* conda run OPTIONS COMMAND */
    HM_RUNS_SCL,       /* scl enable COLLECTION… TEXT, or -- COMMAND */
    HM_RUNS_NAMED,     /* the text behind --run or --command */
    HM_RUNS_POWERSHELL,
    HM_RUNS_CMD,
    HM_RUNS_IEX,   /* Invoke-Expression TEXT */
    HM_RUNS_START, /* Start-Process FILE WORDS */
    HM_RUNS_CALL,  /* cmd's start and call */
};

/** A program that runs another command. */
struct hm_shell_wrapper {
    struct hm_str name;
    enum hm_shell_wrapper_kind kind;
    const char *valued;       /* short options that take the next word, or the rest of theirs */
    const char *const *longs; /* long options that take the next word */
    unsigned operands;
};

/** The row of a program's name, or NULL. */
const struct hm_shell_wrapper *hm_shell_wrapper(struct hm_str name);

/** "-x" and "--xyz", and not "-". */
bool hm_shell_is_option(struct hm_str arg);

/** The index of the first word from @p from on that is no option, nor an option's value. */
uint32_t hm_shell_past_options(const struct hm_command *cmd, uint32_t from,
                               const struct hm_shell_wrapper *row);

/* shell_wrap.c */

/** A word of the command as a text to be read. */
struct hm_shell_text hm_shell_wrap_text(struct hm_shell_parser *p,
                                        const struct hm_shell_words *words, uint32_t arg);

/** Adds the command made of the words [from, to) of @p by; returns its index, or by's own at the
 * limit. */
uint32_t hm_shell_wrap_words(struct hm_shell_parser *p, const struct hm_command *by, uint32_t from,
                             uint32_t to);

/** Reads the words [from, to) as a script of command @p index; a NULL shell is the one here. */
void hm_shell_wrap_script(struct hm_shell_parser *p, uint32_t index,
                          const struct hm_shell_words *words, uint32_t from, uint32_t to,
                          const struct hm_shell *shell);

/** Reads a text as a script of command @p index; @p flags are its commands' besides. A NULL shell
 * is the one here. */
void hm_shell_wrap_read(struct hm_shell_parser *p, uint32_t index, const struct hm_shell_text *text,
                        const struct hm_shell *shell, bool is_listed, uint32_t flags);

/* shell_wrap_windows.c: each returns what runs with the same input and output, or index, or adds a
 * script's commands. */

/** cmd /s /c TEXT; its options may stand together: /s/c. */
void hm_shell_unwrap_cmd(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words);

/** powershell -Command TEXT, or -EncodedCommand BASE64; what -File holds nobody sees. */
void hm_shell_unwrap_powershell(struct hm_shell_parser *p, uint32_t index,
                                struct hm_shell_words *words);

/** Invoke-Expression TEXT, where the text is written down. */
void hm_shell_unwrap_iex(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words);

/** Start-Process [-FilePath] FILE [-ArgumentList] WORD, … OPTIONS: the file and the words. */
uint32_t hm_shell_unwrap_start(struct hm_shell_parser *p, uint32_t index,
                               struct hm_shell_words *words);

/** cmd's start ["TITLE"] [/wait …] COMMAND, and call COMMAND. */
uint32_t hm_shell_unwrap_call(struct hm_shell_parser *p, uint32_t index,
                              struct hm_shell_words *words);

#endif
