/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/hcl.h"

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"

struct parser {
    struct hm_arena *arena;
    struct hm_str text;
    size_t at;
    uint32_t line;
    uint32_t depth;
};

/* What ends a value, besides what closes the thing that it is in. */
enum ending {
    END_OF_LINE,   /* an attribute's */
    END_OF_MEMBER, /* of a map: a line or a comma */
    END_OF_ITEM,   /* of a list, of "${": lines do not count */
};

static enum hm_status read_value(struct parser *p, enum ending ending, struct hm_hcl_value *ret,
                                 struct hm_err *reterr);

static struct hm_str
rest_of(const struct parser *p)
{
    return hm_str_from(p->text, p->at);
}

static char
peek(const struct parser *p)
{
    return p->at < p->text.n ? p->text.p[p->at] : '\0';
}

static void
skip(struct parser *p, size_t n)
{
    for (; n > 0 && p->at < p->text.n; n--) {
        p->line += p->text.p[p->at++] == '\n';
    }
}

static enum hm_status
fail(const struct parser *p, struct hm_err *reterr, const char *what)
{
    return hm_err_set(reterr, HM_E_SYNTAX, "line %u: %s", (unsigned)p->line, what);
}

static bool
is_comment(struct hm_str rest)
{
    return hm_str_starts(rest, "#") || hm_str_starts(rest, "//") || hm_str_starts(rest, "/*");
}

/* Blanks and comments; and what parts lines, where that does not count. */
static void
skip_space(struct parser *p, bool with_lines)
{
    while (p->at < p->text.n) {
        struct hm_str rest = rest_of(p);
        if (hm_str_starts(rest, "/*")) {
            skip(p, 2);
            while (p->at < p->text.n && !hm_str_starts(rest_of(p), "*/")) {
                skip(p, 1);
            }
            skip(p, 2);
        } else if (is_comment(rest)) {
            skip(p, hm_str_find(rest, '\n'));
        } else if (rest.p[0] == '\n' ? with_lines : hm_is_space(rest.p[0])) {
            skip(p, 1);
        } else {
            return;
        }
    }
}

static bool
is_letter(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || c == '_' || c == '-' || (unsigned char)c >= 0x80;
}

static struct hm_str
read_word(struct parser *p)
{
    struct hm_str rest = rest_of(p);
    size_t n = 0;

    while (n < rest.n && is_letter(rest.p[n])) {
        n++;
    }
    skip(p, n);
    return hm_str_sub(rest, 0, n);
}

/* --- templates --- */

/* Past what closes the bracket that stands open. Strings inside may hold brackets. */
static void
skip_bracket(struct parser *p)
{
    size_t depth = 1;
    bool is_quoted = false;

    while (depth > 0 && p->at < p->text.n) {
        char c = peek(p);
        if (is_quoted && c == '\\') {
            skip(p, 1);
        } else if (c == '"') {
            is_quoted = !is_quoted;
        } else if (!is_quoted && strchr("([{", c) != NULL && c != '\0') {
            depth++;
        } else if (!is_quoted && strchr(")]}", c) != NULL && c != '\0') {
            depth--;
        }
        skip(p, 1);
    }
}

struct template
{
    HM_VEC(struct hm_hcl_value) parts;
    struct hm_buf literal;
};

static void
end_literal(struct parser *p, struct template *t)
{
    if (t->literal.n > 0) {
        hm_vec_add(
            p->arena, &t->parts,
            ((struct hm_hcl_value){ .kind = HM_HCL_TEXT,
                                    .text = hm_arena_str(p->arena, hm_buf_str(&t->literal)) }));
        hm_buf_clear(&t->literal);
    }
}

/* Behind "${". */
static enum hm_status
read_variable(struct parser *p, struct template *t, struct hm_err *reterr)
{
    struct hm_hcl_value value = { .kind = HM_HCL_UNKNOWN };

    end_literal(p, t);
    skip_space(p, true);
    HM_TRY(read_value(p, END_OF_ITEM, &value, reterr));
    skip_space(p, true);
    if (peek(p) == '}') {
        skip(p, 1);
    } else {
        value.kind = HM_HCL_UNKNOWN;
        skip_bracket(p);
    }
    hm_vec_add(p->arena, &t->parts, value);
    return HM_OK;
}

static void
read_escape(struct parser *p, struct template *t)
{
    char c = p->at + 1 < p->text.n ? p->text.p[p->at + 1] : '\0';

    if (c == 'u' || c == 'U') {
        hm_buf_putc(&t->literal, '\\');
        skip(p, 1);
        return;
    }
    hm_buf_putc(&t->literal, c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c);
    skip(p, 2);
}

static enum hm_status
read_parts(struct parser *p, bool is_quoted, struct template *t, struct hm_err *reterr)
{
    while (p->at < p->text.n) {
        struct hm_str rest = rest_of(p);
        if (is_quoted && rest.p[0] == '"') {
            skip(p, 1);
            return HM_OK;
        }
        if (is_quoted && rest.p[0] == '\n') {
            return fail(p, reterr, "the string has no end");
        }
        if (hm_str_starts(rest, "$${") || hm_str_starts(rest, "%%{")) {
            hm_buf_add(&t->literal, hm_str_sub(rest, 1, 2));
            skip(p, 3);
        } else if (hm_str_starts(rest, "${")) {
            skip(p, 2);
            HM_TRY(read_variable(p, t, reterr));
        } else if (hm_str_starts(rest, "%{")) {
            end_literal(p, t);
            skip(p, 2);
            skip_bracket(p);
            hm_vec_add(p->arena, &t->parts, ((struct hm_hcl_value){ .kind = HM_HCL_UNKNOWN }));
        } else if (is_quoted && rest.p[0] == '\\') {
            read_escape(p, t);
        } else {
            hm_buf_putc(&t->literal, rest.p[0]);
            skip(p, 1);
        }
    }
    return is_quoted ? fail(p, reterr, "the string has no end") : HM_OK;
}

/* Up to the quote, or to the end of the text. */
static enum hm_status
read_template(struct parser *p, bool is_quoted, struct hm_hcl_value *ret, struct hm_err *reterr)
{
    struct template t = { 0 };
    enum hm_status status = HM_OK;

    if (++p->depth > HM_HCL_DEPTH) {
        return hm_err_set(reterr, HM_E_LIMIT, "line %u: templates are nested too deep",
                          (unsigned)p->line);
    }
    status = read_parts(p, is_quoted, &t, reterr);
    p->depth--;
    if (status == HM_OK) {
        end_literal(p, &t);
        *ret = (struct hm_hcl_value){ .kind = HM_HCL_TEXT, .text = HM_S("") };
        if (t.parts.n == 1 && t.parts.p[0].kind == HM_HCL_TEXT) {
            *ret = t.parts.p[0];
        } else if (t.parts.n > 0) {
            ret->kind = HM_HCL_JOIN;
            ret->items = t.parts.p;
            ret->n = (uint32_t)t.parts.n;
        }
    }
    hm_buf_done(&t.literal);
    return status;
}

/* Behind "<<": the lines up to one that has nothing but the word. */
static enum hm_status
read_heredoc(struct parser *p, struct hm_hcl_value *ret, struct hm_err *reterr)
{
    skip(p, hm_str_starts(rest_of(p), "<<-") ? 3 : 2);
    struct hm_str word = read_word(p);
    skip(p, hm_str_find(rest_of(p), '\n') + 1);
    size_t begin = p->at;
    while (word.n > 0 && p->at < p->text.n) {
        struct hm_str rest = rest_of(p);
        size_t n = hm_str_find(rest, '\n');
        if (hm_str_is(hm_str_trim(hm_str_sub(rest, 0, n)), word)) {
            ret->kind = HM_HCL_TEXT;
            ret->text = hm_str_sub(p->text, begin, p->at - begin);
            if (hm_str_has(ret->text, "${") || hm_str_has(ret->text, "%{")) {
                ret->kind = HM_HCL_UNKNOWN;
            }
            skip(p, n);
            return HM_OK;
        }
        skip(p, n + 1);
    }
    return fail(p, reterr, "\"<<\" has no end");
}

/* --- values --- */

static enum hm_status
read_list(struct parser *p, struct hm_hcl_value *ret, struct hm_err *reterr)
{
    HM_VEC(struct hm_hcl_value) items = { 0 };

    skip(p, 1);
    for (skip_space(p, true); peek(p) != ']'; skip_space(p, true)) {
        struct hm_hcl_value item = { 0 };
        if (p->at >= p->text.n) {
            return fail(p, reterr, "the list has no end");
        }
        size_t before = p->at;
        HM_TRY(read_value(p, END_OF_ITEM, &item, reterr));
        hm_vec_add(p->arena, &items, item);
        skip_space(p, true);
        if (peek(p) == ',') {
            skip(p, 1);
        } else if (peek(p) != ']' || p->at == before) {
            return fail(p, reterr, "a comma or \"]\" is expected here");
        }
    }
    skip(p, 1);
    *ret = (struct hm_hcl_value){ .kind = HM_HCL_LIST, .items = items.p, .n = (uint32_t)items.n };
    return HM_OK;
}

static enum hm_status
read_key(struct parser *p, struct hm_str *ret, struct hm_err *reterr)
{
    struct hm_hcl_value key = { 0 };

    *ret = HM_S("");
    if (peek(p) == '"') {
        skip(p, 1);
        HM_TRY(read_template(p, true, &key, reterr));
        *ret = key.kind == HM_HCL_TEXT ? key.text : HM_S("");
    } else if (peek(p) == '(') {
        skip(p, 1);
        skip_bracket(p);
    } else {
        *ret = read_word(p);
        if (ret->n == 0) {
            return fail(p, reterr, "a name is expected here");
        }
    }
    return HM_OK;
}

static enum hm_status
read_map(struct parser *p, struct hm_hcl_value *ret, struct hm_err *reterr)
{
    HM_VEC(struct hm_hcl_pair) pairs = { 0 };

    skip(p, 1);
    for (skip_space(p, true); peek(p) != '}'; skip_space(p, true)) {
        struct hm_hcl_pair pair = { 0 };
        if (p->at >= p->text.n) {
            return fail(p, reterr, "the map has no end");
        }
        HM_TRY(read_key(p, &pair.key, reterr));
        skip_space(p, false);
        if (peek(p) != '=' && peek(p) != ':') {
            return fail(p, reterr, "\"=\" is expected here");
        }
        skip(p, 1);
        HM_TRY(read_value(p, END_OF_MEMBER, &pair.value, reterr));
        hm_vec_add(p->arena, &pairs, pair);
        skip_space(p, true);
        if (peek(p) == ',') {
            skip(p, 1);
        }
    }
    skip(p, 1);
    *ret = (struct hm_hcl_value){ .kind = HM_HCL_MAP, .pairs = pairs.p, .n = (uint32_t)pairs.n };
    return HM_OK;
}

static void
read_plain(struct parser *p, struct hm_hcl_value *ret)
{
    struct hm_str word = read_word(p);
    bool is_number = word.n > 0 && (hm_is_digit(word.p[0]) || word.p[0] == '-');

    if (is_number && peek(p) == '.') {
        size_t begin = (size_t)(word.p - p->text.p);
        skip(p, 1);
        (void)read_word(p);
        word = hm_str_sub(p->text, begin, p->at - begin);
    }
    ret->text = word;
    ret->kind = word.n == 0                                                        ? HM_HCL_UNKNOWN
                : hm_str_eq(word, "null")                                          ? HM_HCL_NULL
                : is_number || hm_str_eq(word, "true") || hm_str_eq(word, "false") ? HM_HCL_TEXT
                                                                                   : HM_HCL_NAME;
}

/* "for" of lists and maps that are worked out. */
static bool
is_loop(const struct parser *p)
{
    struct parser ahead = *p;

    skip(&ahead, 1);
    skip_space(&ahead, true);
    return hm_str_eq(read_word(&ahead), "for");
}

static enum hm_status
read_primary(struct parser *p, struct hm_hcl_value *ret, struct hm_err *reterr)
{
    char c = peek(p);

    if ((c == '[' || c == '{' || c == '(') && (c == '(' || is_loop(p))) {
        skip(p, 1);
        skip_bracket(p);
        return HM_OK;
    }
    if (c == '[') {
        return read_list(p, ret, reterr);
    }
    if (c == '{') {
        return read_map(p, ret, reterr);
    }
    if (c == '"') {
        skip(p, 1);
        return read_template(p, true, ret, reterr);
    }
    if (hm_str_starts(rest_of(p), "<<")) {
        return read_heredoc(p, ret, reterr);
    }
    read_plain(p, ret);
    return HM_OK;
}

static bool
is_end(const struct parser *p, enum ending ending)
{
    struct hm_str rest = rest_of(p);

    return rest.n == 0 || strchr(")]}", rest.p[0]) != NULL || is_comment(rest) ||
           (rest.p[0] == '~' && hm_str_starts(hm_str_from(rest, 1), "}")) ||
           (rest.p[0] == ',' && ending != END_OF_LINE) ||
           (rest.p[0] == '\n' && ending != END_OF_ITEM);
}

/* What follows makes the value one that has to be worked out. */
static void
skip_operation(struct parser *p, enum ending ending)
{
    bool is_quoted = false;

    while (p->at < p->text.n) {
        char c = peek(p);
        if (is_quoted && c == '\\') {
            skip(p, 1);
        } else if (c == '"') {
            is_quoted = !is_quoted;
        } else if (!is_quoted && is_end(p, ending)) {
            return;
        } else if (!is_quoted && strchr("([{", c) != NULL) {
            skip(p, 1);
            skip_bracket(p);
            continue;
        }
        skip(p, 1);
    }
}

static enum hm_status
read_value(struct parser *p, enum ending ending, struct hm_hcl_value *ret, struct hm_err *reterr)
{
    *ret = (struct hm_hcl_value){ .kind = HM_HCL_UNKNOWN };
    if (++p->depth > HM_HCL_DEPTH) {
        return hm_err_set(reterr, HM_E_LIMIT, "line %u: values are nested too deep",
                          (unsigned)p->line);
    }
    if (peek(p) == '~') {
        skip(p, 1);
    }
    skip_space(p, ending == END_OF_ITEM);
    size_t begin = p->at;
    HM_TRY(read_primary(p, ret, reterr));
    ret->off = (uint32_t)begin;
    ret->len = (uint32_t)(p->at - begin);
    skip_space(p, ending == END_OF_ITEM);
    if (!is_end(p, ending)) {
        ret->kind = HM_HCL_UNKNOWN;
        skip_operation(p, ending);
    }
    if (hm_str_starts(rest_of(p), "~}")) {
        skip(p, 1);
    }
    p->depth--;
    return HM_OK;
}

/* --- blocks --- */

/* "{" of a block is read; blocks inside are passed over. */
static enum hm_status
read_body(struct parser *p, struct hm_hcl_block *block, struct hm_err *reterr)
{
    for (skip_space(p, true); peek(p) != '}'; skip_space(p, true)) {
        struct hm_hcl_pair pair = { 0 };
        if (p->at >= p->text.n) {
            return fail(p, reterr, "the block has no end");
        }
        HM_TRY(read_key(p, &pair.key, reterr));
        skip_space(p, false);
        if (peek(p) == '=') {
            skip(p, 1);
            HM_TRY(read_value(p, END_OF_LINE, &pair.value, reterr));
            hm_vec_add(p->arena, &block->attributes, pair);
            continue;
        }
        while (p->at < p->text.n && peek(p) != '{' && peek(p) != '\n') {
            skip(p, 1);
        }
        if (peek(p) != '{') {
            return fail(p, reterr, "\"=\" or \"{\" is expected here");
        }
        skip(p, 1);
        skip_bracket(p);
    }
    skip(p, 1);
    return HM_OK;
}

static enum hm_status
read_block(struct parser *p, struct hm_str type, struct hm_hcl *ret, struct hm_err *reterr)
{
    struct hm_hcl_block block = { .type = type, .line = p->line };

    while (p->at < p->text.n && peek(p) != '{') {
        struct hm_str label = HM_S("");
        HM_TRY(read_key(p, &label, reterr));
        block.label = block.label.n == 0 ? label : block.label;
        skip_space(p, false);
    }
    if (peek(p) != '{') {
        return fail(p, reterr, "\"{\" is expected here");
    }
    skip(p, 1);
    HM_TRY(read_body(p, &block, reterr));
    hm_vec_add(p->arena, &ret->blocks, block);
    return HM_OK;
}

enum hm_status
hm_hcl_parse(struct hm_arena *arena, struct hm_str text, struct hm_hcl *ret, struct hm_err *reterr)
{
    struct parser p = { .arena = arena, .text = text, .line = 1 };
    struct hm_hcl made = { 0 };

    if (hm_str_starts(text, "\xef\xbb\xbf")) {
        p.at = 3;
    }
    for (skip_space(&p, true); p.at < text.n; skip_space(&p, true)) {
        struct hm_str name = read_word(&p);
        skip_space(&p, false);
        if (name.n == 0) {
            return fail(&p, reterr, "a name is expected here");
        }
        if (peek(&p) == '=') {
            struct hm_hcl_pair pair = { .key = name };
            skip(&p, 1);
            HM_TRY(read_value(&p, END_OF_LINE, &pair.value, reterr));
            hm_vec_add(arena, &made.attributes, pair);
        } else {
            HM_TRY(read_block(&p, name, &made, reterr));
        }
    }
    *ret = made;
    return HM_OK;
}

enum hm_status
hm_hcl_template(struct hm_arena *arena, struct hm_str text, uint32_t line, struct hm_hcl_value *ret,
                struct hm_err *reterr)
{
    struct parser p = { .arena = arena, .text = text, .line = line };

    return read_template(&p, false, ret, reterr);
}

const struct hm_hcl_value *
hm_hcl_attribute(const struct hm_hcl_block *block, const char *name)
{
    for (size_t i = block->attributes.n; i > 0; i--) {
        if (hm_str_eq(block->attributes.p[i - 1].key, name)) {
            return &block->attributes.p[i - 1].value;
        }
    }
    return NULL;
}
