/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/field_words.h"

/* What a word without its quotes says of how it was quoted. */
enum quoting {
    UNQUOTED,
    DOUBLE_QUOTED, /* all of it */
    MIXED,
};

static enum quoting
quoting_of(const struct hm_resolver *r, const struct hm_arg *arg)
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
is_simple(const struct hm_resolver *r, const struct hm_arg *arg)
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
spend(struct hm_resolver *r, size_t bytes)
{
    if (r->expander.work_left < bytes) {
        r->expander.work_left = 0;
        return false;
    }
    r->expander.work_left -= bytes;
    return true;
}

static void
add_field(struct hm_resolver *r, const struct hm_arg *from, struct hm_str text)
{
    struct hm_arg field = *from;
    field.text = text;
    field.is_literal = true;
    field.is_expanded = true;
    hm_vec_add(r->arena, &r->fields, field);
}

static void
add_split(struct hm_resolver *r, const struct hm_arg *arg, struct hm_str value)
{
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

/* The loop whose variable the word is, all of it, or HM_NONE. */
static uint32_t
loop_of(const struct hm_resolver *r, struct hm_str text)
{
    for (size_t i = r->at.open.n; i > 0; i--) {
        uint32_t loop = r->at.open.p[i - 1];
        struct hm_str name = r->at.script->loops[loop].name;
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
add_values(struct hm_resolver *r, const struct hm_arg *arg, uint32_t loop)
{
    const struct hm_arg *values = r->at.values[loop];
    uint32_t n = r->at.n_values[loop];
    if (values == NULL || r->is_tainted || !spend(r, (size_t)n * sizeof *values)) {
        hm_vec_add(r->arena, &r->fields, *arg);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        add_field(r, arg, values[i].text);
    }
}

/* Adds what a word comes to, as it is where that is not known. */
void
hm_resolver_add_word(struct hm_resolver *r, const struct hm_arg *arg)
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
    add_split(r, arg, expanded.value);
}

const struct hm_arg *
hm_resolver_take(struct hm_resolver *r, uint32_t *ret_n)
{
    *ret_n = (uint32_t)r->fields.n;
    struct hm_arg *fields = hm_arena_new(r->arena, struct hm_arg, r->fields.n + 1);
    if (r->fields.n > 0) {
        memcpy(fields, r->fields.p, r->fields.n * sizeof *fields);
    }
    r->fields.n = 0;
    return fields;
}

/* Whether the words of a wrapped command are those of its wrapper, rather than of a text that
 * another shell reads. */
bool
hm_resolver_shares_words(const struct hm_script *script, const struct hm_command *cmd)
{
    const struct hm_command *by = &script->commands[cmd->wrapper];
    uint32_t n;
    const struct hm_arg *fields = hm_command_fields(by, &n);
    return (cmd->args >= by->args && cmd->args < by->args + by->n_args) ||
           (cmd->args >= fields && cmd->args < fields + n);
}

/* Whether the dollars in the text that @p cmd stands in are PowerShell's: no Unix shell expanded
 * them before, and its assignments can be seen in the file. */
static bool
has_own_dollars(const struct hm_command *by, const struct hm_command *cmd, bool is_unix)
{
    bool is_literal = !is_unix;
    for (uint32_t i = 1; i < by->n_args; i++) {
        struct hm_span span = by->args[i].span;
        if (cmd->span.off >= span.off && cmd->span.off - span.off < span.len) {
            is_literal = is_literal || by->args[i].is_literal;
        }
    }
    return is_literal && (cmd->flags & HM_CMD_ENCODED) == 0;
}

struct hm_reader
hm_resolver_reader(const struct hm_resolver *r, const struct hm_command *cmd)
{
    const struct hm_script *script = r->at.script;
    for (; cmd->wrapper != HM_NONE; cmd = &script->commands[cmd->wrapper]) {
        const struct hm_command *by = &script->commands[cmd->wrapper];
        if (hm_resolver_shares_words(script, cmd) || hm_str_eq(by->name, "eval") ||
            hm_str_eq(by->name, "iex") || hm_str_eq(by->name, "invoke-expression")) {
            continue;
        }
        struct hm_reader reader = { .dialect = hm_shell_of(&by->name, 1).dialect,
                                    .shell = (r->at.number << 32) + by->index + 1 };
        if (reader.dialect == HM_SHELL_OTHER) {
            reader.dialect = HM_SHELL_SH;
        }
        if (reader.dialect == HM_SHELL_POWERSHELL) {
            struct hm_reader outer = hm_resolver_reader(r, by);
            if (!has_own_dollars(by, cmd, hm_reader_is_unix(&outer))) {
                reader.dialect = HM_SHELL_OTHER;
            }
        }
        return reader;
    }
    return r->at.reader;
}

bool
hm_resolver_windows_value(struct hm_resolver *r, const struct hm_reader *reader,
                          const struct hm_arg *arg, bool is_value, struct hm_str *ret_text)
{
    struct hm_str raw = hm_source_text(r->file->source, arg->span);
    r->windows.hides_env = r->has_set;
    if (reader->dialect == HM_SHELL_CMD) {
        return hm_cmd_expand(&r->windows, arg, raw, ret_text);
    }
    if (r->scanned != r->inst) {
        r->scanned = r->inst;
        hm_windows_values_scan(&r->windows, hm_source_text(r->file->source, r->inst->span));
    }
    return hm_powershell_expand(&r->windows, reader->shell, arg, raw, is_value, ret_text);
}

static void
add_windows_word(struct hm_resolver *r, const struct hm_reader *reader, const struct hm_arg *arg)
{
    struct hm_str value;
    if (arg->is_literal || !hm_resolver_windows_value(r, reader, arg, false, &value)) {
        hm_vec_add(r->arena, &r->fields, *arg);
    } else if (reader->dialect == HM_SHELL_CMD && !arg->is_quoted) {
        add_split(r, arg, value);
    } else {
        add_field(r, arg, value);
    }
}

/* Fills in the fields; true when it turned out which program a variable stood for. */
bool
hm_resolver_expand(struct hm_resolver *r, struct hm_command *cmd, const struct hm_reader *reader)
{
    bool has_variable = false;
    bool is_windows = reader->dialect == HM_SHELL_POWERSHELL || reader->dialect == HM_SHELL_CMD;
    for (uint32_t i = 0; i < cmd->n_args; i++) {
        has_variable = has_variable || !cmd->args[i].is_literal;
    }
    if (!has_variable || (!is_windows && !hm_reader_is_unix(reader))) {
        return false;
    }
    r->fields.n = 0;
    for (uint32_t i = 0; i < cmd->n_args; i++) {
        if (is_windows) {
            add_windows_word(r, reader, &cmd->args[i]);
        } else {
            hm_resolver_add_word(r, &cmd->args[i]);
        }
    }
    cmd->fields = hm_resolver_take(r, &cmd->n_fields);
    if ((cmd->flags & HM_CMD_DYNAMIC) == 0 || cmd->n_fields == 0 || !cmd->fields[0].is_literal) {
        return false;
    }
    cmd->name = is_windows ? hm_shell_windows_name(r->arena, cmd->fields[0].text)
                           : hm_str_basename(cmd->fields[0].text);
    cmd->flags &= ~(uint32_t)HM_CMD_DYNAMIC;
    return true;
}

bool
hm_resolver_value(struct hm_resolver *r, const struct hm_arg *arg, struct hm_str *ret_text)
{
    struct hm_expanded expanded;
    if (arg->is_literal) {
        *ret_text = arg->text;
        return true;
    }
    if (!spend(r, arg->text.n + arg->span.len) || !is_simple(r, arg) || r->is_tainted) {
        return false;
    }
    hm_expand_word(&r->expander, arg->text, &expanded);
    *ret_text = expanded.value;
    return expanded.is_known && expanded.error.n == 0;
}
