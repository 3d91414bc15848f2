/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Commands that surely install nothing. */
static bool
is_inert(const struct hm_command *cmd)
{
    static const struct hm_str names[] = { HM_STR("set"),     HM_STR("echo"), HM_STR("rm"),
                                           HM_STR("true"),    HM_STR(":"),    HM_STR("export"),
                                           HM_STR("sleep"),   HM_STR("ln"),   HM_STR("cd"),
                                           HM_STR("mkdir"),   HM_STR("cat"),  HM_STR("printf"),
                                           HM_STR("sed"),     HM_STR("cp"),   HM_STR("mv"),
                                           HM_STR("touch"),   HM_STR("["),    HM_STR("test"),
                                           HM_STR("apt-key"), HM_STR("grep"), HM_STR("ls") };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (hm_str_is(cmd->name, names[i])) {
            return true;
        }
    }
    struct hm_package_call call;
    return cmd->name.n == 0 ||
           (hm_package_call(cmd, &call) &&
            (call.action == HM_PACKAGES_REFRESH || call.action == HM_PACKAGES_CLEAN));
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    const struct hm_command *alone = NULL;
    if (!hm_visit_is_unix_run(at) || hm_run_mounts_over(at->inst, "/var/lib/apt/lists") ||
        (at->stage != NULL && !at->stage->is_used)) {
        return;
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        struct hm_package_call call;
        if (hm_package_call(cmd, &call) && call.action == HM_PACKAGES_REFRESH &&
            (call.manager == HM_APT || call.manager == HM_APK || call.manager == HM_ZYPPER)) {
            alone = cmd;
        } else if (!is_inert(cmd) && cmd->owner == HM_NONE) {
            /* Wrappers come before what they run; scripts may install anything. */
            alone = hm_str_eq(cmd->name, "sudo") ? alone : NULL;
        }
    }
    if (alone != NULL) {
        hm_find(out, alone->span,
                "The package index is fetched in a layer of its own: later installs use the old "
                "one from the cache.");
    }
}

const struct hm_rule hm2114_index_update_alone = {
    .id = "HM2114",
    .concept = "index-update-alone",
    .since = "0.1",
    .title = "The package index is updated in a RUN of its own",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 1104 },
    .cis = "4.7",
    .same_as = HM_IDS("trivy:DS-0017", "kics:Update Instruction Alone", "checkov:CKV_DOCKER_5",
                      "dockle:CIS-DI-0007", "cis:4.7", "droast:DF028"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "The builder keeps the layer with the index for as long as the line stays the same. An "
           "install that is changed months later works with the index of that day: it installs "
           "packages without the fixes since then, or fails because they are gone from the "
           "mirrors.",
    .fix = "Update and install in one instruction: "
           "`RUN apt-get update && apt-get install -y --no-install-recommends … && "
           "rm -rf /var/lib/apt/lists/*`.",
    .bad = "FROM debian:12-slim\nRUN apt-get update\nRUN apt-get install -y "
           "--no-install-recommends curl\n",
    .good = "FROM debian:12-slim\n"
            "RUN apt-get update && apt-get install -y --no-install-recommends curl\n",
    .check = check,
};
