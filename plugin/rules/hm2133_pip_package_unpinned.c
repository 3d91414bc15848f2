/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_PIP, "name==version");
    hm_report_unpinned(at, out, HM_PIPX, "name==version");
    hm_report_unpinned(at, out, HM_UV, "name==version");
    hm_report_unpinned(at, out, HM_POETRY, "name@1.2.3");
}

const struct hm_rule hm2133_pip_package_unpinned = {
    .id = "HM2133",
    .concept = "pip-package-unpinned",
    .since = "0.1",
    .title = "pip, pipx, uv or poetry installs packages without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .same_as =
        HM_IDS("hadolint:DL3013", "kics:Unpinned Package Version in Pip Install", "droast:DF051"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("pip", "pip2", "pip2.7", "pip3", "pip3.6", "pip3.7", "pip3.8", "pip3.9",
                       "pip3.10", "pip3.11", "pip3.12", "pip3.13", "pip3.14", "python", "python3",
                       "uv", "pipx", "poetry"),
    .why = "The newest release of the package and of all that it needs is installed, whatever it "
           "is on the day of the build: a release that breaks the service, or one that was "
           "uploaded with a stolen password an hour ago.",
    .fix = "List what you need with versions and hashes and install that: `pip install "
           "--require-hashes -r requirements.txt` (`pip-compile --generate-hashes` or `uv pip "
           "compile` write it). For a single tool `pip install tool==1.2.3`, `uv tool install "
           "tool==1.2.3`. A lower bound (`>=`) "
           "pins nothing.",
    .bad = "FROM python:3.13-slim\nRUN pip install --no-cache-dir flask\n",
    .good = "FROM python:3.13-slim\nRUN pip install --no-cache-dir flask==3.1.2\n",
    .check = check,
};
