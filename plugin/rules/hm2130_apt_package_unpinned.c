/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_APT, "name=version");
}

const struct hm_rule hm2130_apt_package_unpinned = {
    .id = "HM2130",
    .concept = "apt-package-unpinned",
    .since = "0.1",
    .title = "apt installs packages without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .same_as =
        HM_IDS("hadolint:DL3008", "kics:Apt Get Install Pin Version Not Defined", "droast:DF005"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("apt-get", "apt", "aptitude"),
    .why = "What is installed depends on the day of the build, and nothing in the repository shows "
           "that it has changed. A stable distribution moves only within its release, so this is "
           "about repeating a build more than about safety.",
    .fix = "`apt-get install -y curl=8.14.1-2`, with a variable if you like. Mirrors drop old "
           "versions: to be able to build next year, install from a snapshot "
           "(`snapshot.debian.org`), or pin the base image by digest and leave packages to it.",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends "
           "curl\n",
    .good = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends "
            "curl=8.14.1-2\n",
    .check = check,
};
