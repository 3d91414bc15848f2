/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of pipelines share: files, values, problems and scripts. Nobody else includes
 * it. */
#ifndef HM_MANIFEST_PIPELINE_READER_H
#define HM_MANIFEST_PIPELINE_READER_H

#include "plugin/base/yaml.h"
#include "plugin/dockerfile/shell.h"
#include "plugin/manifest/joined_text.h"
#include "plugin/manifest/pipeline_read.h"
#include "plugin/model/suppression.h"

/** An expression of the platform's in a shell's text, which the shell never sees. */
struct hm_opaque {
    char *at;            /**< in the text that the shell reader got */
    struct hm_str text;  /**< as it is written: "${{ github.sha }}" */
    struct hm_span span; /**< in the files; empty where it is not written there as it is read */
    struct hm_str value; /**< what it comes to, where its reader knows it; else `p` is NULL */
};

struct hm_pipeline_reader {
    struct hm_arena *arena;
    enum hm_pipeline_kind kind;
    const struct hm_path_reader *files;       /**< NULL: no other file can be read */
    HM_VEC(const struct hm_source *) sources; /**< the first is the file that was asked for */
    HM_VEC(const struct hm_suppressions *) suppressions; /**< one for each */
    HM_VEC(struct hm_manifest_problem) problems;
    struct hm_shell_parser *shells;
    HM_VEC(struct hm_opaque) opaque;
    size_t n_script_bytes; /**< that were read so far */
    bool is_full;          /**< a limit was reached: what is here is not all of it */
};

/* --- files --- */

/** Adds a file; its text is kept. The first is there already. A reader of what is no YAML adds the
 * file's suppressions itself. */
const struct hm_source *hm_pipeline_add(struct hm_pipeline_reader *reader, struct hm_str path,
                                        struct hm_str text);

/** Reads another file of the scan by its path from the scan's root and adds it; NULL where it
 * cannot be read, or where it is too much. */
const struct hm_source *hm_pipeline_open(struct hm_pipeline_reader *reader, struct hm_str path);

/** The file's first document, its suppressions kept; NULL where it cannot be read, which is then a
 * problem, or where it is empty. */
const struct hm_yaml *hm_pipeline_yaml(struct hm_pipeline_reader *reader,
                                       const struct hm_source *source);

/** Keeps what a file's comments ask for. */
void hm_pipeline_suppress(struct hm_pipeline_reader *reader, const struct hm_source *source,
                          const struct hm_suppressions *asked);

/** Adds a problem: a sentence. @p is_fatal: the platform refuses the file. */
void hm_pipeline_problem(struct hm_pipeline_reader *reader, struct hm_span span, bool is_fatal,
                         const char *fmt, ...) HM_PRINTF(4, 5);

/* --- values --- */

/** Where a value stands. */
static inline struct hm_span
hm_pipeline_span(const struct hm_source *source, const struct hm_yaml *value)
{
    return (struct hm_span){ .off = source->base + value->off, .len = value->len };
}

/** The value of a pair; not set for NULL and for null. Of a list or map it gives the place. A value
 * that the platform computes (`${{ … }}`, `$NAME` of GitLab) stays as it is written and is not
 * known. */
struct hm_scalar hm_pipeline_pair(const struct hm_pipeline_reader *reader,
                                  const struct hm_source *source, const struct hm_yaml_pair *pair);

/** The same for the key of a map. */
struct hm_scalar hm_pipeline_get(const struct hm_pipeline_reader *reader,
                                 const struct hm_source *source, const struct hm_yaml *map,
                                 const char *key);

/** A list, or one value, or the keys of a map. Lists in it are written out. */
struct hm_scalars hm_pipeline_list(struct hm_pipeline_reader *reader,
                                   const struct hm_source *source, const struct hm_yaml *map,
                                   const char *key);

/** A map as entries, those that it merges last; what is no map gives none. */
struct hm_entries hm_pipeline_entries(struct hm_pipeline_reader *reader,
                                      const struct hm_source *source, const struct hm_yaml *map,
                                      const char *key);

/** The pair of a key, also one that comes by "<<"; NULL without one and for what is no map. */
const struct hm_yaml_pair *hm_pipeline_find(const struct hm_yaml *map, const char *key);

/* --- scripts --- */

/**
 * The commands of a text. Expressions of the platform in it are no words of the shell's: each is
 * like a variable whose value nobody knows, and stays in words as it is written. @p ret_inserted
 * (may be NULL) gets what stands in them. Of HM_SHELL_OTHER there are no commands.
 */
const struct hm_script *hm_pipeline_script(struct hm_pipeline_reader *reader,
                                           const struct hm_joined_text *text,
                                           const struct hm_shell *shell,
                                           struct hm_scalars *ret_inserted);

/** The same for a value of YAML; NULL for what is no text. */
const struct hm_script *hm_pipeline_yaml_script(struct hm_pipeline_reader *reader,
                                                const struct hm_source *source,
                                                const struct hm_yaml *value,
                                                const struct hm_shell *shell,
                                                struct hm_scalars *ret_inserted);

/** Whether so many bytes more may be read as scripts: an alias can repeat them without end. Ask it
 * before joining a text; where it says no the reader is_full. */
bool hm_pipeline_has_room(struct hm_pipeline_reader *reader, size_t n);

/** How long the expression is that a text begins with, its braces included; 0 where it begins with
 * none. Quoted text in it may hold what would end it. Linear over all places of a text. */
size_t hm_pipeline_expression(enum hm_pipeline_kind kind, struct hm_str text);

/** Once all jobs are there: fills in what the variables of scripts come to, by the environments of
 * pipeline, jobs and steps, and puts the expressions back. */
void hm_pipeline_end_scripts(struct hm_pipeline_reader *reader, const struct hm_pipeline *pipeline);

/** Fills in the containers that the steps' commands run, as services of @p manifest. */
void hm_pipeline_services(struct hm_pipeline_reader *reader, const struct hm_pipeline *pipeline,
                          struct hm_manifests *manifest);

/* --- the platforms --- */

/** Each reads `sources.p[0]`, whose text is that of the kind, and fills in what the file says. */
void hm_pipeline_github(struct hm_pipeline_reader *reader, struct hm_pipeline *ret_pipeline);

/**
 * Files that are included by `local:` are read too, others are `includes`: "https://…"
 * (with `integrity` "https://…#sha256-…"), "template:NAME", "component:NAME",
 * "project:PATH@REF:FILE", and a local one that could not be read by its path. before_script and
 * script of a job are one step, since one shell runs them.
 */
void hm_pipeline_gitlab(struct hm_pipeline_reader *reader, struct hm_pipeline *ret_pipeline);

/**
 * A stage is a job; what stands in none is one too, named "steps", and what is done before and
 * after all stages "Declarative: Agent Setup" and "Declarative: Post Actions". Variables that hold
 * credentials have values like "credentials('id')" that are not known. What Docker's plugin does is
 * "docker.build", "docker.push", "docker.inside", "docker.run", whose input `image` is the first.
 * Libraries, and files that are loaded, are `includes`.
 */
void hm_pipeline_jenkins(struct hm_pipeline_reader *reader, struct hm_pipeline *ret_pipeline);

#endif
