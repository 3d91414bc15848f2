/* SPDX-License-Identifier: Apache-2.0 */
/* What reading a pipeline of GitLab shares between its parts. */
#ifndef HM_MANIFEST_GITLAB_H
#define HM_MANIFEST_GITLAB_H

#include "plugin/manifest/pipeline_reader.h"
#include "plugin/manifest/ynode.h"

/** A pipeline includes at most so many files, which is GitLab's own limit unless it is told
 * otherwise, and files include each other at most so deep. */
#define HM_GITLAB_INCLUDES 150u
#define HM_GITLAB_DEPTH 16u

/** GitLab's own limits: of jobs that extend each other, and of !reference in !reference. */
#define HM_GITLAB_EXTENDS 11u
#define HM_GITLAB_REFERENCES 10u

/** A source with what is said in it. */
struct hm_gitlab_file {
    const struct hm_source *source;
    struct hm_yaml_stream stream;
    bool is_read; /**< it is YAML */
};

/** A key of the document, as it is with all that it extends. */
struct hm_gitlab_entry {
    struct hm_ynode *node;
    const char *incomplete; /**< why not all of it is known, or NULL */
    uint32_t depth;         /**< of what it extends; 0: not looked at yet */
    bool is_open;           /**< it is being looked at */
};

struct hm_gitlab {
    struct hm_arena *arena;
    struct hm_pipeline_reader *reader;
    struct hm_ynode_maker maker;
    struct hm_str root; /**< the folder that local includes are relative to */
    HM_VEC(struct hm_gitlab_file *) files;
    HM_VEC(struct hm_scalar) includes; /**< that were not read */
    uint32_t n_includes;               /**< all of them, those that were read too */
    uint32_t n_patterns;               /**< local files that are named by patterns */
    uint64_t n_listed;                 /**< files that patterns were held against */
    uint64_t n_compared;               /**< steps of that */
    bool has_left_out;                 /**< HM_GITLAB_INCLUDES was reached, and it was said */
    bool is_part; /**< by its name it is a file that others include: they may keep the rest */
    uint32_t n_expanded; /**< variables that were looked up in values */
    bool has_unknown;    /**< a reference of the job at hand was not found */

    struct hm_job *jobs;
    uint32_t n_jobs;
    struct hm_ynode *top;            /**< the document, with all that is included */
    struct hm_gitlab_entry *entries; /**< one for each of its members */
    uint32_t *sorted;                /**< their indexes, by key */
};

/** A variable: as it is written, with the place. */
struct hm_gitlab_variable {
    struct hm_str name;
    const struct hm_ynode *node; /**< where it is given */
    struct hm_ynode *value;      /**< what it is given; or NULL */
    uint32_t order;              /**< in which it was added */
    bool is_open;                /**< what it is depends on rules or on the matrix */
    bool is_raw;                 /**< expand: false */
};

/** Variables by name, those of the job before those of the pipeline. */
struct hm_gitlab_scope {
    const struct hm_gitlab_scope *outer;
    HM_VEC(struct hm_gitlab_variable) list; /**< sorted once it is complete */
};

/** What inputs put into a script. */
struct hm_gitlab_inserted {
    HM_VEC(struct hm_scalar) list;
};

/* --- files: gitlab_include.c */

/** The document of a file with all that it includes, or NULL. @p inputs: of its `spec:`. */
struct hm_ynode *hm_gitlab_load(struct hm_gitlab *lab, struct hm_gitlab_file *file,
                                const struct hm_dotenv *inputs, unsigned depth);

/** Parses a source of the reader's. */
struct hm_gitlab_file *hm_gitlab_open(struct hm_gitlab *lab, const struct hm_source *source);

/** Whether other files, which were not read, may keep what is missing. */
static inline bool
hm_gitlab_is_partial(const struct hm_gitlab *lab)
{
    return lab->is_part || lab->includes.n > 0;
}

/* --- what is laid over what: gitlab_extend.c */

/** Lays @p over over @p base: maps are joined, anything else is replaced, by null too. */
struct hm_ynode *hm_gitlab_merge(struct hm_gitlab *lab, struct hm_ynode *base,
                                 struct hm_ynode *over);

/** Fills lab->entries for lab->top. */
void hm_gitlab_index(struct hm_gitlab *lab);

/** The member of the document with all that it extends, or NULL. */
struct hm_gitlab_entry *hm_gitlab_entry(struct hm_gitlab *lab, struct hm_str key);

/** The node that a `!reference` stands for, else @p node itself; one that is not known where it
 * cannot be found. NULL where it is null. */
struct hm_ynode *hm_gitlab_deref(struct hm_gitlab *lab, struct hm_ynode *node);

/** The member of a map, references followed; NULL for what is missing or null. */
struct hm_ynode *hm_gitlab_get(struct hm_gitlab *lab, const struct hm_ynode *map, const char *key);

/* --- values: gitlab_values.c */

/** Adds the members of a `variables:`. */
void hm_gitlab_scope_add(struct hm_gitlab *lab, struct hm_gitlab_scope *scope,
                         struct hm_ynode *variables);

/** Adds variables that have a value only when a job runs. */
void hm_gitlab_scope_open(struct hm_gitlab *lab, struct hm_gitlab_scope *scope,
                          struct hm_ynode *variables);

/** Sorts; of one name the last that was added counts. */
void hm_gitlab_scope_close(struct hm_gitlab_scope *scope);

/** The variables of the scope itself as entries. */
struct hm_entries hm_gitlab_scope_entries(struct hm_gitlab *lab,
                                          const struct hm_gitlab_scope *scope, struct hm_span span);

/** What a node says: inputs and variables replaced. @p scope may be NULL: variables stay. */
struct hm_scalar hm_gitlab_value(struct hm_gitlab *lab, struct hm_ynode *node,
                                 const struct hm_gitlab_scope *scope);

/** The items of a list, lists in it written out, or one value. */
struct hm_scalars hm_gitlab_values(struct hm_gitlab *lab, struct hm_ynode *node,
                                   const struct hm_gitlab_scope *scope);

/** Appends the text of a scalar, inputs replaced, which are added to @p inserted. */
void hm_gitlab_join(struct hm_gitlab *lab, struct hm_joined_text *to, const struct hm_ynode *node,
                    struct hm_gitlab_inserted *inserted);

/** A text with the inputs of its file replaced; @p is_known gets false where one is not known. */
struct hm_str hm_gitlab_inputs(struct hm_gitlab *lab, const struct hm_ynode *node, bool *is_known);

/* --- jobs: gitlab_job.c, gitlab_script.c */

/** Reads a job that is there with all that it extends. */
void hm_gitlab_job(struct hm_gitlab *lab, const struct hm_gitlab_scope *global,
                   const struct hm_gitlab_entry *entry, struct hm_job *job);

/** The value of a key that a job has, or gets by `default:` or the document. */
struct hm_ynode *hm_gitlab_setting(struct hm_gitlab *lab, const struct hm_ynode *job,
                                   const char *key);

/** Reads the steps of a job, whose runs_on is known. */
void hm_gitlab_steps(struct hm_gitlab *lab, const struct hm_ynode *node, struct hm_job *job);

#endif
