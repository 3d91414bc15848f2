/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_NPM, "name@version");
    hm_report_unpinned(at, out, HM_YARN, "name@version");
    hm_report_unpinned(at, out, HM_PNPM, "name@version");
    hm_report_unpinned(at, out, HM_BUN, "name@version");
}

const struct hm_rule hm2134_npm_package_unpinned = {
    .id = "HM2134",
    .concept = "npm-package-unpinned",
    .since = "0.1",
    .title = "npm, yarn, pnpm or bun installs packages without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .same_as = HM_IDS("hadolint:DL3016", "kics:NPM Install Command Without Pinned Version",
                      "droast:DF031"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("npm", "yarn", "pnpm", "bun"),
    .why = "The newest release of the package and of all that it needs is installed, with its "
           "install scripts, whatever it is on the day of the build. Packages that were taken over "
           "have been published for a few hours, which is enough.",
    .fix = "Put it into package.json and install with the lock file: `npm ci`, `yarn install "
           "--immutable`, `pnpm install --frozen-lockfile`. For a single tool write the version: "
           "`npm install -g tool@1.2.3`. A tag such as `@latest` is no version.",
    .bad = "FROM node:22-slim\nRUN npm install -g serve\n",
    .good = "FROM node:22-slim\nRUN npm install -g serve@14.2.4\n",
    .check = check,
};
