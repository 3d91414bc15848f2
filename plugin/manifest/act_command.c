/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that build, push, scan, sign and deploy images: the rows of acts.def. */
#include "plugin/manifest/act_call.h"

#include "plugin/base/path.h"
#include "plugin/manifest/act_options.h"

static const struct hm_act_row rows[] = {
#define COMMAND(program, words, kinds, tool, names, gate, valued)                                  \
    { program, words, kinds, tool, names, gate, valued },
#include "plugin/manifest/acts.def"
#undef COMMAND
};

static bool
fits(struct hm_act_call *call, const struct hm_act_row *row)
{
    struct hm_str words = hm_str_c(row->words);
    struct hm_str word;
    uint32_t n = 0;

    if (!hm_str_eq(call->cmd.name, row->program)) {
        return false;
    }
    uint32_t n_all = hm_option_operands(&call->cmd, row->valued, call->operands, HM_ACT_OPERANDS);
    while (hm_str_split(&words, ' ', &word)) {
        if (word.n == 0) {
            continue;
        }
        if (n >= n_all || !hm_str_is(call->cmd.args[call->operands[n]].text, word)) {
            return false;
        }
        n++;
    }
    call->n_operands = n_all - n;
    memmove(call->operands, call->operands + n, call->n_operands * sizeof call->operands[0]);
    call->row = row;
    return true;
}

static void
add_operand(const struct hm_act_maker *maker, struct hm_act_names *names,
            const struct hm_act_call *call, uint32_t i)
{
    if (i < call->n_operands) {
        const struct hm_arg *arg = &call->cmd.args[call->operands[i]];
        hm_act_names_add(maker, names, arg->text, arg->span);
    }
}

/* "deployment/web web=acme/web:1": what is behind '='. */
static void
add_assigned(const struct hm_act_maker *maker, struct hm_act_names *names,
             const struct hm_act_call *call)
{
    for (uint32_t i = 0; i < call->n_operands; i++) {
        const struct hm_arg *arg = &call->cmd.args[call->operands[i]];
        size_t at = hm_str_find(arg->text, '=');
        if (at < arg->text.n) {
            hm_act_names_add(maker, names, hm_str_from(arg->text, at + 1), arg->span);
        }
    }
}

static void
add_options(const struct hm_act_maker *maker, struct hm_act_names *names,
            const struct hm_act_call *call, struct hm_str word)
{
    bool is_output = hm_str_ends(word, "=");
    struct hm_option_walk walk = {
        .cmd = &call->cmd,
        .name = hm_str_sub(word, 0, word.n - is_output),
    };

    while (hm_option_next(&walk)) {
        if (is_output) {
            hm_act_output_names(maker, names, walk.value, walk.span);
        } else {
            hm_act_names_split(maker, names, walk.value, walk.span);
        }
    }
}

static void
add_operands(const struct hm_act_maker *maker, struct hm_act_names *names,
             const struct hm_act_call *call, uint32_t from)
{
    for (uint32_t i = from; i < call->n_operands; i++) {
        add_operand(maker, names, call, i);
    }
}

static void
gather_names(const struct hm_act_maker *maker, struct hm_act_names *names,
             const struct hm_act_call *call)
{
    struct hm_str rest = hm_str_c(call->row->names);
    struct hm_str word;

    while (hm_str_split(&rest, ' ', &word)) {
        char c = word.n == 0 ? ' ' : word.p[0];
        if (c == '-') {
            add_options(maker, names, call, word);
        } else if (hm_is_digit(c)) {
            uint32_t i = (uint32_t)(c - '1');
            if (word.n > 1) {
                add_operands(maker, names, call, i);
            } else {
                add_operand(maker, names, call, i);
            }
        } else if (c == '$' && call->n_operands > 0) {
            add_operand(maker, names, call, call->n_operands - 1);
        } else if (c == '=') {
            add_assigned(maker, names, call);
        } else if (c == '<') {
            names->n_targets = names->list.n;
        }
    }
}

/* --set image.repository=acme/web,image.tag=1 of Helm; @p ret_has_digest: it gives a digest. */
static void
gather_helm(const struct hm_act_maker *maker, struct hm_act_names *names,
            const struct hm_act_call *call, bool *ret_has_digest)
{
    static const char *const options[] = { "--set", "--set-string" };
    struct hm_str repository = HM_S("");
    struct hm_str tag = HM_S("");
    struct hm_span span = call->cmd.span;

    for (size_t i = 0; i < 2; i++) {
        struct hm_option_walk walk = { .cmd = &call->cmd, .name = hm_str_c(options[i]) };
        while (hm_option_next(&walk)) {
            struct hm_str rest = walk.value;
            struct hm_str one;
            while (hm_str_split(&rest, ',', &one)) {
                struct hm_str key = hm_str_sub(one, 0, hm_str_find(one, '='));
                struct hm_str value = hm_str_from(one, key.n + 1);
                if (hm_str_ends(key, "digest")) {
                    *ret_has_digest = true;
                } else if (hm_str_ends(key, "image") || hm_str_ends(key, "repository")) {
                    repository = value;
                    span = walk.span;
                } else if (hm_str_ends(key, "tag")) {
                    tag = value;
                    span = walk.span;
                }
            }
        }
    }
    if (repository.n > 0 && tag.n > 0) {
        repository = hm_arena_concat(maker->arena, repository, HM_S(":"), tag);
    }
    if (repository.n > 0) {
        hm_act_names_add(maker, names, repository, span);
    }
}

/* What `az acr build -r acme -t web:1` makes is acme.azurecr.io/web:1. */
static void
gather_acr(const struct hm_act_maker *maker, struct hm_act_names *names,
           const struct hm_act_call *call)
{
    static const char *const options[] = { "-r", "--registry" };
    struct hm_str registry = HM_S("");

    for (size_t i = 0; i < 2; i++) {
        struct hm_option_walk walk = { .cmd = &call->cmd, .name = hm_str_c(options[i]) };
        registry = hm_option_next(&walk) ? hm_act_resolve(maker, walk.value) : registry;
    }
    bool is_host = hm_str_find(registry, '.') < registry.n;
    for (size_t i = 0; registry.n > 0 && i < names->list.n; i++) {
        struct hm_scalar *name = &names->list.p[i];
        name->text = hm_arena_concat(maker->arena, registry,
                                     hm_str_c(is_host ? "/" : ".azurecr.io/"), name->text);
        name->has_variable = hm_str_find(name->text, '$') < name->text.n;
        name->is_known = !name->has_variable;
    }
}

static struct hm_scalar
scalar_of(const struct hm_act_maker *maker, struct hm_str text, struct hm_span span)
{
    struct hm_str resolved = hm_act_resolve(maker, text);
    bool has_variable = hm_str_find(resolved, '$') < resolved.n;

    return (struct hm_scalar){ .text = resolved,
                               .span = span,
                               .value = span,
                               .is_set = resolved.n > 0,
                               .is_known = !has_variable,
                               .has_variable = has_variable };
}

static struct hm_scalar
option_value(const struct hm_act_maker *maker, const struct hm_act_call *call, const char *name,
             const char *other)
{
    struct hm_option_walk walk = { .cmd = &call->cmd, .name = hm_str_c(name) };

    if (!hm_option_next(&walk)) {
        walk = (struct hm_option_walk){ .cmd = &call->cmd, .name = hm_str_c(other) };
        if (other == NULL || !hm_option_next(&walk)) {
            return (struct hm_scalar){ .text = HM_S("") };
        }
    }
    return scalar_of(maker, walk.value, walk.span);
}

static struct hm_entries
build_args(const struct hm_act_maker *maker, const struct hm_act_call *call)
{
    HM_VEC(struct hm_entry) list = { 0 };
    struct hm_option_walk walk = { .cmd = &call->cmd, .name = HM_S("--build-arg") };

    while (hm_option_next(&walk)) {
        size_t at = hm_str_find(walk.value, '=');
        struct hm_entry *entry = hm_vec_push(maker->arena, &list);
        entry->name = hm_str_sub(walk.value, 0, at);
        entry->span = walk.span;
        if (at < walk.value.n) {
            entry->value = scalar_of(maker, hm_str_from(walk.value, at + 1), walk.span);
            entry->value.is_set = true;
        }
    }
    return (struct hm_entries){ .list = list.p, .n = (uint32_t)list.n, .span = call->cmd.span };
}

static void
describe_build(const struct hm_act_maker *maker, const struct hm_act_call *call, struct hm_act *act)
{
    act->dockerfile = option_value(maker, call, "-f", "--file");
    if (hm_str_eq(call->cmd.name, "executor")) {
        act->dockerfile = option_value(maker, call, "--dockerfile", "-f");
        act->context = option_value(maker, call, "--context", "-c");
    } else if (call->n_operands > 0) {
        const struct hm_arg *arg = &call->cmd.args[call->operands[call->n_operands - 1]];
        act->context = scalar_of(maker, arg->text, arg->span);
    }
    act->target = option_value(maker, call, "--target", NULL);
    act->args = build_args(maker, call);
}

/* A path of the host that begins where the command runs. @p from: NULL where nobody knows that. */
static bool
move_path(const struct hm_act_maker *maker, const struct hm_script *script,
          const struct hm_command *cmd, const struct hm_act_place *from, struct hm_scalar *path,
          enum hm_act_base *ret_base)
{
    bool is_other = hm_str_starts(path->text, "/") || hm_str_eq(path->text, "-") ||
                    hm_str_has(path->text, "://") || hm_str_starts(path->text, "git@");
    const struct hm_act_place nowhere = { .base = HM_ACT_FROM_START, .folder = HM_S("") };
    bool is_plain = !hm_str_starts(path->text, "$");
    struct hm_act_place place;

    if (!path->is_set || is_other) {
        return false;
    }
    if ((from == NULL && is_plain) ||
        !hm_act_place(maker, script, cmd, from == NULL ? &nowhere : from, 0, path->text, &place) ||
        (from == NULL && place.base == HM_ACT_FROM_START)) {
        path->is_known = path->is_known && from != NULL;
        path->has_variable = !path->is_known;
        return false;
    }
    path->text = place.folder.n == 0 ? HM_S(".") : place.folder;
    path->is_known = true;
    path->has_variable = path->has_variable && !is_plain;
    *ret_base = place.base;
    return true;
}

static void
move_build(const struct hm_act_maker *maker, const struct hm_script *script,
           const struct hm_command *cmd, struct hm_act *act)
{
    struct hm_act_place folder;
    bool is_known = hm_act_folder(maker, script, cmd, &folder);
    const struct hm_act_place *from = is_known ? &folder : NULL;
    enum hm_act_base base = HM_ACT_FROM_START;

    /* kaniko's are paths of its container. */
    if (strcmp(act->tool, "kaniko") == 0) {
        return;
    }
    bool has_context = move_path(maker, script, cmd, from, &act->context, &act->base);
    if (move_path(maker, script, cmd, from, &act->dockerfile, &base)) {
        if (has_context && base != act->base) {
            act->context.is_known = false;
        }
        act->base = base;
    }
}

/* DOCKER_CONTENT_TRUST=1 has `docker push` sign. */
static bool
trusts_content(const struct hm_act_maker *maker, const struct hm_script *script,
               const struct hm_command *cmd)
{
    const struct hm_entry *entry = hm_act_variable(maker, HM_S("DOCKER_CONTENT_TRUST"));

    if (!hm_str_starts(cmd->name, "docker") || hm_command_has(cmd, "--disable-content-trust")) {
        return false;
    }
    /* Where it stands in front of the command, or was exported before it. */
    for (uint32_t i = 0; i <= cmd->index && i < script->n_commands; i++) {
        const struct hm_command *other = &script->commands[i];
        bool is_export = other->n_args == 0 || hm_str_eq(other->name, "export");
        for (uint32_t k = 0; k < other->n_assignments; k++) {
            if ((is_export || other == cmd) &&
                hm_str_eq(other->assignments[k].name, "DOCKER_CONTENT_TRUST")) {
                return hm_str_eq(other->assignments[k].value.text, "1");
            }
        }
        for (uint32_t k = 1; is_export && k < other->n_args; k++) {
            if (hm_str_eq(other->args[k].text, "DOCKER_CONTENT_TRUST=1")) {
                return true;
            }
        }
    }
    return entry != NULL && hm_str_eq(entry->value.text, "1");
}

static const char *
retired_of(const struct hm_act_row *row)
{
    if (strcmp(row->tool, "docker scan") == 0) {
        return HM_RETIRED_DOCKER_SCAN;
    }
    if (strcmp(row->tool, "docker trust") == 0) {
        return HM_RETIRED_CONTENT_TRUST;
    }
    return strcmp(row->tool, "anchore-cli") == 0 ? HM_RETIRED_ANCHORE_CLI : NULL;
}

static void
add_acts(struct hm_act_maker *maker, const struct hm_script *script, const struct hm_command *cmd,
         const struct hm_act_call *call)
{
    struct hm_act_names names = { 0 };
    bool has_digest = false;
    bool is_kept = false;
    unsigned kinds = hm_act_call_kinds(call);

    if (strcmp(call->row->tool, "helm") == 0) {
        gather_helm(maker, &names, call, &has_digest);
    }
    gather_names(maker, &names, call);
    if (strcmp(call->row->tool, "ko") == 0) {
        hm_act_names_ko(maker, &names, script, call, &is_kept);
        kinds &= is_kept ? ~(unsigned)PUSH : ~0u;
    }
    if (strcmp(call->row->tool, "az acr build") == 0) {
        gather_acr(maker, &names, call);
    }
    if (strcmp(call->row->tool, "hullmark") == 0 && names.list.n == 0) {
        kinds = SCAN_ALL;
    }
    for (unsigned kind = 0; kind <= HM_ACT_DEPLOY; kind++) {
        struct hm_act *act = (kinds & (1U << kind)) == 0 ? NULL
                                                         : hm_act_add(maker, (enum hm_act_kind)kind,
                                                                      call->row->tool, cmd->span);
        if (act == NULL) {
            continue;
        }
        act->cmd = cmd;
        act->is_copy = (kinds & COPY) != 0;
        act->retired = retired_of(call->row);
        hm_act_name(maker, act, &names);
        act->has_digest = act->has_digest || has_digest;
        if (kind == HM_ACT_BUILD && (kinds & FILE_OF) != 0) {
            describe_build(maker, call, act);
            move_build(maker, script, cmd, act);
        } else if (kind == HM_ACT_SCAN || kind == HM_ACT_SCAN_ALL) {
            hm_option_judge_gate(maker, &call->cmd, call->row->tool, call->row->gate, act);
        } else if (kind == HM_ACT_PUSH && trusts_content(maker, script, cmd)) {
            struct hm_act *sign = hm_act_add(maker, HM_ACT_SIGN, "Docker Content Trust", cmd->span);
            if (sign != NULL) {
                sign->cmd = cmd;
                sign->retired = HM_RETIRED_CONTENT_TRUST;
                hm_act_name(maker, sign, &names);
            }
        }
    }
}

/* `docker run aquasec/trivy image web`: the program that the image is, and its words. */
static bool
tool_in_image(struct hm_act_call *call, struct hm_command *ret_view)
{
    static const char *const tools[] = { "trivy",   "grype",    "snyk",    "cosign",   "crane",
                                         "syft",    "skopeo",   "dockle",  "hadolint", "notation",
                                         "kaniko",  "hullmark", "checkov", "kics",     "regctl",
                                         "buildah", NULL };

    if ((call->row->kinds & RUN) == 0 || call->n_operands == 0 ||
        hm_command_option(&call->cmd, "--entrypoint", NULL)) {
        return false;
    }
    struct hm_str image = call->cmd.args[call->operands[0]].text;
    image = hm_str_sub(image, 0, hm_str_find(image, '@'));
    bool is_kaniko = hm_str_has(image, "kaniko-project/executor");
    struct hm_str folder = hm_str_basename(hm_str_dirname(image));
    image = hm_str_basename(image);
    image = hm_str_sub(image, 0, hm_str_find(image, ':'));
    /* quay.io/skopeo/stable */
    image = hm_str_eq(image, "stable") ? folder : image;
    if (!is_kaniko && !hm_str_in(image, tools)) {
        return false;
    }
    *ret_view = call->cmd;
    ret_view->name = is_kaniko ? HM_S("executor") : image;
    ret_view->args += call->operands[0];
    ret_view->n_args -= call->operands[0];
    ret_view->fields = NULL;
    ret_view->n_fields = 0;
    return true;
}

static const struct hm_act_row *
find_row(struct hm_act_call *call)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (fits(call, &rows[i])) {
            return &rows[i];
        }
    }
    return NULL;
}

void
hm_act_command(struct hm_act_maker *maker, const struct hm_script *script,
               const struct hm_command *cmd)
{
    struct hm_act_call call = { .cmd = hm_command_expanded(cmd) };
    struct hm_command view;

    if (cmd->name.n == 0 || call.cmd.n_args == 0) {
        return;
    }
    hm_act_named(maker, script, cmd);
    if (find_row(&call) == NULL ||
        (hm_str_eq(cmd->name, "executor") && !hm_str_has(call.cmd.args[0].text, "kaniko"))) {
        hm_act_build_tool(maker, cmd);
        return;
    }
    if (tool_in_image(&call, &view)) {
        struct hm_act_call inner = { .cmd = view };
        if (find_row(&inner) != NULL) {
            add_acts(maker, script, cmd, &inner);
            return;
        }
    }
    add_acts(maker, script, cmd, &call);
}
