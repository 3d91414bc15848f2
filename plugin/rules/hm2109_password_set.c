/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Words that make a password nobody knows. */
static bool
is_random(struct hm_str text)
{
    return hm_str_has(text, "/dev/urandom") || hm_str_has(text, "/dev/random") ||
           hm_str_has(text, "openssl rand") || hm_str_has(text, "pwgen") ||
           hm_str_has(text, "uuidgen");
}

/* echo "app:$(openssl rand -base64 32)" | chpasswd */
static bool
reads_random(const struct hm_visit *at)
{
    if (at->cmd->input == HM_NONE) {
        return false;
    }
    const struct hm_command *from = &at->script->commands[at->cmd->input];
    for (uint32_t i = 0; i < from->n_args; i++) {
        if (is_random(from->args[i].text)) {
            return true;
        }
    }
    return false;
}

/* A value of -p that locks the account: no password fits it. */
static bool
is_lock(struct hm_str hash)
{
    return hash.n > 0 && (hash.p[0] == '!' || hash.p[0] == '*');
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_command *cmd = at->cmd;
    struct hm_str hash = { 0 };
    if (at->inst->kind != HM_RUN || !hm_visit_ships(at) || reads_random(at)) {
        return;
    }
    if (hm_str_eq(cmd->name, "chpasswd")) {
        hm_find(out, cmd->span, "An account of the image gets a password.");
        return;
    }
    if (hm_str_eq(cmd->name, "passwd")) {
        if (hm_command_has(cmd, "-d") || hm_command_option(cmd, "--delete", NULL)) {
            hm_find_at(out, HM_SEV_HIGH, cmd->span,
                       "An account of the image is left without a password: anyone may log in.");
        } else if (hm_command_has(cmd, "--stdin") || cmd->input != HM_NONE) {
            hm_find(out, cmd->span, "An account of the image gets a password.");
        }
        return;
    }
    bool is_there = hm_command_option(cmd, "--password", &hash);
    for (uint32_t i = 1; !is_there && i + 1 < cmd->n_args; i++) {
        is_there = hm_str_eq(cmd->args[i].text, "-p");
        hash = cmd->args[i + 1].text;
    }
    if (is_there && !is_lock(hash) && !is_random(hash)) {
        hm_find(out, cmd->span, "An account of the image gets a password.");
    }
}

const struct hm_rule hm2109_password_set = {
    .id = "HM2109",
    .concept = "password-set",
    .since = "0.1",
    .title = "An account of the image gets a password",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 798, 259 },
    .same_as = HM_IDS("checkov:CKV2_DOCKER_17", "dockle:DKL-LI-0001"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("chpasswd", "passwd", "usermod", "useradd"),
    .why = "The password, or its hash, is the same in every container of the image, and everybody "
           "who can pull the image can read it: in /etc/shadow, and mostly in the history too. An "
           "account with a password is also there to be logged in to, by su, sudo or ssh.",
    .fix = "Leave accounts without a usable password, as `useradd` makes them: a service needs "
           "none. Who must log in to a machine gets a key or a password when the container "
           "starts, not in the image.",
    .bad = "FROM debian:12-slim\nRUN useradd app && echo 'app:secret' | chpasswd\n",
    .good = "FROM debian:12-slim\nRUN useradd app\n",
    .check = check,
};
