/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_parser.h"

void
hm_shell_expect_heredoc(struct hm_shell_parser *p, struct hm_shell_cursor *c, uint32_t index,
                        uint32_t redirect, const struct hm_shell_word *word, bool is_chomped)
{
    struct hm_shell_heredoc *doc = hm_arena_new(p->arena, struct hm_shell_heredoc, 1);
    *doc = (struct hm_shell_heredoc){ .earlier = p->heredocs,
                                      .command = index,
                                      .reader = HM_NONE,
                                      .redirect = redirect,
                                      .flags = p->now.flags,
                                      .is_quoted = word->is_quoted,
                                      .is_chomped = is_chomped };
    doc->delimiter = hm_shell_unquoted(p, c, word).text;
    doc->body.span = hm_shell_span(c, word->range);
    doc->body.is_literal = doc->body.is_quoted = word->is_quoted;
    p->heredocs = doc;
    *(c->pending == NULL ? &c->pending : c->pending_end) = doc;
    c->pending_end = &doc->next;
}

/* What the body means to the command that reads it. */
static void
read_body(struct hm_shell_parser *p, struct hm_shell_heredoc *doc, const struct hm_shell_text *text)
{
    struct hm_shell_context saved = p->now;
    p->now.flags = doc->flags;
    if (doc->reader < p->commands.n) {
        struct hm_shell_call call;
        /* A copy: the vector moves as it grows. */
        struct hm_command cmd = p->commands.p[doc->reader];
        if (hm_shell_call(&cmd, &call) && call.reads_input) {
            struct hm_shell_context inner = hm_shell_inner(p, &cmd, &call.shell);
            hm_shell_read_text(p, text, &inner);
            p->now = saved;
            return;
        }
        p->now.owner = doc->reader;
    }
    if (!doc->is_quoted && memchr(text->text.p, '$', text->text.n) == NULL &&
        memchr(text->text.p, '`', text->text.n) == NULL) {
        doc->body.is_literal = true;
    } else if (!doc->is_quoted) {
        doc->body.is_literal = !hm_shell_read_expansions(p, text);
    }
    p->now = saved;
}

static void
read_heredoc(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_shell_heredoc *doc)
{
    const char *s = c->text.text.p;
    uint32_t from = c->at;
    uint32_t to = c->end; /* of the body */
    bool has_tabs = false;
    bool is_closed = false;
    while (c->at < c->end && !is_closed) {
        uint32_t line = c->at;
        const char *lf = memchr(s + line, '\n', c->end - line);
        c->at = lf == NULL ? c->end : (uint32_t)(lf - s) + 1;
        struct hm_str text = hm_str_make(s + line, lf == NULL ? c->end - line : c->at - 1 - line);
        while (doc->is_chomped && text.n > 0 && text.p[0] == '\t') {
            text = hm_str_from(text, 1);
            has_tabs = true;
        }
        if (text.n > 0 && text.p[text.n - 1] == '\r') {
            text.n--;
        }
        if (hm_str_is(text, doc->delimiter)) {
            to = line;
            is_closed = true;
        }
    }
    p->is_complete = p->is_complete && is_closed;
    struct hm_shell_range range = { .from = from, .to = to };
    struct hm_shell_text text = hm_shell_slice(c, range);
    if (has_tabs && to > from && hm_shell_spend(p, to - from)) {
        struct hm_shell_builder b = { .p = hm_arena_alloc(p->arena, to - from) };
        for (uint32_t i = from; i < to;) {
            while (i < to && s[i] == '\t') {
                i++;
            }
            const char *lf = memchr(s + i, '\n', to - i);
            uint32_t next = lf == NULL ? to : (uint32_t)(lf - s) + 1;
            hm_shell_build_range(p, &b, c, (struct hm_shell_range){ i, next });
            i = next;
        }
        text = (struct hm_shell_text){ .text = { .p = b.p, .n = b.n },
                                       .joins = b.joins.p,
                                       .n_joins = (uint32_t)b.joins.n };
    }
    doc->body.text = text.text;
    doc->body.span = hm_shell_span(c, range);
    if (text.text.n == 0) {
        doc->body.is_literal = true;
    } else {
        read_body(p, doc, &text);
    }
}

void
hm_shell_newline(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    hm_shell_advance(c, 1);
    struct hm_shell_heredoc *doc = c->pending;
    c->pending = NULL;
    c->pending_end = NULL;
    while (doc != NULL && !p->is_stopped) {
        struct hm_shell_heredoc *next = doc->next;
        read_heredoc(p, c, doc);
        doc = next;
    }
}
