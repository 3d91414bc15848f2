/* SPDX-License-Identifier: Apache-2.0 */
/* What names say of being for people at work: for development and tests, not for what is shipped.
 */
#ifndef HM_MODEL_WORK_NAME_H
#define HM_MODEL_WORK_NAME_H

#include "plugin/base/str.h"

/** Whether the name of a stage holds such a word anywhere: "devserver", "unit-tests". */
bool hm_is_work_stage(struct hm_str name);

/** Whether a part of a name or path is such a word: "compose.dev.yaml", "tests/run.sh",
 * "docker-compose.override.yml". */
bool hm_is_work_name(struct hm_str name);

#endif
