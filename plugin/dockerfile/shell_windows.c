/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_parser.h"

/* Reads one text of PowerShell or cmd. A splitter, no grammar: blocks and parentheses part
 * commands. */
struct reader {
    struct hm_shell_parser *p;
    struct hm_shell_cursor c;
    bool is_cmd;
    HM_VEC(struct hm_arg) args;
    HM_VEC(struct hm_shell_text) texts; /**< of the args */
    HM_VEC(struct hm_redirect) redirects;
    enum hm_link link;
    uint32_t input;
    uint32_t pipeline;
};

static char
byte_at(const struct reader *r, uint32_t at)
{
    return at < r->c.end ? r->c.text.text.p[at] : '\0';
}

static bool
is_one_of(char ch, const char *set)
{
    return ch != '\0' && strchr(set, ch) != NULL;
}

static char
escape_of(const struct reader *r)
{
    return r->is_cmd ? '^' : '`';
}

/* The offset past @p end, searched from @p at; the text's end when it is not there. */
static uint32_t
past(struct reader *r, uint32_t at, const char *end)
{
    size_t n = strlen(end);
    const char *from = r->c.text.text.p + at;
    const char *found = at >= r->c.end ? NULL : memmem(from, r->c.end - at, end, n);
    if (found == NULL) {
        r->p->is_complete = false;
        return r->c.end;
    }
    return at + (uint32_t)(found - from) + (uint32_t)n;
}

static void
skip_blanks(struct reader *r)
{
    for (;;) {
        char ch = byte_at(r, r->c.at);
        char next = byte_at(r, r->c.at + 1);
        if (is_one_of(ch, " \t\r")) {
            r->c.at++;
        } else if (ch == escape_of(r) && is_one_of(next, "\r\n")) {
            r->c.at += next == '\r' && byte_at(r, r->c.at + 2) == '\n' ? 3 : 2;
        } else if (!r->is_cmd && ch == '#') {
            const char *from = r->c.text.text.p + r->c.at;
            const char *lf = memchr(from, '\n', r->c.end - r->c.at);
            r->c.at = lf == NULL ? r->c.end : r->c.at + (uint32_t)(lf - from);
        } else if (!r->is_cmd && ch == '<' && next == '#') {
            r->c.at = past(r, r->c.at, "#>");
        } else {
            return;
        }
    }
}

struct hm_str
hm_shell_windows_name(struct hm_shell_parser *p, struct hm_str path)
{
    size_t slash = hm_str_find_last(path, '\\');
    path = hm_str_basename(slash < path.n ? hm_str_from(path, slash + 1) : path);
    if (path.n > 4 && hm_str_eq_nocase(hm_str_from(path, path.n - 4), HM_S(".exe"))) {
        path.n -= 4;
    }
    if (path.n == 0 || !hm_shell_spend(p, path.n)) {
        return path;
    }
    char *lower = hm_arena_alloc(p->arena, path.n);
    for (size_t i = 0; i < path.n; i++) {
        lower[i] = hm_ascii_lower(path.p[i]);
    }
    return hm_str_make(lower, path.n);
}

/* A quoted part begins at @p at: what encloses it. */
struct quoted {
    uint32_t from; /**< of its inside */
    uint32_t to;
    uint32_t end;     /**< past the closing quote */
    bool is_verbatim; /**< no escapes in it */
};

static bool
quoted_at(struct reader *r, uint32_t at, struct quoted *ret_quoted)
{
    char ch = byte_at(r, at);
    char next = byte_at(r, at + 1);
    if (!r->is_cmd && ch == '@' && (next == '"' || next == '\'')) {
        const char end[] = { '\n', next, '@', '\0' };
        uint32_t to = past(r, at + 2, end);
        *ret_quoted = (struct quoted){ .from = at + 2, .end = to, .is_verbatim = true };
        ret_quoted->to = to >= at + 5 && to - 3 > at + 2 ? to - 3 : at + 2;
        return true;
    }
    if (ch != '"' && (ch != '\'' || r->is_cmd)) {
        return false;
    }
    uint32_t i = at + 1;
    while (i < r->c.end) {
        bool is_doubled = !r->is_cmd && byte_at(r, i) == ch && byte_at(r, i + 1) == ch;
        bool is_escape = !r->is_cmd && ch == '"' && byte_at(r, i) == '`' && i + 1 < r->c.end;
        if (byte_at(r, i) == ch && !is_doubled) {
            break;
        }
        i += is_doubled || is_escape ? 2 : 1;
    }
    r->p->is_complete = r->p->is_complete && i < r->c.end;
    *ret_quoted = (struct quoted){ .from = at + 1, .to = i, .end = i < r->c.end ? i + 1 : i };
    return true;
}

static bool
ends_word(const struct reader *r, uint32_t at)
{
    char ch = byte_at(r, at);
    return at >= r->c.end || hm_is_space(ch) || is_one_of(ch, r->is_cmd ? "&|<>()" : ";&|<>(){}");
}

/* Appends [from, to) less its escape characters. */
static void
build_escaped(struct reader *r, struct hm_shell_builder *b, uint32_t from, uint32_t to, char quote)
{
    const char *s = r->c.text.text.p;
    uint32_t piece = from;
    for (uint32_t i = from; i < to; i++) {
        bool is_doubled = !r->is_cmd && quote != '\0' && s[i] == quote;
        bool is_escape = s[i] == escape_of(r) && quote != '\'' && (!r->is_cmd || quote == '\0');
        if ((is_doubled || is_escape) && i + 1 < to) {
            hm_shell_build(r->p, b, hm_str_make(s + piece, i - piece),
                           hm_shell_original(&r->c, piece));
            piece = ++i;
        }
    }
    hm_shell_build(r->p, b, hm_str_make(s + piece, to - piece), hm_shell_original(&r->c, piece));
}

/* Whether a variable stands in [from, to). */
static bool
has_variable(const struct reader *r, uint32_t from, uint32_t to)
{
    return to > from && memchr(r->c.text.text.p + from, r->is_cmd ? '%' : '$', to - from) != NULL;
}

/* Reads the word at the cursor; an empty one when there is none. */
static struct hm_arg
read_word(struct reader *r, struct hm_shell_text *ret_text)
{
    struct hm_shell_range range = { .from = r->c.at, .to = r->c.at };
    struct hm_arg arg = { .is_literal = true };
    struct quoted q;
    bool is_plain = true;
    while (range.to < r->c.end) {
        if (quoted_at(r, range.to, &q)) {
            is_plain = false;
            arg.is_quoted = true;
            arg.is_literal = arg.is_literal &&
                             (byte_at(r, q.from - 1) == '\'' || !has_variable(r, q.from, q.to));
            range.to = q.end;
        } else if (ends_word(r, range.to)) {
            break;
        } else if (byte_at(r, range.to) == escape_of(r)) {
            is_plain = false;
            range.to += range.to + 1 < r->c.end ? 2 : 1;
        } else {
            arg.is_literal = arg.is_literal && !has_variable(r, range.to, range.to + 1);
            range.to++;
        }
    }
    r->c.at = range.to;
    arg.span = hm_shell_span(&r->c, range);
    *ret_text = hm_shell_slice(&r->c, range);
    if (!is_plain && hm_shell_spend(r->p, range.to - range.from)) {
        struct hm_shell_builder b = { .p = hm_arena_alloc(r->p->arena, range.to - range.from) };
        for (uint32_t i = range.from; i < range.to;) {
            uint32_t from = i;
            if (quoted_at(r, i, &q)) {
                build_escaped(r, &b, q.from, q.to, q.is_verbatim ? '\0' : byte_at(r, i));
                i = q.end;
                continue;
            }
            do {
                i += byte_at(r, i) == escape_of(r) && i + 1 < range.to ? 2 : 1;
            } while (i < range.to && !is_one_of(byte_at(r, i), "\"'@"));
            build_escaped(r, &b, from, i, '\0');
        }
        *ret_text = (struct hm_shell_text){ .text = { .p = b.p, .n = b.n },
                                            .joins = b.joins.p,
                                            .n_joins = (uint32_t)b.joins.n,
                                            .base = b.joins.n == 0 ? arg.span.off : 0 };
    }
    arg.text = ret_text->text;
    return arg;
}

static bool
is_keyword(const struct reader *r, struct hm_str name)
{
    static const struct hm_str keywords[] = {
        HM_STR("if"),       HM_STR("else"),  HM_STR("elseif"), HM_STR("foreach"), HM_STR("while"),
        HM_STR("for"),      HM_STR("do"),    HM_STR("try"),    HM_STR("catch"),   HM_STR("finally"),
        HM_STR("function"), HM_STR("param"), HM_STR("return"), HM_STR("switch"),  HM_STR("begin"),
        HM_STR("process"),  HM_STR("end"),
    };
    for (size_t i = 0; !r->is_cmd && i < sizeof(keywords) / sizeof(keywords[0]); i++) {
        if (hm_str_is(name, keywords[i])) {
            return true;
        }
    }
    return false;
}

/* The elements of an array from @p base on, as one that lasts. */
static void *
copied(struct reader *r, const void *from, size_t base, size_t n, size_t size)
{
    if (n == 0) {
        return NULL;
    }
    return memcpy(hm_arena_alloc(r->p->arena, n * size), (const char *)from + base * size,
                  n * size);
}

/* Ends the command that was read; the next one follows it by @p link. */
static void
end_command(struct reader *r, enum hm_link link)
{
    struct hm_shell_parser *p = r->p;
    size_t skip = 0;
    /* $x = command: the assignment is no command. */
    if (!r->is_cmd && r->args.n >= 2 && hm_str_starts(r->args.p[0].text, "$") &&
        hm_str_ends(r->args.p[1].text, "=")) {
        skip = 2;
    }
    bool is_there = r->args.n > skip && !is_keyword(r, r->args.p[skip].text);
    if (is_there) {
        struct hm_command cmd = { .n_args = (uint32_t)(r->args.n - skip),
                                  .n_redirects = (uint32_t)r->redirects.n,
                                  .link = r->link,
                                  .pipeline = r->pipeline };
        uint32_t index = (uint32_t)p->commands.n;
        cmd.args = copied(r, r->args.p, skip, cmd.n_args, sizeof *cmd.args);
        cmd.redirects = copied(r, r->redirects.p, 0, cmd.n_redirects, sizeof *cmd.redirects);
        struct hm_shell_text *texts = copied(r, r->texts.p, skip, cmd.n_args, sizeof *r->texts.p);
        uint32_t input = p->now.input;
        p->now.input = r->input != HM_NONE ? r->input : input;
        hm_shell_fill(p, &cmd, index);
        cmd.name = hm_shell_windows_name(p, cmd.args[0].text);
        struct hm_command *room = hm_shell_push(p);
        if (room == NULL) {
            return;
        }
        *room = cmd;
        p->last = index;
        struct hm_shell_origin origin = { .texts = texts };
        if (hm_shell_enter(p)) {
            (void)hm_shell_unwrap(p, index, &origin);
            hm_shell_leave(p);
        }
        p->now.input = input;
    }
    if (is_there || link != HM_LINK_PIPE) {
        r->input = link == HM_LINK_PIPE ? p->last : HM_NONE;
        r->link = link;
    }
    if (link != HM_LINK_PIPE) {
        r->pipeline = p->n_pipelines++;
    }
    r->args.n = r->texts.n = r->redirects.n = 0;
}

/* Reads a redirection behind its number, which was not taken for a word. */
static void
redirect(struct reader *r, int fd)
{
    struct hm_redirect made = { .fd = fd, .kind = HM_REDIRECT_IN };
    bool is_out = byte_at(r, r->c.at++) == '>';
    if (is_out) {
        bool is_append = byte_at(r, r->c.at) == '>';
        made.kind = is_append ? HM_REDIRECT_APPEND : HM_REDIRECT_OUT;
        r->c.at += is_append;
    }
    if (byte_at(r, r->c.at) == '&') {
        made.kind = HM_REDIRECT_DUP;
        r->c.at++;
    }
    struct hm_shell_text text;
    skip_blanks(r);
    made.target = read_word(r, &text);
    if (hm_shell_count(r->p)) {
        hm_vec_add(r->p->arena, &r->redirects, made);
    }
}

/* An operator, or what else ends a word; moves on by at least one byte. */
static void
operator_at(struct reader *r)
{
    char ch = byte_at(r, r->c.at);
    char next = byte_at(r, r->c.at + 1);
    bool is_double = ch == next && (ch == '&' || ch == '|');
    if (ch == '<' || ch == '>') {
        redirect(r, -1);
        return;
    }
    r->c.at += is_double ? 2 : 1;
    if (is_double) {
        end_command(r, ch == '&' ? HM_LINK_AND : HM_LINK_OR);
    } else if (ch == '|') {
        r->p->has_pipe = true;
        end_command(r, HM_LINK_PIPE);
    } else if (ch == '&' && !r->is_cmd && r->args.n == 0) {
        return; /* the call operator */
    } else if (ch == '&' && !r->is_cmd) {
        end_command(r, HM_LINK_BACKGROUND);
    } else {
        end_command(r, HM_LINK_SEQ);
    }
}

void
hm_shell_read_windows(struct hm_shell_parser *p, const struct hm_shell_text *text,
                      enum hm_dialect dialect)
{
    struct reader r = { .p = p,
                        .c = hm_shell_cursor(text),
                        .is_cmd = dialect == HM_SHELL_CMD,
                        .input = HM_NONE,
                        .pipeline = p->n_pipelines++ };
    while (!p->is_stopped) {
        skip_blanks(&r);
        if (r.c.at >= r.c.end) {
            break;
        }
        uint32_t digits = 0;
        while (hm_is_digit(byte_at(&r, r.c.at + digits)) && digits < 3) {
            digits++;
        }
        if (digits == 1 && byte_at(&r, r.c.at + 1) == '>') {
            int fd = byte_at(&r, r.c.at++) - '0';
            redirect(&r, fd);
            continue;
        }
        if (r.is_cmd && byte_at(&r, r.c.at) == '@' && r.args.n == 0) {
            r.c.at++;
            continue;
        }
        struct hm_shell_text word;
        uint32_t from = r.c.at;
        struct hm_arg arg = read_word(&r, &word);
        if (r.c.at == from) {
            operator_at(&r);
            continue;
        }
        if (!r.is_cmd && hm_str_eq(arg.text, ".") && r.args.n == 0) {
            continue;
        }
        if (!hm_shell_count(p)) {
            break;
        }
        hm_vec_add(p->arena, &r.args, arg);
        hm_vec_add(p->arena, &r.texts, word);
    }
    end_command(&r, HM_LINK_SEQ);
}
