/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_bake.h"

#include "plugin/fix/pin_inline.h"

#define CONTEXT "docker-image://"

enum {
    DEPTH = 64, /* of strings and braces in "${…}" */
};

struct reading {
    struct hm_arena *arena;
    struct hm_str text;
    size_t at;
    uint32_t line;
    struct hm_source source;
    bool is_inline; /* what comes next is the value of dockerfile-inline */
    struct hm_pins pins;
};

static struct hm_str
rest_of(const struct reading *r)
{
    return hm_str_from(r->text, r->at);
}

static void
skip(struct reading *r, size_t n)
{
    for (; n > 0 && r->at < r->text.n; n--) {
        r->line += r->text.p[r->at++] == '\n';
    }
}

/* --- strings */

struct string {
    struct hm_str text; /* between the quotes, as written */
    uint32_t line;
    bool has_variable;
    bool has_escape;
};

struct nesting {
    char open[DEPTH]; /* '"' and '{' */
    size_t n;
};

static enum hm_status
push(struct reading *r, struct nesting *nesting, char open, struct hm_err *reterr)
{
    if (nesting->n == DEPTH) {
        return hm_err_set(reterr, HM_E_LIMIT, "line %u: strings are nested too deep", r->line);
    }
    nesting->open[nesting->n++] = open;
    return HM_OK;
}

/* One step inside of quotes. */
static enum hm_status
step_in_quotes(struct reading *r, struct nesting *nesting, struct string *string,
               struct hm_err *reterr)
{
    struct hm_str rest = rest_of(r);
    size_t n = 1;

    if (rest.p[0] == '\n') {
        return hm_err_set(reterr, HM_E_SYNTAX, "line %u: the string has no end", string->line);
    }
    if (rest.p[0] == '\\') {
        string->has_escape = true;
        n = 2;
    } else if (hm_str_starts(rest, "$${") || hm_str_starts(rest, "%%{")) {
        string->has_escape = true;
        n = 3;
    } else if (hm_str_starts(rest, "${") || hm_str_starts(rest, "%{")) {
        string->has_variable = true;
        HM_TRY(push(r, nesting, '{', reterr));
        n = 2;
    } else if (rest.p[0] == '"') {
        nesting->n--;
    }
    skip(r, n);
    return HM_OK;
}

static enum hm_status
step_in_braces(struct reading *r, struct nesting *nesting, struct hm_err *reterr)
{
    char c = rest_of(r).p[0];

    if (c == '"' || c == '{') {
        HM_TRY(push(r, nesting, c, reterr));
    } else if (c == '}') {
        nesting->n--;
    }
    skip(r, 1);
    return HM_OK;
}

static enum hm_status
read_string(struct reading *r, struct string *ret, struct hm_err *reterr)
{
    struct nesting nesting = { .open = { '"' }, .n = 1 };
    size_t begin = r->at + 1;

    *ret = (struct string){ .line = r->line };
    skip(r, 1);
    while (nesting.n > 0) {
        if (r->at >= r->text.n) {
            return hm_err_set(reterr, HM_E_SYNTAX, "line %u: the string has no end", ret->line);
        }
        if (nesting.open[nesting.n - 1] == '"') {
            HM_TRY(step_in_quotes(r, &nesting, ret, reterr));
        } else {
            HM_TRY(step_in_braces(r, &nesting, reterr));
        }
    }
    ret->text = hm_str_sub(r->text, begin, r->at - 1 - begin);
    return HM_OK;
}

static void
add(struct reading *r, const struct string *string)
{
    struct hm_str name = hm_str_from(string->text, strlen(CONTEXT));
    struct hm_pin *pin = hm_vec_push(r->arena, &r->pins.all);

    *pin = (struct hm_pin){
        .text = name,
        .span = { (uint32_t)(name.p - r->text.p), (uint32_t)name.n },
        .line = string->line,
    };
    if (string->has_variable) {
        pin->is_pinned = hm_str_has(name, "@sha256:");
        pin->why = HM_S("it has a variable");
    } else if (string->has_escape) {
        pin->why = HM_S("it is written with escapes");
    } else if (hm_image_ref_parse(r->arena, name, &pin->ref, NULL) != HM_OK) {
        pin->why = HM_S("it is no valid reference");
    } else if (pin->ref.digest.n > 0) {
        pin->is_pinned = true;
    } else {
        pin->is_editable = true;
        pin->off = pin->span.off + pin->span.len;
    }
}

/* --- comments, words and texts of many lines */

static enum hm_status
skip_comment(struct reading *r, struct hm_err *reterr)
{
    uint32_t line = r->line;

    if (!hm_str_starts(rest_of(r), "/*")) {
        skip(r, hm_str_find(rest_of(r), '\n'));
        return HM_OK;
    }
    skip(r, 2);
    while (r->at < r->text.n && !hm_str_starts(rest_of(r), "*/")) {
        skip(r, 1);
    }
    if (r->at >= r->text.n) {
        return hm_err_set(reterr, HM_E_SYNTAX, "line %u: the comment has no end", line);
    }
    skip(r, 2);
    return HM_OK;
}

static bool
is_letter(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || c == '_' || c == '-';
}

static struct hm_str
read_word(struct reading *r)
{
    struct hm_str rest = rest_of(r);
    size_t n = 0;

    while (n < rest.n && is_letter(rest.p[n])) {
        n++;
    }
    skip(r, n);
    return hm_str_sub(rest, 0, n);
}

static void
take_word(struct reading *r)
{
    uint32_t line = r->line;
    struct hm_str word = read_word(r);

    r->is_inline = hm_str_eq(word, "dockerfile-inline");
    if (r->is_inline) {
        *hm_vec_push(r->arena, &r->pins.all) = (struct hm_pin){
            .text = HM_S("what dockerfile-inline names"),
            .span = { (uint32_t)(word.p - r->text.p), (uint32_t)word.n },
            .line = line,
            .why = HM_S("only those that stand in a here-document are read"),
        };
    }
}

/* The Dockerfile takes the place of the attribute that it is the value of. What "%{" makes of its
 * lines is not known. */
static void
take_lines(struct reading *r, struct hm_str lines)
{
    if (r->is_inline && !hm_str_has(lines, "%{")) {
        r->pins.all.n--;
        hm_pins_add_lines(r->arena, &r->source, lines, &r->pins);
    }
    r->is_inline = false;
}

/* "<<EOT" up to the line that has nothing but EOT. */
static enum hm_status
read_heredoc(struct reading *r, struct hm_err *reterr)
{
    uint32_t line = r->line;

    skip(r, hm_str_starts(rest_of(r), "<<-") ? 3 : 2);
    struct hm_str word = read_word(r);
    size_t begin = r->at + hm_str_find(rest_of(r), '\n') + 1;
    while (word.n > 0 && r->at < r->text.n) {
        skip(r, hm_str_find(rest_of(r), '\n') + 1);
        struct hm_str rest = rest_of(r);
        size_t n = hm_str_find(rest, '\n');
        if (hm_str_is(hm_str_trim(hm_str_sub(rest, 0, n)), word)) {
            take_lines(r, hm_str_sub(r->text, begin, r->at - begin));
            skip(r, n);
            return HM_OK;
        }
    }
    return hm_err_set(reterr, HM_E_SYNTAX, "line %u: \"<<\" has no end", line);
}

/* --- files */

bool
hm_pin_bake_is_named(struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);

    return hm_str_starts(name, "docker-bake") && hm_str_ends(name, ".hcl");
}

static enum hm_status
step(struct reading *r, struct hm_err *reterr)
{
    struct hm_str rest = rest_of(r);
    struct string string;

    if (rest.p[0] == '"') {
        HM_TRY(read_string(r, &string, reterr));
        r->is_inline = false;
        if (hm_str_starts(string.text, CONTEXT)) {
            add(r, &string);
        }
    } else if (rest.p[0] == '#' || hm_str_starts(rest, "//") || hm_str_starts(rest, "/*")) {
        return skip_comment(r, reterr);
    } else if (hm_str_starts(rest, "<<")) {
        return read_heredoc(r, reterr);
    } else if (is_letter(rest.p[0])) {
        take_word(r);
    } else {
        skip(r, 1);
    }
    return HM_OK;
}

enum hm_status
hm_pin_bake_find(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                 struct hm_pins *ret_pins, struct hm_err *reterr)
{
    struct reading r = { .arena = arena, .text = text, .line = 1 };

    hm_source_init(&r.source, arena, path, text);
    while (r.at < text.n) {
        HM_TRY(step(&r, reterr));
    }
    *ret_pins = r.pins;
    return HM_OK;
}
