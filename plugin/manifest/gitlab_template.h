/* SPDX-License-Identifier: Apache-2.0 */
/* Templates and components of GitLab's own that nobody has to read: what their jobs do is known. */
#ifndef HM_MANIFEST_GITLAB_TEMPLATE_H
#define HM_MANIFEST_GITLAB_TEMPLATE_H

#include "plugin/base/str.h"

struct hm_gitlab_template {
    const char *name; /**< "container-scanning" */
    const char *job;  /**< the job that it adds, which "uses" what is called like it; NULL: what it
                         adds is about no image */
};

/** Of an include by its name ("template:Jobs/SAST.gitlab-ci.yml",
 * "component:gitlab.com/components/sast/sast@3"); NULL: it may do anything to images. */
const struct hm_gitlab_template *hm_gitlab_template_find(struct hm_str include);

#endif
