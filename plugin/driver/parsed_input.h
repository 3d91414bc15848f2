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

#endif
