/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->security_opt.n; i++) {
        const struct hm_scalar *option = &at->service->security_opt.list[i];
        if (hm_security_option_is(option->text, "seccomp", "unconfined")) {
            hm_find(out, option->span,
                    "The %s %.*s runs without seccomp: every system call is open to it.",
                    HM_SERVICE(at->service));
        } else if (!option->is_known) {
            hm_cannot_tell(out, option->span,
                           "What this security option says depends on a variable.");
        }
    }
}

const struct hm_rule hm6006_seccomp_off = {
    .id = "HM6006",
    .concept = "seccomp-off",
    .since = "0.1",
    .title = "A container runs without a seccomp profile",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250, 693 },
    .cis = "5.22",
    .same_as = HM_IDS("kics:Default Seccomp Profile Disabled", "compose-lint:CL-0009",
                      "semgrep:seccomp-confinement-disabled",
                      "docksec:compose-disabled-security-opt", "cis:5.22"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "The engine's profile refuses some sixty system calls that no service needs, "
           "among them those by which containers were escaped in the past. "
           "`seccomp=unconfined` lets all of them through.",
    .fix = "Take the option out. Where one system call is missing, give a profile that "
           "allows that one: `seccomp=./profile.json`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    security_opt:\n"
           "      - seccomp=unconfined\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    security_opt:\n"
            "      - no-new-privileges:true\n",
    .check = check,
};
