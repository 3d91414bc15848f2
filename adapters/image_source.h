/* SPDX-License-Identifier: Apache-2.0 */
/* Images on this machine, laid before a tool under names that hold nothing it could misread. */
#ifndef HM_ADAPTERS_IMAGE_SOURCE_H
#define HM_ADAPTERS_IMAGE_SOURCE_H

#include "adapters/adapter.h"

/**
 * Puts the layout of a job of kind HM_AT_LAYOUT to the plan as "image". Where the manifest is known
 * that is a layout of ours, which names this one manifest over the same blobs: tools take the first
 * of an index whatever the platform. @p ret_tag is what is left to be chosen by a tag, or empty.
 * HM_E_USAGE for a digest or type that is none.
 */
enum hm_status hm_image_source_layout(const struct hm_tool_job *job, struct hm_arena *arena,
                                      struct hm_plan *plan, struct hm_str *ret_tag,
                                      struct hm_err *reterr) HM_MUST_CHECK;

/** Puts the archive of a job of kind HM_AT_ARCHIVE to the plan as "image.tar". */
void hm_image_source_archive(const struct hm_tool_job *job, struct hm_arena *arena,
                             struct hm_plan *plan);

/**
 * What Syft and Grype, which read the same places, are to look at: "oci-dir:../image". The word in
 * front says what it is; without it they try one after the other, a local engine's images too.
 * HM_E_UNSUPPORTED for texts and for a layout that is known by a tag only, HM_E_REFUSED for a
 * registry when nothing may touch the network.
 */
enum hm_status hm_image_source_named(const struct hm_tool_job *job,
                                     const struct hm_plan_context *context, struct hm_plan *plan,
                                     const char **ret, struct hm_err *reterr) HM_MUST_CHECK;

#endif
