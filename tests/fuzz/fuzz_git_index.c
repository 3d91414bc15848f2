/* SPDX-License-Identifier: Apache-2.0 */
/* An index of git, whole. */
#include "plugin/context/git_index.h"
#include "tests/fuzz/fuzz.h"

static bool
is_any(struct hm_str path)
{
    (void)path;
    return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hm_arena arena = { 0 };
    struct hm_git_index index = { 0 };
    struct hm_str text = { .p = (const char *)data, .n = size };

    if (hm_git_index_parse(&arena, text, hm_str_make("a", size % 2), is_any, &index, NULL) ==
        HM_OK) {
        for (uint32_t i = 0; i < index.n_paths; i++) {
            require(index.paths[i].n > 0 && index.paths[i].p[0] != '/');
        }
    }
    hm_arena_done(&arena);
    return 0;
}
