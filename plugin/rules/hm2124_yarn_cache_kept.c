/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static bool
has_cache_mount(const struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        struct hm_str type = inst->mounts[i].type;
        struct hm_str target = inst->mounts[i].target.value;
        if ((hm_str_eq(type, "cache") || hm_str_eq(type, "tmpfs")) &&
            (hm_str_has(target, "yarn") || hm_str_ends(target, "/.cache") ||
             hm_str_ends(target, "/.cache/") || hm_str_has(target, "$"))) {
            return true;
        }
    }
    return false;
}

/* yarn cache clean, rm -rf $(yarn cache dir) */
static bool
removes_cache(const struct hm_command *cmd)
{
    struct hm_package_call call;
    for (uint32_t i = 1; hm_str_eq(cmd->name, "rm") && i < cmd->n_args; i++) {
        if (hm_str_has(cmd->args[i].text, "yarn cache dir")) {
            return true;
        }
    }
    return (hm_package_call(cmd, &call) && call.manager == HM_YARN &&
            call.action == HM_PACKAGES_CLEAN && hm_command_has(cmd, "clean")) ||
           hm_command_removes(cmd, "/usr/local/share/.cache/yarn");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    const struct hm_command *kept = NULL;
    if (!hm_visit_is_unix_run(at) || !hm_visit_ships(at) || has_cache_mount(at->inst)) {
        return;
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        struct hm_package_call call;
        bool is_yarn = hm_package_call(cmd, &call) && call.manager == HM_YARN;
        if (is_yarn && call.action == HM_PACKAGES_INSTALL) {
            kept = kept == NULL ? cmd : kept;
        } else if (removes_cache(cmd)) {
            kept = NULL;
        }
    }
    if (kept != NULL) {
        hm_find(out, kept->span, "What yarn downloads stays in the layer: end with %s.",
                "yarn cache clean");
    }
}

const struct hm_rule hm2124_yarn_cache_kept = {
    .id = "HM2124",
    .concept = "yarn-cache-kept",
    .since = "0.1",
    .title = "yarn's cache stays in the image",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 459 },
    .same_as =
        HM_IDS("hadolint:DL3060", "dd-iac:run_yarn_clean_after_yarn_install", "droast:DF055"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "Every package lies in the image twice: in node_modules, and in the cache that only "
           "another install would read. The cache is often the larger of the two.",
    .fix = "End the same RUN with `yarn cache clean`, or keep the cache out of the image: "
           "`RUN --mount=type=cache,target=/usr/local/share/.cache/yarn …`.",
    .bad =
        "FROM node:22-slim\nCOPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile\n",
    .good = "FROM node:22-slim\nCOPY package.json yarn.lock ./\n"
            "RUN yarn install --frozen-lockfile && yarn cache clean\n",
    .check = check,
};
