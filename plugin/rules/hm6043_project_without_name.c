/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->manifests->has_name && at->manifests->n_services > 0) {
        hm_find(out, at->manifests->services[0].span, "The project is called as its folder is.");
    }
}

const struct hm_rule hm6043_project_without_name = {
    .id = "HM6043",
    .concept = "project-without-name",
    .since = "0.1",
    .title = "A project has no name of its own",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .same_as = HM_IDS("dclint:require-project-name-field"),
    .needs = HM_NEEDS_COMPOSE,
    .on = HM_ON(MANIFEST),
    .why = "Without `name:` a project is called as its folder is: a clone in another "
           "folder makes other containers, networks and volumes, and two folders of one "
           "name share them.",
    .fix = "Write `name: shop` at the top.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "name: shop\n"
            "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n",
    .check = check,
};
