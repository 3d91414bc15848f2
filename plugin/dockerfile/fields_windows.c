/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/fields_windows.h"

#include "plugin/base/auto.h"

enum {
    NAME_LIMIT = 120,
    ASSIGNED_OFTEN = 2,
};

/* A name in lower case, with room for what parts it from the environment's. */
struct key {
    char bytes[NAME_LIMIT + 40];
    struct hm_str text;
};

static bool
is_name(char ch)
{
    return hm_is_alpha(ch) || hm_is_digit(ch) || ch == '_';
}

static bool
spend(struct hm_windows_values *values, size_t bytes)
{
    if (*values->work_left < bytes) {
        *values->work_left = 0;
        return false;
    }
    *values->work_left -= bytes;
    return true;
}

static bool
lower_key(struct hm_str name, size_t from, struct key *ret_key)
{
    if (name.n == 0 || name.n > NAME_LIMIT) {
        return false;
    }
    for (size_t i = 0; i < name.n; i++) {
        ret_key->bytes[from + i] = hm_ascii_lower(name.p[i]);
    }
    ret_key->text = hm_str_make(ret_key->bytes, from + name.n);
    return true;
}

static bool
shell_key(uint64_t shell, struct hm_str name, struct key *ret_key)
{
    *ret_key = (struct key){ 0 };
    int n = snprintf(ret_key->bytes, sizeof ret_key->bytes, "\1%llu:", (unsigned long long)shell);
    return n > 0 && lower_key(name, (size_t)n, ret_key);
}

static uint32_t
count_of(const struct hm_windows_values *values, const struct key *key)
{
    uint32_t id = hm_names_find(&values->names, key->text);
    return id == UINT32_MAX ? 0 : values->counts.p[id];
}

static void
count(struct hm_windows_values *values, struct hm_str name, uint32_t times)
{
    struct key key;
    if (!lower_key(name, 0, &key) || !spend(values, name.n + sizeof(struct hm_str) * 4)) {
        values->is_tainted = true;
        return;
    }
    uint32_t id = hm_names_find(&values->names, key.text);
    if (id == UINT32_MAX) {
        id = hm_names_add(&values->names, hm_arena_concat(values->arena, key.text));
        hm_vec_add(values->arena, &values->counts, 0);
    }
    values->counts.p[id] += times;
}

static char
at(struct hm_str s, size_t i)
{
    return i < s.n ? s.p[i] : '\0';
}

static size_t
skip_blanks(struct hm_str s, size_t i)
{
    while (i < s.n && (hm_is_space(s.p[i]) ||
                       ((s.p[i] == '`' || s.p[i] == '\\') && hm_is_space(at(s, i + 1))))) {
        i++;
    }
    return i;
}

/* NAME, SCOPE:NAME or {NAME} from @p from on, behind the dollar; ret_end gets what is behind it. */
static struct hm_str
name_at(struct hm_str s, size_t from, size_t *ret_end)
{
    size_t end = from;
    if (at(s, from) == '{') {
        struct hm_str inner = hm_str_sub(s, from + 1, NAME_LIMIT + 1);
        inner.n = hm_str_find(inner, '}');
        *ret_end = from + inner.n + 2;
        return inner;
    }
    while (is_name(at(s, end))) {
        end++;
    }
    if (end > from && at(s, end) == ':' && is_name(at(s, end + 1))) {
        end++;
        while (is_name(at(s, end))) {
            end++;
        }
    }
    *ret_end = end;
    return hm_str_sub(s, from, end - from);
}

static bool
is_word_here(struct hm_str s, size_t i, const char *word)
{
    return hm_str_eq_nocase(hm_str_sub(s, i, strlen(word)), hm_str_c(word));
}

/* The last byte before @p i that is no blank; 0 at the beginning. */
static char
before(struct hm_str s, size_t i)
{
    while (i > 0 && hm_is_space(s.p[i - 1])) {
        i--;
    }
    return i == 0 ? '\0' : s.p[i - 1];
}

/* A dollar at @p i: whether the name behind it is given a value. Returns where to look on. */
static size_t
scan_dollar(struct hm_windows_values *values, struct hm_str s, size_t i)
{
    size_t end;
    struct hm_str name = name_at(s, i + 1, &end);
    size_t next = skip_blanks(s, end);
    char ch = at(s, next);
    bool is_assigned = ch == '=';
    bool is_changed = ch != '\0' && strchr("+-*/%?", ch) != NULL &&
                      (at(s, next + 1) == '=' ||
                       ((ch == '+' || ch == '-' || ch == '?') && at(s, next + 1) == ch));
    bool is_looped = next > end && is_word_here(s, next, "in") && !is_name(at(s, next + 2));
    if (name.n > 0 && (is_assigned || is_changed || is_looped)) {
        count(values, name, is_assigned && !is_looped ? 1 : ASSIGNED_OFTEN);
        values->is_tainted = values->is_tainted || before(s, i) == ',';
    }
    if (i >= 5 && is_word_here(s, i - 5, "[ref]")) {
        values->is_tainted = true;
    }
    return end > i + 1 && at(s, i + 1) != '{' ? end : i + 1;
}

void
hm_windows_values_scan(struct hm_windows_values *values, struct hm_str s)
{
    values->names = (struct hm_names){ .arena = values->arena };
    values->counts.n = 0;
    values->is_tainted = values->is_env_tainted = !spend(values, s.n);
    for (size_t i = 0; i < s.n && !values->is_tainted;) {
        char ch = hm_ascii_lower(s.p[i]);
        char last = i == 0 ? ' ' : hm_ascii_lower(s.p[i - 1]);
        bool is_start = !is_name(last) && last != '-';
        if (ch == '$') {
            i = scan_dollar(values, s, i);
            continue;
        }
        if (ch == 'e' && is_start && last != '$' && last != '{' && is_word_here(s, i, "env:")) {
            values->is_env_tainted = true;
        } else if (ch == 's' && is_word_here(s, i, "setenvironmentvariable")) {
            values->is_env_tainted = true;
        } else if (ch == 'v' && is_word_here(s, i, "variable") &&
                   (i < 11 || !is_word_here(s, i - 11, "environment"))) {
            values->is_tainted = true;
        } else if (ch == 'i' && is_start &&
                   ((is_word_here(s, i, "iex") && !is_name(at(s, i + 3))) ||
                    is_word_here(s, i, "invoke-expression"))) {
            values->is_tainted = true;
        } else if (ch == '.' && strchr(" \t\n;{(\"'", last) != NULL &&
                   (hm_is_space(at(s, i + 1)) || at(s, i + 1) == '$')) {
            values->is_tainted = true;
        }
        i++;
    }
}

/* The environment's variable, whose case does not count. */
static bool
environment(struct hm_windows_values *values, struct hm_str name, struct hm_str *ret_value)
{
    struct hm_binding found = hm_scope_get(values->scope, name);
    const struct hm_names *names = &values->scope->names;
    if (values->hides_env) {
        return false;
    }
    if (found.kind == HM_BINDING_NONE && spend(values, names->list.n)) {
        for (size_t i = 0; i < names->list.n && i < values->scope->bindings.n; i++) {
            struct hm_binding binding = values->scope->bindings.p[i];
            if (binding.kind != HM_BINDING_NONE && hm_str_eq_nocase(names->list.p[i], name)) {
                binding.kind = found.kind == HM_BINDING_NONE ? binding.kind : HM_BINDING_UNKNOWN;
                found = binding;
            }
        }
    }
    *ret_value = found.value;
    return found.kind == HM_BINDING_VALUE;
}

/* $NAME or $env:NAME in a PowerShell script. */
static bool
variable(struct hm_windows_values *values, uint64_t shell, struct hm_str name,
         struct hm_str *ret_value)
{
    struct key key;
    bool is_env = hm_str_eq_nocase(hm_str_sub(name, 0, 4), HM_S("env:"));
    if (values->is_tainted || (is_env && values->is_env_tainted) || !lower_key(name, 0, &key)) {
        return false;
    }
    if (is_env && count_of(values, &key) == 0) {
        return environment(values, hm_str_from(name, 4), ret_value);
    }
    if (!shell_key(shell, name, &key)) {
        return false;
    }
    struct hm_binding binding = hm_scope_get(values->scope, key.text);
    *ret_value = binding.value;
    return binding.kind == HM_BINDING_VALUE;
}

void
hm_powershell_assign(struct hm_windows_values *values, uint64_t shell, struct hm_str name,
                     struct hm_binding binding)
{
    struct key plain;
    struct key key;
    if (!lower_key(name, 0, &plain) || !shell_key(shell, name, &key) ||
        !spend(values, 2 * sizeof key)) {
        return;
    }
    if (count_of(values, &plain) != 1) {
        binding = (struct hm_binding){ .kind = HM_BINDING_UNKNOWN };
    }
    hm_scope_set(values->scope, hm_arena_concat(values->arena, key.text), binding);
}

/* Whether all of the word is in one pair of quotes, or none of it; false for what is mixed. In
 * JSON a quote has a backslash in front. */
static bool
is_evenly_quoted(struct hm_str raw, bool is_quoted)
{
    size_t quotes = 0;
    for (size_t i = 0; i < raw.n; i++) {
        quotes += raw.p[i] == '"';
        if (raw.p[i] == '\'' || raw.p[i] == '^' ||
            (raw.p[i] == '`' && !hm_is_space(at(raw, i + 1)))) {
            return false;
        }
    }
    raw = hm_str_starts(raw, "\\") ? hm_str_from(raw, 1) : raw;
    return is_quoted ? quotes == 2 && hm_str_starts(raw, "\"") && hm_str_ends(raw, "\"")
                     : quotes == 0;
}

static bool
add(struct hm_windows_values *values, struct hm_buf *to, struct hm_str s)
{
    hm_buf_add(to, s);
    return spend(values, s.n) && to->n <= HM_EXPAND_VALUE_LIMIT;
}

bool
hm_powershell_expand(struct hm_windows_values *values, uint64_t shell, const struct hm_arg *arg,
                     struct hm_str raw, bool is_value, struct hm_str *ret_text)
{
    hm_auto_buf struct hm_buf made = { 0 };
    struct hm_str s = arg->text;
    if (!is_evenly_quoted(raw, arg->is_quoted) || !spend(values, s.n + raw.n)) {
        return false;
    }
    for (size_t i = 0; i < s.n;) {
        size_t end = i + 1;
        struct hm_str name = at(s, i) == '$' ? name_at(s, i + 1, &end) : hm_str_make(NULL, 0);
        struct hm_str value = hm_str_sub(s, i, 1);
        char next = at(s, end);
        bool is_braced = at(s, i + 1) == '{';
        if (name.n > 0) {
            bool is_more =
                next != '\0' && !is_braced && strchr(arg->is_quoted ? ":" : ":.[(", next) != NULL;
            bool is_part = is_value && !arg->is_quoted && (i > 0 || end < s.n);
            if (is_more || is_part || !variable(values, shell, name, &value)) {
                return false;
            }
        } else if ((s.p[i] == '$' && next != '\0' && strchr("($?^", next) != NULL) ||
                   (!arg->is_quoted && strchr("(){}@[]", s.p[i]) != NULL)) {
            return false;
        } else {
            end = i + 1;
        }
        if (!add(values, &made, value)) {
            return false;
        }
        i = end;
    }
    *ret_text = hm_arena_concat(values->arena, hm_buf_str(&made));
    return true;
}

bool
hm_cmd_expand(struct hm_windows_values *values, const struct hm_arg *arg, struct hm_str raw,
              struct hm_str *ret_text)
{
    hm_auto_buf struct hm_buf made = { 0 };
    struct hm_str s = arg->text;
    if (!is_evenly_quoted(raw, arg->is_quoted) || !spend(values, s.n + raw.n)) {
        return false;
    }
    while (s.n > 0) {
        size_t percent = hm_str_find(s, '%');
        struct hm_str plain = hm_str_sub(s, 0, percent);
        struct hm_str rest = hm_str_from(s, percent + 1);
        struct hm_str name = hm_str_sub(rest, 0, hm_str_find(rest, '%'));
        struct hm_str value = { 0 };
        if (hm_str_find(plain, '!') < plain.n || !add(values, &made, plain)) {
            return false;
        }
        if (percent == s.n) {
            break;
        }
        if (name.n == 0 || name.n == rest.n || hm_str_find(name, ':') < name.n ||
            !environment(values, name, &value)) {
            return false;
        }
        for (size_t i = 0; i < value.n; i++) {
            if (value.p[i] == '\0' || strchr("&|<>^\"%!()\r\n", value.p[i]) != NULL) {
                return false;
            }
        }
        if (!add(values, &made, value)) {
            return false;
        }
        s = hm_str_from(rest, name.n + 1);
    }
    *ret_text = hm_arena_concat(values->arena, hm_buf_str(&made));
    return true;
}
