/* SPDX-License-Identifier: Apache-2.0 */
/* Names of images in pipelines: variables replaced, and what several spellings have in common. */
#include "plugin/manifest/act_maker.h"

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"

static const struct hm_entry *
find_in(const struct hm_entries *entries, struct hm_str name)
{
    for (uint32_t i = entries->n; i > 0; i--) {
        if (hm_str_is(entries->list[i - 1].name, name)) {
            return &entries->list[i - 1];
        }
    }
    return NULL;
}

const struct hm_entry *
hm_act_variable(const struct hm_act_maker *maker, struct hm_str name)
{
    const struct hm_entry *found = NULL;

    if (maker->step != NULL) {
        found = find_in(&maker->step->env, name);
    }
    if (found == NULL && maker->job != NULL) {
        found = find_in(&maker->job->env, name);
    }
    return found != NULL ? found : find_in(&maker->pipeline->env, name);
}

const struct hm_scalar *
hm_act_input(const struct hm_act_maker *maker, const char *name)
{
    for (uint32_t i = 0; i < maker->step->with.n; i++) {
        const struct hm_entry *entry = &maker->step->with.list[i];
        if (hm_str_eq_nocase(entry->name, hm_str_c(name)) && entry->value.is_set) {
            return &entry->value;
        }
    }
    return NULL;
}

static bool
is_name_byte(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || c == '_';
}

/* The length of a variable at the beginning of @p text, and what stands for it: 0 where there is
 * none. @p ret_name: without braces, "env." and blanks. */
static size_t
variable_at(struct hm_str text, struct hm_str *ret_name, bool *ret_is_expression)
{
    size_t n = 1;

    *ret_is_expression = hm_str_starts(text, "${{");
    if (*ret_is_expression) {
        for (n = 3; n + 1 < text.n && (text.p[n] != '}' || text.p[n + 1] != '}'); n++) {
        }
        if (n + 1 >= text.n) {
            return 0;
        }
        *ret_name = hm_str_trim(hm_str_sub(text, 3, n - 3));
        n += 2;
    } else if (hm_str_starts(text, "${")) {
        n = hm_str_find(text, '}');
        if (n >= text.n) {
            return 0;
        }
        *ret_name = hm_str_trim(hm_str_sub(text, 2, n - 2));
        n++;
    } else {
        while (n < text.n && is_name_byte(text.p[n])) {
            n++;
        }
        *ret_name = hm_str_sub(text, 1, n - 1);
        n = n == 1 ? 0 : n;
    }
    if (hm_str_starts(*ret_name, "env.")) {
        *ret_name = hm_str_from(*ret_name, 4);
        *ret_is_expression = false;
    }
    return n;
}

static bool
is_plain_name(struct hm_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (!is_name_byte(name.p[i])) {
            return false;
        }
    }
    return name.n > 0;
}

static void
add_canonical(struct hm_buf *buf, struct hm_str name, bool is_expression)
{
    if (is_expression && hm_str_starts(name, "github.") && is_plain_name(hm_str_from(name, 7))) {
        hm_buf_puts(buf, "${GITHUB_");
        for (size_t i = 7; i < name.n; i++) {
            char c = name.p[i];
            hm_buf_putc(buf, c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c);
        }
        hm_buf_puts(buf, "}");
        return;
    }
    hm_buf_puts(buf, is_expression ? "${{" : "${");
    hm_buf_add(buf, name);
    hm_buf_puts(buf, is_expression ? "}}" : "}");
}

/* Variables that hold variables could be written out for ever, with nothing to show for it. */
#define MOST_EXPANSIONS 1000u

static void
resolve_into(const struct hm_act_maker *maker, struct hm_str text, unsigned depth,
             unsigned *n_expanded, struct hm_buf *buf)
{
    size_t i = 0;

    while (i < text.n && !buf->is_cut) {
        struct hm_str name;
        bool is_expression;
        size_t n = text.p[i] == '$' ? variable_at(hm_str_from(text, i), &name, &is_expression) : 0;
        if (n == 0) {
            hm_buf_putc(buf, text.p[i]);
            i++;
            continue;
        }
        const struct hm_entry *entry =
            is_expression || !is_plain_name(name) ? NULL : hm_act_variable(maker, name);
        /* A secret of Jenkins stays the variable that it is given to. */
        if (entry != NULL && entry->value.is_set &&
            !hm_str_starts(entry->value.text, "credentials(") && depth < HM_ACT_VARIABLE_DEPTH &&
            *n_expanded < MOST_EXPANSIONS) {
            (*n_expanded)++;
            resolve_into(maker, entry->value.text, depth + 1, n_expanded, buf);
        } else {
            add_canonical(buf, name, is_expression);
        }
        i += n;
    }
}

struct hm_str
hm_act_resolve(const struct hm_act_maker *maker, struct hm_str text)
{
    hm_auto_buf struct hm_buf buf = { .limit = HM_ACT_TEXT_LIMIT };

    if (hm_str_find(text, '$') == text.n) {
        return text;
    }
    unsigned n_expanded = 0;
    resolve_into(maker, text, 0, &n_expanded, &buf);
    return buf.is_cut ? text : hm_arena_str(maker->arena, hm_buf_str(&buf));
}

bool
hm_act_is_digest(struct hm_str text)
{
    static const char *const signs[] = { "@sha256:",        "@sha512:", "outputs.digest",
                                         "outputs.imageid", "digest",   "iidfile",
                                         "imageid",         "image_id" };

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (hm_str_has_nocase(text, signs[i])) {
            return true;
        }
    }
    return false;
}

static void
add_one(const struct hm_act_maker *maker, struct hm_act_names *names, struct hm_str text,
        struct hm_span span)
{
    for (size_t i = 0; i < names->list.n; i++) {
        if (hm_str_is(names->list.p[i].text, text)) {
            return;
        }
    }
    if (names->list.n < HM_ACT_NAMES && text.n > 0) {
        bool has_variable = hm_str_find(text, '$') < text.n;
        hm_vec_add(maker->arena, &names->list,
                   ((struct hm_scalar){ .text = text,
                                        .span = span,
                                        .value = span,
                                        .is_set = true,
                                        .is_known = !has_variable,
                                        .has_variable = has_variable }));
    }
}

/* "${{ steps.meta.outputs.tags }}" is whatever the step `meta` was told to make names for. */
static void
follow_output(const struct hm_act_maker *maker, struct hm_act_names *names, struct hm_str text,
              struct hm_span span)
{
    static const char head[] = "${{steps.";
    struct hm_str id;

    if (!hm_str_starts(text, head) || maker->job == NULL) {
        return;
    }
    id = hm_str_from(text, sizeof head - 1);
    id.n = hm_str_find(id, '.');
    for (uint32_t i = 0; i < maker->job->n_steps; i++) {
        const struct hm_step *step = &maker->job->steps[i];
        if (id.n == 0 || !hm_str_is(step->id, id) ||
            !hm_str_starts(step->uses.text, "docker/metadata-action")) {
            continue;
        }
        struct hm_act_maker there = *maker;
        there.step = step;
        const struct hm_scalar *images = hm_act_input(&there, "images");
        struct hm_str rest = images == NULL ? hm_str_make(NULL, 0) : images->text;
        struct hm_str line;
        while (hm_str_split(&rest, '\n', &line)) {
            line = hm_str_trim(hm_str_sub(line, 0, hm_str_find(line, ',')));
            line = hm_str_starts(line, "name=") ? hm_str_from(line, 5) : line;
            add_one(maker, names, hm_act_resolve(&there, line), span);
        }
    }
}

void
hm_act_names_add(const struct hm_act_maker *maker, struct hm_act_names *names, struct hm_str text,
                 struct hm_span span)
{
    static const char *const schemes[] = {
        "docker://", "registry:", "docker:",     "containerd:",    "podman:",
        "image:",    "local://",  "registry://", "docker-daemon:", "containers-storage:"
    };

    text = hm_str_trim(text);
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (hm_str_starts(text, schemes[i])) {
            text = hm_str_from(text, strlen(schemes[i]));
            break;
        }
    }
    text = hm_act_resolve(maker, text);
    if (text.n > 0) {
        add_one(maker, names, text, span);
        follow_output(maker, names, text, span);
    }
}

void
hm_act_names_split(const struct hm_act_maker *maker, struct hm_act_names *names, struct hm_str text,
                   struct hm_span span)
{
    size_t from = 0;
    unsigned depth = 0;

    /* A comma within "${{ format('{0}', x) }}" parts nothing. */
    for (size_t i = 0; i <= text.n; i++) {
        char c = i < text.n ? text.p[i] : '\n';
        depth += c == '{';
        depth -= c == '}' && depth > 0;
        if (c == '\n' || ((c == ',' || c == ' ') && depth == 0)) {
            hm_act_names_add(maker, names, hm_str_sub(text, from, i - from), span);
            from = i + 1;
        }
    }
}

void
hm_act_name(struct hm_act_maker *maker, struct hm_act *act, const struct hm_act_names *names)
{
    (void)maker;
    if (act == NULL || names->list.n == 0) {
        return;
    }
    act->names = (struct hm_scalars){ .list = names->list.p,
                                      .n = (uint32_t)names->list.n,
                                      .span = names->list.p[0].span,
                                      .is_set = true };
    act->image = names->list.p[0];
    act->has_digest = hm_act_is_digest(act->image.text);
}
