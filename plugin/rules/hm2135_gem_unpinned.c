/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_GEM, "-v version, or name:version");
    hm_report_unpinned(at, out, HM_BUNDLER, "--version 1.2.3");
}

const struct hm_rule hm2135_gem_unpinned = {
    .id = "HM2135",
    .concept = "gem-unpinned",
    .since = "0.1",
    .title = "gem or bundler installs without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .same_as = HM_IDS("hadolint:DL3028", "kics:Gem Install Without Version", "droast:DF053"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("gem", "bundle", "bundler"),
    .why = "The newest release of the gem and of all that it needs is installed, whatever it is on "
           "the day of the build.",
    .fix = "`gem install bundler -v 2.6.9`, or list it in the Gemfile and install with its lock "
           "file: `bundle install` with `BUNDLE_FROZEN=true`.",
    .bad = "FROM ruby:3.4-slim\nRUN gem install rake\n",
    .good = "FROM ruby:3.4-slim\nRUN gem install rake -v 13.3.0\n",
    .check = check,
};
