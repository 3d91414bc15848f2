/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->security_opt.n; i++) {
        const struct hm_scalar *option = &at->service->security_opt.list[i];
        if (hm_security_option_is(option->text, "apparmor", "unconfined") ||
            hm_security_option_is(option->text, "label", "disable") ||
            hm_security_option_is(option->text, "label", "type:spc_t") ||
            hm_security_option_is(option->text, "systempaths", "unconfined")) {
            hm_find(out, option->span, "The %s %.*s switches a protection of the host off.",
                    HM_SERVICE(at->service));
        } else if (!option->is_known) {
            hm_cannot_tell(out, option->span,
                           "What this security option says depends on a variable.");
        }
    }
}

const struct hm_rule hm6007_access_control_off = {
    .id = "HM6007",
    .concept = "access-control-off",
    .since = "0.1",
    .title = "AppArmor, SELinux or masked paths are switched off",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250, 693 },
    .cis = "5.2",
    .same_as = HM_IDS("compose-lint:CL-0009", "semgrep:selinux-separation-disabled",
                      "docksec:compose-disabled-security-opt", "cis:5.2", "cis:5.3"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "AppArmor and SELinux keep a process that has broken out of its namespaces "
           "from the host's files, and masked paths keep parts of `/proc` and `/sys` "
           "from it that can change the kernel. Without them the next hole in the kernel "
           "or the engine is enough.",
    .fix = "Take the option out. For files of the host that SELinux refuses there is "
           "`:z` or `:Z` behind the mount.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    security_opt:\n"
           "      - apparmor=unconfined\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    security_opt:\n"
            "      - no-new-privileges:true\n",
    .check = check,
};
