/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/ast_json.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/rune.h"
#include "plugin/dockerfile/ast_text.h"
#include "plugin/dockerfile/gotext.h"

/* --name=value as it was before it was taken apart. */
static void
add_flag(struct hm_buf *buf, const struct hm_flag *flag)
{
    hm_buf_puts(buf, "--");
    hm_buf_add(buf, flag->name);
    if (flag->has_value) {
        hm_buf_putc(buf, '=');
        hm_buf_add(buf, flag->value.text);
    }
}

/* The strings of a node's list: words, or key, value and sign of ENV and LABEL. */
static uint32_t
count_args(const struct hm_instruction *inst)
{
    if (inst->kind == HM_ENV || inst->kind == HM_LABEL) {
        return inst->n_pairs * 3;
    }
    /* BuildKit hangs an empty node behind an instruction that it does not know. */
    return inst->kind == HM_KEYWORD_UNKNOWN ? 1 : inst->n_words;
}

static struct hm_str
arg_at(const struct hm_instruction *inst, uint32_t i)
{
    if (inst->kind == HM_ENV || inst->kind == HM_LABEL) {
        const struct hm_pair *pair = &inst->pairs[i / 3];
        return i % 3 == 0   ? pair->key.text
               : i % 3 == 1 ? pair->value.text
                            : hm_str_c(pair->is_legacy ? "" : "=");
    }
    return inst->kind == HM_KEYWORD_UNKNOWN ? HM_S("") : inst->words[i].text;
}

static void
dump_flags(struct hm_buf *buf, const struct hm_instruction *inst)
{
    hm_auto_buf struct hm_buf text = { 0 };

    for (uint32_t i = 0; i < inst->n_flags; i++) {
        hm_buf_puts(buf, i == 0 ? " [" : " ");
        hm_buf_clear(&text);
        add_flag(&text, &inst->flags[i]);
        hm_go_quote(buf, hm_buf_str(&text));
    }
    if (inst->n_flags > 0) {
        hm_buf_putc(buf, ']');
    }
}

/* Cuts white space off the end of what was written since @p from, and off its front. */
static void
trim_since(struct hm_buf *buf, size_t from)
{
    struct hm_str written = hm_str_from(hm_buf_str(buf), from);
    struct hm_str kept = hm_runes_trim(written);

    if (kept.n < written.n && kept.n > 0) {
        memmove(buf->p + from, kept.p, kept.n);
    }
    buf->n = from + kept.n;
}

/* BuildKit's Dump of a node. Triggers are a chain, so closing them needs only a count. */
static void
dump(struct hm_buf *buf, const struct hm_instruction *inst)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    size_t depth = 0;

    for (;; inst = inst->trigger) {
        size_t from = buf->n;
        hm_buf_add(buf, hm_go_lower(&arena, inst->keyword));
        dump_flags(buf, inst);
        for (uint32_t i = 0; i < count_args(inst); i++) {
            hm_buf_putc(buf, ' ');
            hm_go_quote(buf, arg_at(inst, i));
        }
        trim_since(buf, from);
        if (inst->trigger == NULL) {
            break;
        }
        hm_buf_puts(buf, " (");
        depth++;
    }
    while (depth-- > 0) {
        hm_buf_putc(buf, ')');
    }
}

static void
put_args(struct hm_buf *buf, const struct hm_instruction *inst)
{
    hm_put_name(buf, "args");
    hm_buf_putc(buf, '[');
    if (inst->trigger != NULL) {
        hm_auto_buf struct hm_buf text = { 0 };
        hm_buf_putc(&text, '(');
        dump(&text, inst->trigger);
        hm_buf_putc(&text, ')');
        hm_put_string(buf, hm_buf_str(&text));
    }
    for (uint32_t i = 0; i < count_args(inst); i++) {
        if (i > 0) {
            hm_buf_putc(buf, ',');
        }
        hm_put_string(buf, arg_at(inst, i));
    }
    hm_buf_putc(buf, ']');
}

static void
put_heredocs(struct hm_buf *buf, const struct hm_dockerfile *file,
             const struct hm_instruction *inst)
{
    if (inst->n_heredocs == 0) {
        return;
    }
    hm_put_name(buf, "heredocs");
    hm_buf_putc(buf, '[');
    for (uint32_t i = 0; i < inst->n_heredocs; i++) {
        const struct hm_heredoc *heredoc = &inst->heredocs[i];
        hm_buf_puts(buf, i == 0 ? "{" : ",{");
        hm_put_text(buf, "name", heredoc->name);
        hm_put_number(buf, "fd", heredoc->fd);
        hm_put_bool(buf, "expand", heredoc->is_expanded);
        hm_put_bool(buf, "chomp", heredoc->is_chomped);
        /* BuildKit's parser leaves the tabs to those who use the content. */
        hm_put_text(buf, "content", hm_source_text(file->source, heredoc->span));
        hm_buf_putc(buf, '}');
    }
    hm_buf_putc(buf, ']');
}

static void
put_flags(struct hm_buf *buf, const struct hm_instruction *inst)
{
    hm_auto_buf struct hm_buf text = { 0 };

    for (uint32_t i = 0; i < inst->n_flags; i++) {
        if (i == 0) {
            hm_put_name(buf, "flags");
        }
        hm_buf_putc(buf, i == 0 ? '[' : ',');
        hm_buf_clear(&text);
        add_flag(&text, &inst->flags[i]);
        hm_put_string(buf, hm_buf_str(&text));
    }
    if (inst->n_flags > 0) {
        hm_buf_putc(buf, ']');
    }
}

static void
put_comments(struct hm_buf *buf, const struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_comments; i++) {
        if (i == 0) {
            hm_put_name(buf, "prev_comments");
        }
        hm_buf_putc(buf, i == 0 ? '[' : ',');
        hm_put_string(buf, inst->comments[i]);
    }
    if (inst->n_comments > 0) {
        hm_buf_putc(buf, ']');
    }
}

static void
put_node(struct hm_buf *buf, const struct hm_dockerfile *file, const struct hm_instruction *inst)
{
    hm_auto_buf struct hm_buf text = { 0 };

    hm_buf_putc(buf, '{');
    hm_put_text(buf, "cmd", inst->keyword);
    hm_put_number(buf, "start", inst->line);
    hm_put_number(buf, "end", inst->end_line);
    dump(&text, inst);
    hm_put_text(buf, "dump", hm_buf_str(&text));
    hm_put_text(buf, "original", inst->logical);
    put_flags(buf, inst);
    if (inst->is_json) {
        hm_put_bool(buf, "json", true);
    }
    put_args(buf, inst);
    put_heredocs(buf, file, inst);
    put_comments(buf, inst);
    hm_buf_putc(buf, '}');
}

static void
put_tree(struct hm_buf *buf, const struct hm_dockerfile *file)
{
    hm_auto_buf struct hm_buf tree = { 0 };
    const struct hm_instruction *all = file->instructions;

    hm_put_text(buf, "escape", hm_str_make(&file->escape, 1));
    hm_put_number(buf, "start", all[0].line);
    hm_put_number(buf, "end", all[file->n_instructions - 1].end_line);
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        hm_buf_puts(&tree, i == 0 ? "(" : "\n(");
        dump(&tree, &all[i]);
        hm_buf_putc(&tree, ')');
    }
    hm_put_text(buf, "ast", hm_buf_str(&tree));
    hm_put_name(buf, "nodes");
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        hm_buf_putc(buf, i == 0 ? '[' : ',');
        put_node(buf, file, &all[i]);
    }
    hm_buf_putc(buf, ']');
}

static void
put_warnings(struct hm_buf *buf, const struct hm_dockerfile *file)
{
    bool has_any = false;

    for (uint32_t i = 0; i < file->n_problems; i++) {
        const struct hm_problem *problem = &file->problems[i];
        if (problem->is_parser && !problem->is_fatal) {
            if (!has_any) {
                hm_put_name(buf, "warnings");
            }
            hm_buf_puts(buf, has_any ? ",{" : "[{");
            hm_put_text(buf, "msg", problem->text);
            hm_put_number(buf, "line", problem->line);
            hm_buf_putc(buf, '}');
            has_any = true;
        }
    }
    if (has_any) {
        hm_buf_putc(buf, ']');
    }
}

static const struct hm_problem *
first_problem(const struct hm_dockerfile *file, bool is_parser)
{
    for (uint32_t i = 0; i < file->n_problems; i++) {
        const struct hm_problem *problem = &file->problems[i];
        if (problem->is_fatal && !problem->is_build && problem->is_parser == is_parser) {
            return problem;
        }
    }
    return NULL;
}

static void
put_refusal(struct hm_buf *buf, const struct hm_problem *problem)
{
    hm_auto_buf struct hm_buf text = { 0 };

    /* Only what the check of an instruction says is wrapped by BuildKit with the line. */
    if (!hm_str_eq(problem->text, "no build stage in current context")) {
        hm_buf_printf(&text, "dockerfile parse error on line %u: ", problem->line);
    }
    hm_buf_add(&text, problem->text);
    hm_put_name(buf, "instructions_error");
    hm_buf_putc(buf, '{');
    hm_put_text(buf, "msg", hm_buf_str(&text));
    hm_put_number(buf, "line", problem->line);
    hm_buf_putc(buf, '}');
}

void
hm_ast_json(const struct hm_dockerfile *file, struct hm_buf *buf)
{
    const struct hm_problem *error = first_problem(file, true);
    const struct hm_problem *refusal = first_problem(file, false);
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];
    struct hm_hash hash;

    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, file->source->text.p, file->source->text.n);
    hm_hex(digest, hm_hash_final(&hash, digest), hex);
    hm_buf_putc(buf, '{');
    hm_put_text(buf, "file", file->source->path);
    hm_put_text(buf, "sha256", hm_str_c(hex));
    hm_put_bool(buf, "ok", error == NULL);
    if (error != NULL) {
        hm_put_text(buf, "error", error->text);
        if (error->line > 0) {
            hm_put_number(buf, "error_line", error->line);
        }
    } else {
        put_tree(buf, file);
        put_warnings(buf, file);
    }
    hm_put_bool(buf, "instructions_ok", error == NULL && refusal == NULL);
    if (error == NULL && refusal != NULL) {
        put_refusal(buf, refusal);
    } else if (error == NULL && file->n_stages > 0) {
        hm_put_number(buf, "stages", file->n_stages);
    }
    if (file->syntax.is_given) {
        hm_put_name(buf, "syntax");
        hm_buf_putc(buf, '{');
        hm_put_text(buf, "ref", file->syntax.ref);
        hm_put_text(buf, "cmdline", file->syntax.cmdline);
        hm_put_number(buf, "line", file->syntax.line);
        hm_buf_putc(buf, '}');
    }
    hm_buf_putc(buf, '}');
}
