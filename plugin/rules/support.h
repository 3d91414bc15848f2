/* SPDX-License-Identifier: Apache-2.0 */
/* What several rules ask of facts: images that are used, variables in words, what COPY takes, names
 * seen before. */
#ifndef HM_RULES_SUPPORT_H
#define HM_RULES_SUPPORT_H

#include "plugin/model/report.h"
#include "plugin/model/sensitive.h"

/** Whether the stage's files and settings are in the image: it is the target or below it. */
static inline bool
hm_stage_ships(const struct hm_stage *stage)
{
    return stage->is_target || stage->is_ancestor;
}

/** For messages: stage "build", or "stage 2" when it has no name. */
struct hm_str hm_stage_label(struct hm_arena *arena, const struct hm_stage *stage);

/** The image that a file is built into: NULL when it has no stage. */
const struct hm_stage *hm_target_stage(const struct hm_dockerfile *file);

/** An image that an instruction takes from a registry: by FROM, COPY --from or RUN --mount=from. */
struct hm_image_use {
    const struct hm_word *word;
    struct hm_image_ref ref; /**< valid with has_ref */
    bool has_ref;
};

/** The @p n-th image that @p inst uses; false past the last. Stages and scratch are no images. */
bool hm_image_use(const struct hm_visit *at, uint32_t n, struct hm_arena *arena,
                  struct hm_image_use *ret_use);

/** Why an image that is not known is not: a sentence. */
const char *hm_unknown_image(const struct hm_word *word);

/** Reports at @p span that an image, which its file calls @p name, is of a version whose support
 * has ended; says that it cannot tell where the date of the run is not known. */
void hm_find_past_end(const struct hm_visit *at, struct hm_sink *out,
                      const struct hm_image_ref *ref, struct hm_str name, struct hm_span span);

/** Reports at @p span that an image, which its file calls @p name, is named by no version: by
 * neither tag nor digest, or by a tag that moves on. */
void hm_find_moving_image(struct hm_sink *out, const struct hm_image_ref *ref, struct hm_str name,
                          struct hm_span span);

/** Reports what is wrong with the ignore comments of the file or manifest at hand: the misspelt
 * ones, or the others. */
void hm_find_ignore_faults(const struct hm_visit *at, struct hm_sink *out, bool is_misspelt);

/** Whether a name in COPY --from is meant to be an image, not a stage: it has a path, a tag or a
 * digest, or is one of the well-known images. */
bool hm_is_image_name(const struct hm_image_use *use);

/** A variable in a word. */
struct hm_variable_ref {
    struct hm_str name;
    size_t off;        /**< of the '$' */
    size_t len;        /**< of the whole, braces and modifier (its first 256 bytes) included */
    bool has_fallback; /**< ${NAME:-…}, ${NAME:+…} and the like: an unset name is provided for */
};

/** A walk over the variables of a word: `{ .text = …, .escape = file->escape }`. */
struct hm_variable_walk {
    struct hm_str text;
    char escape;
    size_t at;
    bool is_single; /**< within '…' */
    bool is_double;
};

/** The next variable; those in the modifier of another come after it. Single quotes and the escape
 * character hide a '$'. Linear over the whole walk. */
bool hm_variable_next(struct hm_variable_walk *walk, struct hm_variable_ref *ret_ref);

/** Looking variables up costs time for each one that is set: false for files where all lookups
 * together would take seconds, which nobody has written by hand. */
bool hm_can_look_up(const struct hm_dockerfile *file);

/** Whether BuildKit sets this ARG by itself, declared or not: TARGETPLATFORM, BUILDARCH … */
bool hm_is_platform_arg(struct hm_str name);

/** Names, and where they were first seen. `.fold_case` makes "A" and "a" one. */
struct hm_nameset {
    bool fold_case;
    struct hm_nameset_slot *slots;
    size_t n;
    size_t cap;
};

/** Adds a name with a number. Returns the number it was first added with, or HM_NONE when it is
 * new. */
uint32_t hm_nameset_add(struct hm_nameset *names, struct hm_arena *arena, struct hm_str name,
                        uint32_t number);

/** The number of a name, or HM_NONE. */
uint32_t hm_nameset_find(const struct hm_nameset *names, struct hm_str name);

/** The paths that COPY or ADD takes (not its destination); 0 for a malformed one. */
uint32_t hm_copy_sources(const struct hm_instruction *inst);

/** Whether the sources of a COPY or ADD are in the build context: neither a stage nor an image. */
bool hm_copies_context(const struct hm_instruction *inst);

/** Whether @p source is the whole context: ".", "./", "/", "*". */
bool hm_is_whole_context(struct hm_str source);

/** Whether ADD fetches @p source: http(s), ftp, a git address. */
bool hm_is_remote(struct hm_str source);

/** What the instruction takes out of the context; NULL where it takes nothing from there, or
 * nobody looked at the context. */
const struct hm_copied *hm_copied_by(const struct hm_facts *facts,
                                     const struct hm_instruction *inst);

#endif
