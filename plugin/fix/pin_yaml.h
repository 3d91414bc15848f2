/* SPDX-License-Identifier: Apache-2.0 */
/* References without a digest in the YAML files that name images: compose files, Kubernetes
 * manifests, GitHub's workflows and actions, GitLab's pipelines. */
#ifndef HM_FIX_PIN_YAML_H
#define HM_FIX_PIN_YAML_H

#include "plugin/fix/pin.h"

/** Whether a file of this name may be one of those. */
bool hm_pin_yaml_is_named(struct hm_str path);

/**
 * Finds the references of a file; @p path (as "deploy/.github/workflows/ci.yml") tells which kind
 * it is, or its documents do (apiVersion and kind). None for a file of another kind. Those of a
 * compose service that is built are left out: they name what the build makes. HM_E_SYNTAX,
 * HM_E_LIMIT for what is no YAML.
 */
enum hm_status hm_pin_yaml_find(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                                struct hm_pins *ret_pins, struct hm_err *reterr) HM_MUST_CHECK;

/** As hm_pins_apply: the new text is read again and must name the same images. */
enum hm_status hm_pin_yaml_apply(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                                 const struct hm_pins *pins, struct hm_str *ret_text,
                                 struct hm_err *reterr) HM_MUST_CHECK;

#endif
