/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/manifest_problems.h"
#include "plugin/rules/registry.h"

/* Those of a pipeline, whose commands run containers too, are HM9005's. */
static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->manifests->pipeline == NULL) {
        hm_manifest_problems_find(at, out);
    }
}

const struct hm_rule hm9003_unreadable_manifest = {
    .id = "HM9003",
    .concept = "unreadable-manifest",
    .since = "0.1",
    .title = "A manifest is not what its program reads, or not all of it is there",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(MANIFEST),
    .why = "What cannot be read is not judged, and a manifest that its own program refuses starts "
           "nothing. Keys that are there twice, tabs, aliases that grow without bound, files that "
           "are extended or included and are missing: each of them hides how a container is run. "
           "What Compose refuses is high; what only cannot be seen from here, and a file with "
           "nothing in it, is medium. One thing is refused here that Compose takes: `{A: 1, B:}`, "
           "whose "
           "last colon has no blank behind it; with `{A: 1, B: }` the file is judged.",
    .fix = "Mend the place that the message names; `docker compose config` shows what is read.",
    .bad = "services:\n  web:\n    image: nginx:1.29\n    image: nginx:1.28\n",
    .good = "services:\n  web:\n    image: nginx:1.29\n",
    .check = check,
};
