/* SPDX-License-Identifier: Apache-2.0 */
/* What Ruby reads otherwise than YAML has it. */
#ifndef HM_BASE_YAML_RUBY_H
#define HM_BASE_YAML_RUBY_H

#include "plugin/base/yaml.h"

/** Leaves of the map's @p pairs, which are the reader's to change, the last with each key, where it
 * stands; of merges ("<<") all. */
void hm_yaml_keep_last(struct hm_arena *arena, struct hm_yaml *map, struct hm_yaml_pair *pairs);

#endif
