/* SPDX-License-Identifier: Apache-2.0 */
/* The ignore comments of a Dockerfile. Behind the last byte 0x1e, if there is one: a pattern, a
 * line feed, and a text that it may fit. */
#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/model/suppression.h"
#include "tests/fuzz/fuzz.h"

enum {
    SHORT = 64,
};

static void
check_entry(const struct hm_source *source, const struct hm_suppression *s)
{
    require(s->dialect < HM_SUPPRESS_COUNT && hm_suppression_word(s->dialect) != NULL);
    require(hm_suppression_tools(s->dialect)[0] != NULL);
    require(!s->is_external && hm_str_is(s->path, source->path));
    require(s->id.n > 0 && s->id.p >= source->text.p);
    require(s->id.p + s->id.n <= source->text.p + source->text.n);
    require(s->off <= source->text.n);
    require(s->line == 0 || (s->line <= s->end_line && s->end_line <= source->n_lines));
    require(s->until == 0 || (s->until % 100 >= 1 && s->until % 100 <= 31 &&
                              s->until / 100 % 100 >= 1 && s->until / 100 % 100 <= 12));
    require(s->reason.n <= source->text.n);
    require(s->place.line >= 1 && s->place.line <= source->n_lines);
}

static void
check_all(const struct hm_source *source, const struct hm_suppressions *all)
{
    uint32_t line = 1;

    require(all->n <= HM_SUPPRESSIONS_LIMIT && all->n_faults <= HM_SUPPRESSIONS_LIMIT + 1);
    for (uint32_t i = 0; i < all->n; i++) {
        check_entry(source, &all->list[i]);
    }
    for (uint32_t i = 0; i < all->n_faults; i++) {
        struct hm_span span = all->faults[i].span;
        require(span.off <= source->text.n && span.len <= source->text.n - span.off);
        require(all->faults[i].text.n > 0 && hm_source_line_of(source, span.off) >= line);
        line = hm_source_line_of(source, span.off);
    }
}

/* The same by trying all ways; only for short ones. */
static bool
fits(struct hm_str pattern, struct hm_str text)
{
    bool row[SHORT + 1] = { true };

    for (size_t i = 0; i < pattern.n; i++) {
        bool is_star = pattern.p[i] == '*';
        bool next[SHORT + 1] = { is_star && row[0] };
        for (size_t k = 0; k < text.n; k++) {
            next[k + 1] = is_star
                              ? row[k + 1] || next[k]
                              : row[k] && (pattern.p[i] == '?' || hm_ascii_lower(pattern.p[i]) ==
                                                                      hm_ascii_lower(text.p[k]));
        }
        memcpy(row, next, sizeof row);
    }
    return row[text.n];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str all = hm_str_make((const char *)data, size);
    size_t end = hm_str_find_last(all, '\x1e');
    struct hm_str text = hm_str_from(all, end + 1);
    struct hm_str pattern = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_sub(all, 0, end));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    require(file.suppressions != NULL);
    check_all(&source, file.suppressions);
    (void)hm_str_split(&text, '\n', &pattern);
    if (pattern.n <= SHORT && text.n <= SHORT) {
        require(hm_wildcard_match(pattern, text) == fits(pattern, text));
    }
    return 0;
}
