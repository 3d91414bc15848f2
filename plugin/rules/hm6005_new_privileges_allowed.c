/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalars *options = &at->service->security_opt;

    if (at->service->is_swarm) {
        return; /* nobody can ask for it there */
    }
    for (uint32_t i = 0; i < options->n; i++) {
        struct hm_str option = options->list[i].text;
        if (!options->list[i].is_known) {
            hm_cannot_tell(out, options->list[i].span,
                           "What this security option says depends on a variable.");
            return;
        }
        if (hm_str_eq_nocase(option, HM_S("no-new-privileges")) ||
            hm_security_option_is(option, "no-new-privileges", "true")) {
            return;
        }
    }
    hm_service_lacks(at, out, HM_KEY_NO_NEW_PRIVILEGES, "%s",
                     at->service->form == HM_SERVICE_COMPOSE
                         ? "may gain privileges: `no-new-privileges` is not set"
                         : "may gain privileges");
}

const struct hm_rule hm6005_new_privileges_allowed = {
    .id = "HM6005",
    .concept = "new-privileges-allowed",
    .since = "0.1",
    .title = "A container may gain privileges by setuid programs",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .cis = "5.26",
    .same_as = HM_IDS("kics:No New Privileges Not Set", "kics:Security Opt Not Set",
                      "compose-lint:CL-0003", "semgrep:no-new-privileges",
                      "docksec:compose-no-new-privileges", "cis:5.26"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Without `no-new-privileges` a program with the setuid bit, or with file "
           "capabilities, still makes its caller root: one of them that has a hole, or "
           "was left in the image by mistake, undoes that the service runs as another "
           "user."
           " Containers that do one task and end (`docker run --rm`, or in the foreground of a "
           "script) are not asked for it: they are gone before it would matter.",
    .fix = "Add `security_opt: [\"no-new-privileges:true\"]`. Only a service that uses "
           "`sudo` or `su` itself fails by it."
           " On a command line: `--security-opt=no-new-privileges`, in a Quadlet "
           "`NoNewPrivileges=true`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    security_opt:\n"
            "      - no-new-privileges:true\n",
    .check = check,
};
