/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/suppression.h"

#include <stdio.h>

static const char *const words[HM_SUPPRESS_COUNT] = {
    [HM_SUPPRESS_HULLMARK] = "hullmark", [HM_SUPPRESS_HADOLINT] = "hadolint",
    [HM_SUPPRESS_TALLY] = "tally",       [HM_SUPPRESS_BUILDKIT] = "buildkit",
    [HM_SUPPRESS_TRIVY] = "trivy",       [HM_SUPPRESS_CHECKOV] = "checkov",
    [HM_SUPPRESS_KICS] = "kics",         [HM_SUPPRESS_SEMGREP] = "semgrep",
    [HM_SUPPRESS_SARIF] = "sarif",       [HM_SUPPRESS_WAIVER] = "waiver",
    [HM_SUPPRESS_VEX] = "vex",           [HM_SUPPRESS_DEPLOYMENT] = "deployment",
};

#define ALL_TOOLS                                                                                  \
    {                                                                                              \
        "hullmark", "hadolint", "buildkit", "trivy", "checkov", "kics", "semgrep", "dockle",       \
            "tally", "shellcheck", NULL                                                            \
    }

/* A tally comment may name what it took over from others, a hullmark comment everything. */
static const char *const tools[HM_SUPPRESS_COUNT][12] = {
    [HM_SUPPRESS_HULLMARK] = ALL_TOOLS,
    [HM_SUPPRESS_HADOLINT] = { "hadolint", "shellcheck", NULL },
    [HM_SUPPRESS_TALLY] = { "tally", "buildkit", "hadolint", "shellcheck", NULL },
    [HM_SUPPRESS_BUILDKIT] = { "buildkit", NULL },
    [HM_SUPPRESS_TRIVY] = { "trivy", NULL },
    [HM_SUPPRESS_CHECKOV] = { "checkov", NULL },
    [HM_SUPPRESS_KICS] = { "kics", NULL },
    [HM_SUPPRESS_SEMGREP] = { "semgrep", NULL },
    [HM_SUPPRESS_SARIF] = { NULL },
    [HM_SUPPRESS_WAIVER] = ALL_TOOLS,
    [HM_SUPPRESS_VEX] = { NULL },
    [HM_SUPPRESS_DEPLOYMENT] = { NULL },
};

const char *
hm_suppression_word(enum hm_suppression_dialect dialect)
{
    return (unsigned)dialect < HM_SUPPRESS_COUNT ? words[dialect] : "unknown";
}

const char *const *
hm_suppression_tools(enum hm_suppression_dialect dialect)
{
    return tools[(unsigned)dialect < HM_SUPPRESS_COUNT ? dialect : HM_SUPPRESS_HULLMARK];
}

static bool
is_leap(uint64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool
hm_day_parse(struct hm_str text, uint32_t *ret_day)
{
    static const uint8_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    uint64_t year = 0;
    uint64_t month = 0;
    uint64_t day = 0;

    if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-' ||
        !hm_str_to_u64(hm_str_sub(text, 0, 4), 9999, &year) ||
        !hm_str_to_u64(hm_str_sub(text, 5, 2), 12, &month) ||
        !hm_str_to_u64(hm_str_sub(text, 8, 2), 31, &day) || year < 1970 || month == 0 || day == 0) {
        return false;
    }
    uint64_t length = month == 2 && is_leap(year) ? 29 : lengths[month - 1];
    if (day > length) {
        return false;
    }
    *ret_day = (uint32_t)(year * 10000 + month * 100 + day);
    return true;
}

const char *
hm_day_text(uint32_t day, char ret_text[static 16])
{
    (void)snprintf(ret_text, 16, "%04u-%02u-%02u", day / 10000 % 10000, day / 100 % 100, day % 100);
    return ret_text;
}

struct hm_suppression
hm_suppression_copy(struct hm_arena *arena, const struct hm_suppression *from)
{
    struct hm_suppression copy = *from;

    copy.id = hm_arena_str(arena, from->id);
    copy.path = hm_arena_str(arena, from->path);
    copy.scope = hm_arena_str(arena, from->scope);
    copy.pattern = hm_arena_str(arena, from->pattern);
    copy.stage = hm_arena_str(arena, from->stage);
    copy.reason = hm_arena_str(arena, from->reason);
    copy.image = hm_arena_str(arena, from->image);
    copy.package = hm_arena_str(arena, from->package);
    copy.owner = hm_arena_str(arena, from->owner);
    return copy;
}

bool
hm_wildcard_match(struct hm_str pattern, struct hm_str text)
{
    size_t p = 0;
    size_t t = 0;
    size_t star = SIZE_MAX;
    size_t mark = 0;

    while (t < text.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.n && (pattern.p[p] == '?' ||
                                     hm_ascii_lower(pattern.p[p]) == hm_ascii_lower(text.p[t]))) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') {
        p++;
    }
    return p == pattern.n;
}
