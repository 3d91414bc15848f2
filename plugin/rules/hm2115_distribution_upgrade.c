/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_package_call call;
    struct hm_package package;
    if (at->inst->kind != HM_RUN || !hm_visit_ships(at) || !hm_package_call(at->cmd, &call) ||
        call.action != HM_PACKAGES_UPGRADE || !hm_manager_is_system(call.manager)) {
        return;
    }
    uint32_t i = call.operands;
    if (hm_package_next(at->cmd, &call, &i, &package)) {
        return;
    }
    hm_find(out, at->cmd->span,
            "All packages of the base image are upgraded: what is built depends on the day.");
}

const struct hm_rule hm2115_distribution_upgrade = {
    .id = "HM2115",
    .concept = "distribution-upgrade",
    .since = "0.1",
    .title = "All packages of the base image are upgraded",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .same_as = HM_IDS("hadolint:DL3035", "hadolint:DL3005", "hadolint:DL3017", "hadolint:DL3031",
                      "hadolint:DL3039", "trivy:DS-0024", "semgrep:avoid-apk-upgrade",
                      "semgrep:avoid-apt-get-upgrade", "semgrep:avoid-dnf-update",
                      "semgrep:avoid-yum-update", "semgrep:avoid-zypper-update",
                      "dockle:DKL-DI-0003", "droast:DF044"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands =
        HM_IDS("apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper"),
    .why = "The same Dockerfile gives another image every week, and the same one again as long as "
           "the layer is cached: an old upgrade looks like a fresh one. The image also holds "
           "every upgraded file twice.",
    .fix = "Take a newer base image (a new tag or digest) and rebuild; that upgrades all of it, "
           "and shows in the history. Name single packages where a fix cannot wait: "
           "`apt-get install -y --only-upgrade libssl3`.",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get -y dist-upgrade\n",
    .good =
        "FROM debian:12-slim\n"
        "RUN apt-get update && apt-get install -y --only-upgrade --no-install-recommends libssl3\n",
    .check = check,
};
