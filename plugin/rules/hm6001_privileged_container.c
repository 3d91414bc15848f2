/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *privileged = &at->service->privileged;

    switch (hm_scalar_is_true(privileged)) {
    case HM_YES:
        hm_find(out, privileged->span,
                "The %s %.*s is privileged: its processes can do on the host whatever root "
                "can.",
                HM_SERVICE(at->service));
        break;
    case HM_UNKNOWN:
        hm_cannot_tell(out, privileged->span, "Whether it is privileged depends on a variable.");
        break;
    case HM_NO:
        break;
    }
    if (hm_scalar_is_true(&at->service->build.privileged) == HM_YES) {
        hm_find_at(out, HM_SEV_HIGH, at->service->build.privileged.span,
                   "The build of the %s %.*s is privileged.", HM_SERVICE(at->service));
    }
}

const struct hm_rule hm6001_privileged_container = {
    .id = "HM6001",
    .concept = "privileged-container",
    .since = "0.1",
    .title = "A container is privileged",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .cis = "5.5",
    .same_as = HM_IDS("kics:Privileged Containers Enabled", "compose-lint:CL-0002",
                      "semgrep:privileged-service", "docksec:compose-privileged", "cis:5.5"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "A privileged container has every capability and every device of the host, and neither "
           "seccomp nor AppArmor hold it back. Mounting the host's disk or loading a kernel module "
           "is one command: whoever gets into the container has the host.",
    .fix = "Take `privileged: true` out. Give what is really needed one by one: a device by "
           "`devices:`, a capability by `cap_add:` after `cap_drop: [ALL]`."
           " On a command line these are `--device`, `--cap-drop=ALL` and `--cap-add`.",
    .bad = "services:\n  web:\n    image: nginx:1.29\n    privileged: true\n",
    .good = "services:\n  web:\n    image: nginx:1.29\n    cap_drop: [ALL]\n    cap_add: "
            "[NET_BIND_SERVICE]\n",
    .check = check,
};
