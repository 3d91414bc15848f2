/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_windows.h"

struct hm_str
hm_shell_windows_name(struct hm_arena *arena, struct hm_str path)
{
    size_t slash = hm_str_find_last(path, '\\');
    path = hm_str_basename(slash < path.n ? hm_str_from(path, slash + 1) : path);
    if (path.n > 4 && hm_str_eq_nocase(hm_str_from(path, path.n - 4), HM_S(".exe"))) {
        path.n -= 4;
    }
    if (path.n == 0) {
        return path;
    }
    char *lower = hm_arena_alloc(arena, path.n);
    for (size_t i = 0; i < path.n; i++) {
        lower[i] = hm_ascii_lower(path.p[i]);
    }
    return hm_str_make(lower, path.n);
}

struct hm_windows_list
hm_windows_list(struct hm_windows_reader *r)
{
    return (struct hm_windows_list){ .input = HM_NONE,
                                     .last = HM_NONE,
                                     .pipeline = r->p->n_pipelines++ };
}

void
hm_windows_follow(struct hm_windows_reader *r, struct hm_windows_list *list, enum hm_link link)
{
    list->link = link;
    list->input = link == HM_LINK_PIPE ? list->last : HM_NONE;
    if (link == HM_LINK_PIPE) {
        r->p->has_pipe = true;
    } else {
        list->pipeline = r->p->n_pipelines++;
    }
    list->last = HM_NONE;
    list->is_behind = false;
    list->is_expected = link != HM_LINK_SEQ && link != HM_LINK_BACKGROUND;
}

struct hm_windows_word
hm_windows_begin_word(const struct hm_windows_reader *r)
{
    return (struct hm_windows_word){ .from = r->c.at, .drops = r->drops.n, .is_literal = true };
}

struct hm_arg
hm_windows_end_word(struct hm_windows_reader *r, const struct hm_windows_word *word, uint32_t to,
                    struct hm_shell_text *ret_text)
{
    struct hm_shell_range range = { .from = word->from, .to = to };
    struct hm_arg arg = { .is_literal = word->is_literal, .is_quoted = word->is_quoted };
    arg.span = hm_shell_span(&r->c, range);
    *ret_text = hm_shell_slice(&r->c, range);
    if (r->drops.n > word->drops && hm_shell_spend(r->p, to - word->from)) {
        struct hm_shell_builder b = { .p = hm_arena_alloc(r->p->arena, to - word->from) };
        uint32_t at = word->from;
        for (size_t i = word->drops; i < r->drops.n; i++) {
            struct hm_shell_range drop = r->drops.p[i];
            hm_shell_build_range(r->p, &b, &r->c, (struct hm_shell_range){ at, drop.from });
            at = drop.to;
        }
        hm_shell_build_range(r->p, &b, &r->c, (struct hm_shell_range){ at, to });
        *ret_text = (struct hm_shell_text){ .text = { .p = b.p, .n = b.n },
                                            .joins = b.joins.p,
                                            .n_joins = (uint32_t)b.joins.n,
                                            .base = b.joins.n == 0 ? arg.span.off : 0 };
    }
    r->drops.n = word->drops;
    arg.text = ret_text->text;
    return arg;
}

bool
hm_windows_add_word(struct hm_windows_reader *r, const struct hm_arg *arg,
                    const struct hm_shell_text *text)
{
    if (!hm_shell_count(r->p)) {
        return false;
    }
    hm_vec_add(r->p->arena, &r->args, *arg);
    hm_vec_add(r->p->arena, &r->texts, *text);
    return true;
}

struct hm_windows_command
hm_windows_begin_command(struct hm_windows_reader *r)
{
    struct hm_windows_command made = { .args = r->args.n, .redirects = r->redirects.n };
    made.index = hm_shell_push(r->p) == NULL ? HM_NONE : (uint32_t)r->p->commands.n - 1;
    return made;
}

/* The elements of a stack from @p base on, as an array that lasts. */
static void *
kept(struct hm_windows_reader *r, const void *from, size_t base, size_t n, size_t size)
{
    if (n == 0) {
        return NULL;
    }
    return memcpy(hm_arena_alloc(r->p->arena, n * size), (const char *)from + base * size,
                  n * size);
}

void
hm_windows_end_command(struct hm_windows_reader *r, struct hm_windows_list *list,
                       const struct hm_windows_command *made, struct hm_command cmd)
{
    struct hm_shell_parser *p = r->p;
    cmd.n_args = (uint32_t)(r->args.n - made->args);
    cmd.n_redirects = (uint32_t)(r->redirects.n - made->redirects);
    cmd.args = kept(r, r->args.p, made->args, cmd.n_args, sizeof *cmd.args);
    cmd.redirects =
        kept(r, r->redirects.p, made->redirects, cmd.n_redirects, sizeof *cmd.redirects);
    struct hm_shell_text *texts = kept(r, r->texts.p, made->args, cmd.n_args, sizeof *r->texts.p);
    r->args.n = r->texts.n = made->args;
    r->redirects.n = made->redirects;
    if (made->index == HM_NONE) {
        return;
    }
    if (cmd.n_args + cmd.n_redirects + cmd.n_assignments == 0 && made->index + 1 == p->commands.n) {
        p->commands.n--;
        return;
    }
    uint32_t input = p->now.input;
    p->now.input = list->input != HM_NONE ? list->input : input;
    cmd.link = list->link;
    cmd.pipeline = list->pipeline;
    hm_shell_fill(p, &cmd, made->index);
    if (cmd.n_args == 0 && cmd.n_assignments > 0) {
        cmd.span = cmd.assignments[0].value.span;
    }
    p->commands.p[made->index] = cmd;
    p->last = list->last = made->index;
    struct hm_shell_origin origin = { .texts = texts };
    if (cmd.n_args > 0 && hm_shell_enter(p)) {
        list->last = hm_shell_unwrap(p, made->index, &origin);
        hm_shell_leave(p);
    }
    p->now.input = input;
    p->last = list->last;
    list->is_behind = true;
    list->is_expected = false;
}

bool
hm_windows_is_redirect(const struct hm_windows_reader *r, const char *streams)
{
    char ch = hm_shell_peek(&r->c, 0);
    return ch == '<' || ch == '>' ||
           (hm_windows_is_one_of(ch, streams) && hm_shell_peek(&r->c, 1) == '>');
}

struct hm_redirect
hm_windows_redirect(struct hm_windows_reader *r)
{
    struct hm_redirect made = { .fd = -1, .kind = HM_REDIRECT_IN };
    char ch = hm_shell_peek(&r->c, 0);
    if (ch != '<' && ch != '>') {
        made.fd = hm_is_digit(ch) ? ch - '0' : -1;
        r->c.at++;
    }
    bool is_out = hm_shell_peek(&r->c, 0) == '>';
    r->c.at++;
    if (is_out) {
        bool is_append = hm_shell_peek(&r->c, 0) == '>';
        made.kind = is_append ? HM_REDIRECT_APPEND : HM_REDIRECT_OUT;
        r->c.at += is_append;
    }
    if (hm_shell_peek(&r->c, 0) == '&') {
        made.kind = HM_REDIRECT_DUP;
        r->c.at++;
    }
    return made;
}

void
hm_shell_read_windows(struct hm_shell_parser *p, const struct hm_shell_text *text,
                      enum hm_dialect dialect)
{
    struct hm_windows_reader r = { .p = p, .c = hm_shell_cursor(text) };
    bool was_windows = p->now.is_windows;
    p->now.is_windows = true;
    if (dialect == HM_SHELL_CMD) {
        hm_cmd_read(&r);
    } else {
        hm_powershell_read(&r);
    }
    p->now.is_windows = was_windows;
}
