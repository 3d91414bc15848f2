/* SPDX-License-Identifier: Apache-2.0 */
/* Shell texts of pipelines: expressions are hidden from the shell's reader and put back, and
 * variables get the values that the environments give them. */
#include "plugin/dockerfile/fields.h"
#include "plugin/manifest/pipeline_reader.h"

/* --- hiding --- */

static const char DIGITS[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

enum {
    N_DIGITS = 62,
    SHORTEST = 6, /* "${_00}" */
};

/* "${_0001}": a variable of the same length, by which the expression is found again. */
static void
put_mask(char *p, size_t n, size_t number)
{
    p[0] = '$';
    p[1] = '{';
    p[2] = '_';
    for (size_t i = n - 1; i > 3; i--) {
        p[i - 1] = DIGITS[number % N_DIGITS];
        number /= N_DIGITS;
    }
    p[n - 1] = '}';
}

/* The expression that a mask stands for, or NULL. @p text begins with it. */
static const struct hm_opaque *
opaque_at(const struct hm_pipeline_reader *reader, struct hm_str text)
{
    size_t n = hm_str_find(text, '}') + 1;
    size_t number = 0;

    if (n > text.n || n < SHORTEST || !hm_str_starts(text, "${_")) {
        return NULL;
    }
    for (size_t i = 3; i + 1 < n; i++) {
        const char *digit = text.p[i] == '\0' ? NULL : strchr(DIGITS, text.p[i]);
        number = number * N_DIGITS + (size_t)(digit == NULL ? 0 : digit - DIGITS);
        if (digit == NULL || number >= reader->opaque.n) {
            return NULL;
        }
    }
    return reader->opaque.p[number].text.n == n ? &reader->opaque.p[number] : NULL;
}

/* An expression that does not end before the next one begins is none: what is gone through in vain
 * is gone through once. */
size_t
hm_pipeline_expression(enum hm_pipeline_kind kind, struct hm_str text)
{
    const char *open = kind == HM_PIPELINE_GITLAB ? "$[[" : "${{";
    const char *close = kind == HM_PIPELINE_GITLAB ? "]]" : "}}";
    bool is_quoted = false;

    if (!hm_str_starts(text, open)) {
        return 0;
    }
    for (size_t i = 3; i + 1 < text.n; i++) {
        struct hm_str rest = hm_str_from(text, i);
        is_quoted = is_quoted != (rest.p[0] == '\'');
        if (hm_str_starts(rest, open)) {
            return 0;
        }
        if (!is_quoted && hm_str_starts(rest, close)) {
            return i + 2;
        }
    }
    return 0;
}

/* What an expression says, without the braces around it. */
static struct hm_scalar
inserted(const struct hm_joined_text *text, struct hm_str whole, size_t at, size_t n_open)
{
    struct hm_str said = hm_str_trim(hm_str_sub(whole, n_open, whole.n - n_open - 2));
    size_t from = at + (size_t)(said.p - whole.p);
    struct hm_span span = { .off = hm_joined_original(text, from) };

    if (said.n > 0) {
        span.len = hm_joined_original(text, from + said.n - 1) + 1 - span.off;
    }
    return (struct hm_scalar){
        .text = said, .span = span, .value = span, .is_set = true, .has_variable = true
    };
}

/* Puts variables in the place of expressions, in the copy that the shell's reader gets. */
static void
hide(struct hm_pipeline_reader *reader, const struct hm_joined_text *text, struct hm_str copy,
     struct hm_scalars *ret_inserted)
{
    HM_VEC(struct hm_scalar) list = { 0 };
    struct hm_str rest = copy;

    while (rest.n > 0) {
        rest = hm_str_from(rest, hm_str_find(rest, '$'));
        size_t n = hm_pipeline_expression(reader->kind, rest);
        if (n >= SHORTEST) {
            size_t at = (size_t)(rest.p - copy.p);
            uint32_t from = hm_joined_original(text, at);
            bool is_whole = hm_joined_original(text, at + n - 1) - from == n - 1;
            struct hm_opaque opaque = {
                .at = (char *)copy.p + at,
                .text = hm_arena_str(reader->arena, hm_str_sub(rest, 0, n)),
                .span = { .off = from, .len = is_whole ? (uint32_t)n : 0 },
            };
            put_mask(opaque.at, n, reader->opaque.n);
            hm_vec_add(reader->arena, &reader->opaque, opaque);
            hm_vec_add(reader->arena, &list, inserted(text, opaque.text, at, 3));
        }
        rest = hm_str_from(rest, n == 0 ? 1 : n);
    }
    if (ret_inserted != NULL) {
        *ret_inserted =
            (struct hm_scalars){ .list = list.p, .n = (uint32_t)list.n, .is_set = list.n > 0 };
    }
}

bool
hm_pipeline_has_room(struct hm_pipeline_reader *reader, size_t n)
{
    if (n > HM_PIPELINE_SCRIPTS - reader->n_script_bytes) {
        reader->is_full = true;
        return false;
    }
    return true;
}

const struct hm_script *
hm_pipeline_script(struct hm_pipeline_reader *reader, const struct hm_joined_text *text,
                   const struct hm_shell *shell, struct hm_scalars *ret_inserted)
{
    struct hm_script *script = hm_arena_new(reader->arena, struct hm_script, 1);
    struct hm_shell_text *own = hm_arena_new(reader->arena, struct hm_shell_text, 1);

    *own = hm_joined_shell_text(text);
    own->text = hm_arena_str(reader->arena, own->text);
    hide(reader, text, own->text, ret_inserted);
    if (shell->dialect == HM_SHELL_OTHER || !hm_pipeline_has_room(reader, own->text.n)) {
        *script = (struct hm_script){ .dialect = HM_SHELL_OTHER, .instruction = HM_NONE };
    } else {
        reader->n_script_bytes += own->text.n;
        hm_shell_parse(reader->shells, own, shell, script);
    }
    script->text = own;
    return script;
}

const struct hm_script *
hm_pipeline_yaml_script(struct hm_pipeline_reader *reader, const struct hm_source *source,
                        const struct hm_yaml *value, const struct hm_shell *shell,
                        struct hm_scalars *ret_inserted)
{
    struct hm_joined_text text = { .arena = reader->arena };

    if (value == NULL || value->kind == HM_YAML_LIST || value->kind == HM_YAML_MAP ||
        value->kind == HM_YAML_NULL || !hm_pipeline_has_room(reader, value->text.n)) {
        return NULL;
    }
    hm_joined_add_yaml(&text, source, hm_pipeline_span(source, value), value->text);
    return hm_pipeline_script(reader, &text, shell, ret_inserted);
}

/* --- values of variables --- */

/* Pipeline, jobs and steps as the stages of a Dockerfile: each inherits from the one around it. */
struct stager {
    struct hm_pipeline_reader *reader;
    HM_VEC(struct hm_stage) stages;
    HM_VEC(struct hm_instruction) instructions;
    HM_VEC(struct hm_script) scripts;
    HM_VEC(struct hm_script *) owners;
};

/* All files, one behind the other, as the shell's reader saw them. */
static void
make_source(struct hm_pipeline_reader *reader, struct hm_source *ret_source)
{
    const struct hm_source *last = reader->sources.p[reader->sources.n - 1];
    size_t n = last->base + last->text.n;
    char *p = hm_arena_alloc(reader->arena, n + 1);

    memset(p, '\n', n + 1);
    for (size_t i = 0; i < reader->sources.n; i++) {
        const struct hm_source *source = reader->sources.p[i];
        if (source->text.n > 0) {
            memcpy(p + source->base, source->text.p, source->text.n);
        }
    }
    for (size_t i = 0; i < reader->opaque.n; i++) {
        struct hm_span span = reader->opaque.p[i].span;
        if (span.len > 0 && span.off + span.len <= n) {
            memcpy(p + span.off, reader->opaque.p[i].at, span.len);
        }
    }
    *ret_source = (struct hm_source){ .text = hm_str_make(p, n) };
}

static uint32_t
add_stage(struct stager *s, const struct hm_entries *env, uint32_t parent)
{
    struct hm_variable *variables = hm_arena_new(s->reader->arena, struct hm_variable, env->n);
    uint32_t first = (uint32_t)s->instructions.n;

    for (uint32_t i = 0; i < env->n; i++) {
        const struct hm_entry *entry = &env->list[i];
        variables[i] = (struct hm_variable){
            .name = entry->name,
            .value = { .text = entry->value.text,
                       .value = entry->value.text,
                       .is_known = entry->value.is_set && entry->value.is_known },
            .has_value = true,
        };
    }
    hm_vec_add(s->reader->arena, &s->stages,
               ((struct hm_stage){ .index = (uint32_t)s->stages.n,
                                   .parent = parent,
                                   .first = first,
                                   .end = first,
                                   .variables = variables,
                                   .n_variables = env->n }));
    return (uint32_t)s->stages.n - 1;
}

static struct hm_span
span_of(const struct hm_script *script)
{
    const struct hm_shell_text *text = script->text;
    const struct hm_join *last = text->n_joins == 0 ? NULL : &text->joins[text->n_joins - 1];

    if (last == NULL) {
        return (struct hm_span){ 0 };
    }
    uint32_t from = text->joins[0].original;
    uint32_t end = last->original + (uint32_t)text->text.n - last->logical;
    return (struct hm_span){ .off = from, .len = end > from ? end - from : 0 };
}

static void
add_step(struct stager *s, const struct hm_step *step, uint32_t job)
{
    if (step->script == NULL || step->script->dialect == HM_SHELL_OTHER) {
        return;
    }
    uint32_t stage = add_stage(s, &step->env, job);
    hm_vec_add(s->reader->arena, &s->instructions,
               ((struct hm_instruction){ .kind = HM_RUN,
                                         .span = span_of(step->script),
                                         .index = (uint32_t)s->instructions.n,
                                         .stage = stage,
                                         .script = (uint32_t)s->scripts.n }));
    s->stages.p[stage].end++;
    hm_vec_add(s->reader->arena, &s->scripts, *step->script);
    hm_vec_add(s->reader->arena, &s->owners, (struct hm_script *)step->script);
}

/* Expressions whose values are known, by the variables that stand for them. */
static struct hm_entries
known_expressions(const struct hm_pipeline_reader *reader)
{
    struct hm_entry *list = hm_arena_new(reader->arena, struct hm_entry, reader->opaque.n);
    uint32_t n = 0;

    for (size_t i = 0; i < reader->opaque.n; i++) {
        const struct hm_opaque *opaque = &reader->opaque.p[i];
        if (opaque->value.p != NULL) {
            list[n++] = (struct hm_entry){
                .name = hm_str_make(opaque->at + 2, opaque->text.n - 3),
                .value = { .text = opaque->value, .is_set = true, .is_known = true },
            };
        }
    }
    return (struct hm_entries){ .list = list, .n = n };
}

static void
fill_fields(struct hm_pipeline_reader *reader, const struct hm_pipeline *pipeline)
{
    struct stager s = { .reader = reader };
    struct hm_source source;
    struct hm_entries known = known_expressions(reader);
    uint32_t root = add_stage(&s, &known, HM_NONE);
    root = add_stage(&s, &pipeline->env, root);

    for (uint32_t i = 0; i < pipeline->n_jobs; i++) {
        const struct hm_job *job = &pipeline->jobs[i];
        uint32_t stage = add_stage(&s, &job->env, root);
        for (uint32_t k = 0; k < job->n_steps; k++) {
            add_step(&s, &job->steps[k], stage);
        }
    }
    make_source(reader, &source);
    struct hm_dockerfile file = {
        .source = &source,
        .escape = '\\',
        .instructions = s.instructions.p,
        .n_instructions = (uint32_t)s.instructions.n,
        .stages = s.stages.p,
        .n_stages = (uint32_t)s.stages.n,
        .scripts = s.scripts.p,
        .n_scripts = (uint32_t)s.scripts.n,
    };
    hm_fields_make(reader->arena, reader->shells, &file);
    for (size_t i = 0; i < s.owners.n; i++) {
        *s.owners.p[i] = s.scripts.p[i];
        s.owners.p[i]->instruction = HM_NONE;
    }
}

/* --- putting back --- */

static void
restore_text(struct hm_pipeline_reader *reader, struct hm_str *text, bool *ret_has)
{
    struct hm_str rest = *text;
    char *copy = NULL;

    while (rest.n > 0) {
        rest = hm_str_from(rest, hm_str_find(rest, '$'));
        const struct hm_opaque *opaque = opaque_at(reader, rest);
        if (opaque != NULL) {
            if (copy == NULL) {
                copy = hm_arena_alloc(reader->arena, text->n);
                memcpy(copy, text->p, text->n);
            }
            memcpy(copy + (rest.p - text->p), opaque->text.p, opaque->text.n);
            *ret_has = true;
        }
        rest = hm_str_from(rest, opaque == NULL ? 1 : opaque->text.n);
    }
    text->p = copy == NULL ? text->p : copy;
}

static void
restore_arg(struct hm_pipeline_reader *reader, const struct hm_arg *arg)
{
    struct hm_arg *own = (struct hm_arg *)arg;
    bool has_expression = false;

    restore_text(reader, &own->text, &has_expression);
    if (has_expression) {
        own->is_literal = false;
        own->is_expanded = false;
    }
}

static void
restore_command(struct hm_pipeline_reader *reader, const struct hm_command *cmd)
{
    struct hm_command *own = (struct hm_command *)cmd;
    bool has_expression = false;

    restore_text(reader, &own->name, &has_expression);
    if (has_expression) {
        own->flags |= HM_CMD_DYNAMIC;
    }
    for (uint32_t i = 0; i < cmd->n_args; i++) {
        restore_arg(reader, &cmd->args[i]);
    }
    for (uint32_t i = 0; cmd->fields != cmd->args && i < cmd->n_fields; i++) {
        restore_arg(reader, &cmd->fields[i]);
    }
    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        restore_arg(reader, &cmd->assignments[i].value);
    }
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        restore_arg(reader, &cmd->redirects[i].target);
    }
}

static void
restore_script(struct hm_pipeline_reader *reader, const struct hm_script *script)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        restore_command(reader, &script->commands[i]);
    }
    for (uint32_t i = 0; i < script->n_loops; i++) {
        for (uint32_t k = 0; k < script->loops[i].n_words; k++) {
            restore_arg(reader, &script->loops[i].words[k]);
        }
    }
}

void
hm_pipeline_end_scripts(struct hm_pipeline_reader *reader, const struct hm_pipeline *pipeline)
{
    fill_fields(reader, pipeline);
    for (uint32_t i = 0; reader->opaque.n > 0 && i < pipeline->n_jobs; i++) {
        for (uint32_t k = 0; k < pipeline->jobs[i].n_steps; k++) {
            if (pipeline->jobs[i].steps[k].script != NULL) {
                restore_script(reader, pipeline->jobs[i].steps[k].script);
            }
        }
    }
    for (size_t i = 0; i < reader->opaque.n; i++) {
        memcpy(reader->opaque.p[i].at, reader->opaque.p[i].text.p, reader->opaque.p[i].text.n);
    }
}
