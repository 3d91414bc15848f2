/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm4051_refused_ignore_file = {
    .id = "HM4051",
    .concept = "refused-ignore-file",
    .since = "0.1",
    .title = "BuildKit refuses the ignore file",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CONTEXT,
    .cwe = { 1173 },
    .why =
        "BuildKit reads `.dockerignore` (or `Dockerfile.dockerignore`) before anything else, and "
        "stops at a pattern that it cannot read: `[a-`, a `!` alone, a line of 64 KiB. Others it "
        "reads, and stops as soon as a path is compared with them: `[z-a]*`. Whatever image is in "
        "use was built with another file. What this one would keep out cannot be told, so the "
        "rules about the context are not evaluated for the Dockerfiles that are built with it.",
    .fix = "Close the bracket, or put `\\` in front of it where it is part of a name. In front of "
           "a pattern `!` takes back what earlier lines ignored; alone it says nothing. `hullmark "
           "context` shows what the mended file keeps out.",
    .raised_by = "scan",
};
