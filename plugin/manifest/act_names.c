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

/* In a pipeline of more jobs outputs are not followed. */
#define MOST_JOBS 1000u

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

/* Whether an image is named by a digest, or by an output that is one. */
static bool
is_digest(struct hm_str text)
{
    static const char *const signs[] = {
        "@sha256:", "@sha512:", "outputs.digest", "outputs.imageid", "digest",
        "iidfile",  "@$",       "imageid",        "image_id"
    };

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (hm_str_has_nocase(text, signs[i])) {
            return true;
        }
    }
    return false;
}

bool
hm_act_is_archive(struct hm_str name)
{
    return hm_str_ends(name, ".tar") || hm_str_ends(name, ".tar.gz") || hm_str_ends(name, ".tgz");
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

static void add_text(const struct hm_act_maker *maker, struct hm_act_names *names,
                     struct hm_str text, struct hm_span span, unsigned depth);

/* "${{steps.ID.outputs.NAME}}", and likewise of needs and jobs: what it asks, and of whom. */
static bool
is_output(struct hm_str text, const char *context, struct hm_str *ret_id, struct hm_str *ret_name)
{
    static const char middle[] = ".outputs.";
    struct hm_str rest = hm_str_from(text, 3);
    size_t n = strlen(context);
    size_t end = 0;

    if (!hm_str_starts(text, "${{") || !hm_str_starts(rest, context)) {
        return false;
    }
    rest = hm_str_from(rest, n);
    *ret_id = hm_str_sub(rest, 0, hm_str_find(rest, '.'));
    rest = hm_str_from(rest, ret_id->n);
    if (ret_id->n == 0 || !hm_str_starts(rest, middle)) {
        return false;
    }
    rest = hm_str_from(rest, sizeof middle - 1);
    while (end < rest.n && (is_name_byte(rest.p[end]) || rest.p[end] == '-')) {
        end++;
    }
    *ret_name = hm_str_sub(rest, 0, end);
    return end > 0;
}

/* What docker/metadata-action was told to make names for. */
static void
add_metadata(const struct hm_act_maker *there, struct hm_act_names *names, struct hm_span span)
{
    const struct hm_scalar *images = hm_act_input(there, "images");
    struct hm_str rest = images == NULL ? hm_str_make(NULL, 0) : images->text;
    struct hm_str line;

    while (hm_str_split(&rest, '\n', &line)) {
        bool is_off = hm_str_has(line, "enable=false");
        line = hm_str_trim(hm_str_sub(line, 0, hm_str_find(line, ',')));
        line = hm_str_starts(line, "name=") ? hm_str_from(line, 5) : line;
        if (!is_off) {
            add_one(there, names, hm_act_resolve(there, line), span);
        }
    }
}

static bool
writes_outputs(const struct hm_command *cmd)
{
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        if (hm_str_has(cmd->redirects[i].target.text, "GITHUB_OUTPUT")) {
            return true;
        }
    }
    return false;
}

/* `echo "image=ghcr.io/acme/web" >> "$GITHUB_OUTPUT"` */
static void
add_written(const struct hm_act_maker *there, struct hm_act_names *names, struct hm_str name,
            struct hm_span span)
{
    const struct hm_script *script = there->step->script;

    for (uint32_t i = 0; script != NULL && i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        if (!hm_str_eq(cmd->name, "echo") || cmd->n_args < 2 || !writes_outputs(cmd)) {
            continue;
        }
        struct hm_str said = cmd->args[cmd->n_args - 1].text;
        if (hm_str_is(hm_str_sub(said, 0, name.n), name) &&
            hm_str_starts(hm_str_from(said, name.n), "=")) {
            add_one(there, names, hm_act_resolve(there, hm_str_from(said, name.n + 1)), span);
        }
    }
}

/* What an action of the repository says that its output is. */
static void
add_of_action(const struct hm_act_maker *there, struct hm_act_names *names, struct hm_str name,
              struct hm_span span, unsigned depth)
{
    const struct hm_pipeline *pipeline = there->pipeline;
    uint32_t call = there->step->call;
    const struct hm_entries *outputs =
        call == 0 || call > pipeline->n_calls ? NULL : &pipeline->calls[call - 1].outputs;
    struct hm_act_maker inner = *there;

    for (uint32_t i = there->step_index + 1; outputs != NULL && i < there->job->n_steps; i++) {
        if (there->job->steps[i].scope == call) {
            inner.step = &there->job->steps[i];
            inner.step_index = i;
            break;
        }
    }
    for (uint32_t i = 0; outputs != NULL && inner.step != there->step && i < outputs->n; i++) {
        if (hm_str_is(outputs->list[i].name, name)) {
            add_text(&inner, names, outputs->list[i].value.text, span, depth + 1);
        }
    }
}

/* The step of this id among those that stand beside the step at hand, or HM_NONE. */
static uint32_t
step_of(const struct hm_act_maker *maker, struct hm_str id, uint32_t scope)
{
    for (uint32_t i = 0; i < maker->job->n_steps; i++) {
        if (maker->job->steps[i].scope == scope && hm_str_is(maker->job->steps[i].id, id)) {
            return i;
        }
    }
    return HM_NONE;
}

/* The scope of the step that uses the action of this one. */
static uint32_t
outer_scope(const struct hm_act_maker *maker, uint32_t scope)
{
    for (uint32_t i = 0; i < maker->job->n_steps; i++) {
        if (maker->job->steps[i].call == scope) {
            return maker->job->steps[i].scope;
        }
    }
    return 0;
}

/* An input may hand in what a step beside the action's caller said. */
static void
follow_step(const struct hm_act_maker *maker, struct hm_act_names *names, struct hm_str id,
            struct hm_str name, struct hm_span span, unsigned depth)
{
    uint32_t scope = maker->step == NULL ? 0 : maker->step->scope;
    uint32_t at = step_of(maker, id, scope);
    struct hm_act_maker there = *maker;

    for (unsigned i = 0; at == HM_NONE && scope > 0 && i < HM_ACT_VARIABLE_DEPTH; i++) {
        scope = outer_scope(maker, scope);
        at = step_of(maker, id, scope);
    }
    if (at == HM_NONE) {
        return;
    }
    there.step = &maker->job->steps[at];
    there.step_index = at;
    if (hm_str_starts(there.step->uses.text, "docker/metadata-action")) {
        add_metadata(&there, names, span);
    } else if (there.step->call > 0) {
        add_of_action(&there, names, name, span, depth);
    } else {
        add_written(&there, names, name, span);
    }
}

/* The outputs of a job, whose workflow is that of job @p called_by. */
static void
follow_job(const struct hm_act_maker *maker, struct hm_act_names *names, uint32_t called_by,
           struct hm_str id, struct hm_str name, struct hm_span span, unsigned depth)
{
    struct hm_act_maker there = *maker;

    for (uint32_t i = 0; i < maker->pipeline->n_jobs; i++) {
        const struct hm_job *job = &maker->pipeline->jobs[i];
        if (job->called_by != called_by || !hm_str_is(job->name, id)) {
            continue;
        }
        there.job = job;
        there.job_index = i;
        there.step = NULL;
        for (uint32_t k = 0; k < job->outputs.n; k++) {
            if (hm_str_is(job->outputs.list[k].name, name)) {
                add_text(&there, names, job->outputs.list[k].value.text, span, depth + 1);
            }
        }
        return;
    }
}

/* Outputs are followed to where they come from, as far as the files say it. */
static void
follow_output(const struct hm_act_maker *maker, struct hm_act_names *names, struct hm_str text,
              struct hm_span span, unsigned depth)
{
    struct hm_str id;
    struct hm_str name;

    if (maker->job == NULL || depth > HM_ACT_VARIABLE_DEPTH ||
        maker->pipeline->n_jobs > MOST_JOBS) {
        return;
    }
    if (is_output(text, "steps.", &id, &name)) {
        follow_step(maker, names, id, name, span, depth);
    } else if (is_output(text, "needs.", &id, &name)) {
        follow_job(maker, names, maker->job->called_by, id, name, span, depth);
    } else if (is_output(text, "jobs.", &id, &name)) {
        follow_job(maker, names, maker->job_index + 1, id, name, span, depth);
    }
}

/* What docker/metadata-action made last in this job: its outputs are variables, too. */
static bool
add_metadata_variable(const struct hm_act_maker *maker, struct hm_act_names *names,
                      struct hm_str text, struct hm_span span)
{
    struct hm_act_maker there = *maker;

    if (!hm_str_has(text, "DOCKER_METADATA_OUTPUT_") || maker->step == NULL) {
        return false;
    }
    for (uint32_t i = maker->step_index; i > 0; i--) {
        there.step = &maker->job->steps[i - 1];
        there.step_index = i - 1;
        if (hm_str_starts(there.step->uses.text, "docker/metadata-action")) {
            add_metadata(&there, names, span);
            return true;
        }
    }
    return false;
}

/* $(printf 'acme/web@sha256:%s ' *): the word in front of a digest that is put in. */
static struct hm_str
within_substitution(struct hm_str text)
{
    static const char stops[] = " '\"`(=";

    for (size_t at = 0; hm_str_starts(text, "$(") && at + 1 < text.n; at++) {
        if (!hm_str_starts(hm_str_from(text, at), "@sha256:")) {
            continue;
        }
        size_t from = at;
        while (from > 0 && strchr(stops, text.p[from - 1]) == NULL) {
            from--;
        }
        return hm_str_sub(text, from, at + strlen("@sha256:") - from);
    }
    return text;
}

static void
add_text(const struct hm_act_maker *maker, struct hm_act_names *names, struct hm_str text,
         struct hm_span span, unsigned depth)
{
    if (add_metadata_variable(maker, names, text, span)) {
        return;
    }
    text = within_substitution(hm_act_resolve(maker, hm_str_trim(text)));
    if (text.n > 0) {
        add_one(maker, names, text, span);
        follow_output(maker, names, text, span, depth);
    }
}

void
hm_act_names_add(const struct hm_act_maker *maker, struct hm_act_names *names, struct hm_str text,
                 struct hm_span span)
{
    static const char *const schemes[] = {
        "docker://",    "registry://",     "image://",  "local://",
        "archive://",   "oci://",          "registry:", "docker:",
        "containerd:",  "podman:",         "image:",    "docker-daemon:",
        "oci-archive:", "docker-archive:", "oci-dir:",  "containers-storage:"
    };
    /* These are no images: what is in them may be about one. */
    static const char *const others[] = { "sbom:", "dir:", "file:", "fs://", "purl:" };

    text = hm_str_trim(text);
    if (text.n > 1 && (text.p[0] == '"' || text.p[0] == '\'') && text.p[text.n - 1] == text.p[0]) {
        text = hm_str_sub(text, 1, text.n - 2);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (hm_str_starts(text, others[i])) {
            return;
        }
    }
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (hm_str_starts(text, schemes[i])) {
            text = hm_str_from(text, strlen(schemes[i]));
            break;
        }
    }
    add_text(maker, names, text, span, 0);
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
    if (names->n_targets > 0) {
        act->n_sources = (uint32_t)(names->list.n - names->n_targets);
    }
    /* A copy of a digest uses it. */
    act->has_digest = is_digest(act->image.text) ||
                      (act->n_sources > 0 && is_digest(names->list.p[names->n_targets].text));
}
