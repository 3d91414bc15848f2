/* SPDX-License-Identifier: Apache-2.0 */
/* An index of git; what begins with a second "DIRC" is the one that it is split from. */
#include "plugin/context/git_index.h"
#include "tests/fuzz/fuzz.h"

static bool
is_any(void *ctx, struct hm_str path)
{
    (void)ctx;
    (void)path;
    return true;
}

static enum hm_status
give_rest(void *ctx, struct hm_str name, struct hm_str *ret_text, struct hm_err *reterr)
{
    (void)name;
    (void)reterr;
    *ret_text = *(const struct hm_str *)ctx;
    return HM_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hm_arena arena = { 0 };
    struct hm_git_index index = { 0 };
    struct hm_str text = { .p = (const char *)data, .n = size };
    struct hm_str rest = { 0 };

    for (size_t i = 4; i + 4 < size; i++) {
        if (hm_str_starts(hm_str_from(text, i), "DIRC")) {
            rest = hm_str_from(text, i);
            text.n = i;
            break;
        }
    }
    struct hm_git_index_wish wish = {
        .below = hm_str_make("a", size % 2), .wanted = is_any, .shared = give_rest, .ctx = &rest
    };
    if (hm_git_index_parse(&arena, text, &wish, &index, NULL) == HM_OK) {
        for (uint32_t i = 0; i < index.n_paths; i++) {
            require(index.paths[i].n > 0 && index.paths[i].p[0] != '/');
        }
    }
    hm_arena_done(&arena);
    return 0;
}
