/* SPDX-License-Identifier: Apache-2.0 */
/* Which tool does what in a scan: the jobs that the runner is given. */
#ifndef HM_DRIVER_TOOLS_H
#define HM_DRIVER_TOOLS_H

#include "adapters/runner.h"
#include "plugin/driver/images/images.h"
#include "plugin/driver/inputs.h"
#include "plugin/driver/tools/bills.h"
#include "plugin/driver/tools/progress.h"
#include "plugin/driver/tools/texts.h"

/** The jobs, and a runner for each round of them: folders first, texts once they were parsed,
 * images once their digests are known. */
struct hm_tools {
    const struct hm_args *args;
    struct hm_arena *arena;
    struct hm_runner_options options;
    struct hm_progress progress;
    struct hm_copies copies;    /**< of the programs that the lock pins */
    unsigned timeout_s;         /**< 0: each tool's own */
    struct hm_str trivy_server; /**< --trivy-server, or empty */
    size_t n_images;            /**< that were named */
    struct hm_bills bills;      /**< hm_tools_start_images has them judged */
    HM_VEC(struct hm_tool_job) tree_jobs;
    HM_VEC(struct hm_tool_job) text_jobs;
    HM_VEC(struct hm_tool_job) image_jobs;
    struct hm_runner *tree_runner;
    struct hm_runner *text_runner;
    struct hm_runner *image_runner;
};

/** HM_E_USAGE for a tool in --with, --without, --require or --allow-incomplete that is not known.
 */
enum hm_status hm_tools_init(struct hm_tools *tools, const struct hm_args *args, int64_t now,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** Whether a word may stand in --with, --without, --require or --allow-incomplete (@p option): a
 * tool, or a command of the configuration, which may be NULL. */
bool hm_tools_is_word(const struct hm_config *config, enum hm_option_id option, struct hm_str word);

/** Sets @p ret to what tools trust by --ca-file, or leaves it as it is without the option.
 * HM_E_USAGE when the file cannot be read or holds no certificate. */
enum hm_status hm_tools_authorities(const struct hm_args *args, struct hm_str *ret,
                                    struct hm_err *reterr) HM_MUST_CHECK;

/** Whether the tool of this name takes part. */
bool hm_tools_uses(const struct hm_tools *tools, const char *name);

/** Whether --without keeps out a tool of this name that it names, or that would take part. */
bool hm_tools_is_off(const struct hm_tools *tools, const char *name);

/** Starts the tools that look at folders. */
enum hm_status hm_tools_start_trees(struct hm_tools *tools, const struct hm_inputs *inputs,
                                    struct hm_err *reterr) HM_MUST_CHECK;

/** What those of the tools that take part want to judge of the files that the engine reads. */
struct hm_texts_wanted hm_tools_wanted_texts(const struct hm_tools *tools);

/** Starts the tools that judge texts, which must last until hm_tools_finish. What they do not get
 * becomes a note of the report. */
enum hm_status hm_tools_start_texts(struct hm_tools *tools, const struct hm_inputs *inputs,
                                    const struct hm_texts *texts, struct hm_report *report,
                                    struct hm_err *reterr) HM_MUST_CHECK;

/** Starts the tools that look at images, by the digests that were computed, and at the bills: one
 * of an image that is here is that image's. */
enum hm_status hm_tools_start_images(struct hm_tools *tools, const struct hm_images *images,
                                     struct hm_err *reterr) HM_MUST_CHECK;

/** Waits for all, and beside them for @p other, which may be NULL and stays to be finished. */
void hm_tools_wait(struct hm_tools *tools, struct hm_runner *other);

/** Waits for all and takes what they said into the report. */
void hm_tools_finish(struct hm_tools *tools, struct hm_report *report);

/** Frees what is left when a run ended early. */
void hm_tools_done(struct hm_tools *tools);

#endif
