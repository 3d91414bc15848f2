/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_span span = at->inst->span;
    struct hm_str word = { 0 };
    if (!hm_visit_ships(at)) {
        return;
    }
    if (at->cmd == NULL) {
        const struct hm_flag *flag = hm_instruction_flag(at->inst, "chmod");
        if (flag == NULL) {
            return;
        }
        word = flag->value.value;
        span = flag->span;
    } else if (at->inst->kind == HM_RUN) {
        struct hm_str mode = hm_command_mode(at->cmd);
        word = mode.n == 0 ? word : mode;
        span = at->cmd->span;
    }
    if (hm_mode_of(word).is_setuid) {
        hm_find(out, span, "Mode %.*s makes the program run as its owner, whoever starts it.",
                HM_FMT(word));
    }
}

const struct hm_rule hm2110_setuid_bit = {
    .id = "HM2110",
    .concept = "setuid-bit",
    .since = "0.1",
    .title = "A program gets the set-user-ID bit",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250, 732 },
    .cis = "4.8",
    .same_as = HM_IDS("dockle:CIS-DI-0008", "cis:4.8"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .commands = HM_IDS("chmod", "install"),
    .why = "A program with this bit runs with its owner's rights, mostly root's, whoever starts "
           "it. Any fault in it hands those rights to the service's user, so that running as a "
           "user without rights no longer protects.",
    .fix = "Do without it. A service that must bind a low port or open a raw socket can be given "
           "that one capability at run time; work that needs root can be done in the build. "
           "Start containers with `no-new-privileges`, which makes the bit void.",
    .bad = "FROM debian:12-slim\nCOPY helper /usr/local/bin/helper\nRUN chmod u+s "
           "/usr/local/bin/helper\n",
    .good = "FROM debian:12-slim\nCOPY helper /usr/local/bin/helper\nRUN chmod 755 "
            "/usr/local/bin/helper\n",
    .check = check,
};
