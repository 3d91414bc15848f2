/* SPDX-License-Identifier: Apache-2.0 */
/* A Compose project as JSON: what `hullmark ast --json` prints of it. */
#ifndef HM_MANIFEST_COMPOSE_JSON_H
#define HM_MANIFEST_COMPOSE_JSON_H

#include "plugin/base/buf.h"
#include "plugin/model/manifests.h"

/**
 * Appends one JSON object without a line end: file, kind, files, ok, problems, its services with
 * all files laid over one another, and the secrets and configs that the project gives. Variables
 * are replaced; a value that cannot be known has `"known":false`, a service that cannot be known
 * `incomplete`.
 */
void hm_compose_json(const struct hm_manifests *manifest, struct hm_buf *buf);

#endif
