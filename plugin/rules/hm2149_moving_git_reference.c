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

/* git@host:repo, git://…, https://host/repo.git with #ref:subdir or ?ref=…; other addresses are
 * files. */
static bool
is_git_address(struct hm_str source)
{
    struct hm_str path = hm_str_sub(source, 0, hm_str_find(source, '#'));

    path.n = hm_str_find(path, '?');
    return hm_str_starts(source, "git@") || hm_str_starts(source, "git://") ||
           hm_str_ends(path, ".git") || hm_str_ends(path, ".git/");
}

static struct hm_str
reference_of(struct hm_str source)
{
    static const char *const keys[] = { "ref=", "tag=", "branch=", "commit=", "checksum=" };
    struct hm_str query = hm_str_from(source, hm_str_find(source, '?') + 1);
    struct hm_str part;

    if (hm_str_find(source, '#') < source.n) {
        struct hm_str fragment = hm_str_from(source, hm_str_find(source, '#') + 1);
        return hm_str_sub(fragment, 0, hm_str_find(fragment, ':'));
    }
    while (query.n < source.n && hm_str_split(&query, '&', &part)) {
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
            if (hm_str_starts(part, keys[i])) {
                return hm_str_from(part, strlen(keys[i]));
            }
        }
    }
    return hm_str_c("");
}

static void
check_add(const struct hm_visit *at, struct hm_sink *out)
{
    if (hm_instruction_flag(at->inst, "checksum") != NULL) {
        return;
    }
    for (uint32_t i = 0; i < hm_copy_sources(at->inst); i++) {
        const struct hm_word *source = &at->inst->words[i];
        if (!is_git_address(source->value)) {
            continue;
        }
        if (!source->is_known) {
            hm_cannot_tell(out, source->span, "The address holds a variable without a value.");
        } else if (is_moving(reference_of(source->value))) {
            hm_find(out, source->span, "The address names no commit and no tag.");
        }
    }
}

/* git checkout X, git reset --hard X, git -C dir switch --detach X behind the clone. */
static bool
is_settled_later(const struct hm_script *script, uint32_t from)
{
    for (uint32_t i = from + 1; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        if (!hm_str_eq(cmd->name, "git")) {
            continue;
        }
        uint32_t verb = hm_command_operand(cmd, 1);
        if (verb >= cmd->n_args) {
            continue;
        }
        struct hm_str word = cmd->args[verb].text;
        bool takes_reference = hm_str_eq(word, "checkout") || hm_str_eq(word, "reset") ||
                               hm_str_eq(word, "switch") || hm_str_eq(word, "fetch");
        struct hm_str last = cmd->args[cmd->n_args - 1].text;
        if (takes_reference && cmd->n_args > verb + 1 && !is_moving(last) &&
            !hm_str_starts(last, "-")) {
            return true;
        }
    }
    return false;
}

static void
check_run(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);

    if (script == NULL || at->stage == NULL || !at->stage->is_used) {
        return;
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        struct hm_str branch = { 0 };
        if (!hm_command_is(cmd, "git", "clone") || is_settled_later(script, i)) {
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

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->inst->kind == HM_ADD) {
        check_add(at, out);
    } else {
        check_run(at, out);
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
    .on = HM_ON(ADD, RUN),
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
