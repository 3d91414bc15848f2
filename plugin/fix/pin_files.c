/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_files.h"

#include "plugin/fix/pin_bake.h"
#include "plugin/fix/pin_groovy.h"
#include "plugin/fix/pin_yaml.h"

hm_pins_find_fn *
hm_pin_files_reader(struct hm_str path)
{
    if (hm_pin_groovy_is_named(path)) {
        return hm_pin_groovy_find;
    }
    if (hm_pin_bake_is_named(path)) {
        return hm_pin_bake_find;
    }
    return hm_pin_yaml_is_named(path) ? hm_pin_yaml_find : NULL;
}

bool
hm_pin_files_is_missed(struct hm_str path, struct hm_str text)
{
    return hm_pin_files_reader(path) != hm_pin_yaml_find || hm_str_has(text, "image:") ||
           hm_str_has(text, "images:") || hm_str_has(text, "docker://") ||
           hm_str_has(text, "docker-image://") || hm_str_has(text, "dockerfile-inline") ||
           hm_str_has(text, "dockerfile_inline");
}
