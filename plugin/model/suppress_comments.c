/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the comments of a file, and where each of them stands. */
#include "plugin/model/suppress_comment.h"

/* Walks the lines and, beside them, the instructions and their here-documents. */
struct walk {
    struct hm_comment_reader reader;
    uint32_t inst;    /* the first instruction that ends at or behind the line at hand */
    uint32_t heredoc; /* of it: the first that ends behind the line */
};

/* --- what the dialects share --- */

void
hm_take_blanks(struct hm_str *rest)
{
    while (rest->n > 0 && (*rest->p == ' ' || *rest->p == '\t')) {
        *rest = hm_str_from(*rest, 1);
    }
}

bool
hm_take_word(struct hm_str *rest, const char *word, bool any_case)
{
    struct hm_str after = *rest;
    struct hm_str wanted = hm_str_c(word);

    hm_take_blanks(&after);
    struct hm_str head = hm_str_sub(after, 0, wanted.n);
    if (any_case ? !hm_str_eq_nocase(head, wanted) : !hm_str_is(head, wanted)) {
        return false;
    }
    *rest = hm_str_from(after, wanted.n);
    return true;
}

struct hm_str
hm_take_id(struct hm_str *rest, const char *more)
{
    size_t n = 0;

    while (n < rest->n && (hm_is_alpha(rest->p[n]) || hm_is_digit(rest->p[n]) ||
                           hm_str_find(hm_str_c(more), rest->p[n]) < strlen(more))) {
        n++;
    }
    struct hm_str id = hm_str_sub(*rest, 0, n);
    *rest = hm_str_from(*rest, n);
    return id;
}

static struct hm_span
span_of(const struct hm_comment_reader *reader, struct hm_str piece)
{
    const struct hm_source *source = reader->file->source;

    return (struct hm_span){ .off = source->base + (uint32_t)(piece.p - source->text.p),
                             .len = (uint32_t)piece.n };
}

static struct hm_str
stage_of(struct hm_comment_reader *reader, const struct hm_instruction *inst)
{
    if (inst == NULL || inst->stage >= reader->file->n_stages) {
        return hm_str_make(NULL, 0);
    }
    const struct hm_stage *stage = &reader->file->stages[inst->stage];
    return stage->name.n > 0 ? stage->name : hm_arena_printf(reader->arena, "%u", stage->index);
}

struct hm_suppression *
hm_comment_add(struct hm_comment_reader *reader, enum hm_suppression_dialect dialect,
               struct hm_str id, struct hm_cover cover)
{
    const struct hm_source *source = reader->file->source;
    struct hm_suppression *added = &reader->spill;
    struct hm_span span = span_of(reader, id);

    if (reader->list.n < HM_SUPPRESSIONS_LIMIT) {
        added = hm_vec_push(reader->arena, &reader->list);
    } else {
        reader->is_full = true;
    }
    *added = (struct hm_suppression){
        .dialect = dialect,
        .id = id,
        .path = source->path,
        .place = hm_source_place(source, span),
        .off = span.off,
        .scope = source->path,
        .line = cover.line,
        .end_line = cover.end_line,
        .stage = stage_of(reader, cover.inst),
    };
    return added;
}

static void add_fault(struct hm_comment_reader *reader, struct hm_str piece, bool is_misspelt,
                      const char *fmt, va_list ap) HM_PRINTF(4, 0);

static void
add_fault(struct hm_comment_reader *reader, struct hm_str piece, bool is_misspelt, const char *fmt,
          va_list ap)
{
    if (reader->faults.n >= HM_SUPPRESSIONS_LIMIT) {
        reader->is_full = true;
        return;
    }
    hm_vec_add(reader->arena, &reader->faults,
               ((struct hm_suppression_fault){
                   .span = span_of(reader, piece),
                   .text = hm_arena_vprintf(reader->arena, fmt, ap),
                   .is_misspelt = is_misspelt,
               }));
}

void
hm_comment_fault(struct hm_comment_reader *reader, struct hm_str piece, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    add_fault(reader, piece, false, fmt, ap);
    va_end(ap);
}

/* --- what lies below --- */

static bool
has_text(const struct hm_source *source, uint32_t line)
{
    struct hm_str text = hm_str_trim(hm_source_line(source, line));

    return text.n > 0 && *text.p != '#';
}

static uint32_t
line_below(struct hm_comment_reader *reader, uint32_t line)
{
    const struct hm_source *source = reader->file->source;
    uint32_t n = source->n_lines;

    if (reader->below == NULL) {
        uint32_t next = 0;
        reader->below = hm_arena_new(reader->arena, uint32_t, n + 1);
        for (uint32_t i = n; i > 0; i--) {
            reader->below[i] = next;
            next = has_text(source, i) ? i : next;
        }
    }
    return reader->below[line];
}

bool
hm_cover_below(struct hm_comment_reader *reader, const struct hm_comment *comment,
               struct hm_cover *ret_cover)
{
    if (comment->covers != NULL) {
        *ret_cover = *comment->covers;
        return ret_cover->line > 0;
    }
    if (comment->inside == NULL) {
        if (comment->next == NULL) {
            return false;
        }
        *ret_cover = hm_cover_instruction(comment->next);
        return true;
    }
    uint32_t line = line_below(reader, comment->line);
    if (line == 0 || line > comment->inside->end_line) {
        return false;
    }
    *ret_cover = (struct hm_cover){ .line = line, .end_line = line, .inst = comment->inside };
    return true;
}

/* --- the walk --- */

static void
dispatch(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    static bool (*const dialects[])(struct hm_comment_reader *, const struct hm_comment *) = {
        hm_comment_hullmark, hm_comment_hadolint, hm_comment_tally, hm_comment_buildkit,
        hm_comment_kics,     hm_comment_semgrep,  hm_comment_trivy, hm_comment_checkov,
    };

    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        if (dialects[i](reader, comment)) {
            return;
        }
    }
    if (!comment->is_trailing && !comment->is_in_heredoc) {
        hm_comment_misspelt(reader, comment);
    }
}

void
hm_comment_full(struct hm_comment_reader *reader, struct hm_str at)
{
    if (reader->faults.n >= HM_SUPPRESSIONS_LIMIT) {
        reader->faults.n--;
    }
    hm_comment_fault(reader, at,
                     "The file has more than %u ignored ids or faulty ignore comments; those that "
                     "follow have no effect.",
                     HM_SUPPRESSIONS_LIMIT);
}

/* Moves on to the instruction that holds the line, or else to the next one. */
static const struct hm_instruction *
follow(struct walk *walk, uint32_t line)
{
    const struct hm_dockerfile *file = walk->reader.file;

    while (walk->inst < file->n_instructions && file->instructions[walk->inst].end_line < line) {
        walk->inst++;
        walk->heredoc = 0;
    }
    return walk->inst < file->n_instructions ? &file->instructions[walk->inst] : NULL;
}

static bool
is_in_heredoc(struct walk *walk, const struct hm_instruction *inst, uint32_t off)
{
    while (walk->heredoc < inst->n_heredocs &&
           inst->heredocs[walk->heredoc].span.off + inst->heredocs[walk->heredoc].span.len <= off) {
        walk->heredoc++;
    }
    return walk->heredoc < inst->n_heredocs && inst->heredocs[walk->heredoc].span.off <= off;
}

/* A line that begins with '#'. */
static void
read_comment(struct walk *walk, uint32_t line, struct hm_str text)
{
    const struct hm_source *source = walk->reader.file->source;
    const struct hm_instruction *inst = follow(walk, line);
    struct hm_comment comment = {
        .text = hm_str_trim(hm_str_from(text, 1)),
        .line = line,
        .next = inst,
        .is_head = walk->inst == 0 && (inst == NULL || line < inst->line),
    };

    if (inst != NULL && line >= inst->line) {
        comment.inside = inst;
        comment.next = NULL;
        comment.is_in_heredoc = is_in_heredoc(walk, inst, (uint32_t)(text.p - source->text.p));
    }
    if (comment.is_in_heredoc && inst->kind != HM_RUN && inst->kind != HM_ONBUILD) {
        return; /* the text of a file */
    }
    if (comment.text.n > 0) {
        dispatch(&walk->reader, &comment);
    }
}

/* Tools that go by lines read comments of the shell as well: RUN make # nosemgrep */
static void
read_trailing(struct walk *walk, uint32_t line, struct hm_str text)
{
    if (!hm_str_has_nocase(text, "nosem") && !hm_str_has(text, ":ignore:")) {
        return;
    }
    const struct hm_instruction *inst = follow(walk, line);
    size_t hash = hm_str_find_last(text, '#');
    if (inst == NULL || inst->line != line || hash == 0 || hash == text.n ||
        !hm_is_space(text.p[hash - 1])) {
        return;
    }
    struct hm_comment comment = {
        .text = hm_str_trim(hm_str_from(text, hash + 1)),
        .line = line,
        .inside = inst,
        .is_trailing = true,
    };
    if (!hm_comment_semgrep(&walk->reader, &comment)) {
        (void)hm_comment_trivy(&walk->reader, &comment);
    }
}

static bool
is_directive(const struct hm_dockerfile *file, struct hm_str text)
{
    for (uint32_t i = 0; i < file->n_directives; i++) {
        if (text.p != NULL && file->source->text.p + file->directives[i].span.off == text.p) {
            return true;
        }
    }
    return false;
}

static void
read_directives(struct walk *walk)
{
    const struct hm_dockerfile *file = walk->reader.file;

    for (uint32_t i = 0; i < file->n_directives; i++) {
        if (hm_str_eq(file->directives[i].name, "check")) {
            struct hm_comment comment = {
                .text = file->directives[i].value,
                .line = hm_source_line_of(file->source, file->directives[i].span.off),
                .is_head = true,
                .is_directive = true,
            };
            (void)hm_comment_buildkit(&walk->reader, &comment);
        }
    }
}

void
hm_suppressions_read(struct hm_arena *arena, const struct hm_dockerfile *file,
                     struct hm_suppressions *ret)
{
    struct walk walk = { .reader = { .arena = arena, .file = file } };

    read_directives(&walk);
    for (uint32_t line = 1; line <= file->source->n_lines; line++) {
        struct hm_str text = hm_str_trim(hm_source_line(file->source, line));
        size_t hash = text.n == 0 ? 0 : hm_str_find(text, '#');
        if (hash == text.n || is_directive(file, text)) {
            continue;
        }
        if (hash == 0) {
            read_comment(&walk, line, text);
        } else {
            read_trailing(&walk, line, text);
        }
        if (walk.reader.is_full) {
            hm_comment_full(&walk.reader, text);
            break;
        }
    }
    *ret = (struct hm_suppressions){
        .list = walk.reader.list.p,
        .n = (uint32_t)walk.reader.list.n,
        .faults = walk.reader.faults.p,
        .n_faults = (uint32_t)walk.reader.faults.n,
    };
}
