/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_parser.h"

/* What can end a list of commands: bits of hm_shell_context.closers. */
enum {
    CLOSE_PAREN = 1 << 0,
    CLOSE_BRACE = 1 << 1,
    CLOSE_THEN = 1 << 2,
    CLOSE_ELIF = 1 << 3,
    CLOSE_ELSE = 1 << 4,
    CLOSE_FI = 1 << 5,
    CLOSE_DO = 1 << 6,
    CLOSE_DONE = 1 << 7,
    CLOSE_ESAC = 1 << 8,
    CLOSE_ARM = 1 << 9,   /* ;; */
    CLOSE_TEST = 1 << 10, /* ]], which its own words end in */
    /* Lists that end in one of these hold a command. */
    CLOSE_FILLED = CLOSE_BRACE | CLOSE_THEN | CLOSE_ELIF | CLOSE_ELSE | CLOSE_FI | CLOSE_DONE,
};

enum keyword {
    KEYWORD_NONE = 0,
    KEYWORD_IF,
    KEYWORD_LOOP,
    KEYWORD_FOR,
    KEYWORD_CASE,
    KEYWORD_FUNCTION,
    KEYWORD_GROUP,
    KEYWORD_NOT,
    KEYWORD_TEST,
    KEYWORD_TIME,
};

enum { RESERVED_LENGTH = 8 };

static const struct {
    struct hm_str word;
    enum keyword keyword;
    unsigned closes;
} reserved[] = {
    { HM_STR("!"), KEYWORD_NOT, 0 },      { HM_STR("[["), KEYWORD_TEST, 0 },
    { HM_STR("{"), KEYWORD_GROUP, 0 },    { HM_STR("}"), 0, CLOSE_BRACE },
    { HM_STR("]]"), 0, CLOSE_TEST },      { HM_STR("case"), KEYWORD_CASE, 0 },
    { HM_STR("do"), 0, CLOSE_DO },        { HM_STR("done"), 0, CLOSE_DONE },
    { HM_STR("elif"), 0, CLOSE_ELIF },    { HM_STR("else"), 0, CLOSE_ELSE },
    { HM_STR("esac"), 0, CLOSE_ESAC },    { HM_STR("fi"), 0, CLOSE_FI },
    { HM_STR("for"), KEYWORD_FOR, 0 },    { HM_STR("function"), KEYWORD_FUNCTION, 0 },
    { HM_STR("if"), KEYWORD_IF, 0 },      { HM_STR("select"), KEYWORD_FOR, 0 },
    { HM_STR("then"), 0, CLOSE_THEN },    { HM_STR("time"), KEYWORD_TIME, 0 },
    { HM_STR("until"), KEYWORD_LOOP, 0 }, { HM_STR("while"), KEYWORD_LOOP, 0 },
};

static unsigned list(struct hm_shell_parser *p, struct hm_shell_cursor *c, unsigned until,
                     enum hm_link link);
static void command(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum hm_link link,
                    uint32_t pipeline);

static bool
ends_word(const struct hm_shell_cursor *c, uint32_t ahead)
{
    uint32_t n;
    while (c->end - c->at > ahead &&
           (n = hm_shell_joined_line(c->text.text.p + c->at + ahead, c->end - c->at - ahead)) > 0) {
        ahead += n;
    }
    char ch = hm_shell_peek(c, ahead);
    return c->end - c->at <= ahead || hm_is_space(ch) || strchr(";&|()<>", ch) != NULL;
}

static int
find_reserved(const struct hm_shell_cursor *c)
{
    const char *p = c->text.text.p + c->at;
    uint32_t left = c->end - c->at;
    uint32_t n = 0;
    while (n < left && n <= RESERVED_LENGTH &&
           ((p[n] >= 'a' && p[n] <= 'z') || (n < 2 && strchr("!{}[]", p[n]) != NULL))) {
        n++;
    }
    if (n < 1 || n > RESERVED_LENGTH || !ends_word(c, n)) {
        return -1;
    }
    for (int i = 0; i < (int)(sizeof(reserved) / sizeof(reserved[0])); i++) {
        struct hm_str word = reserved[i].word;
        if (word.n == n && word.p[0] == p[0] && memcmp(word.p, p, n) == 0) {
            return i;
        }
    }
    return -1;
}

/* The row of `reserved` whose word stands at the cursor, or -1. */
static int
reserved_at(struct hm_shell_cursor *c)
{
    if (c->seen != c->at + 1) {
        c->seen = c->at + 1;
        c->reserved = find_reserved(c);
    }
    return c->reserved;
}

static void
skip_comment(struct hm_shell_cursor *c)
{
    const char *from = c->text.text.p + c->at;
    const char *lf = memchr(from, '\n', c->end - c->at);
    c->at = lf == NULL ? c->end : c->at + (uint32_t)(lf - from);
}

void
hm_shell_skip_lines(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    while (!p->is_stopped) {
        hm_shell_skip_blanks(c);
        if (hm_shell_peek(c, 0) == '\n') {
            hm_shell_newline(p, c);
        } else if (hm_shell_peek(c, 0) == '#') {
            skip_comment(c);
        } else {
            return;
        }
    }
}

static void
function_body(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    struct hm_shell_context saved = p->now;
    hm_shell_skip_lines(p, c);
    p->now.flags |= HM_CMD_IN_FUNCTION;
    p->now.input = HM_NONE;
    command(p, c, HM_LINK_FIRST, p->n_pipelines++);
    p->now = saved;
}

/* A list that ends at one of @p until, under more flags. */
static unsigned
inner_list(struct hm_shell_parser *p, struct hm_shell_cursor *c, unsigned until, uint32_t flags,
           enum hm_link link)
{
    uint32_t saved = p->now.flags;
    p->now.flags |= flags;
    unsigned closed = list(p, c, until, link);
    p->now.flags = saved;
    return closed;
}

static void
if_command(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum hm_link link)
{
    unsigned closers = p->now.closers;
    unsigned closed;
    p->now.closers |= CLOSE_FI;
    do {
        closed = inner_list(p, c, CLOSE_THEN, HM_CMD_IN_CONDITION, link);
        link = HM_LINK_FIRST;
        if (closed == CLOSE_THEN) {
            closed = inner_list(p, c, CLOSE_ELIF | CLOSE_ELSE | CLOSE_FI, HM_CMD_IN_BRANCH, link);
        }
    } while (closed == CLOSE_ELIF && !p->is_stopped);
    if (closed == CLOSE_ELSE) {
        (void)inner_list(p, c, CLOSE_FI, HM_CMD_IN_BRANCH, link);
    }
    p->now.closers = closers;
}

static void
loop_command(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum hm_link link)
{
    unsigned closers = p->now.closers;
    p->now.closers |= CLOSE_DONE;
    if (inner_list(p, c, CLOSE_DO, HM_CMD_IN_CONDITION, link) == CLOSE_DO) {
        (void)inner_list(p, c, CLOSE_DONE, HM_CMD_IN_BRANCH, HM_LINK_FIRST);
    }
    p->now.closers = closers;
}

/* A word that belongs to no command: only its substitutions count. */
static struct hm_str
loose_word(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    struct hm_shell_word word = hm_shell_read_word(p, c, 0);
    p->kept.n = word.first_kept;
    return hm_str_sub(c->text.text, word.range.from, word.range.to - word.range.from);
}

static bool
is_name(struct hm_str word)
{
    for (size_t i = 0; i < word.n; i++) {
        if (!hm_is_alpha(word.p[i]) && word.p[i] != '_' && (i == 0 || !hm_is_digit(word.p[i]))) {
            return false;
        }
    }
    return word.n > 0;
}

/* `for NAME in WORDS`, up to its body. */
static void
loop_head(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_loop *loop)
{
    loop->name = loose_word(p, c);
    p->is_complete = p->is_complete && is_name(loop->name);
    hm_shell_skip_lines(p, c);
    if (hm_shell_peek(c, 0) == 'i' && hm_shell_peek(c, 1) == 'n' && ends_word(c, 2)) {
        c->at += 2;
        hm_shell_read_words(p, c, loop);
    } else if (hm_shell_peek(c, 0) != ';') {
        int word = reserved_at(c);
        p->is_complete = p->is_complete && word >= 0 && reserved[word].closes == CLOSE_DO;
    }
}

static void
for_command(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum hm_link link)
{
    hm_shell_skip_blanks(c);
    if (hm_shell_peek(c, 0) == '(' && hm_shell_peek(c, 1) == '(') {
        uint32_t to = hm_shell_arithmetic(p, c, c->at);
        c->at = to > 0 ? to : c->end;
        loop_command(p, c, link);
        return;
    }
    struct hm_loop loop = { 0 };
    loop_head(p, c, &loop);
    size_t index = p->loops.n;
    loop.first = (uint32_t)p->commands.n;
    hm_vec_add(p->arena, &p->loops, loop);
    loop_command(p, c, link);
    if (index < p->loops.n) {
        p->loops.p[index].end = (uint32_t)p->commands.n;
    }
}

/* (a | b) of an arm, the first parenthesis or not. */
static bool
case_patterns(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    c->at += hm_shell_peek(c, 0) == '(';
    do {
        hm_shell_skip_blanks(c);
        if (loose_word(p, c).n == 0 || p->is_stopped) {
            return false;
        }
        hm_shell_skip_blanks(c);
    } while (hm_shell_peek(c, 0) == '|' && c->at++ < c->end);
    return hm_shell_peek(c, 0) == ')' && c->at++ < c->end;
}

static void
case_command(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    hm_shell_skip_blanks(c);
    (void)loose_word(p, c);
    hm_shell_skip_lines(p, c);
    if (!hm_str_eq(loose_word(p, c), "in")) {
        p->is_complete = false;
        return;
    }
    while (!p->is_stopped) {
        hm_shell_skip_lines(p, c);
        int word = reserved_at(c);
        if (word >= 0 && reserved[word].closes == CLOSE_ESAC) {
            c->at += (uint32_t)reserved[word].word.n;
            return;
        }
        if (!case_patterns(p, c)) {
            p->is_complete = false;
            return;
        }
        unsigned closed = inner_list(p, c, CLOSE_ARM | CLOSE_ESAC, HM_CMD_IN_BRANCH, HM_LINK_FIRST);
        if (closed != CLOSE_ARM) {
            return;
        }
    }
}

static void
subshell(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum hm_link link)
{
    bool has_pipefail = p->now.has_pipefail;
    bool has_errexit = p->now.has_errexit;
    (void)inner_list(p, c, CLOSE_PAREN, HM_CMD_IN_SUBSHELL, link);
    p->now.has_pipefail = has_pipefail;
    p->now.has_errexit = has_errexit;
}

/* The compound command whose keyword was read. */
static void
compound(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum keyword keyword,
         enum hm_link link)
{
    switch (keyword) {
    case KEYWORD_IF:
        if_command(p, c, link);
        break;
    case KEYWORD_LOOP:
        loop_command(p, c, link);
        break;
    case KEYWORD_FOR:
        for_command(p, c, link);
        break;
    case KEYWORD_CASE:
        case_command(p, c);
        break;
    case KEYWORD_GROUP:
        (void)inner_list(p, c, CLOSE_BRACE, 0, link);
        break;
    case KEYWORD_FUNCTION:
        hm_shell_skip_blanks(c);
        (void)loose_word(p, c);
        hm_shell_skip_blanks(c);
        if (hm_shell_peek(c, 0) == '(' && hm_shell_peek(c, 1) == ')') {
            c->at += 2;
        }
        function_body(p, c);
        break;
    default:
        break;
    }
    hm_shell_read_redirects(p, c);
}

/* One element of a pipeline; the cursor is at its first byte. */
static void
command(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum hm_link link, uint32_t pipeline)
{
    if (!hm_shell_enter(p)) {
        return;
    }
    uint32_t start = c->at;
    int word = reserved_at(c);
    enum keyword keyword = word < 0 ? KEYWORD_NONE : reserved[word].keyword;
    p->is_complete = p->is_complete && (word < 0 || reserved[word].closes == 0);
    if (keyword == KEYWORD_TEST) {
        (void)hm_shell_read_simple(p, c, link, pipeline, true);
    } else if (keyword != KEYWORD_NONE && keyword != KEYWORD_TIME && keyword != KEYWORD_NOT) {
        c->at += (uint32_t)reserved[word].word.n;
        compound(p, c, keyword, link);
    } else if (hm_shell_peek(c, 0) == '(') {
        uint32_t to = hm_shell_peek(c, 1) == '(' ? hm_shell_arithmetic(p, c, c->at) : 0;
        if (to > 0) {
            hm_shell_read_arithmetic(p, c, to);
        } else {
            c->at++;
            subshell(p, c, link);
        }
        hm_shell_read_redirects(p, c);
    } else if (hm_shell_read_simple(p, c, link, pipeline, false)) {
        function_body(p, c);
    }
    if (c->at == start && c->at < c->end) {
        /* Nothing that can begin a command: past it, so that reading gets on. */
        p->is_complete = false;
        c->at++;
    }
    hm_shell_leave(p);
}

/* "!" and a `time` in front of a group; what is left is a command. Returns its flags. */
static uint32_t
pipeline_prefix(struct hm_shell_cursor *c)
{
    uint32_t flags = 0;
    for (;;) {
        int word = reserved_at(c);
        if (word < 0) {
            return flags;
        }
        if (reserved[word].keyword == KEYWORD_NOT) {
            flags ^= HM_CMD_NEGATED;
        } else if (reserved[word].keyword == KEYWORD_TIME) {
            struct hm_shell_cursor ahead = *c;
            ahead.at += (uint32_t)reserved[word].word.n;
            hm_shell_skip_blanks(&ahead);
            if (hm_shell_peek(&ahead, 0) == '-' && hm_shell_peek(&ahead, 1) == 'p' &&
                ends_word(&ahead, 2)) {
                ahead.at += 2;
                hm_shell_skip_blanks(&ahead);
            }
            if (hm_shell_peek(&ahead, 0) != '(' && reserved_at(&ahead) < 0) {
                return flags;
            }
            *c = ahead;
            continue;
        } else {
            return flags;
        }
        c->at += (uint32_t)reserved[word].word.n;
        hm_shell_skip_blanks(c);
    }
}

static void
pipeline(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum hm_link link)
{
    uint32_t number = p->n_pipelines++;
    uint32_t input = p->now.input;
    uint32_t flags = p->now.flags;
    uint32_t before = p->last;
    p->now.flags |= pipeline_prefix(c);
    for (;;) {
        p->last = HM_NONE;
        command(p, c, link, number);
        hm_shell_skip_blanks(c);
        if (p->is_stopped || hm_shell_peek(c, 0) != '|' || hm_shell_peek(c, 1) == '|') {
            break;
        }
        c->at += hm_shell_peek(c, 1) == '&' ? 2 : 1;
        if (!p->has_pipe) {
            p->has_pipe = true;
            p->has_pipefail = p->now.has_pipefail;
        }
        hm_shell_skip_lines(p, c);
        p->now.input = p->last;
        link = HM_LINK_PIPE;
        if (c->at >= c->end) {
            p->is_complete = false;
            break;
        }
    }
    p->now.input = input;
    p->now.flags = flags;
    p->last = p->last == HM_NONE ? before : p->last;
}

/* What closes the list at the cursor, which is left behind it; 0 when a command begins there. */
static unsigned
closer(struct hm_shell_parser *p, struct hm_shell_cursor *c, unsigned until)
{
    unsigned closes = 0;
    uint32_t n = 1;
    int word = reserved_at(c);
    if (word >= 0) {
        closes = reserved[word].closes;
        n = (uint32_t)reserved[word].word.n;
    } else if (hm_shell_peek(c, 0) == ')') {
        closes = CLOSE_PAREN;
    } else if (hm_shell_peek(c, 0) == ';' &&
               (hm_shell_peek(c, 1) == ';' || hm_shell_peek(c, 1) == '&')) {
        closes = CLOSE_ARM;
        n = hm_shell_peek(c, 2) == '&' ? 3 : 2;
    }
    if (closes == 0) {
        return 0;
    }
    if ((closes & until) == 0) {
        p->is_complete = false;
        if ((closes & p->now.closers) != 0) {
            /* It belongs to a construct further out, which finds it again. */
            return closes;
        }
        c->at += n;
        return 0;
    }
    c->at += n;
    return closes;
}

/* The operator behind a pipeline: how the next one follows. */
static enum hm_link
separator(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    char ch = hm_shell_peek(c, 0);
    if (ch == '\n') {
        hm_shell_newline(p, c);
        return HM_LINK_SEQ;
    }
    if (ch == '#') {
        skip_comment(c);
        return HM_LINK_SEQ;
    }
    if (ch == ';' && hm_shell_peek(c, 1) != ';' && hm_shell_peek(c, 1) != '&') {
        c->at++;
        return HM_LINK_SEQ;
    }
    if (ch == '&' || (ch == '|' && hm_shell_peek(c, 1) == '|')) {
        bool is_double = hm_shell_peek(c, 1) == ch;
        c->at += is_double ? 2 : 1;
        return !is_double ? HM_LINK_BACKGROUND : ch == '&' ? HM_LINK_AND : HM_LINK_OR;
    }
    return HM_LINK_SEQ;
}

/* Commands up to one of @p until, which is read and returned; 0 at the text's end. */
static unsigned
list(struct hm_shell_parser *p, struct hm_shell_cursor *c, unsigned until, enum hm_link link)
{
    unsigned closers = p->now.closers;
    p->now.closers |= until;
    unsigned closed = 0;
    bool has_any = false;
    while (!p->is_stopped) {
        hm_shell_skip_lines(p, c);
        if (c->at >= c->end) {
            p->is_complete =
                p->is_complete && until == 0 && link != HM_LINK_AND && link != HM_LINK_OR;
            break;
        }
        uint32_t start = c->at;
        closed = closer(p, c, until);
        if (closed != 0) {
            p->is_complete = p->is_complete && (has_any ? link != HM_LINK_AND && link != HM_LINK_OR
                                                        : (until & CLOSE_FILLED) == 0);
            break;
        }
        if (c->at > start) {
            continue;
        }
        if (strchr(";&|", hm_shell_peek(c, 0)) != NULL && hm_shell_peek(c, 0) != '\0' &&
            (hm_shell_peek(c, 0) != '&' || hm_shell_peek(c, 1) != '>')) {
            /* An operator with nothing in front of it; for's list of words ends in one. */
            p->is_complete =
                p->is_complete && hm_shell_peek(c, 0) == ';' && (until & CLOSE_DO) != 0;
            c->at++;
            continue;
        }
        pipeline(p, c, link);
        has_any = true;
        hm_shell_skip_blanks(c);
        if (c->at < c->end && strchr("\n;&|)#", hm_shell_peek(c, 0)) == NULL) {
            /* Only what closes a list may follow without an operator: `{ { a; } }`. */
            int word = reserved_at(c);
            p->is_complete = p->is_complete && word >= 0 && reserved[word].closes != 0;
        }
        link = separator(p, c);
    }
    p->now.closers = closers;
    return (closed & until) != 0 ? closed : 0;
}

void
hm_shell_read_parens(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    if (!hm_shell_enter(p)) {
        return;
    }
    bool has_pipefail = p->now.has_pipefail;
    bool has_errexit = p->now.has_errexit;
    (void)list(p, c, CLOSE_PAREN, HM_LINK_FIRST);
    p->now.has_pipefail = has_pipefail;
    p->now.has_errexit = has_errexit;
    hm_shell_leave(p);
}

void
hm_shell_read_text(struct hm_shell_parser *p, const struct hm_shell_text *text,
                   const struct hm_shell_context *context)
{
    if (!hm_shell_spend(p, text->text.n) || !hm_shell_enter(p)) {
        return;
    }
    struct hm_shell_context saved = p->now;
    p->now = *context;
    p->now.closers = 0;
    struct hm_shell_cursor c = hm_shell_cursor(text);
    hm_shell_read_list(p, &c);
    p->now = saved;
    hm_shell_leave(p);
}

void
hm_shell_read_list(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    (void)list(p, c, 0, HM_LINK_FIRST);
    /* A here-document that no line end came for. */
    p->is_complete = p->is_complete && c->pending == NULL;
}
