/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* A comment of the form "# name=value" before anything else that is nearly a directive. */
static bool
is_near(struct hm_str a, struct hm_str b)
{
    size_t same = 0;

    while (same < a.n && same < b.n && hm_ascii_lower(a.p[same]) == b.p[same]) {
        same++;
    }
    size_t tail = 0;
    while (tail < a.n - same && tail < b.n - same &&
           hm_ascii_lower(a.p[a.n - 1 - tail]) == b.p[b.n - 1 - tail]) {
        tail++;
    }
    size_t left_a = a.n - same - tail;
    size_t left_b = b.n - same - tail;
    return left_a + left_b > 0 && left_a <= 2 && left_b <= 2 && same + tail >= 3;
}

static const char *
meant_by(struct hm_str name)
{
    static const char *const directives[] = { "syntax", "escape", "check" };

    for (size_t i = 0; i < sizeof directives / sizeof directives[0]; i++) {
        if (is_near(name, hm_str_c(directives[i]))) {
            return directives[i];
        }
    }
    return NULL;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_source *source = at->file->source;

    for (uint32_t line = 1; line <= source->n_lines; line++) {
        struct hm_str text = hm_str_trim(hm_source_line(source, line));
        if (!hm_str_starts(text, "#")) {
            return;
        }
        size_t equals = hm_str_find(text, '=');
        if (equals == text.n) {
            return;
        }
        struct hm_str name = hm_str_trim(hm_str_sub(text, 1, equals - 1));
        const char *meant = hm_str_starts(name, "#") ? NULL : meant_by(name);
        if (meant != NULL) {
            struct hm_span span = { .off = (uint32_t)(text.p - source->text.p),
                                    .len = (uint32_t)text.n };
            hm_find(out, span, "\"%.*s\" is taken for a comment; did you mean \"%s\"?",
                    HM_FMT(name), meant);
        }
    }
}

const struct hm_rule hm9002_misspelt_directive = {
    .id = "HM9002",
    .concept = "misspelt-directive",
    .since = "0.1",
    .title = "A directive is misspelt and so only a comment",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1173 },
    .same_as = HM_IDS("tally:syntax-directive-typo"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE),
    .why = "`# syntax=`, `# escape=` and `# check=` at the top of the file change how all of it is "
           "read. Misspelt they are comments, and the file is read by another version of the "
           "language, or with other line ends, than its author believes.",
    .fix = "Mend the name.",
    .bad = "# sytnax=docker/dockerfile:1\nFROM alpine:3.22\n",
    .good = "# syntax=docker/dockerfile:1\nFROM alpine:3.22\n",
    .check = check,
};
