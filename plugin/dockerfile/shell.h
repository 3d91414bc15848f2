/* SPDX-License-Identifier: Apache-2.0 */
/* Shell text taken apart into simple commands: of Dockerfiles, and of pipelines' `run:` blocks.
 */
#ifndef HM_DOCKERFILE_SHELL_H
#define HM_DOCKERFILE_SHELL_H

#include "plugin/base/arena.h"
#include "plugin/model/command.h"
#include "plugin/model/instruction.h"

/** How deep groups, substitutions and `sh -c` texts may lie in one another; past it reading stops.
 */
#define HM_SHELL_DEPTH 64

/** How many commands one text may hold, the inner ones included; past it reading stops. */
#define HM_SHELL_COMMANDS 1000000

/** Which shell reads a text, and what it was started with. */
struct hm_shell {
    enum hm_dialect dialect;
    bool has_pipefail; /**< -o pipefail */
    bool has_errexit;  /**< -e */
};

/**
 * What SHELL ["/bin/bash", "-eo", "pipefail", "-c"], or the words of a #! line, stand for. The
 * first word that names a shell decides, so that `/usr/bin/env bash` and `conda run bash -c` are
 * bash.
 */
struct hm_shell hm_shell_of(const struct hm_str *words, size_t n);

/** Whether a program of this name may run what its words name: sudo, env, sh. */
bool hm_shell_is_wrapper(struct hm_str name);

/** The program's name as Windows means it: without folder and ".exe", in lower case. */
struct hm_str hm_shell_windows_name(struct hm_arena *arena, struct hm_str path);

/** What reads texts, one after the other: its memory is used again for each. */
struct hm_shell_parser;

/** Made in @p arena, where the commands it reads will lie too. */
struct hm_shell_parser *hm_shell_parser_new(struct hm_arena *arena);

/**
 * Reads @p text into @p ret_script, all of which is set (`instruction` to HM_NONE). Never fails:
 * what was read before a fault is kept, and is_complete is false. Time and memory grow with the
 * text's size, whatever it holds. The commands point into @p text too.
 */
void hm_shell_parse(struct hm_shell_parser *p, const struct hm_shell_text *text,
                    const struct hm_shell *shell, struct hm_script *ret_script);

/**
 * The same for a command that no shell reads, as in the exec form: @p args are its words.
 * `["sh", "-c", "…"]` is seen through; @p texts gives for each word its text and where the bytes of
 * it lie.
 */
void hm_shell_parse_words(struct hm_shell_parser *p, const struct hm_arg *args,
                          const struct hm_shell_text *texts, uint32_t n,
                          const struct hm_shell *shell, struct hm_script *ret_script);

/** In hm_command's owner, input and pipeline, behind hm_shell_parse_again: that of the command that
 * was read again. */
#define HM_SHELL_OUTER (HM_NONE - 1)

/**
 * The same for the fields of a command that stands in another script, of which it keeps flags and
 * redirections. @p is_listed: the substitutions in its words are commands there already. Returns
 * the innermost command that runs with its input and output.
 */
uint32_t hm_shell_parse_again(struct hm_shell_parser *p, const struct hm_command *cmd,
                              const struct hm_shell_text *texts, bool is_listed,
                              const struct hm_shell *shell, struct hm_script *ret_script);

/** Whether the texts that this parser has read so far had more pieces than HM_PIECES_LIMIT. */
bool hm_shell_is_spent(const struct hm_shell_parser *p);

#endif
