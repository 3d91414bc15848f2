/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/fields.h"

#include "plugin/dockerfile/field_words.h"

/* How often what a variable held may run what another held. */
enum { REWRAP_DEPTH = 4 };

static const struct hm_binding unknown = { .kind = HM_BINDING_UNKNOWN };

static void
set_binding(struct hm_resolver *r, struct hm_str name, struct hm_binding binding)
{
    hm_scope_set(&r->scope, name, binding);
    r->has_set = true;
}

static void
set_unknown(struct hm_resolver *r, struct hm_str name)
{
    name.n = hm_str_find(name, '=');
    set_binding(r, name, unknown);
}

/* Whether the command is one of several in a pipeline: each runs in a shell of its own. */
static bool
is_piped(const struct hm_resolver *r, uint32_t index)
{
    const struct hm_command *cmd = &r->at.script->commands[index];
    if (cmd->link == HM_LINK_PIPE || cmd->input != HM_NONE) {
        return true;
    }
    uint32_t next = index + 1;
    while (next < r->at.script->n_commands && (r->at.script->commands[next].owner == index ||
                                               r->at.script->commands[next].wrapper == index)) {
        next++;
    }
    return next < r->at.script->n_commands &&
           r->at.script->commands[next].pipeline == cmd->pipeline;
}

/* NAME=value, alone or behind export: what the name means from here on. */
static void
set_variable(struct hm_resolver *r, uint32_t index, struct hm_str name, const struct hm_arg *value)
{
    static const uint32_t apart = HM_CMD_IN_SUBSHELL | HM_CMD_IN_SUBSTITUTION | HM_CMD_IN_FUNCTION |
                                  HM_CMD_IN_CONDITION | HM_CMD_IN_BRANCH | HM_CMD_WRAPPED;
    const struct hm_command *cmd = &r->at.script->commands[index];
    struct hm_binding binding = unknown;
    if ((cmd->flags & apart) != 0 || cmd->link == HM_LINK_OR || is_piped(r, index)) {
        set_binding(r, name, unknown);
        return;
    }
    if (hm_resolver_value(r, value, &binding.value)) {
        binding.kind = HM_BINDING_VALUE;
    }
    set_binding(r, name, binding);
    if (cmd->link == HM_LINK_AND) {
        hm_vec_add(r->arena, &r->at.maybe, name);
    }
}

/* declare, export, local …: NAME or NAME=value. */
static void
obey_declaration(struct hm_resolver *r, uint32_t index)
{
    const struct hm_command *cmd = &r->at.script->commands[index];
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

/* What a command sets whose name was in a variable, where more of its words may have been. */
static void
forget_fields(struct hm_resolver *r, const struct hm_command *cmd)
{
    for (uint32_t i = 1; !cmd->args[0].is_literal && i < cmd->n_fields; i++) {
        set_unknown(r, cmd->fields[i].text);
    }
}

/* What the command does to the variables of those after it. */
static void
obey(struct hm_resolver *r, uint32_t index)
{
    static const struct hm_str unseen[] = { HM_STR("."), HM_STR("source"), HM_STR("eval") };
    static const struct hm_str setters[] = { HM_STR("read"),    HM_STR("unset"),
                                             HM_STR("mapfile"), HM_STR("readarray"),
                                             HM_STR("getopts"), HM_STR("printf"),
                                             HM_STR("let") };
    static const struct hm_str declarations[] = { HM_STR("export"), HM_STR("readonly"),
                                                  HM_STR("local"), HM_STR("declare"),
                                                  HM_STR("typeset") };
    const struct hm_command *cmd = &r->at.script->commands[index];
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
        if (hm_str_is(cmd->name, setters[i])) {
            forget_fields(r, cmd);
        }
    }
    for (size_t i = 0; i < sizeof(declarations) / sizeof(declarations[0]); i++) {
        if (hm_str_is(cmd->name, declarations[i])) {
            obey_declaration(r, index);
            forget_fields(r, cmd);
        }
    }
}

/* What was set behind && holds as long as && follows. */
static void
forget_maybe(struct hm_resolver *r)
{
    for (size_t i = 0; i < r->at.maybe.n; i++) {
        set_binding(r, r->at.maybe.p[i], unknown);
    }
    r->at.maybe.n = 0;
}

static void
open_loop(struct hm_resolver *r, uint32_t index)
{
    const struct hm_loop *loop = &r->at.script->loops[index];
    r->fields.n = 0;
    for (uint32_t i = 0; i < loop->n_words; i++) {
        hm_resolver_add_word(r, &loop->words[i]);
    }
    bool is_known = loop->has_words;
    for (size_t i = 0; i < r->fields.n; i++) {
        is_known = is_known && r->fields.p[i].is_literal;
    }
    r->at.values[index] = is_known ? hm_resolver_take(r, &r->at.n_values[index]) : NULL;
    set_binding(r, loop->name, unknown);
    hm_vec_add(r->arena, &r->at.open, index);
}

/* What a PowerShell command sets. */
static void
obey_powershell(struct hm_resolver *r, const struct hm_command *cmd, const struct hm_reader *reader)
{
    static const uint32_t apart = HM_CMD_IN_SUBSHELL | HM_CMD_IN_SUBSTITUTION | HM_CMD_IN_FUNCTION |
                                  HM_CMD_IN_CONDITION | HM_CMD_IN_BRANCH;
    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        const struct hm_assignment *assignment = &cmd->assignments[i];
        struct hm_binding binding = unknown;
        bool is_certain = (cmd->flags & apart) == 0 && cmd->link != HM_LINK_OR &&
                          cmd->link != HM_LINK_AND && cmd->link != HM_LINK_PIPE;
        /* Also has the text scanned. */
        bool is_known =
            hm_resolver_windows_value(r, reader, &assignment->value, true, &binding.value);
        uint64_t number;
        if (assignment->value.is_literal) {
            binding.value = assignment->value.text;
            is_known =
                assignment->value.is_quoted || hm_str_to_u64(binding.value, UINT64_MAX, &number);
        }
        binding.kind = is_certain && is_known ? HM_BINDING_VALUE : HM_BINDING_UNKNOWN;
        hm_powershell_assign(&r->windows, reader->shell, assignment->name, binding);
    }
}

static void resolve_commands(struct hm_resolver *r, const struct hm_script *script, uint32_t from);

/* Goes through what a command turned out to run. */
static void
rewrap(struct hm_resolver *r, uint32_t index, uint32_t taken, const struct hm_reader *reader)
{
    struct hm_rewrap made;
    if (r->depth == REWRAP_DEPTH ||
        !hm_rewrap_read(r->parser, r->arena, r->file->source, r->at.script, index, reader->dialect,
                        &r->expander.work_left, &made)) {
        return;
    }
    struct hm_reading saved = r->at;
    r->depth++;
    r->at = (struct hm_reading){ .reader = *reader, .number = ++r->n_scripts };
    made.taken = taken;
    resolve_commands(r, &made.script, 1);
    r->depth--;
    r->at = saved;
    hm_vec_add(r->arena, &r->at.rewraps, made);
}

/* Whether the wrapper's options or assignments were in a variable, so that what it runs is behind
 * what was taken for a program's name. */
static bool
is_misread(const struct hm_script *script, const struct hm_command *cmd)
{
    struct hm_str word = cmd->fields[0].text;
    return cmd->wrapper != HM_NONE && hm_resolver_shares_words(script, cmd) &&
           (hm_str_starts(word, "-") || hm_str_find(word, '=') < word.n) &&
           !hm_str_eq(script->commands[cmd->wrapper].name, "find");
}

static void
resolve_command(struct hm_resolver *r, struct hm_command *cmd)
{
    const struct hm_script *script = r->at.script;
    struct hm_reader reader = hm_resolver_reader(r, cmd);
    bool is_apart = cmd->wrapper != HM_NONE && !hm_resolver_shares_words(script, cmd);
    /* Another shell's words: the environment's variables are the same there. */
    bool is_known = !is_apart || !hm_reader_is_unix(&reader) || !r->has_set;
    if (is_known && hm_resolver_expand(r, cmd, &reader)) {
        if (is_misread(script, cmd)) {
            rewrap(r, cmd->wrapper, cmd->index, &reader);
        } else if (hm_shell_is_wrapper(cmd->name)) {
            rewrap(r, cmd->index, HM_NONE, &reader);
        }
    }
    if (hm_reader_is_unix(&reader)) {
        obey(r, cmd->index);
    } else if (reader.dialect == HM_SHELL_POWERSHELL) {
        obey_powershell(r, cmd, &reader);
    }
}

static void
resolve_commands(struct hm_resolver *r, const struct hm_script *script, uint32_t from)
{
    uint32_t next = 0;
    r->at.script = script;
    r->at.values = hm_arena_new(r->arena, const struct hm_arg *, script->n_loops + 1);
    r->at.n_values = hm_arena_new(r->arena, uint32_t, script->n_loops + 1);
    for (uint32_t i = from; i < script->n_commands; i++) {
        struct hm_command *cmd = (struct hm_command *)&script->commands[i];
        if (cmd->link != HM_LINK_AND && cmd->link != HM_LINK_PIPE && cmd->link != HM_LINK_FIRST) {
            forget_maybe(r);
        }
        while (r->at.open.n > 0 && script->loops[r->at.open.p[r->at.open.n - 1]].end <= i) {
            r->at.open.n--;
        }
        for (; next < script->n_loops && script->loops[next].first <= i; next++) {
            open_loop(r, next);
        }
        resolve_command(r, cmd);
    }
    if (r->at.rewraps.n > 0) {
        hm_rewrap_join(r->arena, (struct hm_script *)script, r->at.rewraps.p, r->at.rewraps.n);
        r->at.rewraps.n = 0;
    }
}

static void
resolve_script(struct hm_resolver *r, const struct hm_instruction *inst)
{
    const struct hm_script *script = &r->file->scripts[inst->script];
    size_t mark = hm_scope_enter(&r->scope);
    r->inst = inst;
    r->is_tainted = r->has_set = false;
    r->at.maybe.n = r->at.open.n = 0;
    r->at.number = ++r->n_scripts;
    r->at.reader = (struct hm_reader){ .dialect = inst->is_json ? HM_SHELL_OTHER : script->dialect,
                                       .shell = r->at.number << 32 };
    resolve_commands(r, script, 0);
    hm_scope_leave(&r->scope, mark);
}

static void
bind(struct hm_scope *scope, const struct hm_variable *variable)
{
    struct hm_binding binding = unknown;
    if (variable->has_value && variable->value.is_known) {
        binding = (struct hm_binding){ .kind = HM_BINDING_VALUE, .value = variable->value.value };
    } else if (!variable->has_value &&
               hm_scope_get(scope, variable->name).kind == HM_BINDING_VALUE) {
        return;
    }
    hm_scope_set(scope, variable->name, binding);
}

static bool
is_read_at_run_time(const struct hm_instruction *inst)
{
    return inst->kind == HM_CMD || inst->kind == HM_ENTRYPOINT || inst->kind == HM_HEALTHCHECK;
}

/* By the image's environment: arguments of the build are gone. */
static void
resolve_at_run_time(struct hm_resolver *r, const struct hm_instruction *inst)
{
    struct hm_scope build = r->scope;
    r->scope = r->image;
    resolve_script(r, inst);
    r->image = r->scope;
    r->scope = build;
}

static void
resolve_stage(struct hm_resolver *r, const struct hm_stage *stage)
{
    uint32_t variable = 0;
    for (uint32_t i = stage->first; i < stage->end; i++) {
        const struct hm_instruction *inst = &r->file->instructions[i];
        for (; variable < stage->n_variables && (stage->variables[variable].set_by == NULL ||
                                                 stage->variables[variable].set_by->index < i);
             variable++) {
            bind(&r->scope, &stage->variables[variable]);
        }
        if (inst->script < r->file->n_scripts && !is_read_at_run_time(inst)) {
            resolve_script(r, inst);
        }
    }
    for (; variable < stage->n_variables; variable++) {
        bind(&r->scope, &stage->variables[variable]);
    }
    for (variable = 0; variable < stage->n_variables; variable++) {
        if (!stage->variables[variable].is_arg) {
            bind(&r->image, &stage->variables[variable]);
        }
    }
    for (uint32_t i = stage->first; i < stage->end; i++) {
        const struct hm_instruction *inst = &r->file->instructions[i];
        if (inst->script < r->file->n_scripts && is_read_at_run_time(inst)) {
            resolve_at_run_time(r, inst);
        }
    }
}

/* A stage that waits for its turn, or, when `is_done`, for what it set to be taken back. */
struct turn {
    uint32_t stage;
    size_t mark;
    size_t image_mark;
    bool is_done;
};

static void
start(struct hm_resolver *r, struct hm_arena *arena, struct hm_shell_parser *parser,
      const struct hm_dockerfile *file)
{
    *r = (struct hm_resolver){ .arena = arena, .parser = parser, .file = file };
    r->scope.names.arena = r->image.names.arena = arena;
    r->scope.hides_unset = r->image.hides_unset = true;
    r->expander = (struct hm_expander){ .arena = arena,
                                        .escape = '\\',
                                        .lookup = hm_scope_lookup,
                                        .of = &r->scope,
                                        .ignores_quotes = true,
                                        .work_left = hm_expand_work(file->source->text.n) };
    r->windows = (struct hm_windows_values){ .arena = arena,
                                             .scope = &r->scope,
                                             .work_left = &r->expander.work_left };
}

void
hm_fields_make(struct hm_arena *arena, struct hm_shell_parser *parser,
               const struct hm_dockerfile *file)
{
    if (file->source == NULL || file->n_stages == 0) {
        return;
    }
    struct hm_resolver r;
    HM_VEC(struct turn) turns = { 0 };
    uint32_t *child = hm_arena_new(arena, uint32_t, file->n_stages);
    uint32_t *sibling = hm_arena_new(arena, uint32_t, file->n_stages);
    start(&r, arena, parser, file);
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
            hm_scope_leave(&r.image, turn.image_mark);
            continue;
        }
        turn.mark = hm_scope_enter(&r.scope);
        turn.image_mark = hm_scope_enter(&r.image);
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

void
hm_fields_make_script(struct hm_arena *arena, struct hm_shell_parser *parser,
                      const struct hm_source *source, struct hm_script *script)
{
    const struct hm_dockerfile file = { .source = source, .scripts = script, .n_scripts = 1 };
    const struct hm_instruction inst = {
        .kind = HM_RUN, .span = { .off = source->base, .len = (uint32_t)source->text.n }
    };
    struct hm_resolver r;

    start(&r, arena, parser, &file);
    resolve_script(&r, &inst);
    hm_expander_done(&r.expander);
}
