/* SPDX-License-Identifier: Apache-2.0 */
/* Ignore comments of files that are read line by line: scripts, Makefiles, units. */
#include "plugin/model/suppress_comment.h"

static bool
is_continued(struct hm_str line)
{
    size_t n = 0;

    while (n < line.n && line.p[line.n - 1 - n] == '\\') {
        n++;
    }
    return n % 2 == 1;
}

static bool
is_comment(struct hm_str line)
{
    line = hm_str_trim(line);
    return line.n > 0 && (*line.p == '#' || *line.p == ';');
}

/* The next line with text and those that go on with it; below the head of a section all of it. */
static struct hm_cover
cover_below(const struct hm_source *source, uint32_t line)
{
    struct hm_cover cover = { 0 };
    struct hm_str text = { 0 };

    do {
        line++;
        text = hm_source_line(source, line);
    } while (line <= source->n_lines && (hm_str_trim(text).n == 0 || is_comment(text)));
    if (line > source->n_lines) {
        return cover;
    }
    cover.line = line;
    bool is_head = hm_str_starts(text, "[") && hm_str_ends(hm_str_trim(text), "]");
    while (line < source->n_lines) {
        struct hm_str next = hm_source_line(source, line + 1);
        if (is_head ? hm_str_starts(next, "[") : !is_continued(text)) {
            break;
        }
        text = next;
        line++;
    }
    cover.end_line = line;
    return cover;
}

/* Of a comment behind a command: the lines of that command. */
static struct hm_cover
cover_beside(const struct hm_source *source, uint32_t line)
{
    struct hm_cover cover = { .line = line, .end_line = line };

    while (cover.line > 1 && is_continued(hm_source_line(source, cover.line - 1))) {
        cover.line--;
    }
    return cover;
}

/* Where the comment of a line begins, or n: one in quotes is none. */
static size_t
comment_at(struct hm_str text)
{
    char quote = '\0';

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '\\') {
            i++;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '#' && (i == 0 || hm_is_space(text.p[i - 1]) || text.p[i - 1] == '@')) {
            return i;
        }
    }
    return text.n;
}

static void
read_line(struct hm_comment_reader *reader, uint32_t line, struct hm_str text)
{
    const struct hm_source *source = reader->file->source;
    bool is_alone = is_comment(text);
    size_t at = is_alone ? (size_t)(hm_str_trim(text).p - text.p) : comment_at(text);

    if (at == text.n) {
        return;
    }
    struct hm_cover cover = is_alone ? cover_below(source, line) : cover_beside(source, line);
    struct hm_comment comment = {
        .text = hm_str_trim(hm_str_from(text, at + 1)),
        .line = line,
        .covers = &cover,
    };
    /* Comments of other tools stand in such files too, and are not ours to judge. */
    if (hm_str_eq_nocase(hm_str_sub(comment.text, 0, 2), HM_S("hu")) &&
        !hm_comment_hullmark(reader, &comment)) {
        size_t n = reader->faults.n;
        hm_comment_misspelt(reader, &comment);
        for (; n < reader->faults.n; n++) {
            reader->faults.p[n].is_misspelt = true;
        }
    }
}

void
hm_suppressions_read_script(struct hm_arena *arena, const struct hm_source *source,
                            struct hm_suppressions *ret)
{
    struct hm_dockerfile file = { .source = source };
    struct hm_comment_reader reader = { .arena = arena, .file = &file };

    for (uint32_t line = 1; line <= source->n_lines && !reader.is_full; line++) {
        struct hm_str text = hm_source_line(source, line);
        if (hm_str_find(text, '#') < text.n || is_comment(text)) {
            read_line(&reader, line, text);
        }
    }
    *ret = (struct hm_suppressions){
        .list = reader.list.p,
        .n = (uint32_t)reader.list.n,
        .faults = reader.faults.p,
        .n_faults = (uint32_t)reader.faults.n,
    };
}
