/* SPDX-License-Identifier: Apache-2.0 */
/* What reading a Jenkinsfile shares between its parts. */
#ifndef HM_MANIFEST_JENKINS_H
#define HM_MANIFEST_JENKINS_H

#include "plugin/manifest/groovy.h"
#include "plugin/manifest/pipeline_reader.h"

/** A file has at most so many jobs and steps; functions that call each other are followed so deep;
 * so many arguments of a call count, and so many variables of a file. */
#define HM_JENKINS_STEPS 20000u
#define HM_JENKINS_CALLS 4u
#define HM_JENKINS_ARGS 64u
#define HM_JENKINS_VARIABLES 2000u
#define HM_JENKINS_FUNCTIONS 200u

/** So many times variables of a file are looked up; what comes after is not known. */
#define HM_JENKINS_LOOKUPS 200000u

/** Tokens [from, to). */
struct hm_jenkins_range {
    size_t from;
    size_t to;
};

/** `name: value`, or a value alone. */
struct hm_jenkins_arg {
    struct hm_str name;
    struct hm_jenkins_range value;
};

/** `name(arguments) { block }`, `name arguments { block }`. */
struct hm_jenkins_call {
    struct hm_jenkins_arg args[HM_JENKINS_ARGS];
    uint32_t n_args;
    struct hm_jenkins_range inside; /**< all its arguments */
    struct hm_jenkins_range block;  /**< empty without one */
    bool has_block;
    size_t end; /**< behind all of it */
};

/** A variable of the file. */
struct hm_jenkins_variable {
    struct hm_str name;
    struct hm_jenkins_range value; /**< what it is set to, once for all; empty: not known */
    struct hm_scalar image;        /**< of one that holds an image: its name */
};

/** Variables of an environment, the inner scopes before the outer ones. */
struct hm_jenkins_scope {
    const struct hm_jenkins_scope *outer;
    HM_VEC(struct hm_entry) list;
};

struct hm_jenkins_function {
    struct hm_str name;
    struct hm_jenkins_range body;
    const struct hm_groovy_token *token; /**< its name */
    size_t end;
    bool is_called;
};

/** A job that is being read. */
struct hm_jenkins_job {
    struct hm_job job;
    HM_VEC(struct hm_step) steps;
    HM_VEC(struct hm_job_image) images;
    bool has_children; /**< stages in it are jobs of their own */
};

struct hm_jenkins {
    struct hm_arena *arena;
    struct hm_pipeline_reader *reader;
    const struct hm_source *source;
    const struct hm_groovy_token *tokens;
    size_t n;
    size_t *match;                                /**< of an opening bracket the closing one */
    HM_VEC(struct hm_jenkins_variable) variables; /**< sorted, each name once */
    HM_VEC(struct hm_jenkins_function) functions;
    HM_VEC(struct hm_jenkins_variable) images; /**< variables that hold an image */
    HM_VEC(struct hm_jenkins_job *) jobs;
    HM_VEC(struct hm_scalar) includes;
    HM_VEC(struct hm_scalar) triggers;
    uint32_t n_steps;
    uint32_t n_lookups;
    uint32_t n_expanded; /**< variables in the value at hand */
};

/** What holds where a step stands. */
struct hm_jenkins_place {
    struct hm_jenkins_job *job;    /**< NULL: none yet */
    struct hm_jenkins_job **loose; /**< that of steps which stand in no stage, once there is one */
    const struct hm_jenkins_scope *env;
    const struct hm_jenkins_scope *step_env; /**< of withEnv and its like; NULL: none */
    const struct hm_scalars *runs_on;
    const struct hm_job_image *images; /**< of the agents around */
    uint32_t n_images;
    struct hm_scalar condition;
    struct hm_scalar ignores;
    struct hm_scalar
        folder; /**< of the dir steps around, from the job's workspace; not set: that */
    bool runs_always;
    bool is_argument; /**< calls are no steps, but shells are */
    unsigned n_calls;
};

/* --- tokens: jenkins_tokens.c */

/** The token, or NULL past the end. */
static inline const struct hm_groovy_token *
hm_jenkins_at(const struct hm_jenkins *j, size_t i)
{
    return i < j->n ? &j->tokens[i] : NULL;
}

/** Where a token stands in the file, and where tokens do. */
struct hm_span hm_jenkins_span(const struct hm_jenkins *j, const struct hm_groovy_token *token);
struct hm_span hm_jenkins_range_span(const struct hm_jenkins *j, struct hm_jenkins_range range);

/** Finds the brackets that belong together, functions, and variables that are set once. */
void hm_jenkins_scan(struct hm_jenkins *j);

/** Behind the statement that begins at @p from, a block at its end left out. */
size_t hm_jenkins_statement_end(const struct hm_jenkins *j, size_t from, size_t to);

/** Reads what stands behind the name of a call. */
void hm_jenkins_call(const struct hm_jenkins *j, size_t from, size_t to,
                     struct hm_jenkins_call *ret_call);

/** The argument of this name, or NULL. */
const struct hm_jenkins_arg *hm_jenkins_arg(const struct hm_jenkins_call *call, const char *name);

/** The argument of this name, else the first one without a name, or NULL. */
const struct hm_jenkins_arg *hm_jenkins_first(const struct hm_jenkins_call *call, const char *name);

/** The variable of this name that is set once, or NULL. */
const struct hm_jenkins_variable *hm_jenkins_variable(const struct hm_jenkins *j,
                                                      struct hm_str name);

/* --- texts: jenkins_text.c */

/** What Groovy puts into a text. */
struct hm_jenkins_inserted {
    HM_VEC(struct hm_scalar) list;
};

/** Joins the text that tokens give: strings, variables, and sums of them. False when not all of it
 * is known; what is not known stays as it is written. */
bool hm_jenkins_join(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                     struct hm_jenkins_range range, struct hm_joined_text *to,
                     struct hm_jenkins_inserted *inserted);

/** The same as a value. */
struct hm_scalar hm_jenkins_value(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                                  struct hm_jenkins_range range);

/** The value of an argument; not set for NULL. */
struct hm_scalar hm_jenkins_given(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                                  const struct hm_jenkins_arg *arg);

/** Adds NAME=value; what is there already is hidden. */
void hm_jenkins_define(struct hm_jenkins *j, struct hm_jenkins_scope *scope, struct hm_str name,
                       struct hm_scalar value, struct hm_span span);

/** All entries from @p scope up to, and without, @p end. */
struct hm_entries hm_jenkins_entries(struct hm_jenkins *j, const struct hm_jenkins_scope *scope,
                                     const struct hm_jenkins_scope *end);

/* --- jobs: jenkins_job.c */

/** Adds a job with what the place says of it. */
struct hm_jenkins_job *hm_jenkins_add_job(struct hm_jenkins *j,
                                          const struct hm_jenkins_place *place, struct hm_str name,
                                          struct hm_span span, struct hm_span body);

/** Where steps stand in no stage: the job that they belong to, which begins with token @p at. */
void hm_jenkins_need_job(struct hm_jenkins *j, struct hm_jenkins_place *place, size_t at,
                         struct hm_str name);

/** Room for such a job. */
struct hm_jenkins_job **hm_jenkins_loose_job(struct hm_jenkins *j);

/** Whether a token is this word and begins a statement. */
bool hm_jenkins_is_section(const struct hm_jenkins *j, size_t i, const char *name);

/** `pipeline { … }`, `stage(…) { … }` from token @p at on; they return the token behind them. */
size_t hm_jenkins_walk_pipeline(struct hm_jenkins *j, size_t at,
                                const struct hm_jenkins_place *place);
size_t hm_jenkins_walk_stage(struct hm_jenkins *j, size_t at, size_t to,
                             const struct hm_jenkins_place *place);

/* --- sections: jenkins_section.c */

/** Reads `environment { … }`. */
void hm_jenkins_environment(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                            struct hm_jenkins_range body, struct hm_jenkins_scope *scope);

/** Reads what stands behind `agent` into the place: images, and labels. */
void hm_jenkins_agent(struct hm_jenkins *j, size_t from, size_t to, struct hm_jenkins_place *place);

/** Reads a list of strings "NAME=value" of withEnv, or of bindings of withCredentials. */
void hm_jenkins_with_env(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                         const struct hm_jenkins_call *call, struct hm_jenkins_scope *scope);
void hm_jenkins_credentials(struct hm_jenkins *j, const struct hm_jenkins_call *call,
                            const struct hm_jenkins_place *place, struct hm_jenkins_scope *scope);

/* --- steps: jenkins_step.c */

/** Adds a step to the place's job; NULL at the limit, and where there is no job. */
struct hm_step *hm_jenkins_add_step(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                                    struct hm_jenkins_range body);

/** sh, bat, powershell, pwsh. */
void hm_jenkins_shell(struct hm_jenkins *j, const struct hm_jenkins_place *place, size_t at,
                      const struct hm_jenkins_call *call);

/** Another step: @p name with its arguments. */
void hm_jenkins_other(struct hm_jenkins *j, const struct hm_jenkins_place *place, size_t at,
                      struct hm_str name, const struct hm_jenkins_call *call);

/** Reads tokens, whatever they are, into the place's job or into jobs of their own. */
void hm_jenkins_walk(struct hm_jenkins *j, struct hm_jenkins_range range,
                     const struct hm_jenkins_place *place);

/** A word that is known, at the place of tokens. */
struct hm_scalar hm_jenkins_word(const struct hm_jenkins *j, struct hm_jenkins_range range,
                                 struct hm_str text);

/* --- the Docker plugin: jenkins_docker.c */

/** `docker.…` or a variable that holds an image, from token @p at on. Returns the token behind it;
 * @p walk is called for the blocks in it. */
typedef void hm_jenkins_walk_fn(struct hm_jenkins *j, struct hm_jenkins_range range,
                                const struct hm_jenkins_place *place);
size_t hm_jenkins_docker(struct hm_jenkins *j, const struct hm_jenkins_place *place, size_t at,
                         size_t to, hm_jenkins_walk_fn *walk);

/** Whether a token is a variable that holds an image and something is done with it. */
bool hm_jenkins_is_image(const struct hm_jenkins *j, size_t at);

#endif
