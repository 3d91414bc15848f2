/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_parser.h"

/* Where the stacks were before a command. */
struct frame {
    size_t args;
    size_t assignments;
    size_t redirects;
    size_t kept;
};

static struct frame
push_frame(const struct hm_shell_parser *p)
{
    return (struct frame){ .args = p->args.n,
                           .assignments = p->assignments.n,
                           .redirects = p->redirects.n,
                           .kept = p->kept.n };
}

static void
pop_frame(struct hm_shell_parser *p, const struct frame *frame)
{
    p->args.n = p->words.n = frame->args;
    p->assignments.n = frame->assignments;
    p->redirects.n = frame->redirects;
    p->kept.n = frame->kept;
}

/* The operator at the cursor, which is at < > or &. */
static enum hm_redirect_kind
redirect_operator(struct hm_shell_cursor *c, bool *ret_is_chomped)
{
    static const struct {
        struct hm_str op;
        enum hm_redirect_kind kind;
    } operators[] = {
        { HM_STR("&>>"), HM_REDIRECT_APPEND }, { HM_STR("&>"), HM_REDIRECT_OUT },
        { HM_STR("<<<"), HM_REDIRECT_STRING }, { HM_STR("<<-"), HM_REDIRECT_HEREDOC },
        { HM_STR("<<"), HM_REDIRECT_HEREDOC }, { HM_STR("<&"), HM_REDIRECT_DUP },
        { HM_STR("<>"), HM_REDIRECT_IN },      { HM_STR("<"), HM_REDIRECT_IN },
        { HM_STR(">>"), HM_REDIRECT_APPEND },  { HM_STR(">&"), HM_REDIRECT_DUP },
        { HM_STR(">|"), HM_REDIRECT_OUT },     { HM_STR(">"), HM_REDIRECT_OUT },
    };
    size_t i = 0;
    struct hm_str rest = hm_str_from(hm_str_sub(c->text.text, 0, c->end), c->at);
    while (rest.n < operators[i].op.n ||
           memcmp(rest.p, operators[i].op.p, operators[i].op.n) != 0) {
        i++;
    }
    c->at += (uint32_t)operators[i].op.n;
    *ret_is_chomped = operators[i].op.n == 3 && operators[i].op.p[2] == '-';
    return operators[i].kind;
}

static bool
is_fd(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!hm_is_digit(s.p[i]) && (s.p[i] != '-' || i + 1 < s.n)) {
            return false;
        }
    }
    return s.n > 0;
}

/* bash's {name} in front of an operator, which gets a free descriptor; 0 when there is none. */
static uint32_t
variable_length(const struct hm_shell_parser *p, const struct hm_shell_cursor *c)
{
    uint32_t n = 1;
    if (!p->now.is_bash || hm_shell_peek(c, 0) != '{') {
        return 0;
    }
    while (hm_is_alpha(hm_shell_peek(c, n)) || hm_is_digit(hm_shell_peek(c, n)) ||
           hm_shell_peek(c, n) == '_') {
        n++;
    }
    char next = hm_shell_peek(c, n + 1);
    return n > 1 && hm_shell_peek(c, n) == '}' && (next == '<' || next == '>') ? n + 1 : 0;
}

/* Reads a redirection, when one stands at the cursor; @p index: the command's, or HM_NONE. @p
 * ret_end gets where it ends. */
static bool
redirect(struct hm_shell_parser *p, struct hm_shell_cursor *c, uint32_t index, size_t base,
         uint32_t *ret_end)
{
    uint32_t digits = variable_length(p, c);
    while (hm_is_digit(hm_shell_peek(c, digits))) {
        digits++;
    }
    char ch = hm_shell_peek(c, digits);
    bool is_both = digits == 0 && ch == '&' && hm_shell_peek(c, 1) == '>';
    if (!is_both && ((ch != '<' && ch != '>') || (digits == 0 && hm_shell_peek(c, 1) == '('))) {
        return false;
    }
    struct hm_redirect made = { .fd = -1 };
    uint64_t fd;
    if (hm_str_to_u64(hm_str_sub(c->text.text, c->at, digits), 1 << 20, &fd)) {
        made.fd = (int)fd;
    }
    c->at += digits;
    bool is_chomped = false;
    made.kind = redirect_operator(c, &is_chomped);
    hm_shell_skip_blanks(c);
    struct hm_shell_word word = { .range = { .from = c->at, .to = c->at } };
    if (hm_shell_peek(c, 0) != '#') {
        word = hm_shell_read_word(p, c, 0);
    }
    if (word.range.from == word.range.to) {
        word.first_kept = (uint32_t)p->kept.n;
        p->is_complete = false;
    }
    if (made.kind == HM_REDIRECT_HEREDOC) {
        hm_shell_expect_heredoc(p, c, index, (uint32_t)(p->redirects.n - base), &word, is_chomped);
    } else {
        made.target = hm_shell_arg(p, c, &word);
        if (made.kind == HM_REDIRECT_DUP && made.target.is_literal && !is_fd(made.target.text)) {
            made.kind = HM_REDIRECT_OUT;
        }
    }
    p->kept.n = word.first_kept;
    if (hm_shell_count(p)) {
        hm_vec_add(p->arena, &p->redirects, made);
    }
    *ret_end = word.range.to;
    return true;
}

uint32_t
hm_shell_assignment(const struct hm_shell_cursor *c, struct hm_shell_range word,
                    uint32_t *ret_name_end)
{
    const char *s = c->text.text.p;
    uint32_t i = word.from;
    while (i < word.to &&
           (hm_is_alpha(s[i]) || s[i] == '_' || (hm_is_digit(s[i]) && i > word.from))) {
        i++;
    }
    *ret_name_end = i;
    if (i == word.from) {
        return 0;
    }
    if (i < word.to && s[i] == '[') {
        const char *close = memchr(s + i, ']', word.to - i);
        i = close == NULL ? word.to : (uint32_t)(close - s) + 1;
    }
    if (i + 1 < word.to && s[i] == '+' && s[i + 1] == '=') {
        i++;
    }
    return i < word.to && s[i] == '=' ? i : 0;
}

/* Takes a word that was read: an assignment as long as there is no program, else an argument. */
static void
take_word(struct hm_shell_parser *p, struct hm_shell_cursor *c, const struct hm_shell_word *word,
          bool may_assign)
{
    uint32_t name_end = 0;
    uint32_t equals = may_assign ? hm_shell_assignment(c, word->range, &name_end) : 0;
    if (!hm_shell_count(p)) {
        return;
    }
    if (equals == 0) {
        struct hm_arg arg = hm_shell_arg(p, c, word);
        hm_vec_add(p->arena, &p->args, arg);
        hm_vec_add(p->arena, &p->words, *word);
        return;
    }
    struct hm_shell_word value = *word;
    uint32_t joined;
    value.range.from = equals + 1;
    while ((joined = hm_shell_joined_line(c->text.text.p + value.range.from,
                                          value.range.to - value.range.from)) > 0) {
        value.range.from += joined;
    }
    while (value.n_kept > 0 && p->kept.p[value.first_kept].from < value.range.from) {
        value.first_kept++;
        value.n_kept--;
    }
    struct hm_assignment made = {
        .name = hm_str_sub(c->text.text, word->range.from, name_end - word->range.from),
        .value = hm_shell_arg(p, c, &value),
        .is_plain = equals == name_end && !word->has_parens,
    };
    hm_vec_add(p->arena, &p->assignments, made);
}

static bool
is_name(const struct hm_arg *arg)
{
    if (!arg->is_literal || arg->is_quoted || arg->text.n == 0) {
        return false;
    }
    return hm_is_alpha(arg->text.p[0]) || arg->text.p[0] == '_';
}

/* name () { … }: the cursor is at '(' behind the only word. */
static bool
is_function(const struct hm_shell_parser *p, const struct hm_shell_cursor *c,
            const struct frame *frame, uint32_t index)
{
    struct hm_shell_cursor ahead = *c;
    ahead.at++;
    hm_shell_skip_blanks(&ahead);
    return hm_shell_peek(&ahead, 0) == ')' && p->args.n == frame->args + 1 &&
           p->assignments.n == frame->assignments && p->commands.n == index + 1 &&
           is_name(&p->args.p[frame->args]);
}

/* What lies on top of a stack from element @p base on, as an array that lasts. */
static void *
copied(struct hm_shell_parser *p, const void *stack, size_t base, size_t n, size_t size)
{
    if (n == 0) {
        return NULL;
    }
    void *to = hm_arena_alloc(p->arena, n * size);
    memcpy(to, (const char *)stack + base * size, n * size);
    return to;
}

void
hm_shell_fill(struct hm_shell_parser *p, struct hm_command *cmd, uint32_t index)
{
    cmd->index = index;
    cmd->wrapper = p->now.wrapper;
    cmd->owner = p->now.owner;
    cmd->input = p->now.input;
    cmd->flags |= p->now.flags | (p->now.has_pipefail ? HM_CMD_PIPEFAIL : 0);
    if (cmd->n_args > 0) {
        struct hm_str path = cmd->args[0].text;
        cmd->name = cmd->args[0].is_literal ? hm_str_basename(path) : path;
        if (p->now.is_windows && hm_shell_spend(p, path.n)) {
            cmd->name = hm_shell_windows_name(p->arena, path);
        }
        cmd->fields = cmd->args;
        cmd->n_fields = cmd->n_args;
        cmd->flags |= cmd->args[0].is_literal ? 0 : HM_CMD_DYNAMIC;
        cmd->span = hm_span_join(cmd->args[0].span, cmd->args[cmd->n_args - 1].span);
    } else if (cmd->n_redirects > 0) {
        cmd->span = cmd->redirects[0].target.span;
    }
}

static void
set_option(struct hm_shell_context *now, struct hm_str name, bool is_on)
{
    if (hm_str_eq(name, "pipefail")) {
        now->has_pipefail = is_on;
    } else if (hm_str_eq(name, "errexit")) {
        now->has_errexit = is_on;
    }
}

/* `set -euo pipefail`: what it switches on or off. */
static void
obey_set(struct hm_shell_parser *p, const struct hm_command *cmd)
{
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        struct hm_str arg = cmd->args[i].text;
        if (arg.n < 2 || (arg.p[0] != '-' && arg.p[0] != '+') || hm_str_eq(arg, "--")) {
            return;
        }
        bool is_on = arg.p[0] == '-';
        uint32_t option = i;
        for (size_t k = 1; k < arg.n; k++) {
            if (arg.p[k] == 'e') {
                p->now.has_errexit = is_on;
            } else if (arg.p[k] == 'o' && option + 1 < cmd->n_args) {
                set_option(&p->now, cmd->args[++option].text, is_on);
            }
        }
        i = option;
    }
}

/* Ends the command that was read into the stacks. */
static void
end_simple(struct hm_shell_parser *p, struct hm_shell_cursor *c, const struct frame *frame,
           struct hm_command *cmd, uint32_t index, struct hm_shell_range range)
{
    cmd->n_args = (uint32_t)(p->args.n - frame->args);
    cmd->n_assignments = (uint32_t)(p->assignments.n - frame->assignments);
    cmd->n_redirects = (uint32_t)(p->redirects.n - frame->redirects);
    cmd->args = copied(p, p->args.p, frame->args, cmd->n_args, sizeof *cmd->args);
    cmd->assignments = copied(p, p->assignments.p, frame->assignments, cmd->n_assignments,
                              sizeof *cmd->assignments);
    cmd->redirects =
        copied(p, p->redirects.p, frame->redirects, cmd->n_redirects, sizeof *cmd->redirects);
    hm_shell_fill(p, cmd, index);
    cmd->span = hm_shell_span(c, range);
    p->commands.p[index] = *cmd;
    p->last = index;
    if (hm_str_eq(cmd->name, "set")) {
        obey_set(p, cmd);
    }
    struct hm_shell_origin origin = { .cursor = c, .first = (uint32_t)frame->args };
    uint32_t reader = cmd->n_args > 0 ? hm_shell_unwrap(p, index, &origin) : index;
    for (struct hm_shell_heredoc *doc = p->heredocs;
         doc != NULL && doc->command != HM_NONE && doc->command >= index; doc = doc->earlier) {
        if (doc->command == index) {
            doc->reader = reader;
        }
    }
}

/* The regular expression behind =~, in which parentheses and | are letters. */
static struct hm_shell_word
read_pattern(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    struct hm_shell_word all = hm_shell_read_word(p, c, 0);
    unsigned open = 0;
    while (c->at < c->end && !p->is_stopped) {
        char ch = hm_shell_peek(c, 0);
        if (ch != '(' && ch != '|' && open == 0) {
            break;
        }
        open += ch == '(';
        open -= ch == ')';
        all.range.to = ++c->at;
        struct hm_shell_word more = hm_shell_read_word(p, c, 0);
        all.is_literal = all.is_literal && more.is_literal;
        all.is_quoted = all.is_quoted || more.is_quoted;
        all.is_plain = all.is_plain && more.is_plain;
        all.has_commands = all.has_commands || more.has_commands;
        all.n_kept += more.n_kept;
        all.range.to = more.range.to;
    }
    return all;
}

/* An operator of [[ … ]], which is no word; its length, or 0. */
static uint32_t
test_operator(const struct hm_shell_cursor *c)
{
    char ch = hm_shell_peek(c, 0);
    char next = hm_shell_peek(c, 1);
    if ((ch == '<' || ch == '>') && next == '(') {
        return 0;
    }
    if ((ch == '&' || ch == '|') && next == ch) {
        return 2;
    }
    return ch != '\0' && strchr("()<>&|;", ch) != NULL ? 1 : 0;
}

/* Words and operators up to "]]". */
static void
test_words(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    bool is_pattern = false;
    for (;;) {
        hm_shell_skip_lines(p, c);
        if (c->at >= c->end || p->is_stopped) {
            p->is_complete = false;
            return;
        }
        struct hm_shell_word word = { .range = { .from = c->at, .to = c->at },
                                      .first_kept = (uint32_t)p->kept.n,
                                      .is_literal = true,
                                      .is_plain = true };
        uint32_t n = is_pattern ? 0 : test_operator(c);
        if (n > 0) {
            word.range.to = c->at += n;
        } else {
            word = is_pattern ? read_pattern(p, c) : hm_shell_read_word(p, c, 0);
        }
        if (word.range.from == word.range.to) {
            word.range.to = ++c->at;
        }
        struct hm_str text =
            hm_str_sub(c->text.text, word.range.from, word.range.to - word.range.from);
        take_word(p, c, &word, false);
        is_pattern = hm_str_eq(text, "=~");
        if (hm_str_eq(text, "]]")) {
            return;
        }
    }
}

/* Whether the command's arguments may be arrays: declare a=(b c). */
static bool
declares(const struct hm_arg *name)
{
    static const struct hm_str names[] = { HM_STR("declare"),  HM_STR("local"),   HM_STR("export"),
                                           HM_STR("readonly"), HM_STR("typeset"), HM_STR("alias"),
                                           HM_STR("eval"),     HM_STR("time") };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (hm_str_is(name->text, names[i])) {
            return true;
        }
    }
    return false;
}

bool
hm_shell_read_simple(struct hm_shell_parser *p, struct hm_shell_cursor *c, enum hm_link link,
                     uint32_t pipeline, bool is_test)
{
    struct frame frame = push_frame(p);
    uint32_t index = (uint32_t)p->commands.n;
    uint32_t owner = p->now.owner;
    struct hm_command cmd = { .link = link, .pipeline = pipeline };
    struct hm_shell_range range = { .from = c->at, .to = c->at };
    struct hm_command *room = hm_shell_push(p);
    if (room == NULL) {
        return false;
    }
    *room = cmd;
    p->now.owner = index;
    unsigned place = HM_WORD_FIRST | HM_WORD_ARRAY;
    if (is_test) {
        test_words(p, c);
        range.to = p->words.n > frame.args ? p->words.p[p->words.n - 1].range.to : c->at;
    }
    while (!p->is_stopped) {
        hm_shell_skip_blanks(c);
        if (redirect(p, c, index, frame.redirects, &range.to)) {
            continue;
        }
        bool is_first = p->args.n == frame.args;
        struct hm_shell_word word = { .range = { .from = c->at, .to = c->at } };
        if (hm_shell_peek(c, 0) != '#') {
            word = hm_shell_read_word(p, c, place);
        }
        if (word.range.from == word.range.to) {
            break;
        }
        take_word(p, c, &word, is_first);
        if (is_first && p->args.n > frame.args) {
            place = declares(&p->args.p[frame.args]) ? HM_WORD_ARRAY : 0;
        }
        range.to = word.range.to;
    }
    p->now.owner = owner;
    if (hm_shell_peek(c, 0) == '(' && is_function(p, c, &frame, index)) {
        p->commands.n = index;
        pop_frame(p, &frame);
        c->at++;
        hm_shell_skip_blanks(c);
        c->at++;
        return true;
    }
    end_simple(p, c, &frame, &cmd, index, range);
    pop_frame(p, &frame);
    return false;
}

void
hm_shell_read_words(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_loop *loop)
{
    struct frame frame = push_frame(p);
    while (!p->is_stopped) {
        hm_shell_skip_blanks(c);
        struct hm_shell_word word = { .range = { .from = c->at, .to = c->at } };
        if (hm_shell_peek(c, 0) != '#') {
            word = hm_shell_read_word(p, c, 0);
        }
        if (word.range.from == word.range.to) {
            break;
        }
        take_word(p, c, &word, false);
    }
    loop->has_words = true;
    loop->n_words = (uint32_t)(p->args.n - frame.args);
    loop->words = copied(p, p->args.p, frame.args, loop->n_words, sizeof *loop->words);
    pop_frame(p, &frame);
}

/* Redirections behind a compound command count for no single command. */
void
hm_shell_read_redirects(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    struct frame frame = push_frame(p);
    uint32_t end;
    do {
        hm_shell_skip_blanks(c);
    } while (!p->is_stopped && redirect(p, c, HM_NONE, frame.redirects, &end));
    pop_frame(p, &frame);
}
