/* SPDX-License-Identifier: Apache-2.0 */
/* Ignore comments of YAML files, and annotations that say the same. */
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
    struct hm_cover document;
    bool has_text; /* in the lines above */
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

/* The lines between two marks "---". */
static struct hm_cover
find_document(const struct walk *walk, uint32_t line)
{
    const struct hm_source *source = walk->reader.file->source;
    struct hm_cover cover = { .line = line, .end_line = line };

    while (cover.end_line < source->n_lines &&
           !hm_str_starts(hm_source_line(source, cover.end_line + 1), "---")) {
        cover.end_line++;
    }
    return cover;
}

static void
read_line(struct walk *walk, uint32_t line, struct hm_str text)
{
    static bool (*const dialects[])(struct hm_comment_reader *, const struct hm_comment *) = {
        hm_comment_hullmark, hm_comment_kics, hm_comment_trivy, hm_comment_checkov
    };
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
        .is_head = !walk->has_text,
        .covers = &cover,
        .document = &walk->document,
    };
    if (comment.text.n == 0) {
        return;
    }
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        if (dialects[i](&walk->reader, &comment)) {
            return;
        }
    }
    /* Semgrep's finding begins in that line, and may go on below it. */
    cover = is_alone ? cover : cover_below(walk, line - 1);
    if (!hm_comment_semgrep(&walk->reader, &comment) && is_alone) {
        hm_comment_misspelt(&walk->reader, &comment);
    }
}

/* --- Checkov's annotations: checkov.io/skip1: CKV_K8S_20=why --- */

static void
read_notes(struct walk *walk, const struct hm_yaml *notes, struct hm_cover document)
{
    const struct hm_source *source = walk->reader.file->source;

    for (uint32_t i = 0; i < notes->n && !walk->reader.is_full; i++) {
        const struct hm_yaml *value = notes->pairs[i].value;
        if (!hm_str_starts(notes->pairs[i].key->text, "checkov.io/skip") ||
            value->kind >= HM_YAML_LIST) {
            continue;
        }
        struct hm_str whole = hm_str_sub(source->text, value->off, value->len);
        bool is_quoted = whole.n > 1 && (*whole.p == '"' || *whole.p == '\'');
        struct hm_str rest = is_quoted ? hm_str_sub(whole, 1, whole.n - 2) : whole;
        struct hm_str id = hm_take_id(&rest, "-_");
        if (id.n == 0 || (rest.n > 0 && *rest.p != '=')) {
            hm_comment_fault(&walk->reader, whole,
                             "This annotation has no effect: it names one check. The form is "
                             "`checkov.io/skip1: CKV_K8S_20=why`.");
            continue;
        }
        struct hm_suppression *added =
            hm_comment_add(&walk->reader, HM_SUPPRESS_CHECKOV, id, document);
        added->wants_reason = true;
        added->reason = rest.n > 0 ? hm_str_trim(hm_str_from(rest, 1)) : rest;
    }
}

static void
read_annotations(struct walk *walk, const struct hm_yaml *object)
{
    const struct hm_yaml *metadata = hm_yaml_get(object, "metadata");
    const struct hm_yaml *notes = metadata == NULL ? NULL : hm_yaml_get(metadata, "annotations");
    uint32_t line = object->line;

    if (notes == NULL || notes->kind != HM_YAML_MAP || hm_yaml_get(object, "kind") == NULL) {
        return;
    }
    while (line > 1 && !hm_str_starts(hm_source_line(walk->reader.file->source, line), "---")) {
        line--;
    }
    read_notes(walk, notes, find_document(walk, line));
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
        if (line == 1 || hm_str_starts(text, "---")) {
            walk.document = find_document(&walk, line);
        }
        bool is_in_block = block < walk.blocks.n && walk.blocks.p[block].line < line;
        if (!is_in_block && hm_str_find(text, '#') < text.n) {
            if (walk.indents == NULL) {
                find_indents(&walk);
            }
            read_line(&walk, line, text);
        }
        struct hm_str bare = hm_str_trim(text);
        walk.has_text = walk.has_text || (bare.n > 0 && *bare.p != '#' && *bare.p != '-');
    }
    for (uint32_t i = 0; i < stream->n && !walk.reader.is_full; i++) {
        read_annotations(&walk, stream->documents[i]);
    }
    if (walk.reader.is_full) {
        hm_comment_full(&walk.reader, hm_source_line(source, 1));
    }
    *ret = (struct hm_suppressions){
        .list = walk.reader.list.p,
        .n = (uint32_t)walk.reader.list.n,
        .faults = walk.reader.faults.p,
        .n_faults = (uint32_t)walk.reader.faults.n,
    };
}
