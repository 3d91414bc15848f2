/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/git_pattern.h"

#include "plugin/base/vec.h"

enum step_kind {
    STEP_BYTE,
    STEP_SET,
    STEP_STAR,      /* any run of bytes but '/' */
    STEP_TWO_STARS, /* any run of bytes */
    STEP_MAYBE,     /* the next two steps may be left out */
    STEP_NEVER,     /* what git cannot read fits nothing */
};

struct hm_git_step {
    enum step_kind kind;
    unsigned char byte;
    const uint64_t *set; /* four words: a bit for each byte */
};

/* Turns what follows a literal beginning into steps. */
struct compiler {
    struct hm_arena *arena;
    struct hm_str text;
    size_t at;
    HM_VEC(struct hm_git_step) steps;
};

static struct hm_git_step *
add_step(struct compiler *c, enum step_kind kind)
{
    struct hm_git_step *step = hm_vec_push(c->arena, &c->steps);

    step->kind = kind;
    return step;
}

static void
add_byte(struct compiler *c, char byte)
{
    add_step(c, STEP_BYTE)->byte = (unsigned char)byte;
}

static char
char_at(const struct compiler *c, size_t at)
{
    return at < c->text.n ? c->text.p[at] : '\0';
}

static void
put_bit(uint64_t *set, unsigned char byte)
{
    set[byte / 64] |= (uint64_t)1 << (byte % 64);
}

static bool
has_bit(const uint64_t *set, unsigned char byte)
{
    return (set[byte / 64] >> (byte % 64) & 1) != 0;
}

static void
put_range(uint64_t *set, unsigned char first, unsigned char last)
{
    for (unsigned byte = first; byte <= last; byte++) {
        put_bit(set, (unsigned char)byte);
    }
}

/* Of ASCII, whatever the locale. */
static bool
put_class(uint64_t *set, struct hm_str name)
{
    static const struct {
        const char *name;
        unsigned char ranges[8]; /* first and last in turn, 0 at the end */
    } classes[] = {
        { "alnum", { '0', '9', 'A', 'Z', 'a', 'z' } },
        { "alpha", { 'A', 'Z', 'a', 'z' } },
        { "blank", { '\t', '\t', ' ', ' ' } },
        { "cntrl", { 1, 0x1f, 0x7f, 0x7f } },
        { "digit", { '0', '9' } },
        { "graph", { '!', '~' } },
        { "lower", { 'a', 'z' } },
        { "print", { ' ', '~' } },
        { "punct", { '!', '/', ':', '@', '[', '`', '{', '~' } },
        { "space", { '\t', '\r', ' ', ' ' } },
        { "upper", { 'A', 'Z' } },
        { "xdigit", { '0', '9', 'A', 'F', 'a', 'f' } },
    };

    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        const unsigned char *ranges = classes[i].ranges;
        if (!hm_str_eq(name, classes[i].name)) {
            continue;
        }
        for (size_t k = 0; k < sizeof classes[i].ranges && ranges[k] != 0; k += 2) {
            put_range(set, ranges[k], ranges[k + 1]);
        }
        return true;
    }
    return false;
}

/* "[:digit:]" from its '[' on: 1 where it is one, 0 where the '[' is an ordinary character, -1 for
 * a class that there is not. */
static int
take_class(struct compiler *c, uint64_t *set)
{
    size_t start = c->at + 2;
    size_t end = start + hm_str_find(hm_str_from(c->text, start), ']');

    if (end >= c->text.n) {
        return -1;
    }
    if (end == start || c->text.p[end - 1] != ':') {
        return 0;
    }
    c->at = end;
    return put_class(set, hm_str_sub(c->text, start, end - start - 1)) ? 1 : -1;
}

/* From behind the '[' to the ']'. False where git gives up. */
static bool
take_set(struct compiler *c, uint64_t *set)
{
    unsigned char last = 0; /* what a '-' begins its range at; 0: it is an ordinary character */
    bool is_first = true;

    for (;; c->at++, is_first = false) {
        char byte = char_at(c, c->at);
        if (byte == '\0') {
            return false;
        }
        if (byte == ']' && !is_first) {
            return true;
        }
        char next = char_at(c, c->at + 1);
        bool is_range = byte == '-' && last != 0 && next != '\0' && next != ']';
        if (is_range) {
            byte = char_at(c, ++c->at);
        } else if (byte == '[' && next == ':') {
            int taken = take_class(c, set);
            if (taken < 0) {
                return false;
            }
            if (taken > 0) {
                last = 0;
                continue;
            }
        }
        if (byte == '\\') {
            byte = char_at(c, ++c->at);
            if (byte == '\0') {
                return false;
            }
        }
        put_range(set, is_range ? last : (unsigned char)byte, (unsigned char)byte);
        last = is_range ? 0 : (unsigned char)byte;
    }
}

static void
add_set(struct compiler *c)
{
    uint64_t *set = hm_arena_new(c->arena, uint64_t, 4);
    bool is_negated = char_at(c, c->at + 1) == '!' || char_at(c, c->at + 1) == '^';

    c->at += is_negated ? 2 : 1;
    if (!take_set(c, set)) {
        add_step(c, STEP_NEVER);
        c->at = c->text.n;
        return;
    }
    c->at++;
    for (size_t i = 0; is_negated && i < 4; i++) {
        set[i] = ~set[i];
    }
    set['/' / 64] &= ~((uint64_t)1 << ('/' % 64));
    add_step(c, STEP_SET)->set = set;
}

/* Two stars cross slashes where they are a part of their own. */
static void
add_stars(struct compiler *c)
{
    size_t start = c->at;

    while (char_at(c, c->at) == '*') {
        c->at++;
    }
    char next = char_at(c, c->at);
    bool is_part =
        (start == 0 || c->text.p[start - 1] == '/') &&
        (c->at == c->text.n || next == '/' || (next == '\\' && char_at(c, c->at + 1) == '/'));
    if (c->at - start == 1 || !is_part) {
        add_step(c, STEP_STAR);
        return;
    }
    if (next == '/') {
        add_step(c, STEP_MAYBE);
    }
    add_step(c, STEP_TWO_STARS);
    if (next == '/') {
        add_byte(c, '/');
        c->at++;
    }
}

static void
add_any(struct compiler *c)
{
    uint64_t *set = hm_arena_new(c->arena, uint64_t, 4);

    put_range(set, 0, UINT8_MAX);
    set['/' / 64] &= ~((uint64_t)1 << ('/' % 64));
    add_step(c, STEP_SET)->set = set;
}

static void
compile(struct hm_arena *arena, struct hm_str text, struct hm_git_pattern *pattern)
{
    struct compiler c = { .arena = arena, .text = text };

    while (c.at < text.n) {
        char byte = text.p[c.at];
        if (byte == '*') {
            add_stars(&c);
        } else if (byte == '[') {
            add_set(&c);
        } else if (byte == '\\' && c.at + 1 == text.n) {
            add_step(&c, STEP_NEVER);
            c.at++;
        } else if (byte == '?') {
            add_any(&c);
            c.at++;
        } else {
            c.at += byte == '\\';
            add_byte(&c, text.p[c.at++]);
        }
    }
    pattern->steps = c.steps.p;
    pattern->n_steps = (uint32_t)c.steps.n;
}

/* As far as there is no wildcard and no escape. */
static size_t
literal_length(struct hm_str text)
{
    size_t n = 0;

    while (n < text.n && strchr("*?[\\", text.p[n]) == NULL) {
        n++;
    }
    return n;
}

/* Blanks at the end go, but for one that is escaped. */
static struct hm_str
without_blanks(struct hm_str line)
{
    size_t end = 0;

    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '\\') {
            i++;
            if (i == line.n) {
                return line;
            }
            end = i + 1;
        } else if (line.p[i] != ' ') {
            end = i + 1;
        }
    }
    return hm_str_sub(line, 0, end);
}

/* What a line is read as ends where C's strings do. */
static void
read_line(struct hm_arena *arena, struct hm_str line, struct hm_git_pattern *pattern)
{
    struct hm_str text = without_blanks(hm_str_sub(line, 0, hm_str_find(line, '\0')));

    if (hm_str_starts(text, "!")) {
        pattern->is_exception = true;
        text = hm_str_from(text, 1);
    }
    if (hm_str_ends(text, "/")) {
        pattern->is_folder = true;
        text.n--;
    }
    pattern->is_name = hm_str_find(text, '/') == text.n;
    if (!pattern->is_name && text.p[0] == '/') {
        text = hm_str_from(text, 1);
    }
    size_t n = literal_length(text);
    pattern->literal = hm_str_sub(text, 0, n);
    if (pattern->is_name && n == 0 && text.n > 0 && text.p[0] == '*' &&
        literal_length(hm_str_from(text, 1)) == text.n - 1) {
        pattern->literal = hm_str_from(text, 1);
        pattern->is_ending = true;
    } else if (n < text.n) {
        compile(arena, pattern->is_name ? text : hm_str_from(text, n), pattern);
        pattern->literal.n = pattern->is_name ? 0 : n;
    }
}

enum hm_status
hm_git_patterns_parse(struct hm_arena *arena, struct hm_str text, struct hm_git_patterns *ret,
                      struct hm_err *reterr)
{
    HM_VEC(struct hm_git_pattern) list = { 0 };
    struct hm_str rest = hm_str_starts(text, "\xef\xbb\xbf") ? hm_str_from(text, 3) : text;
    struct hm_str line;
    uint32_t number = 0;

    if (text.n > HM_GIT_IGNORE_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "more than %zu bytes", HM_GIT_IGNORE_LIMIT);
    }
    while (hm_str_split(&rest, '\n', &line)) {
        number++;
        if (hm_str_ends(line, "\r")) {
            line.n--;
        }
        if (line.n > HM_GIT_PATTERN_LIMIT) {
            return hm_err_set(reterr, HM_E_LIMIT, "line %u is longer than %zu bytes",
                              (unsigned)number, HM_GIT_PATTERN_LIMIT);
        }
        if (line.n > 0 && line.p[0] != '#') {
            read_line(arena, line, hm_vec_push(arena, &list));
        }
    }
    *ret = (struct hm_git_patterns){ .list = list.p, .n = (uint32_t)list.n };
    return HM_OK;
}

/* All that can follow at once is tried side by side, so that no pattern takes longer than its
 * length times the name's. */
static bool
follow(const struct hm_git_step *steps, uint32_t n, struct hm_str text)
{
    bool places[2][HM_GIT_PATTERN_LIMIT + 4];
    bool *now = places[0];
    bool *next = places[1];

    memset(now, 0, n + 1);
    now[0] = true;
    for (size_t at = 0;; at++) {
        unsigned char byte = at < text.n ? (unsigned char)text.p[at] : 0;
        bool is_alive = false;
        memset(next, 0, n + 1);
        for (uint32_t i = 0; i < n; i++) {
            const struct hm_git_step *step = &steps[i];
            bool is_star = step->kind == STEP_STAR || step->kind == STEP_TWO_STARS;
            if (!now[i]) {
                continue;
            }
            if (is_star || step->kind == STEP_MAYBE) {
                now[i + 1] = true;
            }
            if (step->kind == STEP_MAYBE) {
                now[i + 3] = true;
            }
            if (is_star && (byte != '/' || step->kind == STEP_TWO_STARS)) {
                is_alive = next[i] = true;
            }
            if ((step->kind == STEP_BYTE && step->byte == byte) ||
                (step->kind == STEP_SET && has_bit(step->set, byte))) {
                is_alive = next[i + 1] = true;
            }
        }
        if (at == text.n || !is_alive) {
            return at == text.n && now[n];
        }
        bool *swap = now;
        now = next;
        next = swap;
    }
}

static bool
fits(const struct hm_git_pattern *pattern, struct hm_str name, uint64_t *spent)
{
    struct hm_str literal = pattern->literal;

    ++*spent;
    if (pattern->is_ending) {
        return name.n >= literal.n && hm_str_is(hm_str_from(name, name.n - literal.n), literal);
    }
    if (name.n < literal.n || !hm_str_is(hm_str_sub(name, 0, literal.n), literal)) {
        return false;
    }
    struct hm_str rest = hm_str_from(name, literal.n);
    if (pattern->steps == NULL) {
        return rest.n == 0 && name.n > 0;
    }
    *spent += (uint64_t)pattern->n_steps * (1 + rest.n);
    return follow(pattern->steps, pattern->n_steps, rest);
}

enum hm_trit
hm_git_patterns_say(const struct hm_git_patterns *patterns, struct hm_str path, bool is_folder,
                    uint64_t *spent)
{
    struct hm_str name = hm_str_basename(path);

    for (uint32_t i = patterns->n; i > 0; i--) {
        const struct hm_git_pattern *pattern = &patterns->list[i - 1];
        if ((!pattern->is_folder || is_folder) &&
            fits(pattern, pattern->is_name ? name : path, spent)) {
            return pattern->is_exception ? HM_NO : HM_YES;
        }
    }
    return HM_UNKNOWN;
}
