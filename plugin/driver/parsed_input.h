/* SPDX-License-Identifier: Apache-2.0 */
/* A Dockerfile of a scan, read and parsed in one go. */
#ifndef HM_DRIVER_PARSED_INPUT_H
#define HM_DRIVER_PARSED_INPUT_H

#include "plugin/dockerfile/stages.h"
#include "plugin/driver/inputs.h"

/** A Dockerfile as it was read; its parts point to each other, so it is not moved. */
struct hm_parsed_input {
    struct hm_source source;
    struct hm_dockerfile file;
};

/** Reads a Dockerfile by its path in the report, and parses it; all of @p ret lies in the arena.
 * Fails as hm_inputs_read does: a file that is too large says so itself. */
enum hm_status hm_inputs_parse(const struct hm_inputs *inputs, struct hm_str path,
                               const struct hm_build *build, struct hm_arena *arena,
                               struct hm_parsed_input *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** One way in which a Dockerfile is built. */
struct hm_parsed_build {
    const struct hm_dockerfile *file; /**< parsed with `build` */
    const struct hm_build *build;
    bool is_assumed; /**< the repository says how it is built, and nowhere this way */
};

/** What is done with one; it lasts until it returns. */
typedef void hm_parsed_build_fn(void *ctx, const struct hm_parsed_build *built);

/** Reads a Dockerfile and shows it as each of its builds has it, as it is judged (judgements.h): @p
 * options over what the repository says. What is too large is not shown, and is HM_E_LIMIT. All of
 * it lies in the arena. */
enum hm_status hm_inputs_each_build(const struct hm_inputs *inputs,
                                    const struct hm_input_file *input,
                                    const struct hm_build *options, struct hm_arena *arena,
                                    hm_parsed_build_fn *each, void *ctx,
                                    struct hm_err *reterr) HM_MUST_CHECK;

#endif
