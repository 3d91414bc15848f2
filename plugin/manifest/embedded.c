/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/embedded.h"

/* Behind the tag and the anchor. */
static struct hm_str
skip_properties(struct hm_str raw)
{
    while (raw.n > 0 && (*raw.p == '!' || *raw.p == '&')) {
        size_t n = 0;
        while (n < raw.n && !hm_is_space(raw.p[n])) {
            n++;
        }
        while (n < raw.n && raw.p[n] == ' ') {
            n++;
        }
        raw = hm_str_from(raw, n);
    }
    return raw;
}

static size_t
blanks(struct hm_str line)
{
    size_t n = 0;

    while (n < line.n && line.p[n] == ' ') {
        n++;
    }
    return n;
}

/* How many blanks a literal block's lines have in front; @p line is the one behind "|". */
static uint32_t
indent_of(const struct hm_source *within, uint32_t line, struct hm_str text)
{
    struct hm_str own;

    for (; hm_str_split(&text, '\n', &own); line++) {
        if (hm_str_trim(own).n > 0) {
            return (uint32_t)(blanks(hm_source_line(within, line)) - blanks(own));
        }
    }
    return 0;
}

/* With as many empty lines in front as there are in the file above it; NULL where that is too much.
 */
static struct hm_source *
padded(struct hm_arena *arena, const struct hm_source *within, uint32_t n_above, struct hm_str text)
{
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);

    if (n_above + text.n > HM_SOURCE_LIMIT) {
        return NULL;
    }
    char *bytes = hm_arena_alloc(arena, n_above + text.n + 1);
    memset(bytes, '\n', n_above);
    if (text.n > 0) {
        memcpy(bytes + n_above, text.p, text.n);
    }
    hm_source_init(source, arena, within->path, hm_str_make(bytes, n_above + text.n));
    source->first_line = n_above;
    return source;
}

static const struct hm_dockerfile *
parse(struct hm_arena *arena, const struct hm_source *source, const struct hm_build *build)
{
    struct hm_dockerfile *file = hm_arena_new(arena, struct hm_dockerfile, 1);

    hm_dockerfile_parse(arena, source, build, file);
    return file->is_too_large ? NULL : file;
}

const struct hm_dockerfile *
hm_embedded_parse(struct hm_arena *arena, const struct hm_source *within, struct hm_span span,
                  struct hm_str text, const struct hm_build *build)
{
    struct hm_str raw = skip_properties(hm_source_text(within, span));
    uint32_t line = hm_source_line_of(within, within->base + (uint32_t)(raw.p - within->text.p));
    bool is_literal = hm_str_starts(raw, "|");
    struct hm_source *source = padded(arena, within, is_literal ? line : 0, text);

    if (source == NULL) {
        return NULL;
    }
    source->within = within;
    if (is_literal) {
        source->indent = indent_of(within, line + 1, text);
    } else {
        struct hm_place *seat = hm_arena_new(arena, struct hm_place, 1);
        *seat = hm_source_place(within, span);
        source->seat = seat;
    }
    return parse(arena, source, build);
}

const struct hm_dockerfile *
hm_embedded_parse_lines(struct hm_arena *arena, const struct hm_source *within, struct hm_str text,
                        const struct hm_build *build)
{
    uint32_t off = within->base + (uint32_t)(text.p - within->text.p);
    struct hm_source *source = padded(arena, within, hm_source_line_of(within, off) - 1, text);

    return source == NULL ? NULL : parse(arena, source, build);
}
