/* SPDX-License-Identifier: Apache-2.0 */
/* Files that become Dockerfiles once something has filled them in. */
#ifndef HM_DOCKERFILE_TEMPLATE_H
#define HM_DOCKERFILE_TEMPLATE_H

#include "plugin/model/facts.h"

/**
 * The first line that belongs to a template's language ({{ … }}, {% … %}, <% … %>), from 1; 0 where
 * the file is none. A file that BuildKit takes is none, whatever its commands hold: `docker inspect
 * --format '{{.Id}}'` is one of them.
 */
uint32_t hm_template_line(const struct hm_dockerfile *file);

/** What renders such a line, a clause for people: "gomplate, dockerize or the generator …". */
const char *hm_template_advice(const struct hm_dockerfile *file, uint32_t line);

#endif
