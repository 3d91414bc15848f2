/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/written.h"

static bool
is_for_sudo(const struct hm_written *written)
{
    return hm_str_has(written->to, "sudoers");
}

/* The commands that a rule of sudoers grants, behind NOPASSWD and ':'; false when there is none. */
static bool
grants(struct hm_str text, bool *ret_is_all)
{
    struct hm_str line;

    while (hm_str_split(&text, '\n', &line)) {
        line = hm_str_trim(line);
        size_t at = 0;
        while (at + 8 <= line.n && !hm_str_eq(hm_str_sub(line, at, 8), "NOPASSWD")) {
            at++;
        }
        if (at + 8 > line.n || hm_str_starts(line, "#")) {
            continue;
        }
        struct hm_str commands = hm_str_from(line, at + 8);
        size_t colon = hm_str_find(commands, ':');
        commands = hm_str_trim(hm_str_from(commands, colon + 1));
        *ret_is_all = hm_str_starts(commands, "ALL");
        return true;
    }
    return false;
}

static void
look(const struct hm_written *written, struct hm_sink *out)
{
    bool is_all = false;

    if (!is_for_sudo(written) || !grants(written->text, &is_all)) {
        return;
    }
    if (is_all) {
        hm_find(out, written->span, "A user of the image may become root without a password.");
    } else {
        hm_find_at(out, HM_SEV_MEDIUM, written->span,
                   "A user of the image may run programs as root without a password.");
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_written written;

    if (!hm_visit_ships(at)) {
        return;
    }
    for (uint32_t i = 0; at->cmd != NULL && hm_command_writes(at->script, at->cmd, i, &written);
         i++) {
        look(&written, out);
    }
    for (uint32_t i = 0; at->cmd == NULL && hm_copy_writes(at->inst, i, &written); i++) {
        look(&written, out);
    }
}

const struct hm_rule hm3019_sudo_without_password = {
    .id = "HM3019",
    .concept = "sudo-without-password",
    .since = "0.1",
    .title = "A user of the image becomes root by sudo without a password",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250, 269 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .commands = HM_IDS("echo", "printf", "sed", "tee", "cat"),
    .why = "`NOPASSWD: ALL` undoes what USER is there for: whoever gets to run a command as the "
           "service's user is root with the next one. A list of certain programs grants what those "
           "programs can do, which is root as well for most of them (editors, package managers, "
           "tar, find).",
    .fix =
        "Do what needs root in the build, above USER. What an entrypoint must do as root it does "
        "before it drops its rights (`setpriv`, `gosu`, `su-exec`); the service itself needs no "
        "sudo.",
    .bad = "FROM debian:12-slim\nRUN useradd app && echo 'app ALL=(ALL) NOPASSWD: ALL' > "
           "/etc/sudoers.d/app\nUSER app\n",
    .good = "FROM debian:12-slim\nRUN useradd app\nUSER app\n",
    .check = check,
};
