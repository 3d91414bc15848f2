/* SPDX-License-Identifier: Apache-2.0 */
/* Bake files: the builds that `docker buildx bake` makes. */
#ifndef HM_MANIFEST_BAKE_H
#define HM_MANIFEST_BAKE_H

#include "plugin/manifest/path_reader.h"
#include "plugin/model/facts.h"

/** One build, with what it inherits. A value that has to be worked out by more than variables with
 * a default is set and not known. Spans are empty. */
struct hm_bake_target {
    struct hm_str name;
    struct hm_str path; /**< of the file that names it last */
    uint32_t line;      /**< in it */
    struct hm_scalar context;
    struct hm_scalar dockerfile;
    struct hm_scalar inline_text; /**< dockerfile-inline */
    struct hm_scalar target;
    struct hm_entries args;
    struct hm_entries contexts;
    struct hm_scalars tags;
};

struct hm_bake {
    const struct hm_bake_target *targets;
    uint32_t n_targets;
};

/** Bake knows at most so many builds, those of matrices counted one by one. */
#define HM_BAKE_TARGETS 256u

/** "docker-bake.hcl", "docker-bake.override.json", "docker-bake.ci.hcl". */
bool hm_bake_is_named(struct hm_str path);

/** Whether it is one that bake adds by itself to the others of its folder. */
bool hm_bake_is_default(struct hm_str path);

/**
 * Reads files in the order in which bake lays them over each other. Targets that others inherit and
 * that no group names are no builds of their own. HM_E_SYNTAX, HM_E_LIMIT with the file's name in
 * front; HM_E_NOT_FOUND, HM_E_IO of a file that cannot be read. Everything lies in the arena.
 */
enum hm_status hm_bake_load(struct hm_arena *arena, const struct hm_path_reader *reader,
                            const struct hm_str *paths, size_t n_paths, struct hm_bake *ret,
                            struct hm_err *reterr) HM_MUST_CHECK;

#endif
