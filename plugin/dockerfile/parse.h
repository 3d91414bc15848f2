/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a Dockerfile as BuildKit would, and goes on where BuildKit would stop. */
#ifndef HM_DOCKERFILE_PARSE_H
#define HM_DOCKERFILE_PARSE_H

#include "plugin/model/base_config.h"
#include "plugin/model/facts.h"

/** --build-arg NAME=VALUE. */
struct hm_build_arg {
    struct hm_str name;
    struct hm_str value;
};

/** What the caller knows of the build. */
struct hm_build {
    const struct hm_build_arg *args; /**< of several with one name the last counts */
    uint32_t n_args;
    struct hm_str target;                /**< --target, or empty */
    const struct hm_build_arg *contexts; /**< --build-context: what a name of FROM or COPY --from
                                            stands for */
    uint32_t n_contexts;
    const struct hm_base_configs *configs; /**< what is known of base images; NULL for nothing */
    bool
        has_all_args; /**< no other argument is given: an ARG without value is unset, not unknown */
    struct hm_str platform; /**< what is built for, and on: "linux/amd64"; empty: not known */
};

/**
 * Parses and expands. What BuildKit would refuse is in ret_file->problems, and the rest is still
 * there; it only stops, and says so by is_too_large, at HM_PIECES_LIMIT. @p build may be NULL.
 * Everything points into the arena or the source's text.
 */
void hm_dockerfile_parse(struct hm_arena *arena, const struct hm_source *source,
                         const struct hm_build *build, struct hm_dockerfile *ret_file);

/** The error of a file that is_too_large. */
enum hm_status hm_dockerfile_refuse(struct hm_err *reterr);

/**
 * Reads the one instruction that ONBUILD left to other stages, as BuildKit does: a file of its own,
 * with backslash as the escape character. Returns what BuildKit says to it, or the empty view.
 */
struct hm_str hm_trigger_parse(struct hm_arena *arena, struct hm_str text,
                               struct hm_instruction *ret_inst);

#endif
