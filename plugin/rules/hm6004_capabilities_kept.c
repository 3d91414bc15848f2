/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (hm_scalar_is_true(&at->service->privileged) == HM_YES) {
        return; /* they cannot be dropped then: HM6001 */
    }
    switch (hm_scalars_have(&at->service->cap_drop, "ALL")) {
    case HM_YES:
        break;
    case HM_UNKNOWN:
        hm_cannot_tell(out, at->service->cap_drop.span,
                       "Which capabilities are dropped depends on a variable.");
        break;
    case HM_NO:
        hm_service_lacks(at, out, HM_KEY_CAP_DROP, "%s",
                         at->service->cap_drop.n > 0
                             ? "drops some capabilities and keeps the others"
                             : "keeps all capabilities that the engine gives");
        break;
    }
}

const struct hm_rule hm6004_capabilities_kept = {
    .id = "HM6004",
    .concept = "capabilities-kept",
    .since = "0.1",
    .title = "A container keeps the capabilities that it does not need",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .cis = "5.4",
    .same_as = HM_IDS("compose-lint:CL-0006", "cis:5.4"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Docker leaves a container fourteen capabilities, `NET_RAW`, `MKNOD`, "
           "`DAC_OVERRIDE` and `SETUID` among them; podman fewer, without `NET_RAW` and "
           "`MKNOD`. Few services need more than one or two of them, and each helps an intruder: "
           "to forge packets, to become another user, to "
           "read files past their permissions."
           " Containers that do one task and end (`docker run --rm`, or in the foreground of a "
           "script) are not asked for it: they are gone before it would matter.",
    .fix = "Write `cap_drop: [ALL]`, and add back by `cap_add:` what then fails: "
           "often nothing; `CHOWN`, `SETGID` and `SETUID` for a server that starts as root and "
           "changes its user, as nginx does."
           " On a command line: `--cap-drop=ALL`, in a Quadlet `DropCapability=all`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    cap_drop: [ALL]\n"
            "    cap_add: [CHOWN, SETGID, SETUID]\n",
    .check = check,
};
