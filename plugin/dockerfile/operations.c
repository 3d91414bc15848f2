/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/operations.h"

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/dockerfile/add_source.h"
#include "plugin/dockerfile/ast_text.h"
#include "plugin/dockerfile/build_path.h"
#include "plugin/dockerfile/expand.h"
#include "plugin/dockerfile/heredoc.h"
#include "plugin/dockerfile/operation_mounts.h"

void
hm_put_item(struct hm_buf *buf, const char *name, struct hm_item item)
{
    hm_put_name(buf, name);
    if (item.is_known) {
        hm_put_string(buf, item.text);
    } else {
        hm_buf_puts(buf, "null");
    }
}

static void
begin(struct hm_put *put, const struct hm_instruction *inst, const char *kind)
{
    hm_buf_putc(put->buf, '{');
    hm_put_number(put->buf, "line", inst->line);
    hm_put_text(put->buf, "kind", hm_str_c(kind));
    hm_put_text(put->buf, "base", put->at->made_by);
}

static void
end(struct hm_put *put, const struct hm_instruction *inst)
{
    hm_buf_puts(put->buf, "},");
    put->at->made_by = hm_arena_printf(put->arena, "line %u", inst->line);
}

static void
put_strings(struct hm_buf *buf, const char *name, const struct hm_items *items)
{
    hm_put_name(buf, name);
    hm_buf_putc(buf, '[');
    for (size_t i = 0; i < items->list.n; i++) {
        if (i > 0) {
            hm_buf_putc(buf, ',');
        }
        if (items->list.p[i].is_known) {
            hm_put_string(buf, items->list.p[i].text);
        } else {
            hm_buf_puts(buf, "null");
        }
    }
    hm_buf_putc(buf, ']');
}

static const struct hm_item *
find_item(const struct hm_items *items, const char *name)
{
    for (size_t i = 0; i < items->list.n; i++) {
        if (hm_str_eq(items->list.p[i].name, name)) {
            return &items->list.p[i];
        }
    }
    return NULL;
}

/* The agent's socket, which a mount of type ssh tells commands of. */
static struct hm_item
agent_of(const struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        if (hm_str_eq(inst->mounts[i].type, "ssh")) {
            struct hm_item target = hm_item_of_word(&inst->mounts[i].target);
            target.text = target.text.n == 0 ? HM_S("/run/buildkit/ssh_agent.0") : target.text;
            target.name = HM_S("SSH_AUTH_SOCK");
            return target;
        }
    }
    return (struct hm_item){ 0 };
}

static void
put_variable(struct hm_put *put, const struct hm_item *variable)
{
    hm_auto_buf struct hm_buf text = { 0 };

    hm_buf_add(&text, variable->name);
    hm_buf_putc(&text, '=');
    hm_buf_add(&text, variable->text);
    if (variable->is_known) {
        hm_put_string(put->buf, hm_buf_str(&text));
        hm_buf_putc(put->buf, ',');
        return;
    }
    /* The name alone: its value is not known. */
    hm_put_string(put->buf, variable->name);
    hm_buf_putc(put->buf, ',');
}

static void
put_variables(struct hm_put *put, const struct hm_instruction *inst)
{
    const struct hm_items *items = &put->at->variables;
    struct hm_item agent = agent_of(inst);

    hm_put_name(put->buf, "env");
    hm_buf_putc(put->buf, '[');
    for (size_t i = 0; i < items->list.n; i++) {
        put_variable(put, &items->list.p[i]);
    }
    if (agent.name.n > 0 && find_item(items, "SSH_AUTH_SOCK") == NULL) {
        put_variable(put, &agent);
    }
    if (put->buf->p[put->buf->n - 1] == ',') {
        put->buf->n--;
    }
    hm_buf_putc(put->buf, ']');
}

/* The text of a command with here-documents, as the shell gets it. */
static struct hm_str
command_text(struct hm_put *put, const struct hm_instruction *inst, bool *ret_is_script)
{
    struct hm_expander plain = { .arena = put->arena,
                                 .escape = put->all->file->escape,
                                 .value_limit = SIZE_MAX / 2,
                                 .work_left = hm_expand_work(inst->words[0].text.n) };
    struct hm_str text = inst->words[0].text;
    const struct hm_heredoc *first = inst->heredocs;

    *ret_is_script = false;
    if (inst->n_heredocs == 0) {
        return text;
    }
    bool is_alone = hm_heredoc_is_word(&plain, text);
    hm_expander_done(&plain);
    if (is_alone && hm_str_starts(first->content, "#!") &&
        !hm_str_eq(put->at->image_os, "windows")) {
        *ret_is_script = true;
        return hm_path_clean(put->arena,
                             hm_arena_concat(put->arena, HM_S("/dev/pipes/"), first->name));
    }
    if (is_alone) {
        return first->content;
    }
    for (uint32_t i = 0; i < inst->n_heredocs; i++) {
        text = hm_arena_concat(put->arena, text, HM_S("\n"), inst->heredocs[i].value,
                               inst->heredocs[i].name);
    }
    return text;
}

static struct hm_str
flag_text(const struct hm_instruction *inst, const char *name, const char *fallback)
{
    const struct hm_flag *flag = hm_instruction_flag(inst, name);

    return flag == NULL || flag->value.text.n == 0 || hm_str_eq(flag->value.text, "default")
               ? hm_str_c(fallback)
               : flag->value.text;
}

static void
put_run(struct hm_put *put, const struct hm_instruction *inst)
{
    struct hm_items args = { 0 };
    bool is_script = false;

    if (inst->is_json) {
        for (uint32_t i = 0; i < inst->n_words; i++) {
            hm_vec_add(put->arena, &args.list, hm_item_known(inst->words[i].text));
        }
    } else {
        args = hm_outcome_shell(put->all, put->at);
        struct hm_str text = inst->n_words > 0 ? command_text(put, inst, &is_script) : HM_S("");
        hm_vec_add(put->arena, &args.list, hm_item_known(text));
    }
    begin(put, inst, "run");
    put_strings(put->buf, "args", &args);
    put_variables(put, inst);
    hm_put_item(put->buf, "cwd", put->at->folder);
    hm_put_item(put->buf, "user", put->at->user);
    hm_put_text(put->buf, "network", flag_text(inst, "network", "unset"));
    hm_put_text(put->buf, "security", flag_text(inst, "security", "sandbox"));
    hm_put_mounts(put, inst, is_script);
    end(put, inst);
}

static struct hm_item
owner_of(struct hm_put *put, const struct hm_instruction *inst)
{
    const struct hm_flag *flag = hm_instruction_flag(inst, "chown");

    if (flag == NULL || flag->value.value.n == 0) {
        return hm_item_known(HM_S(""));
    }
    struct hm_item owner = hm_item_of_word(&flag->value);
    owner.text = hm_chown_format(put->arena, owner.text);
    return owner;
}

static struct hm_item
mode_of(struct hm_put *put, const struct hm_instruction *inst)
{
    const struct hm_flag *flag = hm_instruction_flag(inst, "chmod");

    if (flag == NULL || flag->value.value.n == 0) {
        return hm_item_known(HM_S(""));
    }
    struct hm_item mode = hm_item_of_word(&flag->value);
    struct hm_str octal = hm_chmod_octal(put->arena, mode.text);
    mode.text = octal.n > 0 ? octal : mode.text;
    return mode;
}

static bool
has_switch(const struct hm_instruction *inst, const char *name, bool fallback)
{
    const struct hm_flag *flag = hm_instruction_flag(inst, name);

    return flag == NULL ? fallback : !hm_str_eq_nocase(flag->value.text, HM_S("false"));
}

/* One source of a COPY or ADD. */
struct piece {
    struct hm_str source;
    struct hm_item from;
    struct hm_item to;
    struct hm_item include; /* of --parents; no name for none */
    bool unpacks;
    const struct hm_heredoc *document;
};

/* What the sources of one ADD have in common: what a Git address says counts for those behind it.
 */
struct download {
    struct hm_str checksum;
    bool keeps_git_dir;
};

static void
put_piece(struct hm_put *put, const struct hm_instruction *inst, const struct piece *piece)
{
    struct hm_buf *buf = put->buf;
    struct hm_items include = { 0 };
    struct hm_items exclude = { 0 };

    for (uint32_t i = 0; i < inst->n_flags; i++) {
        if (hm_str_eq(inst->flags[i].name, "exclude")) {
            hm_vec_add(put->arena, &exclude.list, hm_item_known(inst->flags[i].value.text));
        }
    }
    if (piece->include.name.n > 0) {
        hm_vec_add(put->arena, &include.list, piece->include);
    }
    hm_buf_putc(buf, '{');
    hm_put_text(buf, "source", piece->source);
    hm_put_item(buf, "from", piece->from);
    hm_put_item(buf, "to", piece->to);
    hm_put_item(buf, "chown", owner_of(put, inst));
    hm_put_item(buf, "chmod", mode_of(put, inst));
    put_strings(buf, "include", &include);
    put_strings(buf, "exclude", &exclude);
    hm_put_bool(buf, "unpack", piece->unpacks);
    hm_put_name(buf, "content");
    if (piece->document != NULL && piece->document->is_known) {
        hm_put_string(buf, piece->document->value);
    } else {
        hm_buf_puts(buf, piece->document == NULL ? "null" : "false");
    }
    hm_buf_puts(buf, "},");
}

static struct hm_str
git_source(struct hm_put *put, const struct hm_add_source *source, struct download *download)
{
    struct hm_str text = hm_arena_concat(put->arena, HM_S("git "), source->remote);

    if (source->checksum.n > 0) {
        download->checksum = source->checksum;
    }
    if (source->keeps_git_dir != HM_ADD_UNSAID) {
        download->keeps_git_dir = source->keeps_git_dir == HM_ADD_YES;
    }
    if (source->ref.n > 0 || source->subdir.n > 0) {
        text = hm_arena_concat(put->arena, text, HM_S("#"), source->ref);
    }
    if (source->subdir.n > 0) {
        text = hm_arena_concat(put->arena, text, HM_S(":"), source->subdir);
    }
    if (download->checksum.n > 0) {
        text = hm_arena_concat(put->arena, text, HM_S(" "), download->checksum);
    }
    return hm_arena_concat(
        put->arena, text, hm_str_c(download->keeps_git_dir ? " git.keepgitdir" : ""),
        hm_str_c(source->submodules == HM_ADD_NO ? " git.skipsubmodules" : ""),
        hm_str_c(source->fetches_by_commit == HM_ADD_YES ? " git.fetchbycommit" : ""));
}

static struct hm_str
http_source(struct hm_put *put, struct hm_str address, const struct hm_add_source *source,
            const struct download *download)
{
    struct hm_str checksum =
        download->checksum.n == 0
            ? HM_S("")
            : hm_arena_concat(put->arena, HM_S(" http.checksum="), download->checksum);

    return hm_arena_concat(put->arena, address, checksum, HM_S(" http.filename="),
                           source->filename);
}

/* --parents: what is in front of "/./" stays behind. */
static void
split_parents(struct hm_put *put, struct piece *piece)
{
    struct hm_str text = piece->from.text;
    struct hm_str pattern = text;
    bool is_windows = hm_str_eq(put->at->platform.os, "windows");

    piece->from.text = HM_S("/");
    for (size_t i = 0; i + 3 <= text.n; i++) {
        if (hm_str_starts(hm_str_from(text, i), "/./")) {
            piece->from.text = hm_str_sub(text, 0, i);
            pattern = hm_str_from(text, i + 3);
            break;
        }
    }
    struct hm_path_question question = { .parent = HM_S("/"),
                                         .path = pattern,
                                         .is_windows = is_windows };
    (void)hm_path_normalize(put->arena, &question, &pattern);
    piece->include = piece->from;
    piece->include.name = HM_S("include");
    piece->include.text = hm_str_starts(pattern, "/") ? hm_str_from(pattern, 1) : pattern;
}

static void
put_path(struct hm_put *put, const struct hm_instruction *inst, struct piece piece)
{
    if (inst->kind == HM_COPY && has_switch(inst, "parents", false)) {
        split_parents(put, &piece);
    }
    struct hm_path_question question = {
        .parent = HM_S("/"),
        .path = piece.from.text,
        .is_windows = hm_str_eq(put->at->platform.os, "windows"),
    };
    (void)hm_path_normalize(put->arena, &question, &piece.from.text);
    piece.from.text = hm_path_clean(put->arena, piece.from.text);
    piece.unpacks = has_switch(inst, "unpack", inst->kind == HM_ADD);
    put_piece(put, inst, &piece);
}

static void
put_source(struct hm_put *put, const struct hm_instruction *inst, const struct hm_word *word,
           struct hm_item to, struct download *download)
{
    const struct hm_flag *from = hm_instruction_flag(inst, "from");
    struct piece piece = { .source = HM_S(HM_CONTEXT_SOURCE),
                           .from = hm_item_of_word(word),
                           .to = to };
    struct hm_add_source source = { 0 };

    if (inst->kind == HM_COPY && from != NULL && from->value.value.n > 0) {
        piece.source = hm_put_source(put, inst->from_stage, from->value.value);
    }
    (void)hm_add_source_read(put->arena, word->value, &source);
    if (source.kind == HM_ADD_PATH || !word->is_known) {
        put_path(put, inst, piece);
        return;
    }
    if (source.kind == HM_ADD_GIT) {
        piece.source = git_source(put, &source, download);
        piece.from = hm_item_known(HM_S("/"));
    } else {
        piece.source = http_source(put, word->value, &source, download);
        piece.from = hm_item_known(hm_path_rooted(put->arena, source.filename));
        piece.unpacks = has_switch(inst, "unpack", false);
    }
    put_piece(put, inst, &piece);
}

/* The document that a word such as <<EOF stands for. */
static const struct hm_heredoc *
document_of(struct hm_put *put, const struct hm_instruction *inst, const struct hm_word *word)
{
    struct hm_expander plain = { .arena = put->arena,
                                 .escape = put->all->file->escape,
                                 .value_limit = SIZE_MAX / 2,
                                 .work_left = hm_expand_work(word->text.n) };
    struct hm_heredoc_words words = { 0 };
    const struct hm_heredoc *found = NULL;
    struct hm_str error;

    if (inst->n_heredocs > 0 && hm_str_has(word->text, "<<") &&
        hm_heredocs_find(&plain, word->text, &words, &error) && words.list.n == 1) {
        for (uint32_t i = 0; i < inst->n_heredocs; i++) {
            if (hm_str_is(inst->heredocs[i].name, words.list.p[0].name) &&
                inst->heredocs[i].is_expanded == words.list.p[0].is_expanded) {
                found = &inst->heredocs[i];
            }
        }
    }
    hm_expander_done(&plain);
    return found;
}

static void
put_copy(struct hm_put *put, const struct hm_instruction *inst)
{
    uint32_t n = inst->n_words - 1;
    struct hm_item to = hm_outcome_path(put->all, put->at, hm_item_of_word(&inst->words[n]), true);

    const struct hm_flag *checksum = hm_instruction_flag(inst, "checksum");
    struct download download = { .checksum = checksum != NULL ? checksum->value.value : HM_S(""),
                                 .keeps_git_dir = has_switch(inst, "keep-git-dir", false) };

    to.text = hm_path_keep_slash(put->arena, hm_path_rooted(put->arena, to.text), to.text);
    if (has_switch(inst, "link", false) && mode_of(put, inst).text.n == 0) {
        put->at->made_by = HM_S("scratch");
    }
    begin(put, inst, "copy");
    hm_put_name(put->buf, "copies");
    hm_buf_putc(put->buf, '[');
    for (uint32_t i = 0; i < n; i++) {
        if (document_of(put, inst, &inst->words[i]) == NULL) {
            put_source(put, inst, &inst->words[i], to, &download);
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct hm_heredoc *document = document_of(put, inst, &inst->words[i]);
        if (document != NULL) {
            struct piece piece = { .source = HM_S("document"),
                                   .from =
                                       hm_item_known(hm_path_rooted(put->arena, document->name)),
                                   .to = to,
                                   .document = document };
            put_piece(put, inst, &piece);
        }
    }
    if (put->buf->p[put->buf->n - 1] == ',') {
        put->buf->n--;
    }
    hm_buf_putc(put->buf, ']');
    end(put, inst);
}

/* WORKDIR makes the folder. */
static void
put_folder(struct hm_put *put, const struct hm_instruction *inst)
{
    struct hm_item user = put->at->user;

    if (put->at->folder.is_known && hm_str_eq(put->at->folder.text, "/")) {
        return;
    }
    user.text = user.text.n == 0 ? user.text : hm_chown_format(put->arena, user.text);
    struct hm_item path = put->at->folder;
    path.text = hm_path_rooted(put->arena, path.text);
    begin(put, inst, "mkdir");
    hm_put_item(put->buf, "path", path);
    hm_put_item(put->buf, "user", user);
    end(put, inst);
}

static void
put_instruction(struct hm_put *put, const struct hm_instruction *inst)
{
    hm_outcome_apply(put->all, put->stage, inst, put->at);
    if (!inst->is_valid) {
        return;
    }
    switch (inst->kind) {
    case HM_RUN:
        put_run(put, inst);
        break;
    case HM_COPY:
    case HM_ADD:
        put_copy(put, inst);
        break;
    case HM_WORKDIR:
        put_folder(put, inst);
        break;
    default:
        break;
    }
}

void
hm_operations_put(struct hm_outcomes *all, const struct hm_stage *stage, struct hm_buf *buf)
{
    struct hm_outcome outcome = hm_outcome_begin(all, stage);
    struct hm_put put = {
        .all = all, .arena = all->arena, .stage = stage, .at = &outcome, .buf = buf
    };

    for (uint32_t i = 0; i < stage->n_triggers; i++) {
        put_instruction(&put, &stage->triggers[i]);
    }
    for (uint32_t i = stage->first + 1; i < stage->end; i++) {
        put_instruction(&put, &all->file->instructions[i]);
    }
    all->ends[stage->index] = outcome;
    all->is_done[stage->index] = true;
}
