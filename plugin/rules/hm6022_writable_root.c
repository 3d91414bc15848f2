/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *read_only = &at->service->read_only;

    switch (hm_scalar_is_true(read_only)) {
    case HM_YES:
        break;
    case HM_UNKNOWN:
        hm_cannot_tell(out, read_only->span, "Whether it is read-only depends on a variable.");
        break;
    case HM_NO:
        if (read_only->is_set) {
            hm_find(out, read_only->span, "The %s %.*s can write to its root filesystem.",
                    HM_SERVICE(at->service));
        } else {
            hm_service_lacks(at, out, HM_KEY_READ_ONLY, "can write to its root filesystem");
        }
        break;
    }
}

const struct hm_rule hm6022_writable_root = {
    .id = "HM6022",
    .concept = "writable-root",
    .since = "0.1",
    .title = "A container can write to its root filesystem",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_READ_ONLY,
    .cwe = { 732 },
    .cis = "5.13",
    .same_as = HM_IDS("compose-lint:CL-0007", "semgrep:writable-filesystem-service",
                      "docksec:compose-writable-root-fs", "cis:5.13"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "What an intruder brings must be written somewhere to be run or to last: in a "
           "writable container that can be anywhere, over the service's own program too. "
           "With a read-only root only the places that were meant for it can be written."
           " Containers that do one task and end (`docker run --rm`, or in the foreground of a "
           "script) are not asked for it: they are gone before it would matter.",
    .fix = "Add `read_only: true`, a `tmpfs:` for `/tmp` and `/run`, and volumes for "
           "data."
           " On a command line: `--read-only --tmpfs /tmp`, in a Quadlet `ReadOnly=true`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    read_only: true\n"
            "    tmpfs: [/var/cache/nginx, /run]\n",
    .check = check,
};
