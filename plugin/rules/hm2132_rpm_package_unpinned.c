/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_DNF, "name-version");
    hm_report_unpinned(at, out, HM_ZYPPER, "name=version");
}

const struct hm_rule hm2132_rpm_package_unpinned = {
    .id = "HM2132",
    .concept = "rpm-package-unpinned",
    .since = "0.1",
    .title = "yum, dnf or zypper installs packages without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .same_as = HM_IDS(
        "hadolint:DL3033", "hadolint:DL3041", "hadolint:DL3037", "kics:Yum install Without Version",
        "kics:Missing Version Specification In dnf install", "kics:Zypper Install Without Version"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("yum", "dnf", "microdnf", "tdnf", "zypper"),
    .why = "What is installed depends on the day of the build, and nothing in the repository shows "
           "that it has changed.",
    .fix = "`dnf install -y nginx-1.26.3`, `zypper install nginx=1.26.3`, or a module stream "
           "(`@nginx:1.26`).",
    .bad = "FROM rockylinux:9\nRUN dnf install -y nginx && dnf clean all\n",
    .good = "FROM rockylinux:9\nRUN dnf install -y nginx-1.26.3 && dnf clean all\n",
    .check = check,
};
