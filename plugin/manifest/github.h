/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of GitHub's files share: where they are, and what is called from there. Nobody
 * else includes it. */
#ifndef HM_MANIFEST_GITHUB_H
#define HM_MANIFEST_GITHUB_H

#include "plugin/manifest/github_values.h"
#include "plugin/manifest/pipeline_reader.h"

/** GitHub follows calls of workflows and of composite actions so deep. */
#define HM_GITHUB_DEPTH 10u

/** A workflow or an action that is called; read once, however often. */
struct hm_github_file {
    struct hm_str path;
    const struct hm_source *source; /**< NULL: it cannot be read */
    const struct hm_yaml *root;     /**< a map, or NULL */
};

/** The file whose jobs or steps are read at the moment. */
struct hm_github_place {
    const struct hm_source *source;
    struct hm_entries env;           /**< of the workflow */
    struct hm_entries permissions;   /**< of the workflow, or of who calls it */
    const struct hm_entries *inputs; /**< what it is given; NULL: nobody knows */
    bool are_typed;                  /**< inputs may be true and false, not only texts */
    struct hm_scalar shell;          /**< of the workflow's defaults */
    struct hm_scalar folder;         /**< likewise: where its commands run */
    uint32_t called_by;              /**< as hm_job has it */
    unsigned depth;
    struct hm_str
        above[HM_GITHUB_DEPTH + 1]; /**< paths of the files that led here, this the last */
};

struct hm_github {
    struct hm_pipeline_reader *reader;
    struct hm_pipeline *pipeline;
    struct hm_github_place at;
    struct hm_str folder; /**< that `.github` lies in: what "./" of a call means */
    HM_VEC(struct hm_job) jobs;
    HM_VEC(struct hm_pipeline_call) calls;
    HM_VEC(struct hm_github_file) files;
    uint32_t n_called; /**< steps and jobs of files that are called */
    size_t n_searched; /**< bytes that were looked through for what steps write */
};

/** What the steps of a job have in common. */
struct hm_github_frame {
    struct hm_scalar shell;  /**< by the job's defaults, or the workflow's */
    struct hm_scalar folder; /**< likewise */
    bool is_windows;
    bool is_in_container;
    struct hm_github_values values;
    const struct hm_step *caller; /**< of an action's steps: the step that uses it; else NULL */
    uint32_t scope;               /**< as hm_step has it */
    struct hm_str job;            /**< its name */
};

/** Steps that are being gathered. */
struct hm_github_steps {
    HM_VEC(struct hm_step) list;
};

static inline struct hm_scalar
hm_github_get(const struct hm_github *g, const struct hm_yaml *map, const char *key)
{
    return hm_pipeline_get(g->reader, g->at.source, map, key);
}

/** The value of a key; NULL without one and for null. */
static inline const struct hm_yaml *
hm_github_member(const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml_pair *pair = hm_pipeline_find(map, key);

    return pair == NULL || pair->value->kind == HM_YAML_NULL ? NULL : pair->value;
}

/** Reads the steps of a list into @p to, and those of the actions that they use. */
void hm_github_read_steps(struct hm_github *g, const struct hm_yaml *list,
                          const struct hm_github_frame *frame, struct hm_github_steps *to);

/** Reads the jobs of the workflow at hand, whose values `at` holds, to the end of `jobs`. */
void hm_github_read_jobs(struct hm_github *g, const struct hm_yaml *root);

/** Fills in what `at` says of a workflow as a whole: its variables, permissions, defaults. */
void hm_github_enter(struct hm_github *g, const struct hm_yaml *root);

/** Adds the steps of the composite action of the repository that the last of @p to uses, and says
 * so there. What cannot be read is left as it is. */
void hm_github_follow_action(struct hm_github *g, const struct hm_github_frame *frame,
                             struct hm_github_steps *to);

/** Adds the jobs of the workflow of the repository that a job of `jobs` calls, likewise. */
void hm_github_follow_workflow(struct hm_github *g, size_t job);

/** Puts @p own over @p outer; names that both have are there once. */
struct hm_entries hm_github_shadow(struct hm_arena *arena, const struct hm_entries *outer,
                                   const struct hm_entries *own);

#endif
