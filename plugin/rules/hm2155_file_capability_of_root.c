/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Those with which a program can make itself root, or read and write what only root may:
 * capabilities(7). */
static const char *const roots_own[] = {
    "all",           "cap_bpf",        "cap_chown",      "cap_dac_override", "cap_dac_read_search",
    "cap_fowner",    "cap_mknod",      "cap_setfcap",    "cap_setgid",       "cap_setuid",
    "cap_sys_admin", "cap_sys_module", "cap_sys_ptrace", "cap_sys_rawio",    NULL,
};

/* A clause of cap_from_text(3), "cap_setuid,cap_setgid+ep": the first capability in it that is as
 * good as root, where it is given ('p') and not taken away; "all" for a clause that names none. */
static struct hm_str
worst_of(struct hm_str clause)
{
    size_t at = 0;
    bool is_given = false;
    struct hm_str name;

    while (at < clause.n && strchr("=+-", clause.p[at]) == NULL) {
        at++;
    }
    struct hm_str names = hm_str_sub(clause, 0, at);
    for (; at < clause.n && clause.p[at] != '-'; at++) {
        is_given = (is_given && clause.p[at] != '=') || clause.p[at] == 'p';
    }
    if (!is_given) {
        return HM_S("");
    }
    if (names.n == 0) {
        return HM_S("all");
    }
    while (hm_str_split(&names, ',', &name)) {
        if (hm_str_in_nocase(name, roots_own)) {
            return name;
        }
    }
    return HM_S("");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_command cmd = hm_command_expanded(at->cmd);
    uint32_t i = hm_command_operand(&cmd, 1);

    if (!hm_visit_ships(at) || at->inst->kind != HM_RUN || i >= cmd.n_args ||
        hm_command_has_short(&cmd, 'v')) {
        return;
    }
    if (!cmd.args[i].is_literal) {
        hm_cannot_tell(out, cmd.span, "Which capabilities the file gets depends on a variable.");
        return;
    }
    struct hm_str rest = cmd.args[i].text;
    struct hm_str clause;
    while (hm_str_split(&rest, ' ', &clause)) {
        struct hm_str worst = worst_of(clause);
        if (worst.n > 0) {
            hm_find(out, cmd.span, "%s %.*s is as good as root to whoever starts the file.",
                    hm_str_eq(worst, "all") ? "The capability set" : "The capability",
                    HM_FMT(worst));
            return;
        }
    }
}

const struct hm_rule hm2155_file_capability_of_root = {
    .id = "HM2155",
    .concept = "file-capability-of-root",
    .since = "0.1",
    .title = "A file gets a capability that is as good as root",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250 },
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("setcap"),
    .why = "File capabilities work as the set-user-ID bit does: whoever starts the program has "
           "them. With `cap_setuid`, `cap_dac_override` and a dozen others a program can become "
           "root, or read and write what only root may, so that the image's `USER` without rights "
           "protects nothing. Looking for set-user-ID bits does not find them.",
    .fix = "Give the one capability that the program needs, `cap_net_bind_service` to bind a low "
           "port or `cap_net_raw` to ping, or give it to the container at run time. Work that "
           "needs root can be done in the build.",
    .bad = "FROM debian:12-slim\nCOPY agent /usr/local/bin/agent\nRUN setcap cap_dac_override+ep "
           "/usr/local/bin/agent\nUSER 1000\n",
    .good = "FROM debian:12-slim\nCOPY agent /usr/local/bin/agent\nRUN setcap "
            "cap_net_bind_service+ep /usr/local/bin/agent\nUSER 1000\n",
    .check = check,
};
