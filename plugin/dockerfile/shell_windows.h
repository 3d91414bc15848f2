/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of PowerShell and of cmd share; nobody else includes this. */
#ifndef HM_DOCKERFILE_SHELL_WINDOWS_H
#define HM_DOCKERFILE_SHELL_WINDOWS_H

#include "plugin/dockerfile/shell_parser.h"

/** Reads one text. Its vectors are stacks: the pieces of the command at hand lie on top. */
struct hm_windows_reader {
    struct hm_shell_parser *p;
    struct hm_shell_cursor c;
    HM_VEC(struct hm_arg) args;
    HM_VEC(struct hm_shell_text) texts; /**< of the args */
    HM_VEC(struct hm_redirect) redirects;
    HM_VEC(struct hm_shell_range) drops; /**< bytes of a word that are no part of its text */
};

/** Commands in a row, and how the next one follows. */
struct hm_windows_list {
    enum hm_link link;
    uint32_t input;    /**< what the next one reads through a pipe, or HM_NONE */
    uint32_t last;     /**< the command that ended last, or HM_NONE */
    uint32_t pipeline; /**< of the next one */
    bool is_behind;    /**< a command was read, and nothing that parts it from the next */
    bool is_expected;  /**< an operator asks for one more: a line end is nothing */
};

/** A command while it is read. */
struct hm_windows_command {
    uint32_t index; /**< in parser.commands, or HM_NONE: the limit */
    size_t args;    /**< where its words begin on the stack */
    size_t redirects;
};

/** A word while it is read. */
struct hm_windows_word {
    uint32_t from;
    size_t drops; /**< where its own begin on the stack */
    bool is_literal;
    bool is_quoted;
};

/** Whether nothing more is to be read. */
static inline bool
hm_windows_is_over(const struct hm_windows_reader *r)
{
    return r->p->is_stopped || r->c.at >= r->c.end;
}

static inline bool
hm_windows_is_one_of(char ch, const char *set)
{
    return ch != '\0' && strchr(set, ch) != NULL;
}

/** Takes the next @p n bytes out of the word's text. */
static inline void
hm_windows_drop(struct hm_windows_reader *r, uint32_t n)
{
    struct hm_shell_range range = { .from = r->c.at };
    hm_shell_advance(&r->c, n);
    range.to = r->c.at;
    hm_vec_add(r->p->arena, &r->drops, range);
}

struct hm_windows_list hm_windows_list(struct hm_windows_reader *r);

/** An operator: how the next command follows. */
void hm_windows_follow(struct hm_windows_reader *r, struct hm_windows_list *list,
                       enum hm_link link);

struct hm_windows_word hm_windows_begin_word(const struct hm_windows_reader *r);

/** The word from its beginning up to @p to, without what was dropped. */
struct hm_arg hm_windows_end_word(struct hm_windows_reader *r, const struct hm_windows_word *word,
                                  uint32_t to, struct hm_shell_text *ret_text);

/** Puts a word on the command's stack; false, and everything stops, at the limit. */
bool hm_windows_add_word(struct hm_windows_reader *r, const struct hm_arg *arg,
                         const struct hm_shell_text *text);

/** Takes a place among the commands before what stands inside of it. */
struct hm_windows_command hm_windows_begin_command(struct hm_windows_reader *r);

/** Makes the command, and what it wraps; without words, assignments and inner ones it is none. */
void hm_windows_end_command(struct hm_windows_reader *r, struct hm_windows_list *list,
                            const struct hm_windows_command *made, struct hm_command cmd);

/** Past > >> < >& at the cursor, and the number in front; its target follows. */
struct hm_redirect hm_windows_redirect(struct hm_windows_reader *r);

/** Whether a redirection stands at the cursor. */
bool hm_windows_is_redirect(const struct hm_windows_reader *r, const char *streams);

/** shell_powershell.c, shell_cmd.c: read all of a text. */
void hm_powershell_read(struct hm_windows_reader *r);
void hm_cmd_read(struct hm_windows_reader *r);

#endif
