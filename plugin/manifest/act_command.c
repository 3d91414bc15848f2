/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that build, push, scan, sign and deploy images: the rows of acts.def. */
#include "plugin/manifest/act_maker.h"

#include "plugin/manifest/act_kinds.h"
#include "plugin/base/path.h"
#include "plugin/manifest/act_options.h"

/* Only so many operands of a command are looked at. */
#define MOST_OPERANDS 64u

struct row {
    const char *program;
    const char *words;
    unsigned kinds;
    const char *tool;
    const char *names;
    const char *gate;
    const char *valued;
};

static const struct row rows[] = {
#define COMMAND(program, words, kinds, tool, names, gate, valued)                                  \
    { program, words, kinds, tool, names, gate, valued },
#include "plugin/manifest/acts.def"
#undef COMMAND
};

/* A command as a row reads it. */
struct call {
    struct hm_command cmd; /* its fields for args */
    const struct row *row;
    uint32_t operands[MOST_OPERANDS]; /* indexes in args; the words of the row are not among them */
    uint32_t n_operands;
};

static bool
fits(struct call *call, const struct row *row)
{
    struct hm_str words = hm_str_c(row->words);
    struct hm_str word;
    uint32_t n = 0;

    if (!hm_str_eq(call->cmd.name, row->program)) {
        return false;
    }
    uint32_t n_all = hm_option_operands(&call->cmd, row->valued, call->operands, MOST_OPERANDS);
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
add_operand(const struct hm_act_maker *maker, struct hm_act_names *names, const struct call *call,
            uint32_t i)
{
    if (i < call->n_operands) {
        const struct hm_arg *arg = &call->cmd.args[call->operands[i]];
        hm_act_names_add(maker, names, arg->text, arg->span);
    }
}

/* "deployment/web web=acme/web:1": what is behind '='. */
static void
add_assigned(const struct hm_act_maker *maker, struct hm_act_names *names, const struct call *call)
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
gather_names(const struct hm_act_maker *maker, struct hm_act_names *names, const struct call *call)
{
    struct hm_str rest = hm_str_c(call->row->names);
    struct hm_str word;

    while (hm_str_split(&rest, ' ', &word)) {
        if (hm_str_starts(word, "-")) {
            struct hm_option_walk walk = { .cmd = &call->cmd, .name = word };
            while (hm_option_next(&walk)) {
                hm_act_names_split(maker, names, walk.value, walk.span);
            }
        } else if (hm_str_eq(word, "1")) {
            add_operand(maker, names, call, 0);
        } else if (hm_str_eq(word, "2")) {
            add_operand(maker, names, call, 1);
        } else if (hm_str_eq(word, "$") && call->n_operands > 0) {
            add_operand(maker, names, call, call->n_operands - 1);
        } else if (hm_str_eq(word, "*")) {
            for (uint32_t i = 0; i < call->n_operands; i++) {
                add_operand(maker, names, call, i);
            }
        } else if (hm_str_eq(word, "=")) {
            add_assigned(maker, names, call);
        }
    }
}

/* --set image.repository=acme/web,image.tag=1 of Helm; @p ret_has_digest: it gives a digest. */
static void
gather_helm(const struct hm_act_maker *maker, struct hm_act_names *names, const struct call *call,
            bool *ret_has_digest)
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

/* ko pushes below the repository that KO_DOCKER_REPO names. */
static void
gather_ko(const struct hm_act_maker *maker, struct hm_act_names *names,
          const struct hm_script *script, const struct hm_command *cmd)
{
    static const char name[] = "KO_DOCKER_REPO";
    const struct hm_entry *entry = hm_act_variable(maker, hm_str_c(name));

    for (uint32_t i = 0; i <= cmd->index && i < script->n_commands; i++) {
        const struct hm_command *other = &script->commands[i];
        for (uint32_t k = 1; hm_str_eq(other->name, "export") && k < other->n_args; k++) {
            if (hm_str_starts(other->args[k].text, "KO_DOCKER_REPO=")) {
                hm_act_names_add(maker, names, hm_str_from(other->args[k].text, sizeof name),
                                 other->args[k].span);
            }
        }
        for (uint32_t k = 0; other == cmd && k < other->n_assignments; k++) {
            if (hm_str_eq(other->assignments[k].name, name)) {
                hm_act_names_add(maker, names, other->assignments[k].value.text, cmd->span);
            }
        }
    }
    if (entry != NULL && names->list.n == 0) {
        hm_act_names_add(maker, names, entry->value.text, cmd->span);
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
option_value(const struct hm_act_maker *maker, const struct call *call, const char *name,
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
build_args(const struct hm_act_maker *maker, const struct call *call)
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
describe_build(const struct hm_act_maker *maker, const struct call *call, struct hm_act *act)
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

/* A path of the host that begins where the command runs. */
static void
move_path(const struct hm_act_maker *maker, struct hm_str folder, bool is_known,
          struct hm_scalar *path)
{
    bool is_other = hm_str_starts(path->text, "/") || hm_str_starts(path->text, "$") ||
                    hm_str_eq(path->text, "-") || hm_str_has(path->text, "://") ||
                    hm_str_starts(path->text, "git@");

    if (!path->is_set || is_other) {
        return;
    }
    if (!is_known) {
        path->is_known = false;
        path->has_variable = true;
    } else if (folder.n > 0) {
        path->text = hm_path_join(maker->arena, folder, path->text);
    }
}

static void
move_build(const struct hm_act_maker *maker, const struct hm_script *script,
           const struct hm_command *cmd, struct hm_act *act)
{
    struct hm_str folder;
    bool is_known = hm_act_folder(maker, script, cmd, &folder);

    /* kaniko's are paths of its container. */
    if (strcmp(act->tool, "kaniko") != 0) {
        move_path(maker, folder, is_known, &act->context);
        move_path(maker, folder, is_known, &act->dockerfile);
    }
}

static bool
is_false(struct hm_str word)
{
    return hm_str_eq_nocase(word, HM_S("false")) || hm_str_eq(word, "0");
}

/* Whether a switch is on: it is there, and not "=false". */
static bool
is_on(const struct call *call, const char *name)
{
    struct hm_option_walk walk = { .cmd = &call->cmd, .name = hm_str_c(name) };

    return hm_option_next(&walk) && !(walk.is_joined && is_false(walk.value));
}

static bool
output_pushes(const struct call *call)
{
    static const char *const options[] = { "--output", "-o" };

    for (size_t i = 0; i < 2; i++) {
        struct hm_option_walk walk = { .cmd = &call->cmd, .name = hm_str_c(options[i]) };
        while (hm_option_next(&walk)) {
            if (hm_str_has(walk.value, "type=registry") || hm_str_has(walk.value, "push=true")) {
                return true;
            }
        }
    }
    return false;
}

/* What a build does besides, by its options. */
static unsigned
kinds_of(const struct call *call)
{
    unsigned kinds = call->row->kinds;
    const char *tool = call->row->tool;

    if ((kinds & BUILD) == 0) {
        return kinds;
    }
    if (strcmp(tool, "docker buildx build") == 0 || strcmp(tool, "docker buildx bake") == 0 ||
        strcmp(tool, "docker build") == 0 || strcmp(tool, "buildctl") == 0 ||
        strcmp(tool, "docker compose build") == 0) {
        kinds |= is_on(call, "--push") || output_pushes(call) ? PUSH : 0;
        kinds |= is_on(call, "--provenance") || is_on(call, "--sbom") || is_on(call, "--attest")
                     ? ATTEST
                     : 0;
    } else if (strcmp(tool, "kaniko") == 0) {
        kinds &= is_on(call, "--no-push") ? ~(unsigned)PUSH : ~0u;
    } else if (strcmp(tool, "ko") == 0) {
        bool is_kept = is_on(call, "--local") || is_on(call, "-L") ||
                       (hm_command_option(&call->cmd, "--push", NULL) && !is_on(call, "--push"));
        kinds &= is_kept ? ~(unsigned)PUSH : ~0u;
    } else if (strcmp(tool, "pack") == 0) {
        kinds |= is_on(call, "--publish") ? PUSH : 0;
    } else if (strcmp(tool, "earthly") == 0) {
        kinds |= is_on(call, "--push") ? PUSH : 0;
    }
    return kinds;
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
retired_of(const struct row *row)
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
         const struct call *call)
{
    struct hm_act_names names = { 0 };
    bool has_digest = false;
    unsigned kinds = kinds_of(call);

    if (strcmp(call->row->tool, "helm") == 0) {
        gather_helm(maker, &names, call, &has_digest);
    }
    gather_names(maker, &names, call);
    if (strcmp(call->row->tool, "ko") == 0) {
        gather_ko(maker, &names, script, cmd);
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
        if (kind == HM_ACT_BUILD) {
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
tool_in_image(struct call *call, struct hm_command *ret_view)
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
    image = hm_str_basename(image);
    image = hm_str_sub(image, 0, hm_str_find(image, ':'));
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

static const struct row *
find_row(struct call *call)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (fits(call, &rows[i])) {
            return &rows[i];
        }
    }
    return NULL;
}

/* "jib", ":web:jib" of Gradle; "jib:build", "group:jib-maven-plugin:3.4.0:build" of Maven. */
static bool
is_task(struct hm_str word, struct hm_str task, bool is_gradle)
{
    size_t colon = hm_str_find_last(word, ':');
    struct hm_str goal = hm_str_from(word, colon == word.n ? 0 : colon + 1);
    size_t own = hm_str_find(task, ':');

    if (is_gradle || own == task.n) {
        return is_gradle && own == task.n && hm_str_is(goal, task);
    }
    return hm_str_is(word, task) ||
           (hm_str_has(word, "-maven-plugin") && hm_str_is(goal, hm_str_from(task, own + 1)));
}

/* `mvn jib:build`, `gradle bootBuildImage`: tasks that make images without a Dockerfile. */
static void
read_build_tool(struct hm_act_maker *maker, const struct hm_command *cmd)
{
    static const char *const programs[] = { "mvn", "mvnw", "gradle", "gradlew", NULL };
    static const struct {
        const char *task;
        unsigned kinds;
        const char *tool;
    } tasks[] = {
        { "jib:build", BUILD | PUSH, "jib" },
        { "jib", BUILD | PUSH, "jib" },
        { "jib:dockerBuild", BUILD, "jib" },
        { "jibDockerBuild", BUILD, "jib" },
        { "spring-boot:build-image", BUILD, "spring-boot" },
        { "bootBuildImage", BUILD, "spring-boot" },
    };
    static const char *const options[] = { "-Dimage", "-Djib.to.image", "--image", "--imageName",
                                           "-Dspring-boot.build-image.imageName" };
    struct hm_act_names names = { 0 };

    if (!hm_str_in(cmd->name, programs)) {
        return;
    }
    struct hm_command view = hm_command_expanded(cmd);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        struct hm_str value;
        if (hm_command_option(&view, options[i], &value)) {
            hm_act_names_add(maker, &names, value, cmd->span);
        }
    }
    bool is_gradle = hm_str_starts(cmd->name, "gradle");
    bool is_published = hm_command_has(&view, "--publishImage") ||
                        hm_command_has(&view, "-Dspring-boot.build-image.publish=true");
    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        bool is_there = false;
        for (uint32_t k = 1; k < view.n_args && !is_there; k++) {
            is_there = is_task(view.args[k].text, hm_str_c(tasks[i].task), is_gradle);
        }
        for (unsigned kind = 0; is_there && kind <= HM_ACT_PUSH; kind++) {
            bool does =
                (tasks[i].kinds & (1U << kind)) != 0 || (kind == HM_ACT_PUSH && is_published);
            struct hm_act *act =
                does ? hm_act_add(maker, (enum hm_act_kind)kind, tasks[i].tool, cmd->span) : NULL;
            if (act != NULL) {
                act->cmd = cmd;
                hm_act_name(maker, act, &names);
            }
        }
        if (is_there) {
            return;
        }
    }
}

void
hm_act_command(struct hm_act_maker *maker, const struct hm_script *script,
               const struct hm_command *cmd)
{
    struct call call = { .cmd = hm_command_expanded(cmd) };
    struct hm_command view;

    if (cmd->name.n == 0 || call.cmd.n_args == 0) {
        return;
    }
    if (find_row(&call) == NULL ||
        (hm_str_eq(cmd->name, "executor") && !hm_str_has(call.cmd.args[0].text, "kaniko"))) {
        read_build_tool(maker, cmd);
        return;
    }
    if (tool_in_image(&call, &view)) {
        struct call inner = { .cmd = view };
        if (find_row(&inner) != NULL) {
            add_acts(maker, script, cmd, &inner);
            return;
        }
    }
    add_acts(maker, script, cmd, &call);
}
