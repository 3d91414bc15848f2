/* SPDX-License-Identifier: Apache-2.0 */
/* Which files of a folder may be manifests of Kubernetes, and which have to be rendered first. */
#ifndef HM_DRIVER_KUBE_INPUTS_H
#define HM_DRIVER_KUBE_INPUTS_H

#include "plugin/context/discover.h"
#include "plugin/driver/inputs.h"

/** Whether a text is a manifest, or one that is broken. */
bool hm_kube_is_meant(struct hm_str path, struct hm_str text);

/** Whether a file that was named itself is a manifest, by what is in it. */
bool hm_kube_is_file(const char *path);

/**
 * Adds the YAML and JSON files of a folder, but for Compose files, the templates of Helm charts and
 * the patches of Kustomize, to the inputs. Of charts and kustomizations the report gets a note:
 * they were not rendered, and by which command they are.
 */
void hm_kube_inputs_find(struct hm_report *report, const struct hm_discovery *discovery,
                         const struct hm_input_tree *tree, struct hm_inputs *inputs);

#endif
