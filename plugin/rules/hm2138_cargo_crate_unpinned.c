/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_report_unpinned(at, out, HM_CARGO, "name@1.2.3");
}

const struct hm_rule hm2138_cargo_crate_unpinned = {
    .id = "HM2138",
    .concept = "cargo-crate-unpinned",
    .since = "0.1",
    .title = "cargo installs a crate without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("cargo"),
    .why = "The newest release of the crate is compiled and its build scripts run, whatever they "
           "are on the day of the build. `--locked` fixes what the crate needs, not which release "
           "of it is taken.",
    .fix = "`cargo install --locked name@1.2.3`; from a repository `--git URL --rev COMMIT`.",
    .bad = "FROM rust:1.91-slim\nRUN cargo install cargo-chef\n",
    .good = "FROM rust:1.91-slim\nRUN cargo install --locked cargo-chef@0.1.73\n",
    .check = check,
};
