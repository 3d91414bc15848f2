/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static bool
has_cache_mount(const struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        struct hm_str target = inst->mounts[i].target.value;
        if ((hm_str_eq(inst->mounts[i].type, "cache") ||
             hm_str_eq(inst->mounts[i].type, "tmpfs")) &&
            (hm_str_ends(target, "/.cache") || hm_str_ends(target, "/.cache/") ||
             hm_str_has(target, "pip") || hm_str_has(target, "uv") || hm_str_has(target, "$"))) {
            return true;
        }
    }
    return false;
}

static bool
removes_cache(const struct hm_command *cmd)
{
    struct hm_package_call call;
    if (hm_package_call(cmd, &call) && call.manager == HM_PIP && call.action == HM_PACKAGES_CLEAN) {
        return hm_command_has(cmd, "purge");
    }
    for (uint32_t i = 1; hm_str_eq(cmd->name, "rm") && i < cmd->n_args; i++) {
        if (hm_str_has(cmd->args[i].text, "/.cache")) {
            return true;
        }
    }
    return hm_command_removes(cmd, "/root/.cache/pip");
}

static bool
keeps_cache(const struct hm_visit *at, const struct hm_command *cmd)
{
    struct hm_package_call call;
    if (!hm_package_call(cmd, &call) || call.manager != HM_PIP ||
        call.action != HM_PACKAGES_INSTALL) {
        return false;
    }
    bool is_uv = hm_str_eq(cmd->name, "uv");
    return !hm_command_has(cmd, is_uv ? "--no-cache" : "--no-cache-dir") &&
           !hm_command_has(cmd, "--no-cache-dir=off") &&
           !hm_visit_has_variable(at, cmd, is_uv ? "UV_NO_CACHE" : "PIP_NO_CACHE_DIR");
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
        bool exports = hm_str_eq(cmd->name, "export") && cmd->n_args > 1 &&
                       hm_str_starts(cmd->args[1].text, "PIP_NO_CACHE_DIR=");
        if (exports) {
            return;
        }
        if (removes_cache(cmd)) {
            kept = NULL;
        } else if (kept == NULL && keeps_cache(at, cmd)) {
            kept = cmd;
        }
    }
    if (kept != NULL) {
        bool is_uv = hm_str_eq(kept->name, "uv");
        hm_find(out, kept->span, "What %s downloads stays in the layer: add %s.",
                is_uv ? "uv" : "pip", is_uv ? "--no-cache" : "--no-cache-dir");
    }
}

const struct hm_rule hm2123_pip_cache_kept = {
    .id = "HM2123",
    .concept = "pip-cache-kept",
    .since = "0.1",
    .title = "pip's cache stays in the image",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 459 },
    .same_as = HM_IDS("hadolint:DL3042", "kics:Pip install Keeping Cached Packages",
                      "semgrep:missing-pip-no-cache-dir", "droast:DF030"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "Every wheel lies in the image twice: unpacked, and in the cache that only another "
           "install would read.",
    .fix = "`pip install --no-cache-dir …`, `ENV PIP_NO_CACHE_DIR=1`, or keep the cache between "
           "builds and out of the image: `RUN --mount=type=cache,target=/root/.cache/pip …`.",
    .bad = "FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
    .good = "FROM python:3.13-slim\nCOPY requirements.txt .\n"
            "RUN pip install --no-cache-dir -r requirements.txt\n",
    .check = check,
};
