/* SPDX-License-Identifier: Apache-2.0 */
/* What fields.c and field_words.c share; nobody else includes this. */
#ifndef HM_DOCKERFILE_FIELD_WORDS_H
#define HM_DOCKERFILE_FIELD_WORDS_H

#include "plugin/dockerfile/fields_windows.h"
#include "plugin/dockerfile/rewrap.h"
#include "plugin/model/facts.h"

/** Who reads the words of a command. */
struct hm_reader {
    enum hm_dialect dialect;
    uint64_t shell; /**< tells one PowerShell from another */
};

/** What is known while the commands of one script are gone through. */
struct hm_reading {
    const struct hm_script *script;
    struct hm_reader reader;     /**< of commands that no other runs */
    uint64_t number;             /**< of the script */
    HM_VEC(struct hm_str) maybe; /**< names that were set behind && */
    HM_VEC(uint32_t) open;       /**< loops around the command at hand */
    HM_VEC(struct hm_rewrap) rewraps;
    const struct hm_arg **values; /**< by loop: its words' fields; NULL when they are not known */
    uint32_t *n_values;
};

/** Goes through a file's scripts in the order of its stages. */
struct hm_resolver {
    struct hm_arena *arena;
    struct hm_shell_parser *parser;
    const struct hm_dockerfile *file;
    struct hm_scope scope; /**< what the script at hand sees */
    struct hm_scope image; /**< what CMD, ENTRYPOINT and HEALTHCHECK see: no ARG */
    struct hm_expander expander;
    struct hm_windows_values windows;
    struct hm_reading at;
    HM_VEC(struct hm_arg) fields;         /**< of the command at hand */
    const struct hm_instruction *inst;    /**< at hand */
    const struct hm_instruction *scanned; /**< the one that windows speaks of */
    uint64_t n_scripts;
    unsigned depth;
    bool is_tainted; /**< something unseen may have set any variable */
    bool has_set;    /**< the script may have set a Unix shell's variables */
};

static inline bool
hm_reader_is_unix(const struct hm_reader *reader)
{
    return reader->dialect == HM_SHELL_SH || reader->dialect == HM_SHELL_BASH;
}

/** The shell that reads the words of a command: that of the script, or the one that runs it. */
struct hm_reader hm_resolver_reader(const struct hm_resolver *r, const struct hm_command *cmd);

/** Whether the words of a wrapped command are those of its wrapper, rather than of a text that
 * another shell reads. */
bool hm_resolver_shares_words(const struct hm_script *script, const struct hm_command *cmd);

/** Adds what a Unix shell's word comes to to `fields`; the word as it is where that is not known.
 */
void hm_resolver_add_word(struct hm_resolver *r, const struct hm_arg *arg);

/** The fields that were added, which begin anew. */
const struct hm_arg *hm_resolver_take(struct hm_resolver *r, uint32_t *ret_n);

/** Fills in a command's fields; true when it turned out which program a variable stood for. */
bool hm_resolver_expand(struct hm_resolver *r, struct hm_command *cmd,
                        const struct hm_reader *reader);

/** What a Unix shell's word comes to where it is not split; false where that is not known. */
bool hm_resolver_value(struct hm_resolver *r, const struct hm_arg *arg, struct hm_str *ret_text);

/** The same for PowerShell and cmd; @p is_value: it stands behind `=`. */
bool hm_resolver_windows_value(struct hm_resolver *r, const struct hm_reader *reader,
                               const struct hm_arg *arg, bool is_value, struct hm_str *ret_text);

#endif
