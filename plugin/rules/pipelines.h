/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules about pipelines share: secrets in texts, names for messages, what a job's output
 * shows. */
#ifndef HM_RULES_PIPELINES_H
#define HM_RULES_PIPELINES_H

#include "plugin/model/pipeline_chain.h"
#include "plugin/model/report.h"
#include "plugin/rules/registry.h"

/** Where a text with variables stands; any but the pipeline may be NULL. */
struct hm_pipeline_place {
    const struct hm_pipeline *pipeline;
    const struct hm_job *job;
    const struct hm_step *step;
};

static inline struct hm_pipeline_place
hm_visit_place(const struct hm_visit *at)
{
    return (struct hm_pipeline_place){ .pipeline = at->pipeline, .job = at->job, .step = at->step };
}

/** Whether the pipeline is GitHub's, or an action of it. */
bool hm_pipeline_is_github(const struct hm_pipeline *pipeline);

/** A secret that a text takes from the platform. */
struct hm_pipeline_secret {
    struct hm_str name;  /**< "NPM_TOKEN": may be shown */
    struct hm_span span; /**< zero where only the text's own is known */
};

/**
 * The first secret that is put into a text: "${{ secrets.X }}", a variable that is given one, or,
 * on GitLab and Jenkins, a variable whose name denotes one. @p has_shell: "$X" is one too, not only
 * the platform's own expressions.
 */
bool hm_pipeline_secret_in(const struct hm_pipeline_place *place, struct hm_str text,
                           bool has_shell, struct hm_str *ret_name);

/** The first secret in the words of a command behind its name, by the values that the shell gives
 * them; @p ret_arg is the word. What is in "$(...)" is another command's, and the name of a user is
 * no secret. */
bool hm_command_secret(const struct hm_pipeline_place *place, const struct hm_command *cmd,
                       const struct hm_arg **ret_arg, struct hm_str *ret_name);

/** Whether what a command writes to its standard output is in the job's log in the end: it goes
 * neither to a file, nor to another command, nor into a variable. */
bool hm_command_is_logged(const struct hm_script *script, const struct hm_command *cmd);

/** Whether a reference ends in a full commit: 40 or 64 hexadecimal digits. */
bool hm_is_commit(struct hm_str ref);

/**
 * Whether an image is pushed, not only within the job, and nothing does to it what @p link is
 * about. Where that cannot be told it says so, and the answer is no. @p unknown: why it may be done
 * where nobody sees it, or NULL; @p done: "scanned".
 */
bool hm_chain_lacks(struct hm_sink *out, const struct hm_chain *chain,
                    const struct hm_chain_link *link, const char *unknown, const char *done);

/** The image of a chain, for the middle of a message: "acme/web:1", "an image". */
struct hm_str hm_chain_label(const struct hm_chain *chain);

/** For the beginning of a message: "The job build", "The stage Build". */
struct hm_str hm_job_label(struct hm_arena *arena, const struct hm_visit *at);

#define HM_GITHUB_HEAD                                                                             \
    "on: push\n"                                                                                   \
    "permissions:\n"                                                                               \
    "  contents: read\n"                                                                           \
    "jobs:\n"                                                                                      \
    "  image:\n"                                                                                   \
    "    runs-on: ubuntu-24.04\n"
#define HM_GITHUB_STEPS HM_GITHUB_HEAD "    steps:\n"

#endif
