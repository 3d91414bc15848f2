/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_APK, "name=version, or name~version");
}

const struct hm_rule hm2131_apk_package_unpinned = {
    .id = "HM2131",
    .concept = "apk-package-unpinned",
    .since = "0.1",
    .title = "apk installs packages without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .same_as =
        HM_IDS("hadolint:DL3018", "kics:Unpinned Package Version in Apk Add", "droast:DF052"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("apk"),
    .why = "What is installed depends on the day of the build, and nothing in the repository shows "
           "that it has changed.",
    .fix = "`apk add --no-cache 'curl~8.14'` stays within a version and takes its fixes. An exact "
           "`=` stops building as soon as the mirror has a newer revision: Alpine keeps only one.",
    .bad = "FROM alpine:3.22\nRUN apk add --no-cache curl\n",
    .good = "FROM alpine:3.22\nRUN apk add --no-cache 'curl~8.14'\n",
    .check = check,
};
