/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan was asked to look at: files to judge, folders for the tools, images. */
#ifndef HM_DRIVER_INPUTS_H
#define HM_DRIVER_INPUTS_H

#include "plugin/context/ignore.h"
#include "plugin/driver/options.h"
#include "plugin/model/build_use.h"
#include "plugin/model/pipeline.h"
#include "plugin/model/report.h"

/** A way in which the repository has a Dockerfile built. */
struct hm_input_build {
    struct hm_build_use use;
    const struct hm_context *context; /**< NULL: not said, or not obtained */
    const struct hm_context *refused; /**< in its place: BuildKit refuses its ignore file */
};

/** A Dockerfile to judge. */
struct hm_input_file {
    struct hm_str
        path; /**< as reports name it: relative to the current folder where it lies below it; else
                 to its PATH, or where there are several to the root of the file system */
    const struct hm_context *context; /**< of whoever's word counts first; NULL: not obtained */
    const struct hm_context *refused; /**< in its place: BuildKit refuses its ignore file */
    size_t tree;                      /**< index in hm_inputs.trees */
    bool is_named; /**< of a pipeline: its name says that it is one, of this kind */
    enum hm_pipeline_kind pipeline_kind;
    const struct hm_str *overlays; /**< of a Compose file: those that are laid over it, in order */
    uint32_t n_overlays;
    const struct hm_input_build *builds; /**< of hm_inputs.builds: all that are of this file */
    uint32_t n_builds;
};

/** A Compose file, by its name, for tools. */
struct hm_input_compose {
    struct hm_str path; /**< below its tree's root */
    size_t tree;
};

/** A PATH of the command line: tools scan it as a whole. */
struct hm_input_tree {
    const char *location; /**< absolute; NULL for standard input */
    const char *root;     /**< absolute: the folder itself, or the one that holds the file */
    struct hm_str target; /**< as the report names it: ".", "services/app", "-" */
    struct hm_str
        prefix; /**< what makes a path below it one of the report's: "" or "services/app/" */
    int folder; /**< the root, opened; -1 where it could not be */
    bool is_file;
    bool is_cut; /**< not read to its end: a limit, or a folder that could not be opened */
};

struct hm_inputs {
    HM_VEC(struct hm_input_file) files; /**< sorted by path, each once */
    HM_VEC(struct hm_input_tree) trees;
    HM_VEC(struct hm_input_compose) composes; /**< by tree and path */
    HM_VEC(struct hm_input_file) manifests;   /**< others that may name images, by path */
    HM_VEC(struct hm_input_file)
    projects; /**< Compose files to judge, each with the files that
                 belong to it; sorted by path, each once */
    /** What may be manifests of Kubernetes, by their names; their reader tells. Likewise sorted. */
    HM_VEC(struct hm_input_file) kubes;
    /** What may run containers by commands: scripts, Makefiles, units. Likewise. */
    HM_VEC(struct hm_input_file) commands;
    HM_VEC(struct hm_input_file) pipelines; /**< by name, or by what is in them; likewise */
    HM_VEC(struct hm_input_file) bakes;     /**< bake files */
    HM_VEC(struct hm_input_build) builds;   /**< by Dockerfile; of one by who says it */
    struct hm_str stdin_text;               /**< of the file "-" */
    const char *cwd;
};

/**
 * Finds the Dockerfiles of the PATHs (none and @p has_images: none; none: "."), by their names and
 * by what Compose and bake files build, and what a build of each would send. What could not be read
 * or was left out becomes a note of the report. HM_E_NOT_FOUND for a PATH that is not there.
 */
enum hm_status hm_inputs_find(const struct hm_args *args, bool has_images, struct hm_report *report,
                              struct hm_inputs *ret_inputs, struct hm_err *reterr) HM_MUST_CHECK;

/** The same with another folder than the current one that paths are named from: absolute, links
 * followed. PATHs that are relative are still those of the current folder. */
enum hm_status hm_inputs_find_from(const struct hm_args *args, const char *cwd, bool has_images,
                                   struct hm_report *report, struct hm_inputs *ret_inputs,
                                   struct hm_err *reterr) HM_MUST_CHECK;

/** Takes out the files that fit, and says so in the report; @p where is what excludes them. */
void hm_inputs_exclude(struct hm_inputs *inputs, const struct hm_ignore *excluded,
                       const char *where, struct hm_report *report);

/** Closes what hm_inputs_find opened. */
void hm_inputs_done(struct hm_inputs *inputs);

/** Appends the content of a file by its path in the report (also one that is no Dockerfile) to @p
 * buf. */
enum hm_status hm_inputs_read(const struct hm_inputs *inputs, struct hm_str path,
                              struct hm_buf *buf, struct hm_err *reterr) HM_MUST_CHECK;

#endif
