/* SPDX-License-Identifier: Apache-2.0 */
/* What a context's project files say of development dependencies. */
#ifndef HM_CONTEXT_PROJECTS_H
#define HM_CONTEXT_PROJECTS_H

#include "plugin/model/facts.h"

/** Whether the text of a file of this name lists packages that only development needs; HM_UNKNOWN
 * for what cannot be read as such a file. */
enum hm_trit hm_project_has_development(struct hm_str name, struct hm_str text);

/** Reads the project files among the context's files, which lie in @p folder, and puts what they
 * say into the context. */
void hm_projects_list(struct hm_arena *arena, const char *folder, struct hm_context *context);

#endif
