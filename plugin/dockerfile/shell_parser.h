/* SPDX-License-Identifier: Apache-2.0 */
/* What the shell*.c files share while they read one text; nobody else includes this. */
#ifndef HM_DOCKERFILE_SHELL_PARSER_H
#define HM_DOCKERFILE_SHELL_PARSER_H

#include "plugin/base/vec.h"
#include "plugin/dockerfile/shell.h"

/** Bytes [from, to) of a cursor's text. */
struct hm_shell_range {
    uint32_t from;
    uint32_t to;
};

/** A word before its quotes are removed. */
struct hm_shell_word {
    struct hm_shell_range range;
    uint32_t first_kept; /**< in parser.kept: expansions that quote removal leaves as written */
    uint32_t n_kept;
    uint32_t joined; /**< while it is read: where the joined line began that ends at range.to */
    bool is_literal;
    bool is_quoted;
    bool is_plain;     /**< nothing to remove: the text is the range */
    bool has_commands; /**< a command substitution outside of single quotes */
    bool has_parens;   /**< name=( … ), @( … ) */
};

/** A here-document whose body is still to come, or has been read. */
struct hm_shell_heredoc {
    struct hm_shell_heredoc *next;    /**< of those that wait for the line's end */
    struct hm_shell_heredoc *earlier; /**< of all */
    uint32_t command;                 /**< HM_NONE: of a compound command */
    uint32_t reader; /**< the command or what it wraps; HM_NONE as long as it is not read */
    uint32_t redirect;
    uint32_t flags; /**< HM_CMD_…, where the redirection stands */
    struct hm_str delimiter;
    struct hm_arg body;
    bool is_quoted;
    bool is_chomped;
};

/** A text and how far it was read. */
struct hm_shell_cursor {
    struct hm_shell_text text;
    uint32_t at;
    uint32_t end;
    uint32_t hint; /**< the join that was used last */
    uint32_t seen; /**< one past where shell_grammar.c looked for a reserved word last, */
    int reserved;  /**< and what it found */
    struct hm_shell_heredoc *pending;
    struct hm_shell_heredoc **pending_end;
};

/** What holds for the commands at one place. */
struct hm_shell_context {
    uint32_t flags;
    uint32_t wrapper;
    uint32_t owner;
    uint32_t input;
    unsigned closers; /**< of all the open constructs */
    bool has_pipefail;
    bool has_errexit;
    bool is_windows; /**< names are those of Windows: hm_shell_windows_name */
    bool is_bash;    /**< what only bash and its like know counts: $[ … ] */
    bool
        is_listed; /**< the text's substitutions were listed when the word that holds it was read */
};

struct hm_shell_parser {
    struct hm_arena *arena;
    HM_VEC(struct hm_command) commands;
    /* Stacks: a command's pieces lie on top while it is read. */
    HM_VEC(struct hm_arg) args;
    HM_VEC(struct hm_shell_word) words; /**< of the args */
    HM_VEC(struct hm_assignment) assignments;
    HM_VEC(struct hm_redirect) redirects;
    HM_VEC(struct hm_shell_range) kept;
    HM_VEC(struct hm_loop) loops; /**< all of them */
    struct hm_shell_context now;
    struct hm_shell_heredoc *heredocs; /**< the last one */
    size_t budget;                     /**< bytes that copies and inner texts may still take */
    uint32_t n_pieces;                 /**< of all texts so far, for HM_PIECES_LIMIT */
    uint32_t n_pipelines;
    uint32_t last; /**< the command that ended last: what a pipe reads from */
    unsigned depth;
    bool is_complete;
    bool is_stopped; /**< a limit was hit: everything returns */
    bool has_pipe;
    bool has_pipefail; /**< when the first pipe came */
};

static inline char
hm_shell_peek(const struct hm_shell_cursor *c, uint32_t ahead)
{
    return c->end - c->at > ahead ? c->text.text.p[c->at + ahead] : '\0';
}

static inline void
hm_shell_advance(struct hm_shell_cursor *c, uint32_t n)
{
    c->at = c->end - c->at > n ? c->at + n : c->end;
}

/* shell.c */

/** One level deeper; false, and everything stops, at the limit. */
bool hm_shell_enter(struct hm_shell_parser *p);

static inline void
hm_shell_leave(struct hm_shell_parser *p)
{
    p->depth--;
}

/** Room for one more command; NULL, and everything stops, at the limit. */
struct hm_command *hm_shell_push(struct hm_shell_parser *p);

/** Counts one more word or redirection; false, and everything stops, at the limit. */
bool hm_shell_count(struct hm_shell_parser *p);

/** Takes from the budget; false, and everything stops, when it is spent. */
bool hm_shell_spend(struct hm_shell_parser *p, size_t bytes);

/** Switches on what `-o NAME` means to us. */
void hm_shell_option(struct hm_shell *shell, struct hm_str name);

/* shell_grammar.c */

/** Reads all of a text. */
void hm_shell_read_list(struct hm_shell_parser *p, struct hm_shell_cursor *c);

/** Past blanks, comments and line ends. */
void hm_shell_skip_lines(struct hm_shell_parser *p, struct hm_shell_cursor *c);

/** Reads commands up to a ')' and past it, for $( … ). */
void hm_shell_read_parens(struct hm_shell_parser *p, struct hm_shell_cursor *c);

/** Reads all of a text that stands inside the one being read. */
void hm_shell_read_text(struct hm_shell_parser *p, const struct hm_shell_text *text,
                        const struct hm_shell_context *context);

/* shell_simple.c */

/** Reads the words of `for NAME in …`. */
void hm_shell_read_words(struct hm_shell_parser *p, struct hm_shell_cursor *c,
                         struct hm_loop *loop);

/** Reads a simple command, or the words of [[ … ]]. Returns true when it is "name ()" instead,
 * whose body is still to come. */
bool hm_shell_read_simple(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum hm_link link,
                          uint32_t pipeline, bool is_test);

/** Reads the redirections behind a compound command, which count for no single command. */
void hm_shell_read_redirects(struct hm_shell_parser *p, struct hm_shell_cursor *c);

/** The '=' of NAME=, NAME+= or NAME[…]= at the word's beginning; 0 when it is no assignment. */
uint32_t hm_shell_assignment(const struct hm_shell_cursor *c, struct hm_shell_range word,
                             uint32_t *ret_name_end);

/** Fills in a command whose args … lie in memory that lasts: name, span, index, context. */
void hm_shell_fill(struct hm_shell_parser *p, struct hm_command *cmd, uint32_t index);

/* shell_lex.c */

/** Past blanks and joined lines. */
void hm_shell_skip_blanks(struct hm_shell_cursor *c);

/** Where a word stands: what a parenthesis in it may mean. */
enum {
    HM_WORD_FIRST = 1 << 0, /**< no !(a): that is `! (a)` */
    HM_WORD_ARRAY = 1 << 1, /**< name=( … ) */
};

/** Reads the word at the cursor, which is at no blank; @p place is of HM_WORD_…. Empty when there
 * is none. */
struct hm_shell_word hm_shell_read_word(struct hm_shell_parser *p, struct hm_shell_cursor *c,
                                        unsigned place);

/** Where "((" at @p from ends, just past "))"; 0 when it is two parentheses. An unbalanced one
 * ends with the text. */
uint32_t hm_shell_arithmetic(struct hm_shell_parser *p, const struct hm_shell_cursor *c,
                             uint32_t from);

/** Past "((" at the cursor to its end @p to; lists the substitutions in it. */
void hm_shell_read_arithmetic(struct hm_shell_parser *p, struct hm_shell_cursor *c, uint32_t to);

/** Lists the commands of the substitutions in a text where quotes mean nothing; whether anything in
 * it is expanded. */
bool hm_shell_read_expansions(struct hm_shell_parser *p, const struct hm_shell_text *text);

/* shell_heredoc.c */

/** Notes that the next line begins a here-document of redirection @p redirect of command @p index
 * (HM_NONE: of a compound command); @p word is its delimiter. */
void hm_shell_expect_heredoc(struct hm_shell_parser *p, struct hm_shell_cursor *c, uint32_t index,
                             uint32_t redirect, const struct hm_shell_word *word, bool is_chomped);

/** Past a line end: reads the bodies of the here-documents that wait for it. */
void hm_shell_newline(struct hm_shell_parser *p, struct hm_shell_cursor *c);

/* shell_text.c */

struct hm_shell_cursor hm_shell_cursor(const struct hm_shell_text *text);

/** The file's offset of a byte of the text. */
uint32_t hm_shell_original(struct hm_shell_cursor *c, uint32_t off);

struct hm_span hm_shell_span(struct hm_shell_cursor *c, struct hm_shell_range range);

/** A piece of a cursor's text, with the same map. */
struct hm_shell_text hm_shell_slice(const struct hm_shell_cursor *c, struct hm_shell_range range);

/** The bytes of a backslash and the line end after it at @p p; 0 when something else is there. */
uint32_t hm_shell_joined_line(const char *p, uint32_t n);

/** A text that grows out of pieces of others. */
struct hm_shell_builder {
    char *p; /**< with room for all that will be added */
    uint32_t n;
    HM_VEC(struct hm_join) joins;
};

/** Appends @p s, whose first byte lies at @p original in the file. */
void hm_shell_build(struct hm_shell_parser *p, struct hm_shell_builder *b, struct hm_str s,
                    uint32_t original);

/** Appends bytes of a cursor's text, each with its own place in the file. */
void hm_shell_build_range(struct hm_shell_parser *p, struct hm_shell_builder *b,
                          struct hm_shell_cursor *c, struct hm_shell_range range);

/** The word without its quotes. */
struct hm_arg hm_shell_arg(struct hm_shell_parser *p, struct hm_shell_cursor *c,
                           const struct hm_shell_word *word);

/** The same as a text to be read again. */
struct hm_shell_text hm_shell_unquoted(struct hm_shell_parser *p, struct hm_shell_cursor *c,
                                       const struct hm_shell_word *word);

/* shell_wrap.c */

/** What a shell was asked to do. */
struct hm_shell_call {
    uint32_t script;  /**< the argument that is the script's text, or HM_NONE */
    bool reads_input; /**< neither text nor file: standard input is the script */
    struct hm_shell shell;
};

/** Whether the command is a Unix shell, and how it was called. */
bool hm_shell_call(const struct hm_command *cmd, struct hm_shell_call *ret_call);

/** How an inner text begins. */
struct hm_shell_context hm_shell_inner(const struct hm_shell_parser *p,
                                       const struct hm_command *wrapper,
                                       const struct hm_shell *shell);

/** Where the words of a command can be read again. */
struct hm_shell_origin {
    struct hm_shell_cursor *cursor; /**< they are parser.words from `first` on, written there */
    uint32_t first;
    const struct hm_shell_text *texts; /**< or, when not NULL, these */
};

/**
 * Adds the commands that command @p index runs: sudo's, env's, `sh -c`'s. Returns the innermost one
 * that runs with the same input and output.
 */
uint32_t hm_shell_unwrap(struct hm_shell_parser *p, uint32_t index,
                         const struct hm_shell_origin *origin);

/* shell_windows.c */

/** Reads a PowerShell or cmd text. */
void hm_shell_read_windows(struct hm_shell_parser *p, const struct hm_shell_text *text,
                           enum hm_dialect dialect);

#endif
