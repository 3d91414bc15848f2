/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that tools judge after the embedded engine read them: Dockerfiles, and the shell text in
 * them. */
#ifndef HM_DRIVER_TEXTS_H
#define HM_DRIVER_TEXTS_H

#include "adapters/adapter.h"
#include "plugin/model/facts.h"

/** What the tools that take part want. */
struct hm_texts_wanted {
    bool dockerfiles;
    bool (*only)(struct hm_str text); /**< of these only such Dockerfiles; NULL: all */
    bool scripts;                     /**< of sh and bash */
};

struct hm_texts {
    HM_VEC(struct hm_tool_text) dockerfiles;
    HM_VEC(struct hm_tool_text) scripts;
    HM_VEC(struct hm_str) too_large; /**< paths of files with a script past the limit, once each */
};

/** Larger shell texts are not given to tools: they are nobody's writing, and cost minutes. */
#define HM_TEXTS_SCRIPT_LIMIT ((size_t)256 << 10)

/** Copies what is wanted of @p file into @p arena. */
void hm_texts_add(struct hm_texts *texts, struct hm_arena *arena,
                  const struct hm_texts_wanted *wanted, const struct hm_dockerfile *file,
                  size_t tree);

/** Moves all of @p from, which lies in memory that lasts, behind @p to. */
void hm_texts_take(struct hm_texts *to, struct hm_arena *arena, const struct hm_texts *from);

/** Sorts by tree, path and place, so that tools see the same whatever the number of cores. */
void hm_texts_sort(struct hm_texts *texts);

#endif
