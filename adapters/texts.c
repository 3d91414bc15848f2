/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/texts.h"

#include "plugin/base/utf8.h"

#define FOLDER "texts/"

enum {
    MAX_NUMBER = 1 << 28,
};

void
hm_texts_plan(const struct hm_tool_job *job, const struct hm_plan_context *context,
              struct hm_plan *plan)
{
    struct hm_arena *arena = context->arena;

    for (size_t i = 0; i < job->n_texts; i++) {
        const struct hm_tool_text *text = &job->texts[i];
        struct hm_plan_file file = {
            .name = hm_arena_printf(arena, FOLDER "%zu", i).p,
            .content = text->preamble.n == 0
                           ? text->text
                           : hm_arena_printf(arena, "%.*s%.*s", HM_FMT(text->preamble),
                                             HM_FMT(text->text)),
        };
        hm_vec_add(arena, &plan->files, file);
        hm_vec_add(arena, &plan->argv, hm_arena_printf(arena, "../%s", file.name).p);
    }
}

const struct hm_tool_text *
hm_texts_find(const struct hm_tool_job *job, struct hm_str name)
{
    uint64_t index;
    static const char prefix[] = "../" FOLDER;

    if (!hm_str_starts(name, prefix) || job->n_texts == 0 ||
        !hm_str_to_u64(hm_str_from(name, strlen(prefix)), job->n_texts - 1, &index)) {
        return NULL;
    }
    return &job->texts[index];
}

enum hm_status
hm_texts_read(const struct hm_tool_job *job, const struct hm_json *at, struct hm_text_remark *ret,
              struct hm_err *reterr)
{
    struct hm_text_remark remark = { 0 };
    struct hm_str file, level;

    HM_TRY(hm_json_need_str(at, "file", &file, reterr));
    HM_TRY(hm_json_need_str(at, "level", &level, reterr));
    HM_TRY(hm_json_need_str(at, "message", &remark.message, reterr));
    HM_TRY(hm_json_need_u64(at, "line", MAX_NUMBER, &remark.line, reterr));
    HM_TRY(hm_json_may_u64(at, "column", MAX_NUMBER, &remark.column, reterr));
    HM_TRY(hm_json_may_u64(at, "endLine", MAX_NUMBER, &remark.end_line, reterr));
    HM_TRY(hm_json_may_u64(at, "endColumn", MAX_NUMBER, &remark.end_column, reterr));
    remark.text = hm_texts_find(job, file);
    if (remark.text == NULL) {
        return hm_json_error(at, reterr, "file is none of those that it was given");
    }
    remark.severity = hm_adapter_severity(job->adapter, level);
    if (remark.severity == HM_SEV_NONE) {
        return hm_json_error(at, reterr, "level is none that is known");
    }
    *ret = remark;
    return HM_OK;
}

struct hm_finding *
hm_texts_finding(struct hm_collect *out, const struct hm_tool_text *text,
                 const struct hm_rule *rule, struct hm_place place)
{
    struct hm_finding *finding = hm_vec_push(out->arena, &out->findings);

    finding->rule = rule;
    finding->severity = rule->severity;
    finding->target_kind = HM_TARGET_FILE;
    finding->path = text->path;
    finding->place = place;
    return finding;
}

/* The offset of a line and a column, in code points, of a text. */
static size_t
offset_of(struct hm_str text, uint64_t line, uint64_t column)
{
    size_t at = 0;

    for (; line > 1 && at < text.n; line--) {
        size_t n = hm_str_find(hm_str_from(text, at), '\n');
        at += n + (at + n < text.n);
    }
    struct hm_str rest = hm_str_from(text, at);
    rest = hm_str_sub(rest, 0, hm_str_find(rest, '\n'));
    return at + hm_utf8_cut(rest, column == 0 ? 0 : (size_t)(column - 1)).n;
}

static void
locate(const struct hm_tool_text *text, size_t off, uint32_t *ret_line, uint32_t *ret_column)
{
    size_t low = 0;
    size_t high = text->n_pieces;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (text->pieces[middle].off <= off) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const struct hm_text_piece *piece = &text->pieces[low];
    *ret_line = piece->line;
    *ret_column = piece->column +
                  (uint32_t)hm_utf16_length(
                      hm_str_sub(text->text, piece->off, off > piece->off ? off - piece->off : 0));
}

static size_t
count_lines(struct hm_str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        n += s.p[i] == '\n';
    }
    return n;
}

struct hm_place
hm_tool_text_place(const struct hm_tool_text *text, uint64_t line, uint64_t column,
                   uint64_t end_line, uint64_t end_column)
{
    uint64_t before = count_lines(text->preamble);
    struct hm_place place = { 0 };

    line = line > before ? line - before : 1;
    end_line = end_line > before ? end_line - before : line;
    end_line = end_line < line ? line : end_line;
    if (text->n_pieces == 0) {
        place.line = (uint32_t)line;
        place.column = (uint32_t)column;
        place.end_line = (uint32_t)end_line;
        place.end_column = (uint32_t)end_column;
        return place;
    }
    size_t from = offset_of(text->text, line, column);
    size_t to = end_column == 0 ? from : offset_of(text->text, end_line, end_column);
    locate(text, from, &place.line, &place.column);
    if (to <= from) {
        place.end_line = place.line;
        place.end_column = place.column;
        return place;
    }
    /* The end is behind its last character: that one's piece decides. */
    size_t last = to - 1;
    while (last > from && ((unsigned char)text->text.p[last] & 0xc0) == 0x80) {
        last--;
    }
    locate(text, last, &place.end_line, &place.end_column);
    place.end_column += (uint32_t)hm_utf16_length(hm_str_sub(text->text, last, to - last));
    return place;
}
