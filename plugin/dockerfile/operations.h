/* SPDX-License-Identifier: Apache-2.0 */
/* The operations of a build, as BuildKit would be asked for them: commands with their mounts, and
 * files that are copied. */
#ifndef HM_DOCKERFILE_OPERATIONS_H
#define HM_DOCKERFILE_OPERATIONS_H

#include "plugin/base/buf.h"
#include "plugin/dockerfile/outcome.h"

/** The operations of a stage that was not walked yet, as JSON objects with a comma behind each; its
 * end is kept in all->ends. Parents, and stages that it takes files from, come first. */
void hm_operations_put(struct hm_outcomes *all, const struct hm_stage *stage, struct hm_buf *buf);

/** `"name":"text"`, or null where it is not known. */
void hm_put_item(struct hm_buf *buf, const char *name, struct hm_item item);

#endif
