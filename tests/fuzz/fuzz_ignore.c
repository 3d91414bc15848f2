/* SPDX-License-Identifier: Apache-2.0 */
/* An ignore file, a byte 0x1e, and paths that are compared with it, one a line. */
#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/context/ignore.h"
#include "plugin/context/regexp.h"
#include "tests/fuzz/fuzz.h"

static uint64_t
check_patterns(const struct hm_ignore *ignore, size_t size)
{
    uint64_t steps = 0;
    uint32_t line = 1;

    for (uint32_t i = 0; i < ignore->n_patterns; i++) {
        const struct hm_ignore_pattern *pattern = &ignore->patterns[i];
        require(pattern->line >= line);
        require(pattern->span.off <= size && pattern->span.len <= size - pattern->span.off);
        require((pattern->kind == HM_IGNORE_REGEXP) == (pattern->regexp != NULL));
        require((pattern->kind == HM_IGNORE_BROKEN) == (pattern->fault.n > 0));
        line = pattern->line;
        steps += pattern->regexp == NULL ? 1 : hm_regexp_size(pattern->regexp);
    }
    require(steps <= HM_IGNORE_STEPS + (uint64_t)ignore->n_patterns);
    return steps;
}

static void
check_path(const struct hm_ignore *ignore, struct hm_str path, uint64_t steps,
           unsigned char *matched)
{
    const struct hm_ignore_pattern *broken = NULL;
    uint64_t spent = 0;
    enum hm_trit answer = hm_ignore_matches_in(ignore, path, NULL, matched, &broken, &spent);

    require(answer == hm_ignore_matches(ignore, path));
    require((answer == HM_UNKNOWN) == (broken != NULL || path.n > HM_PATH_LIMIT));
    /* For the path itself and each folder above it. */
    require(spent <= 2 * (steps + ignore->n_patterns) * (path.n + 1) * (path.n + 1));
    (void)hm_ignore_skips(ignore, path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str all = { .p = (const char *)data, .n = size };
    size_t end = hm_str_find(all, '\x1e');
    struct hm_str rest = hm_str_from(all, end + 1);
    struct hm_str path = { 0 };
    struct hm_ignore ignore = { 0 };
    enum hm_status status = hm_ignore_parse(&arena, hm_str_sub(all, 0, end), &ignore, NULL);

    require(arena.taken <= 65536 + (size_t)HM_IGNORE_STEPS * 64 + 1024 * size);
    if (status != HM_OK) {
        require(status == HM_E_SYNTAX || status == HM_E_LIMIT);
        return 0;
    }
    uint64_t steps = check_patterns(&ignore, end);
    unsigned char *matched = hm_arena_alloc(&arena, ignore.n_patterns + 1);
    for (int i = 0; i < 8 && hm_str_split(&rest, '\n', &path); i++) {
        check_path(&ignore, path, steps, matched);
    }
    return 0;
}
