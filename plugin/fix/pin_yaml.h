/* SPDX-License-Identifier: Apache-2.0 */
/* References without a digest in the YAML files that name images: compose files, Kubernetes
 * manifests, Kustomize's images, GitHub's workflows and actions, GitLab's pipelines, bake files of
 * JSON. */
#ifndef HM_FIX_PIN_YAML_H
#define HM_FIX_PIN_YAML_H

#include "plugin/fix/pin.h"

/** Whether a file of this name may be one of those. */
bool hm_pin_yaml_is_named(struct hm_str path);

/**
 * Finds the references of a file; @p path (as "deploy/.github/workflows/ci.yml") tells which kind
 * it is, or its documents do (apiVersion and kind). None for a file of another kind. Those of a
 * compose service that is built are left out: they name what the build makes. Commands that a
 * pipeline's steps run are read too (pin_run.h). HM_E_SYNTAX, HM_E_LIMIT for what is no YAML.
 */
enum hm_status hm_pin_yaml_find(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                                struct hm_pins *ret_pins, struct hm_err *reterr) HM_MUST_CHECK;

/** The same for a compose file, whatever it is called. */
enum hm_status hm_pin_yaml_find_compose(struct hm_arena *arena, struct hm_str path,
                                        struct hm_str text, struct hm_pins *ret_pins,
                                        struct hm_err *reterr) HM_MUST_CHECK;

/** The same for the YAML of pods, whatever its documents say of themselves. */
enum hm_status hm_pin_yaml_find_pods(struct hm_arena *arena, struct hm_str text,
                                     struct hm_pins *ret_pins, struct hm_err *reterr) HM_MUST_CHECK;

#endif
