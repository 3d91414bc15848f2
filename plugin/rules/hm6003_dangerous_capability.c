/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/host_access.h"
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->cap_add.n; i++) {
        const struct hm_scalar *added = &at->service->cap_add.list[i];
        struct hm_str name = hm_capability_name(added->text);
        if (!added->is_known) {
            hm_cannot_tell(out, added->span, "Which capability is added depends on a variable.");
        } else if (hm_capability_reach(name, NULL) == HM_CAPABILITY_CRITICAL) {
            hm_find_at(out, HM_SEV_CRITICAL, added->span,
                       "With the capability %.*s the %s %.*s can run code on the host.",
                       HM_FMT(name), HM_SERVICE(at->service));
        } else if (hm_capability_reach(name, NULL) == HM_CAPABILITY_HIGH) {
            hm_find(out, added->span,
                    "With the capability %.*s the %s %.*s reaches what is not its own.",
                    HM_FMT(name), HM_SERVICE(at->service));
        } else if (hm_capability_reach(name, NULL) == HM_CAPABILITY_ODD) {
            hm_find_at(out, HM_SEV_MEDIUM, added->span,
                       "The %s %.*s is given %.*s, which engines do not give by themselves.",
                       HM_SERVICE(at->service), HM_FMT(name));
        }
    }
}

const struct hm_rule hm6003_dangerous_capability = {
    .id = "HM6003",
    .concept = "dangerous-capability",
    .since = "0.1",
    .title = "A container is given a capability that reaches the host",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .cis = "5.4",
    .same_as = HM_IDS("kics:Container Capabilities Unrestricted", "compose-lint:CL-0011",
                      "compose-lint:CL-0024", "compose-lint:CL-0027", "compose-lint:CL-0028",
                      "compose-lint:CL-0029", "compose-lint:CL-0030",
                      "docksec:compose-dangerous-capabilities", "cis:5.4"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Capabilities are root's power in pieces. With some of them a process in the "
           "container runs code on the host (`SYS_ADMIN` mounts, `SYS_MODULE` loads "
           "kernel modules, `SYS_RAWIO` writes to memory and disks): these are critical, "
           "as is `ALL`. Others let it read what is not its own, watch or change the "
           "host's network, or stop the machine: high. The rest of what engines do not "
           "give by themselves is medium. What they give anyway (`CHOWN`, "
           "`NET_BIND_SERVICE` …) is not reported: added again after `cap_drop: [ALL]` "
           "it is how it should be.",
    .fix = "Take it out and see what fails; most programs that ask for `SYS_ADMIN` need "
           "one mount or one device, which can be given instead."
           " On a command line it is `--cap-add`, in a Quadlet `AddCapability=`.",
    .bad = "services:\n"
           "  vpn:\n"
           "    image: example/vpn:1.0\n"
           "    cap_add: [NET_ADMIN]\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    cap_drop: [ALL]\n"
            "    cap_add: [NET_BIND_SERVICE]\n",
    .check = check,
};
