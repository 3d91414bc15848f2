/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/fields.h"

#include "plugin/dockerfile/scope.h"

struct resolver {
    struct hm_arena *arena;
    const struct hm_dockerfile *file;
    struct hm_scope scope;
    struct hm_expander expander;
    const struct hm_script *script;
    HM_VEC(struct hm_arg) fields; /* of the command at hand */
    HM_VEC(struct hm_str) maybe;  /* names that were set behind && */
    HM_VEC(uint32_t) open;        /* loops around the command at hand */
    const struct hm_arg **values; /* by loop: its words' fields; NULL when they are not known */
    uint32_t *n_values;
    bool is_tainted; /* something unseen may have set any variable */
};

/* What a word without its quotes says of how it was quoted. */
enum quoting {
    UNQUOTED,
    DOUBLE_QUOTED, /* all of it */
    MIXED,
};

static const struct hm_binding unknown = { .kind = HM_BINDING_UNKNOWN };

static enum quoting
quoting_of(const struct resolver *r, const struct hm_arg *arg)
{
    struct hm_str raw = hm_source_text(r->file->source, arg->span);
    if (!arg->is_quoted) {
        return UNQUOTED;
    }
    bool is_double = raw.n >= 2 && raw.p[0] == '"' && raw.p[raw.n - 1] == '"' &&
                     memchr(raw.p + 1, '"', raw.n - 2) == NULL;
    return is_double ? DOUBLE_QUOTED : MIXED;
}

/* Whether the expander means by the text what a shell means by the word. */
static bool
is_simple(const struct resolver *r, const struct hm_arg *arg)
{
    struct hm_str raw = hm_source_text(r->file->source, arg->span);
    if (memchr(raw.p, '\'', raw.n) != NULL || memchr(arg->text.p, '`', arg->text.n) != NULL ||
        memchr(arg->text.p, '\\', arg->text.n) != NULL || hm_str_has(arg->text, "$(") ||
        hm_str_has(arg->text, "$[") || hm_str_has(arg->text, "<(") || hm_str_has(arg->text, ">(")) {
        return false;
    }
    /* A backslash in the file may have been a quote; at a line's end it is none. */
    for (size_t i = 0; i + 1 < raw.n; i++) {
        if (raw.p[i] == '\\' && !hm_is_space(raw.p[i + 1])) {
            return false;
        }
    }
    return true;
}

static bool
spend(struct resolver *r, size_t bytes)
{
    if (r->expander.work_left < bytes) {
        r->expander.work_left = 0;
        return false;
    }
    r->expander.work_left -= bytes;
    return true;
}

static void
add_field(struct resolver *r, const struct hm_arg *from, struct hm_str text)
{
    struct hm_arg field = *from;
    field.text = text;
    field.is_literal = true;
    field.is_expanded = true;
    hm_vec_add(r->arena, &r->fields, field);
}

/* The loop whose variable the word is, all of it, or HM_NONE. */
static uint32_t
loop_of(const struct resolver *r, struct hm_str text)
{
    for (size_t i = r->open.n; i > 0; i--) {
        uint32_t loop = r->open.p[i - 1];
        struct hm_str name = r->script->loops[loop].name;
        bool is_plain =
            text.n == name.n + 1 && text.p[0] == '$' && memcmp(text.p + 1, name.p, name.n) == 0;
        bool is_braced = text.n == name.n + 3 && text.p[0] == '$' && text.p[1] == '{' &&
                         text.p[text.n - 1] == '}' && memcmp(text.p + 2, name.p, name.n) == 0;
        if (is_plain || is_braced) {
            return loop;
        }
    }
    return HM_NONE;
}

static void
add_values(struct resolver *r, const struct hm_arg *arg, uint32_t loop)
{
    const struct hm_arg *values = r->values[loop];
    uint32_t n = r->n_values[loop];
    if (values == NULL || r->is_tainted || !spend(r, (size_t)n * sizeof *values)) {
        hm_vec_add(r->arena, &r->fields, *arg);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        add_field(r, arg, values[i].text);
    }
}

/* Adds what a word comes to, as it is where that is not known. */
static void
add_word(struct resolver *r, const struct hm_arg *arg)
{
    struct hm_expanded expanded;
    if (arg->is_literal) {
        hm_vec_add(r->arena, &r->fields, *arg);
        return;
    }
    uint32_t loop = loop_of(r, arg->text);
    if (loop != HM_NONE) {
        add_values(r, arg, loop);
        return;
    }
    if (!spend(r, arg->text.n + arg->span.len) || !is_simple(r, arg) || r->is_tainted) {
        hm_vec_add(r->arena, &r->fields, *arg);
        return;
    }
    hm_expand_word(&r->expander, arg->text, &expanded);
    enum quoting quoting = quoting_of(r, arg);
    bool has_blanks = false;
    for (size_t i = 0; i < expanded.value.n; i++) {
        has_blanks = has_blanks || hm_is_space(expanded.value.p[i]);
    }
    if (!expanded.is_known || expanded.error.n > 0 || (quoting == MIXED && has_blanks)) {
        hm_vec_add(r->arena, &r->fields, *arg);
        return;
    }
    if (quoting != UNQUOTED) {
        add_field(r, arg, expanded.value);
        return;
    }
    struct hm_str value = expanded.value;
    while (value.n > 0) {
        size_t n = 0;
        while (n < value.n && !hm_is_space(value.p[n])) {
            n++;
        }
        if (n > 0 && spend(r, sizeof *arg)) {
            add_field(r, arg, hm_str_sub(value, 0, n));
        }
        value = hm_str_from(value, n + (n < value.n));
    }
}

static const struct hm_arg *
take_fields(struct resolver *r, uint32_t *ret_n)
{
    *ret_n = (uint32_t)r->fields.n;
    struct hm_arg *fields = hm_arena_new(r->arena, struct hm_arg, r->fields.n + 1);
    if (r->fields.n > 0) {
        memcpy(fields, r->fields.p, r->fields.n * sizeof *fields);
    }
    r->fields.n = 0;
    return fields;
}

static void
expand_command(struct resolver *r, struct hm_command *cmd)
{
    bool has_variable = false;
    for (uint32_t i = 0; i < cmd->n_args; i++) {
        has_variable = has_variable || !cmd->args[i].is_literal;
    }
    if (!has_variable) {
        return;
    }
    r->fields.n = 0;
    for (uint32_t i = 0; i < cmd->n_args; i++) {
        add_word(r, &cmd->args[i]);
    }
    cmd->fields = take_fields(r, &cmd->n_fields);
    if ((cmd->flags & HM_CMD_DYNAMIC) != 0 && cmd->n_fields > 0 && cmd->fields[0].is_expanded) {
        cmd->name = hm_str_basename(cmd->fields[0].text);
        cmd->flags &= ~(uint32_t)HM_CMD_DYNAMIC;
    }
}

static void
set_unknown(struct resolver *r, struct hm_str name)
{
    name.n = hm_str_find(name, '=');
    hm_scope_set(&r->scope, name, unknown);
}

/* Whether the command is one of several in a pipeline: each runs in a shell of its own. */
static bool
is_piped(const struct resolver *r, uint32_t index)
{
    const struct hm_command *cmd = &r->script->commands[index];
    if (cmd->link == HM_LINK_PIPE || cmd->input != HM_NONE) {
        return true;
    }
    uint32_t next = index + 1;
    while (next < r->script->n_commands && (r->script->commands[next].owner == index ||
                                            r->script->commands[next].wrapper == index)) {
        next++;
    }
    return next < r->script->n_commands && r->script->commands[next].pipeline == cmd->pipeline;
}

/* NAME=value, alone or behind export: what the name means from here on. */
static void
set_variable(struct resolver *r, uint32_t index, struct hm_str name, const struct hm_arg *value)
{
    static const uint32_t apart = HM_CMD_IN_SUBSHELL | HM_CMD_IN_SUBSTITUTION | HM_CMD_IN_FUNCTION |
                                  HM_CMD_IN_CONDITION | HM_CMD_IN_BRANCH | HM_CMD_WRAPPED;
    const struct hm_command *cmd = &r->script->commands[index];
    struct hm_binding binding = unknown;
    if ((cmd->flags & apart) != 0 || cmd->link == HM_LINK_OR || is_piped(r, index)) {
        hm_scope_set(&r->scope, name, unknown);
        return;
    }
    if (value->is_literal) {
        binding = (struct hm_binding){ .kind = HM_BINDING_VALUE, .value = value->text };
    } else if (spend(r, value->text.n + value->span.len) && is_simple(r, value) && !r->is_tainted) {
        struct hm_expanded expanded;
        hm_expand_word(&r->expander, value->text, &expanded);
        if (expanded.is_known && expanded.error.n == 0) {
            binding = (struct hm_binding){ .kind = HM_BINDING_VALUE, .value = expanded.value };
        }
    }
    hm_scope_set(&r->scope, name, binding);
    if (cmd->link == HM_LINK_AND) {
        hm_vec_add(r->arena, &r->maybe, name);
    }
}

/* declare, export, local …: NAME or NAME=value. */
static void
obey_declaration(struct resolver *r, uint32_t index)
{
    const struct hm_command *cmd = &r->script->commands[index];
    bool is_export = hm_str_eq(cmd->name, "export") || hm_str_eq(cmd->name, "readonly");
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        struct hm_arg value = cmd->args[i];
        size_t equals = hm_str_find(value.text, '=');
        bool has_value = equals < value.text.n;
        if (value.text.n == 0 || value.text.p[0] == '-') {
            is_export = false;
            continue;
        }
        bool appends = has_value && equals > 0 && value.text.p[equals - 1] == '+';
        /* Its words were expanded before it set anything. */
        bool is_late = i > 1 && !value.is_literal;
        if (!is_export || appends || is_late) {
            set_unknown(r, hm_str_sub(value.text, 0, appends ? equals - 1 : equals));
        } else if (has_value) {
            struct hm_str name = hm_str_sub(value.text, 0, equals);
            value.text = hm_str_from(value.text, equals + 1);
            set_variable(r, index, name, &value);
        }
    }
}

/* What the command does to the variables of those after it. */
static void
obey(struct resolver *r, uint32_t index)
{
    static const struct hm_str unseen[] = { HM_STR("."), HM_STR("source"), HM_STR("eval") };
    static const struct hm_str setters[] = { HM_STR("read"),    HM_STR("unset"),
                                             HM_STR("mapfile"), HM_STR("readarray"),
                                             HM_STR("getopts"), HM_STR("printf"),
                                             HM_STR("let") };
    static const struct hm_str declarations[] = { HM_STR("export"), HM_STR("readonly"),
                                                  HM_STR("local"), HM_STR("declare"),
                                                  HM_STR("typeset") };
    const struct hm_command *cmd = &r->script->commands[index];
    for (uint32_t i = 0; cmd->n_args == 0 && i < cmd->n_assignments; i++) {
        const struct hm_assignment *assignment = &cmd->assignments[i];
        if (assignment->is_plain) {
            set_variable(r, index, assignment->name, &assignment->value);
        } else {
            set_unknown(r, assignment->name);
        }
    }
    for (uint32_t i = 0; i < cmd->n_args; i++) {
        /* ${x:=y} sets too. */
        r->is_tainted =
            r->is_tainted || (!cmd->args[i].is_literal && (hm_str_has(cmd->args[i].text, ":=") ||
                                                           hm_str_has(cmd->args[i].text, "$((")));
    }
    for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
        r->is_tainted = r->is_tainted || hm_str_is(cmd->name, unseen[i]);
    }
    for (size_t i = 0; i < sizeof(setters) / sizeof(setters[0]); i++) {
        for (uint32_t k = 1; hm_str_is(cmd->name, setters[i]) && k < cmd->n_args; k++) {
            set_unknown(r, cmd->args[k].text);
        }
    }
    for (size_t i = 0; i < sizeof(declarations) / sizeof(declarations[0]); i++) {
        if (hm_str_is(cmd->name, declarations[i])) {
            obey_declaration(r, index);
        }
    }
}

/* What was set behind && holds as long as && follows. */
static void
forget_maybe(struct resolver *r)
{
    for (size_t i = 0; i < r->maybe.n; i++) {
        hm_scope_set(&r->scope, r->maybe.p[i], unknown);
    }
    r->maybe.n = 0;
}

static void
open_loop(struct resolver *r, uint32_t index)
{
    const struct hm_loop *loop = &r->script->loops[index];
    r->fields.n = 0;
    for (uint32_t i = 0; i < loop->n_words; i++) {
        add_word(r, &loop->words[i]);
    }
    bool is_known = loop->has_words;
    for (size_t i = 0; i < r->fields.n; i++) {
        is_known = is_known && r->fields.p[i].is_literal;
    }
    r->values[index] = is_known ? take_fields(r, &r->n_values[index]) : NULL;
    hm_scope_set(&r->scope, loop->name, unknown);
    hm_vec_add(r->arena, &r->open, index);
}

/* Whether the words of a wrapped command are those of its wrapper, rather than of a text that
 * another shell reads. */
static bool
shares_words(const struct hm_script *script, const struct hm_command *cmd)
{
    const struct hm_command *by = &script->commands[cmd->wrapper];
    return cmd->args >= by->args && cmd->args < by->args + by->n_args;
}

static void
resolve_script(struct resolver *r, const struct hm_script *script)
{
    size_t mark = hm_scope_enter(&r->scope);
    uint32_t next = 0;
    r->script = script;
    r->is_tainted = false;
    r->maybe.n = r->open.n = 0;
    r->values = hm_arena_new(r->arena, const struct hm_arg *, script->n_loops + 1);
    r->n_values = hm_arena_new(r->arena, uint32_t, script->n_loops + 1);
    for (uint32_t i = 0; i < script->n_commands; i++) {
        struct hm_command *cmd = (struct hm_command *)&script->commands[i];
        if (cmd->link != HM_LINK_AND && cmd->link != HM_LINK_PIPE && cmd->link != HM_LINK_FIRST) {
            forget_maybe(r);
        }
        while (r->open.n > 0 && script->loops[r->open.p[r->open.n - 1]].end <= i) {
            r->open.n--;
        }
        for (; next < script->n_loops && script->loops[next].first <= i; next++) {
            open_loop(r, next);
        }
        if (cmd->wrapper == HM_NONE || shares_words(script, cmd)) {
            expand_command(r, cmd);
        } else if (r->scope.log.n == mark) {
            /* Another shell's words: the environment's variables are the same there. */
            expand_command(r, cmd);
        }
        obey(r, i);
    }
    hm_scope_leave(&r->scope, mark);
}

static void
bind(struct resolver *r, const struct hm_variable *variable)
{
    struct hm_binding binding = unknown;
    if (variable->has_value && variable->value.is_known) {
        binding = (struct hm_binding){ .kind = HM_BINDING_VALUE, .value = variable->value.value };
    } else if (!variable->has_value &&
               hm_scope_get(&r->scope, variable->name).kind == HM_BINDING_VALUE) {
        return;
    }
    hm_scope_set(&r->scope, variable->name, binding);
}

static void
resolve_stage(struct resolver *r, const struct hm_stage *stage)
{
    uint32_t variable = 0;
    for (uint32_t i = stage->first; i < stage->end; i++) {
        const struct hm_instruction *inst = &r->file->instructions[i];
        for (; variable < stage->n_variables && (stage->variables[variable].set_by == NULL ||
                                                 stage->variables[variable].set_by->index < i);
             variable++) {
            bind(r, &stage->variables[variable]);
        }
        if (inst->script < r->file->n_scripts) {
            const struct hm_script *script = &r->file->scripts[inst->script];
            bool is_unix = script->dialect == HM_SHELL_SH || script->dialect == HM_SHELL_BASH;
            if (is_unix && !inst->is_json) {
                resolve_script(r, script);
            }
        }
    }
    for (; variable < stage->n_variables; variable++) {
        bind(r, &stage->variables[variable]);
    }
}

/* A stage that waits for its turn, or, when `is_done`, for what it set to be taken back. */
struct turn {
    uint32_t stage;
    size_t mark;
    bool is_done;
};

void
hm_fields_make(struct hm_arena *arena, const struct hm_dockerfile *file)
{
    if (file->source == NULL || file->n_stages == 0) {
        return;
    }
    struct resolver r = { .arena = arena, .file = file };
    HM_VEC(struct turn) turns = { 0 };
    uint32_t *child = hm_arena_new(arena, uint32_t, file->n_stages);
    uint32_t *sibling = hm_arena_new(arena, uint32_t, file->n_stages);
    r.scope.names.arena = arena;
    r.scope.hides_unset = true;
    r.expander = (struct hm_expander){ .arena = arena,
                                       .escape = '\\',
                                       .lookup = hm_scope_lookup,
                                       .of = &r.scope,
                                       .ignores_quotes = true,
                                       .work_left = hm_expand_work(file->source->text.n) };
    for (uint32_t i = 0; i < file->n_stages; i++) {
        child[i] = HM_NONE;
    }
    for (uint32_t i = file->n_stages; i > 0; i--) {
        uint32_t parent = file->stages[i - 1].parent;
        if (parent < i - 1) {
            sibling[i - 1] = child[parent];
            child[parent] = i - 1;
        } else {
            struct turn turn = { .stage = i - 1 };
            hm_vec_add(arena, &turns, turn);
        }
    }
    while (turns.n > 0) {
        struct turn turn = turns.p[--turns.n];
        if (turn.is_done) {
            hm_scope_leave(&r.scope, turn.mark);
            continue;
        }
        turn.mark = hm_scope_enter(&r.scope);
        turn.is_done = true;
        hm_vec_add(arena, &turns, turn);
        resolve_stage(&r, &file->stages[turn.stage]);
        for (uint32_t i = child[turn.stage]; i != HM_NONE; i = sibling[i]) {
            struct turn next = { .stage = i };
            hm_vec_add(arena, &turns, next);
        }
    }
    hm_expander_done(&r.expander);
}
