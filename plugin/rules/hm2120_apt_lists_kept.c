/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* `apt-get dist-clean` takes the lists away, other than clean. */
static bool
removes_lists(const struct hm_command *cmd)
{
    return hm_command_removes(cmd, "/var/lib/apt/lists") ||
           hm_command_is(cmd, "apt-get", "dist-clean") ||
           hm_command_is(cmd, "apt-get", "distclean") || hm_command_is(cmd, "apt", "dist-clean") ||
           hm_command_is(cmd, "apt", "distclean");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    const struct hm_command *update = NULL;
    if (!hm_visit_is_unix_run(at) || !hm_visit_ships(at) ||
        hm_run_mounts_over(at->inst, "/var/lib/apt/lists")) {
        return;
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        struct hm_package_call call;
        if (hm_package_call(cmd, &call) && call.manager == HM_APT &&
            call.action == HM_PACKAGES_REFRESH) {
            update = update == NULL ? cmd : update;
        } else if (removes_lists(cmd)) {
            update = NULL;
        }
    }
    if (update != NULL) {
        hm_find(out, update->span, "The package index stays in the layer.");
    }
}

const struct hm_rule hm2120_apt_lists_kept = {
    .id = "HM2120",
    .concept = "apt-lists-kept",
    .since = "0.1",
    .title = "apt's package index stays in the image",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 459 },
    .same_as = HM_IDS("hadolint:DL3009", "kics:Apt Get Install Lists Were Not Deleted",
                      "semgrep:remove-package-cache", "semgrep:remove-package-lists",
                      "dockle:DKL-DI-0005", "droast:DF004"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "The index is some 20 to 50 MB that a running service never reads, and it grows old: a "
           "later install in the same image would use it. Removing it in another RUN hides it and "
           "does not make the image smaller.",
    .fix = "End the same RUN with `rm -rf /var/lib/apt/lists/*`, or keep the index out of the "
           "layer: `RUN --mount=type=cache,target=/var/lib/apt,sharing=locked …`.",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends "
           "curl\n",
    .good = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends "
            "curl \\\n"
            "    && rm -rf /var/lib/apt/lists/*\n",
    .check = check,
};
