/* SPDX-License-Identifier: Apache-2.0 */
/* Ignore comments of YAML files. */
#include "plugin/base/yaml.h"
#include "plugin/model/suppress_comment.h"

/* Lines in which '#' begins no comment: those of values of several lines. */
struct block {
    uint32_t line;
    uint32_t end_line;
};

struct walk {
    struct hm_comment_reader reader;
    struct hm_dockerfile file;
    HM_VEC(struct block) blocks;
    uint32_t *indents; /* of each line (0-based); UINT32_MAX where it has no text */
};

/* An alias is where its anchor is: only what ascends is new. */
static void
find_blocks(struct walk *walk, const struct hm_yaml *value, uint32_t *last)
{
    const struct hm_source *source = walk->reader.file->source;
    bool is_new = value->off >= *last;

    *last = is_new ? value->off : *last;
    for (uint32_t i = 0; is_new && value->kind == HM_YAML_LIST && i < value->n; i++) {
        find_blocks(walk, value->items[i], last);
    }
    for (uint32_t i = 0; is_new && value->kind == HM_YAML_MAP && i < value->n; i++) {
        find_blocks(walk, value->pairs[i].value, last);
    }
    if (is_new && value->kind < HM_YAML_LIST && value->len > 0) {
        uint32_t end = hm_source_line_of(source, source->base + value->off + value->len - 1);
        if (end > value->line) {
            hm_vec_add(walk->reader.arena, &walk->blocks,
                       ((struct block){ .line = value->line, .end_line = end }));
        }
    }
}

static void
find_indents(struct walk *walk)
{
    const struct hm_source *source = walk->reader.file->source;

    walk->indents = hm_arena_new(walk->reader.arena, uint32_t, source->n_lines + 1);
    for (uint32_t line = 1; line <= source->n_lines; line++) {
        struct hm_str text = hm_source_line(source, line);
        uint32_t n = 0;
        while (n < text.n && text.p[n] == ' ') {
            n++;
        }
        bool has_text = n < text.n && text.p[n] != '#' && text.p[n] != '\r';
        walk->indents[line - 1] = has_text ? n : UINT32_MAX;
    }
}

/* The line below with text, and all below it that is indented more. */
static struct hm_cover
cover_below(const struct walk *walk, uint32_t line)
{
    uint32_t n = walk->reader.file->source->n_lines;
    struct hm_cover cover = { 0 };

    while (line < n && walk->indents[line] == UINT32_MAX) {
        line++;
    }
    if (line >= n) {
        return cover;
    }
    uint32_t indent = walk->indents[line];
    cover.line = cover.end_line = line + 1;
    for (line++; line < n && (walk->indents[line] == UINT32_MAX || walk->indents[line] > indent);
         line++) {
        cover.end_line = walk->indents[line] == UINT32_MAX ? cover.end_line : line + 1;
    }
    return cover;
}

/* Where the comment of a line begins, or n: quotes are not comments. */
static size_t
comment_at(struct hm_str text)
{
    char quote = '\0';

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if ((c == '"' || c == '\'') && (i == 0 || strchr(" [{,:-", text.p[i - 1]) != NULL)) {
            quote = c;
        } else if (c == '#' && (i == 0 || hm_is_space(text.p[i - 1]))) {
            return i;
        }
    }
    return text.n;
}

static void
read_line(struct walk *walk, uint32_t line, struct hm_str text)
{
    size_t hash = comment_at(text);

    if (hash == text.n) {
        return;
    }
    bool is_alone = hm_str_trim(hm_str_sub(text, 0, hash)).n == 0;
    struct hm_cover cover = { .line = line, .end_line = line };
    if (is_alone) {
        cover = cover_below(walk, line);
    }
    struct hm_comment comment = {
        .text = hm_str_trim(hm_str_from(text, hash + 1)),
        .line = line,
        .covers = &cover,
    };
    if (comment.text.n > 0) {
        (void)hm_comment_hullmark(&walk->reader, &comment);
    }
}

void
hm_suppressions_read_yaml(struct hm_arena *arena, const struct hm_source *source,
                          const struct hm_yaml_stream *stream, struct hm_suppressions *ret)
{
    struct walk walk = { .reader = { .arena = arena }, .file = { .source = source } };
    size_t block = 0;
    uint32_t last = 0;

    walk.reader.file = &walk.file;
    for (uint32_t i = 0; i < stream->n; i++) {
        find_blocks(&walk, stream->documents[i], &last);
    }
    for (uint32_t line = 1; line <= source->n_lines && !walk.reader.is_full; line++) {
        struct hm_str text = hm_source_line(source, line);
        while (block < walk.blocks.n && walk.blocks.p[block].end_line < line) {
            block++;
        }
        bool is_in_block = block < walk.blocks.n && walk.blocks.p[block].line < line;
        if (!is_in_block && hm_str_find(text, '#') < text.n) {
            if (walk.indents == NULL) {
                find_indents(&walk);
            }
            read_line(&walk, line, text);
        }
    }
    *ret = (struct hm_suppressions){
        .list = walk.reader.list.p,
        .n = (uint32_t)walk.reader.list.n,
        .faults = walk.reader.faults.p,
        .n_faults = (uint32_t)walk.reader.faults.n,
    };
}
