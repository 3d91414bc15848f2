/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_CONDA, "name=1.2.3");
}

const struct hm_rule hm2137_conda_package_unpinned = {
    .id = "HM2137",
    .concept = "conda-package-unpinned",
    .since = "0.1",
    .title = "conda, mamba or micromamba installs packages without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("conda", "mamba", "micromamba"),
    .why = "The solver takes the newest packages that fit together on the day of the build, "
           "compiled libraries and the interpreter among them: two builds of one file are two "
           "different images.",
    .fix = "Write the version, `conda install numpy=2.3.4`, or install a lock file: `conda create "
           "--file conda-linux-64.lock` (`conda-lock` or `conda list --explicit` write it). A "
           "lower bound (`>=`) pins nothing.",
    .bad = "FROM condaforge/miniforge3:25.3.1-0\nRUN conda install -y numpy\n",
    .good = "FROM condaforge/miniforge3:25.3.1-0\nRUN conda install -y numpy=2.3.4\n",
    .check = check,
};
