/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/gate/gate.h"

/* After how many bytes of the pattern the path may stand: a flag for each number, from 0. */
struct states {
    bool is_at[HM_GATE_WORD + 1];
};

static bool
is_deep(struct hm_str pattern, size_t i)
{
    return (i + 1 < pattern.n && pattern.p[i + 1] == '*') || (i > 0 && pattern.p[i - 1] == '*');
}

/* Stars stand for nothing, too; and two stars with a slash behind them for no folder at all, where
   a part of the path begins. */
static void
pass_stars(struct hm_str pattern, struct states *states, bool begins_part)
{
    for (size_t i = 0; i < pattern.n; i++) {
        if (!states->is_at[i] || pattern.p[i] != '*') {
            continue;
        }
        states->is_at[i + 1] = true;
        bool is_part = begins_part && (i == 0 || pattern.p[i - 1] == '/');
        if (is_part && i + 2 < pattern.n && pattern.p[i + 1] == '*' && pattern.p[i + 2] == '/') {
            states->is_at[i + 3] = true;
        }
    }
}

static void
take_byte(struct hm_str pattern, struct states *states, char c)
{
    struct states next = { 0 };

    for (size_t i = 0; i < pattern.n; i++) {
        char p = pattern.p[i];
        if (!states->is_at[i]) {
            continue;
        }
        if (p == '*') {
            next.is_at[i] = c != '/' || is_deep(pattern, i);
        } else if (p == c || (p == '?' && c != '/')) {
            next.is_at[i + 1] = true;
        }
    }
    *states = next;
    pass_stars(pattern, states, c == '/');
}

bool
hm_gate_path_fits(struct hm_str pattern, struct hm_str path)
{
    struct states states = { .is_at = { true } };

    while (hm_str_ends(pattern, "/")) {
        pattern.n--;
    }
    if (pattern.n == 0 || pattern.n > HM_GATE_WORD) {
        return false;
    }
    pass_stars(pattern, &states, true);
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] == '/' && i > 0 && states.is_at[pattern.n]) {
            return true;
        }
        take_byte(pattern, &states, path.p[i]);
    }
    return states.is_at[pattern.n];
}
