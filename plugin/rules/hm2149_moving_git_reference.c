/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"
#include "plugin/rules/support.h"

/* A branch by its name: nothing in it says which of many. */
static bool
is_moving(struct hm_str reference)
{
    static const char *const branches[] = { "main",    "master", "develop", "development",
                                            "dev",     "trunk",  "HEAD",    "latest",
                                            "nightly", "stable", "next",    "edge" };

    if (hm_str_starts(reference, "refs/heads/")) {
        return true;
    }
    for (size_t i = 0; i < sizeof branches / sizeof branches[0]; i++) {
        if (hm_str_eq(reference, branches[i])) {
            return true;
        }
    }
    return reference.n == 0;
}

/* git checkout X, git reset --hard X, git -C dir switch --detach X: what a clone held before counts
 * no more. */
static bool
settles(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    uint32_t verb = hm_str_eq(cmd->name, "git") ? hm_command_operand(cmd, 1) : n_fields;

    if (verb + 1 >= n_fields) {
        return false;
    }
    struct hm_str word = fields[verb].text;
    struct hm_str last = fields[n_fields - 1].text;
    bool takes_reference = hm_str_eq(word, "checkout") || hm_str_eq(word, "reset") ||
                           hm_str_eq(word, "switch") || hm_str_eq(word, "fetch");
    return takes_reference && !is_moving(last) && !hm_str_starts(last, "-");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    bool is_settled = false;

    if (script == NULL || at->stage == NULL || !at->stage->is_used) {
        return;
    }
    for (uint32_t i = script->n_commands; i-- > 0;) {
        const struct hm_command *cmd = &script->commands[i];
        struct hm_str branch = { 0 };
        is_settled = is_settled || settles(cmd);
        if (!hm_command_is(cmd, "git", "clone") || is_settled) {
            continue;
        }
        bool has_branch = hm_command_option(cmd, "--branch", &branch) ||
                          hm_command_option(cmd, "-b", &branch) ||
                          hm_command_option(cmd, "--revision", &branch);
        if (!has_branch || is_moving(branch)) {
            hm_find(out, cmd->span, "The clone takes whatever %.*s holds on the day of the build.",
                    HM_FMT(branch.n > 0 ? branch : HM_S("the default branch")));
        }
    }
}

const struct hm_rule hm2149_moving_git_reference = {
    .id = "HM2149",
    .concept = "moving-git-reference",
    .since = "0.1",
    .title = "Sources are fetched by a branch that moves",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1357, 829 },
    .same_as = HM_IDS("tally:prefer-add-git"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "A clone of a branch takes what the branch holds on the day of the build. Nobody "
           "reviewed it in this repository, the next build may differ without any change here, and "
           "whoever takes over that branch is in the image.",
    .fix = "Name a commit, or at least a tag: `ADD --checksum=… "
           "https://github.com/acme/tool.git#v1.2.3 /src`, or `git checkout <commit>` after the "
           "clone.",
    .bad = "FROM alpine:3.22\nRUN git clone https://github.com/acme/tool.git /src\n",
    .good = "FROM alpine:3.22\nRUN git clone --branch v1.2.3 --depth 1 "
            "https://github.com/acme/tool.git /src\n",
    .check = check,
};
