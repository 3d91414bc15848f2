/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    const struct hm_command *kept = NULL;
    if (!hm_visit_is_unix_run(at) || !hm_visit_ships(at) ||
        hm_run_mounts_over(at->inst, "/var/cache/apk") ||
        hm_run_mounts_over(at->inst, "/etc/apk/cache")) {
        return;
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        struct hm_package_call call;
        if (hm_package_call(cmd, &call) && call.manager == HM_APK &&
            (call.action == HM_PACKAGES_INSTALL || call.action == HM_PACKAGES_REFRESH ||
             call.action == HM_PACKAGES_UPGRADE) &&
            !hm_command_has(cmd, "--no-cache")) {
            kept = kept == NULL ? cmd : kept;
        } else if (hm_command_removes(cmd, "/var/cache/apk")) {
            kept = NULL;
        }
    }
    if (kept != NULL) {
        hm_find(out, kept->span, "The package index stays in the layer: add --no-cache.");
    }
}

const struct hm_rule hm2121_apk_cache_kept = {
    .id = "HM2121",
    .concept = "apk-cache-kept",
    .since = "0.1",
    .title = "apk's package index stays in the image",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 459 },
    .same_as = HM_IDS("hadolint:DL3019", "trivy:DS-0025", "kics:Apk Add Using Local Cache Path",
                      "semgrep:missing-apk-no-cache", "dockle:DKL-DI-0004", "droast:DF029"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "The index is a few megabytes that a running service never reads, and a later `apk add` "
           "in the same image would take its versions from it, however old it is.",
    .fix = "`apk add --no-cache …` fetches the index, uses it and leaves nothing behind; "
           "`apk update` is then not needed. Or mount a cache over /var/cache/apk.",
    .bad = "FROM alpine:3.22\nRUN apk add curl\n",
    .good = "FROM alpine:3.22\nRUN apk add --no-cache curl\n",
    .check = check,
};
