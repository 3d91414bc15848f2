/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/written.h"

static bool
is_off(struct hm_str text)
{
    return hm_text_sets(text, "StrictHostKeyChecking", "no") ||
           hm_text_sets(text, "StrictHostKeyChecking", "off");
}

static void
report(struct hm_sink *out, struct hm_span span)
{
    hm_find(out, span, "ssh is told to accept whatever host answers.");
}

static bool
verifies_later(const struct hm_visit *at)
{
    for (uint32_t i = at->cmd->index + 1; i < at->script->n_commands; i++) {
        const struct hm_command *cmd = &at->script->commands[i];
        if (hm_command_verifies(cmd) || hm_str_eq(cmd->name, "ssh-keygen") ||
            hm_str_eq(cmd->name, "grep") || hm_str_eq(cmd->name, "diff")) {
            return true;
        }
    }
    return false;
}

static bool
keeps_scan(const struct hm_command *cmd)
{
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        if (hm_str_ends(cmd->redirects[i].target.text, "known_hosts")) {
            return true;
        }
    }
    return false;
}

static bool
says_off(const struct hm_visit *at)
{
    const struct hm_command *cmd = at->cmd;
    struct hm_written written;
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    bool asks = hm_str_eq(cmd->name, "ssh") || hm_str_eq(cmd->name, "scp") ||
                hm_str_eq(cmd->name, "sftp") || hm_str_eq(cmd->name, "rsync") ||
                hm_str_eq(cmd->name, "git") || hm_str_eq(cmd->name, "export") ||
                hm_str_eq(cmd->name, "autossh") || hm_str_eq(cmd->name, "ssh-copy-id");

    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        if (is_off(cmd->assignments[i].value.text)) {
            return true;
        }
    }
    for (uint32_t i = 1; asks && i < n_fields; i++) {
        if (is_off(fields[i].text)) {
            return true;
        }
    }
    for (uint32_t i = 0; hm_command_writes(at->script, cmd, i, &written); i++) {
        if (is_off(written.text)) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_written written;

    if (at->cmd != NULL) {
        if (says_off(at)) {
            report(out, at->cmd->span);
        } else if (hm_str_eq(at->cmd->name, "ssh-keyscan") && keeps_scan(at->cmd) &&
                   !verifies_later(at)) {
            hm_find_at(out, HM_SEV_INFO, at->cmd->span,
                       "The key that answers at build time is taken for the host's.");
        }
        return;
    }
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        const struct hm_pair *pair = &at->inst->pairs[i];
        if (pair->has_value && is_off(pair->value.value)) {
            report(out, hm_span_join(pair->key.span, pair->value.span));
        }
    }
    for (uint32_t i = 0; hm_copy_writes(at->inst, i, &written); i++) {
        if (is_off(written.text)) {
            report(out, written.span);
        }
    }
}

const struct hm_rule hm2116_ssh_host_key_unchecked = {
    .id = "HM2116",
    .concept = "ssh-host-key-unchecked",
    .since = "0.1",
    .title = "ssh does not check whom it talks to",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 322, 295 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ENV, ARG, COPY, ADD) | HM_ON_ANY_COMMAND,
    .why = "With `StrictHostKeyChecking=no` ssh takes any key for the server's. Whoever is between "
           "the build and the server can answer in its place: the sources that git fetches are "
           "then theirs, and an agent that was forwarded works for them. A setting that is written "
           "into the image goes on doing so at run time. `ssh-keyscan` into known_hosts without a "
           "look at the key is the same trust given once, at the time of the build, and is an "
           "informational finding.",
    .fix = "Copy a known_hosts file with the server's published key into the build "
           "(`COPY known_hosts /etc/ssh/ssh_known_hosts`), or compare what ssh-keyscan says with "
           "the fingerprint the provider publishes: `ssh-keygen -lf`.",
    .bad = "FROM alpine:3.22\nRUN --mount=type=ssh GIT_SSH_COMMAND='ssh -o "
           "StrictHostKeyChecking=no' git clone git@github.com:acme/app.git\n",
    .good = "FROM alpine:3.22\nCOPY known_hosts /etc/ssh/ssh_known_hosts\nRUN --mount=type=ssh git "
            "clone git@github.com:acme/app.git\n",
    .check = check,
};
