/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_COMPOSER, "vendor/name:1.2.3");
}

const struct hm_rule hm2154_composer_package_unpinned = {
    .id = "HM2154",
    .concept = "composer-package-unpinned",
    .since = "0.1",
    .title = "composer requires packages without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("composer"),
    .why = "The newest release of the package and of all that it needs is installed, with its "
           "plugins and scripts, whatever it is on the day of the build.",
    .fix = "List it in composer.json and install with the lock file: `composer install --no-dev`. "
           "For a single tool write the version: `composer global require vendor/name:1.2.3`.",
    .bad = "FROM composer:2.8\nRUN composer global require phpunit/phpunit\n",
    .good = "FROM composer:2.8\nRUN composer global require phpunit/phpunit:12.4.1\n",
    .check = check,
};
