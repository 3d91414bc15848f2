/* SPDX-License-Identifier: Apache-2.0 */
/* A Dockerfile as it was parsed: instructions, words, flags, heredocs. Made by
 * plugin/dockerfile/parse. */
#ifndef HM_MODEL_INSTRUCTION_H
#define HM_MODEL_INSTRUCTION_H

#include "plugin/model/source.h"

/** Instruction keywords, in the order of BuildKit's command package. */
enum hm_keyword {
    HM_ADD,
    HM_ARG,
    HM_CMD,
    HM_COPY,
    HM_ENTRYPOINT,
    HM_ENV,
    HM_EXPOSE,
    HM_FROM,
    HM_HEALTHCHECK,
    HM_LABEL,
    HM_MAINTAINER,
    HM_ONBUILD,
    HM_RUN,
    HM_SHELL,
    HM_STOPSIGNAL,
    HM_USER,
    HM_VOLUME,
    HM_WORKDIR,
    HM_KEYWORD_UNKNOWN, /**< an instruction that BuildKit does not know; kept, so that the rest can
                           be judged */
    HM_KEYWORD_COUNT
};

/** A file has at most so many instructions, words, flags and pairs, and as many pieces of shell
 * commands: all that 4 MiB can hold but for the densest shell text, in some 400 MiB of memory. */
#define HM_PIECES_LIMIT 1500000u

/** "No stage", "no script": an index that points nowhere. */
#define HM_NONE UINT32_MAX

/** One word of an instruction. */
struct hm_word {
    struct hm_str text;  /**< as BuildKit's parser has it: continuation lines joined, quotes and
                            variables kept */
    struct hm_str value; /**< where BuildKit expands this word: expanded and without quotes; else
                            equal to text. An unknown variable stays in it as it was written */
    struct hm_span span; /**< the original bytes, quotes and continuations included */
    bool is_known;       /**< value holds no variable whose value cannot be known */
    bool has_variable;   /**< text refers to a variable */
};

/** --name or --name=value. */
struct hm_flag {
    struct hm_str name; /**< without the dashes */
    struct hm_word value;
    struct hm_span span; /**< of the whole flag */
    bool has_value;
};

/** key=value of ENV, ARG and LABEL; the legacy "ENV key value" too. */
struct hm_pair {
    struct hm_word key;
    struct hm_word value;
    bool has_value; /**< false for "ARG name" */
    bool is_legacy; /**< written without '=' */
};

struct hm_heredoc {
    struct hm_str name;    /**< the delimiter without quotes */
    struct hm_str content; /**< as BuildKit has it: <<- already stripped of leading tabs; ends in LF
                              unless empty */
    struct hm_span span;   /**< of the body in the file, without the closing delimiter's line */
    struct hm_span word;   /**< of "<<EOF" on the instruction's line */
    uint64_t fd;
    struct hm_str value; /**< COPY and ADD: what the file will hold: content, expanded unless the
                            delimiter is quoted. RUN: the body with all of its tabs */
    bool is_known;       /**< value holds no variable whose value cannot be known */
    bool is_expanded;    /**< unquoted delimiter: variables count */
    bool is_chomped;     /**< <<- */
};

/** One --mount of RUN; absent options are empty words. */
struct hm_mount {
    struct hm_str type; /**< "bind" (also when none is given), "cache", "tmpfs", "secret", "ssh" */
    struct hm_word source;
    struct hm_word target;
    struct hm_word from;
    struct hm_word id;
    struct hm_word env;
    struct hm_word sharing; /**< of a cache: "shared" (also when empty), "private", "locked" */
    bool has_env;           /**< env is given, even if it is empty */
    bool has_mode;          /**< ro, rw or one of their like is given */
    bool has_owner;         /**< mode, uid or gid is given */
    bool is_writable;
    bool is_required;
    struct hm_span span;
    uint32_t from_stage; /**< the stage that `from` names, or HM_NONE */
};

/** Where pieces of a joined logical line lie in the original bytes. */
struct hm_join {
    uint32_t logical; /**< offset in the joined line */
    uint32_t original;
};

struct hm_instruction {
    enum hm_keyword kind;
    struct hm_str keyword; /**< as it was written */
    struct hm_span
        span;      /**< from the keyword to the end of its last line, heredoc bodies included */
    uint32_t line; /**< BuildKit's start line, from 1 */
    uint32_t end_line;
    uint32_t index; /**< in hm_dockerfile.instructions */
    uint32_t stage; /**< index of its stage, HM_NONE before the first FROM */

    struct hm_str
        logical;   /**< BuildKit's "original": the line after its continuations were joined */
    uint32_t base; /**< where `logical` begins in the line that `joins` describes: 0 but for the
                      instruction of an ONBUILD */
    const struct hm_join *joins;
    uint32_t n_joins;

    const struct hm_flag *flags;
    uint32_t n_flags;
    /** The arguments. COPY and ADD: the sources, then the destination. HEALTHCHECK: NONE, or CMD
       and its words. RUN, CMD, ENTRYPOINT in shell form: one word, the whole text; in exec form:
       its elements. FROM: image [AS name]. */
    const struct hm_word *words;
    uint32_t n_words;
    const struct hm_pair *pairs; /**< ENV, ARG, LABEL */
    uint32_t n_pairs;
    const struct hm_heredoc *heredocs;
    uint32_t n_heredocs;
    const struct hm_mount *mounts; /**< RUN */
    uint32_t n_mounts;
    const struct hm_str
        *comments; /**< the comment lines right above, as BuildKit keeps them (PrevComment) */
    uint32_t n_comments;
    const struct hm_instruction *trigger; /**< ONBUILD: the instruction that it holds */
    uint32_t from_stage; /**< COPY --from: the stage it names, or HM_NONE for an image or none */
    uint32_t script;     /**< index in hm_dockerfile.scripts, HM_NONE without shell text */
    bool is_json;        /**< exec form */
    bool is_valid;       /**< BuildKit accepts it; see hm_dockerfile.problems otherwise */
};

/** The keyword in capitals, "RUN"; "unknown" for HM_KEYWORD_UNKNOWN. */
const char *hm_keyword_name(enum hm_keyword kind);

/** Case-insensitive; HM_KEYWORD_UNKNOWN when there is none of this name. */
enum hm_keyword hm_keyword_parse(struct hm_str word);

/** The first flag of this name (without dashes), or NULL. */
const struct hm_flag *hm_instruction_flag(const struct hm_instruction *inst, const char *name);

/** The original bytes behind [from, to) of the logical line. */
struct hm_span hm_instruction_span(const struct hm_instruction *inst, uint32_t from, uint32_t to);

/** The span of the keyword alone: what a finding about the whole instruction points to is @ref
 * hm_instruction.span. */
struct hm_span hm_keyword_span(const struct hm_instruction *inst);

#endif
