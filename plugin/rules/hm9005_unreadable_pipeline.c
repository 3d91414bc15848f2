/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/manifest_problems.h"
#include "plugin/rules/registry.h"

const struct hm_rule hm9005_unreadable_pipeline = {
    .id = "HM9005",
    .concept = "unreadable-pipeline",
    .since = "0.1",
    .title = "A pipeline is not what its platform reads, or not all of it is there",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1286 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(MANIFEST),
    .why =
        "A pipeline that its platform refuses runs nothing: no build, no scan, no signature, and "
        "nobody is told but by an error that is easily overlooked. What cannot be read is not "
        "judged either: keys that are there twice, tabs, aliases that grow without bound, text "
        "that is no UTF-8, jobs without steps. What the platform refuses is high; what only "
        "cannot be seen from here, and a file with nothing in it, is medium.",
    .fix = "Mend the place that the message names; the platform's own check (the Actions tab, "
           "GitLab's pipeline editor, `jenkins-cli declarative-linter`) shows what is read.",
    .bad = "on: push\n"
           "jobs:\n"
           "  build:\n"
           "    runs-on: ubuntu-24.04\n"
           "    runs-on: ubuntu-22.04\n"
           "    steps:\n"
           "      - run: make\n",
    .good = "on: push\n"
            "jobs:\n"
            "  build:\n"
            "    runs-on: ubuntu-24.04\n"
            "    steps:\n"
            "      - run: make\n",
    .check = hm_manifest_problems_find,
};
