/* SPDX-License-Identifier: Apache-2.0 */
/* Compose files and manifests that commands name, whatever they are called. */
#ifndef HM_DRIVER_NAMED_INPUTS_H
#define HM_DRIVER_NAMED_INPUTS_H

#include "plugin/driver/inputs.h"

/** So many files that only commands name are judged. */
#define HM_NAMED_INPUTS_LIMIT 200u

/**
 * Adds to inputs->projects, ->kubes and ->manifests the files that scripts, Makefiles, units and
 * pipelines give to Compose, a swarm, Podman or a cluster, where their names do not say what they
 * are and what is in them does. They lie in what is scanned, also where folders are passed over.
 * The lists must be sorted, and are not any longer.
 */
void hm_named_inputs_find(struct hm_report *report, struct hm_inputs *inputs);

#endif
