/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_CHOCO, "--version=1.2.3");
    hm_report_unpinned(at, out, HM_WINGET, "--version 1.2.3");
    hm_report_unpinned(at, out, HM_POWERSHELL, "-RequiredVersion 1.2.3");
}

const struct hm_rule hm2139_windows_package_unpinned = {
    .id = "HM2139",
    .concept = "windows-package-unpinned",
    .since = "0.1",
    .title = "choco, winget or PowerShell installs packages without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("choco", "chocolatey", "cinst", "winget", "install-module",
                       "install-package", "install-script", "install-psresource"),
    .why = "The newest package is installed with the scripts that it brings, as an administrator, "
           "whatever it is on the day of the build.",
    .fix =
        "One command for each package, with its version: `choco install -y git --version=2.51.0`, "
        "`winget install --exact --id Git.Git --version 2.51.0`, `Install-Module Pester "
        "-RequiredVersion 5.7.1`; or a packages.config that lists versions.",
    .bad = "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN choco install -y git\n",
    .good = "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN choco install -y git "
            "--version=2.51.0\n",
    .check = check,
};
