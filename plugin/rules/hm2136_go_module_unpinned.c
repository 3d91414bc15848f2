/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Whether go.mod may be there, which decides versions then. */
static bool
may_have_module(const struct hm_visit *at)
{
    if (at->stage->first_copy < at->inst->index) {
        return true;
    }
    for (uint32_t i = 0; i < at->inst->n_mounts; i++) {
        if (hm_str_eq(at->inst->mounts[i].type, "bind")) {
            return true;
        }
    }
    return at->stage->parent != HM_NONE;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_package_call call;
    struct hm_package package;
    /* What a builder compiles ships, so every stage counts. */
    if (at->inst->kind != HM_RUN || at->stage == NULL || !hm_package_call(at->cmd, &call) ||
        call.action != HM_PACKAGES_INSTALL) {
        return;
    }
    for (uint32_t i = call.operands; hm_package_next(at->cmd, &call, &i, &package);) {
        bool has_version = hm_str_find(package.arg->text, '@') < package.arg->text.n;
        if (package.pin == HM_PIN_NONE && (has_version || !may_have_module(at))) {
            hm_find(out, package.arg->span, "%.*s has no fixed version: write %.*s@v1.2.3.",
                    HM_FMT(package.name), HM_FMT(package.name));
        }
    }
}

const struct hm_rule hm2136_go_module_unpinned = {
    .id = "HM2136",
    .concept = "go-module-unpinned",
    .since = "0.1",
    .title = "go installs a module without a version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1357 },
    .same_as = HM_IDS("hadolint:DL3062", "droast:DF054"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("go"),
    .why = "`@latest` or a branch is whatever its owner has put there on the day of the build. "
           "Go's checksum database makes sure that all get the same bytes for a version; which "
           "version that is, it leaves open.",
    .fix = "`go install example.com/tool@v1.2.3`, or list tools in go.mod (`go get -tool`) and run "
           "them with `go tool`.",
    .bad = "FROM golang:1.25 AS build\nRUN go install example.com/tool@latest\nFROM build\n",
    .good = "FROM golang:1.25 AS build\nRUN go install example.com/tool@v1.2.3\nFROM build\n",
    .check = check,
};
