/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/written.h"

static void
look(struct hm_str text, struct hm_span span, struct hm_sink *out)
{
    if (hm_text_sets(text, "PermitEmptyPasswords", "yes")) {
        hm_find(out, span, "The SSH server lets accounts without a password in.");
    } else if (hm_text_sets(text, "PermitRootLogin", "yes")) {
        hm_find(out, span, "The SSH server lets root in, by password too.");
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_written written;
    uint32_t n_fields;

    if (!hm_visit_ships(at)) {
        return;
    }
    for (uint32_t i = 0; at->cmd == NULL && hm_copy_writes(at->inst, i, &written); i++) {
        look(written.text, written.span, out);
    }
    if (at->cmd == NULL) {
        return;
    }
    for (uint32_t i = 0; hm_command_writes(at->script, at->cmd, i, &written); i++) {
        look(written.text, at->cmd->span, out);
    }
    const struct hm_arg *fields = hm_command_fields(at->cmd, &n_fields);
    for (uint32_t i = 1; hm_str_eq(at->cmd->name, "sshd") && i < n_fields; i++) {
        look(fields[i].text, at->cmd->span, out);
    }
}

const struct hm_rule hm3020_ssh_login_opened = {
    .id = "HM3020",
    .concept = "ssh-login-opened",
    .since = "0.1",
    .title = "The SSH server of the image lets root or anyone in",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250, 521 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .commands = HM_IDS("echo", "printf", "sed", "tee", "cat", "sshd"),
    .why = "OpenSSH refuses a root login by password and accounts without one unless it is told "
           "otherwise. With `PermitRootLogin yes` the only thing between the network and root is a "
           "password, which in an image is the same for every container; with "
           "`PermitEmptyPasswords yes` not even that.",
    .fix = "Leave the server out: `docker exec` and `kubectl exec` need none. Where a container "
           "must offer SSH, give it a user of its own and keys (`PermitRootLogin no`, "
           "`PasswordAuthentication no`).",
    .bad = "FROM debian:12-slim\nRUN sed -i 's/#PermitRootLogin.*/PermitRootLogin yes/' "
           "/etc/ssh/sshd_config\n",
    .good = "FROM debian:12-slim\nRUN sed -i 's/#PermitRootLogin.*/PermitRootLogin no/' "
            "/etc/ssh/sshd_config\n",
    .check = check,
};
