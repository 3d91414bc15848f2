/* SPDX-License-Identifier: Apache-2.0 */
/* A pattern of ${v#p}, a byte 0x1e, and a value: what is found is compared with a plain table. */
#include "plugin/base/auto.h"
#include "plugin/base/rune.h"
#include "plugin/dockerfile/pattern.h"
#include "tests/fuzz/fuzz.h"

enum {
    ATOMS = 64,
    RUNES = 256,
};

/* Whether the first i atoms match the first k characters, for all i and k; @p ret_ends says where
 * the whole pattern can end. */
static void
make_table(const struct hm_pattern *pattern, const uint32_t *runes, size_t n_runes, bool *ret_ends)
{
    bool row[RUNES + 1] = { true };

    for (size_t i = 0; i < pattern->atoms.n; i++) {
        const struct hm_pattern_atom *atom = &pattern->atoms.p[i];
        bool next[RUNES + 1] = { atom->is_star && row[0] };
        for (size_t k = 0; k < n_runes; k++) {
            bool is_wild = runes[k] != '\n';
            if (atom->is_star) {
                next[k + 1] = row[k + 1] || (next[k] && is_wild);
            } else {
                next[k + 1] = row[k] && (atom->is_any ? is_wild : atom->rune == runes[k]);
            }
        }
        memcpy(row, next, sizeof row);
    }
    memcpy(ret_ends, row, sizeof row);
}

static void
compare(const struct hm_pattern *pattern, struct hm_str value)
{
    uint32_t runes[RUNES];
    size_t offsets[RUNES + 1] = { 0 };
    bool ends[RUNES + 1];
    size_t n = 0;
    size_t length;

    for (size_t at = 0; at < value.n; at += length) {
        if (n == RUNES) {
            return;
        }
        runes[n++] = hm_rune_next(value, at, &length);
        offsets[n] = at + length;
    }
    make_table(pattern, runes, n, ends);
    size_t first = 0;
    while (first <= n && !ends[first]) {
        first++;
    }
    size_t last = n;
    while (last > first && !ends[last]) {
        last--;
    }
    for (int is_greedy = 0; is_greedy < 2; is_greedy++) {
        uint64_t work = UINT64_MAX;
        size_t end = 0;
        bool is_found = hm_pattern_match(pattern, value, 0, is_greedy != 0, &work, &end);
        require(is_found == (first <= n));
        require(!is_found || end == offsets[is_greedy ? last : first]);
    }
}

static void
trim(struct hm_str text, struct hm_str value, bool at_end, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str shortest = { 0 };
    struct hm_str longest = { 0 };
    struct hm_str error = { 0 };
    uint64_t work = UINT64_MAX;
    bool is_good = hm_pattern_trim(&arena, text, value, at_end, false, &work, &shortest, &error);

    require(is_good == hm_pattern_trim(&arena, text, value, at_end, true, &work, &longest, &error));
    require(is_good == (error.n == 0));
    require(longest.n <= shortest.n && shortest.n <= 3 * value.n);
    require(at_end ? hm_str_is(hm_str_sub(shortest, 0, longest.n), longest)
                   : hm_str_is(hm_str_from(shortest, shortest.n - longest.n), longest));
    require(arena.taken <= 1024 + 16 * size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { .limit = 1 << 16 };
    struct hm_str all = hm_str_make((const char *)data, size);
    size_t end = hm_str_find(all, '\x1e');
    struct hm_str text = hm_str_sub(all, 0, end);
    struct hm_str value = hm_str_from(all, end + 1);
    struct hm_pattern pattern = { 0 };
    struct hm_str error = { 0 };
    uint64_t work = (uint64_t)1 << 22;

    if (hm_pattern_read(&arena, text, &pattern, &error)) {
        require(pattern.atoms.n <= text.n);
        if (pattern.atoms.n <= ATOMS) {
            compare(&pattern, value);
        }
    } else {
        require(error.n > 0);
    }
    trim(text, value, false, size);
    trim(text, value, true, size);
    if (hm_pattern_replace(&arena, text, text, value, size % 2 == 0, &work, &out, &error)) {
        require(out.is_cut || work == 0 || value.n > 0 || out.n <= text.n);
    }
    return 0;
}
