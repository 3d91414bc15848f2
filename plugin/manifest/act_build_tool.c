/* SPDX-License-Identifier: Apache-2.0 */
/* Tools that make images without a Dockerfile, and say in ways of their own where they push them:
 * tasks of Maven and Gradle, ko. */
#include "plugin/manifest/act_call.h"

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

void
hm_act_build_tool(struct hm_act_maker *maker, const struct hm_command *cmd)
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
        { "jib:buildTar", BUILD, "jib" },
        { "jibBuildTar", BUILD, "jib" },
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

/* The value of KO_DOCKER_REPO where a command runs; empty where nobody gives it. */
static struct hm_str
ko_repository(const struct hm_act_maker *maker, const struct hm_script *script,
              const struct hm_command *cmd)
{
    static const char name[] = "KO_DOCKER_REPO";
    const struct hm_entry *entry = hm_act_variable(maker, hm_str_c(name));
    struct hm_str result = entry != NULL ? entry->value.text : HM_S("");

    for (uint32_t i = 0; i <= cmd->index && i < script->n_commands; i++) {
        const struct hm_command *other = &script->commands[i];
        bool is_export = other->n_args == 0 || hm_str_eq(other->name, "export");
        for (uint32_t k = 1; is_export && k < other->n_args; k++) {
            if (hm_str_starts(other->args[k].text, "KO_DOCKER_REPO=")) {
                result = hm_str_from(other->args[k].text, sizeof name);
            }
        }
        for (uint32_t k = 0; (is_export || i == cmd->index) && k < other->n_assignments; k++) {
            if (hm_str_eq(other->assignments[k].name, name)) {
                result = other->assignments[k].value.text;
            }
        }
    }
    return hm_act_resolve(maker, result);
}

void
hm_act_names_ko(const struct hm_act_maker *maker, struct hm_act_names *names,
                const struct hm_script *script, const struct hm_act_call *call, bool *ret_is_kept)
{
    struct hm_str repository = ko_repository(maker, script, &call->cmd);
    struct hm_span span = call->cmd.span;
    bool has_base =
        hm_command_has(&call->cmd, "-B") || hm_command_has(&call->cmd, "--base-import-paths");
    bool is_bare = hm_command_has(&call->cmd, "--bare");
    /* Behind the name of a program is the MD5 sum of its whole path. */
    struct hm_str end = has_base ? HM_S("") : HM_S("-${MD5}");

    *ret_is_kept = hm_str_starts(repository, "ko.local") || hm_str_starts(repository, "kind.local");
    if (repository.n == 0) {
        return;
    }
    if (is_bare) {
        hm_act_names_add(maker, names, repository, span);
        return;
    }
    repository = hm_arena_concat(maker->arena, repository, HM_S("/"));
    for (uint32_t i = 0; i < call->n_operands; i++) {
        struct hm_str program = hm_str_basename(call->cmd.args[call->operands[i]].text);
        if (program.n > 0 && program.p[0] != '.') {
            program = hm_arena_concat(maker->arena, repository, program, end);
            hm_act_names_add(maker, names, program, span);
        }
    }
    if (names->list.n == 0) {
        hm_act_names_add(maker, names,
                         hm_arena_concat(maker->arena, repository, HM_S("${KO_IMAGE}")), span);
    }
}
