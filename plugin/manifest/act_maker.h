/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of a pipeline's acts share: the place that they are at, and how an act is added.
 */
#ifndef HM_MANIFEST_ACT_MAKER_H
#define HM_MANIFEST_ACT_MAKER_H

#include "plugin/base/vec.h"
#include "plugin/model/pipeline.h"

/** A text with its variables replaced is at most so long; longer ones stay as written. */
#define HM_ACT_TEXT_LIMIT ((size_t)4096)

/** How deep variables may stand in the values of variables. */
#define HM_ACT_VARIABLE_DEPTH 8u

/** An act may give an image so many names. */
#define HM_ACT_NAMES 64u

struct hm_act_maker {
    struct hm_arena *arena;
    const struct hm_pipeline *pipeline;
    const struct hm_job *job;
    const struct hm_step *step;
    uint32_t job_index;
    uint32_t step_index;
    HM_VEC(struct hm_act) acts;
    HM_VEC(struct hm_named_files) named;
    bool is_cut;  /**< there were more than HM_ACTS_LIMIT */
    bool is_file; /**< the commands are a file of their own, which they may speak of: "$0" */
};

/** A folder, or a file, that a script speaks of. */
struct hm_act_place {
    enum hm_act_base base;
    struct hm_str folder; /**< from there; empty for that itself */
};

/** Names of images that are being gathered. */
struct hm_act_names {
    HM_VEC(struct hm_scalar) list;
    size_t n_targets; /**< names in front of those that it is made of; 0: all */
};

/** Adds a zeroed act at the place at hand; NULL past HM_ACTS_LIMIT. The pointer lasts until the
 * next. */
struct hm_act *hm_act_add(struct hm_act_maker *maker, enum hm_act_kind kind, const char *tool,
                          struct hm_span span);

/** Gives an act its names; without any it stays without image. */
void hm_act_name(struct hm_act_maker *maker, struct hm_act *act, const struct hm_act_names *names);

/**
 * A text with the pipeline's own variables replaced, and the others in one spelling: "$X", "${X}",
 * "${{ env.X }}" and "${env.X}" are "${X}", "${{ github.sha }}" is "${GITHUB_SHA}".
 */
struct hm_str hm_act_resolve(const struct hm_act_maker *maker, struct hm_str text);

/** Adds what a text names: one reference, without "docker://" and the like. Outputs of a step that
 * makes names are followed to the images that it was given. */
void hm_act_names_add(const struct hm_act_maker *maker, struct hm_act_names *names,
                      struct hm_str text, struct hm_span span);

/** Adds the references of a list that is parted by line ends and commas. */
void hm_act_names_split(const struct hm_act_maker *maker, struct hm_act_names *names,
                        struct hm_str text, struct hm_span span);

/** Whether a name is that of a file that an image lies in: "web.tar". */
bool hm_act_is_archive(struct hm_str name);

/** What BuildKit's --output says: whether the image is pushed. */
bool hm_act_output_pushes(struct hm_str text);

/** Adds the names and the archives that an image gets by it. */
void hm_act_output_names(const struct hm_act_maker *maker, struct hm_act_names *names,
                         struct hm_str text, struct hm_span span);

/** The value of a variable at the place at hand, by the step, the job or the pipeline; or NULL. */
const struct hm_entry *hm_act_variable(const struct hm_act_maker *maker, struct hm_str name);

/** An input of the step at hand, by its name in any case; NULL where it is not given. */
const struct hm_scalar *hm_act_input(const struct hm_act_maker *maker, const char *name);

/** The folder that a command of the step at hand runs in. False where it is not known, or lies
 * elsewhere. */
bool hm_act_folder(const struct hm_act_maker *maker, const struct hm_script *script,
                   const struct hm_command *cmd, struct hm_act_place *ret_place);

/** The same for who asks within the answer to another question, @p depth levels of them. */
bool hm_act_folder_within(const struct hm_act_maker *maker, const struct hm_script *script,
                          const struct hm_command *cmd, unsigned depth,
                          struct hm_act_place *ret_place);

/** What a word of a command that runs in @p from means as a path: "web", "$(dirname "$0")/..",
 * "$ROOT/web". False where nobody knows, or it lies elsewhere. */
bool hm_act_place(const struct hm_act_maker *maker, const struct hm_script *script,
                  const struct hm_command *cmd, const struct hm_act_place *from, unsigned depth,
                  struct hm_str text, struct hm_act_place *ret_place);

/** A text without its double quotes, which part nothing in paths. */
struct hm_str hm_act_unquoted(const struct hm_act_maker *maker, struct hm_str text);

/** Adds the files that a command names as Compose files or manifests. */
void hm_act_named(struct hm_act_maker *maker, const struct hm_script *script,
                  const struct hm_command *cmd);

/** Adds the acts of a command, and the files that it names. */
void hm_act_command(struct hm_act_maker *maker, const struct hm_script *script,
                    const struct hm_command *cmd);

/** The same for `mvn jib:build`, `gradle bootBuildImage`: tasks that make images. */
void hm_act_build_tool(struct hm_act_maker *maker, const struct hm_command *cmd);

/** Adds the acts of what the step at hand `uses`. */
void hm_act_uses(struct hm_act_maker *maker);

/** Says of an act of the step at hand whether its failure is ignored by what stands around it: its
 * command, its step, its job. @p act: what its tool itself says is in it already. */
void hm_act_judge_failure(const struct hm_act_maker *maker, struct hm_act *act);

#endif
