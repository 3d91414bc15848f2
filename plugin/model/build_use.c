/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/build_use.h"

struct hm_str
hm_build_use_title(struct hm_arena *arena, const struct hm_build_use *use)
{
    const char *word = hm_str_ends(use->name, ".build") ? "unit" : "script";
    const char *what = use->by == HM_BUILD_BY_COMPOSE  ? "service"
                       : use->by == HM_BUILD_BY_BAKE   ? "target"
                       : use->by == HM_BUILD_BY_SCRIPT ? word
                                                       : "job";

    if (use->by == HM_BUILD_BY_OPTION || use->by == HM_BUILD_BY_NOBODY) {
        return HM_S("");
    }
    if (use->by == HM_BUILD_BY_CONFIG) {
        return hm_arena_printf(arena, "image %.*s", HM_FMT(use->name));
    }
    return hm_arena_printf(arena, "%s %.*s", what, HM_FMT(use->name));
}

const char *
hm_build_by_word(enum hm_build_by by)
{
    static const char *const words[] = {
        [HM_BUILD_BY_OPTION] = "option",     [HM_BUILD_BY_CONFIG] = "configuration",
        [HM_BUILD_BY_COMPOSE] = "compose",   [HM_BUILD_BY_BAKE] = "bake",
        [HM_BUILD_BY_PIPELINE] = "pipeline", [HM_BUILD_BY_SCRIPT] = "script",
        [HM_BUILD_BY_NOBODY] = "default",
    };

    return words[by];
}
