/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->manifests->version.is_set) {
        hm_find(out, at->manifests->version.span, "Compose ignores `version`.");
    }
}

const struct hm_rule hm6042_obsolete_version_key = {
    .id = "HM6042",
    .concept = "obsolete-version-key",
    .since = "0.1",
    .title = "The key `version` is obsolete",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .same_as = HM_IDS("dclint:no-version-field"),
    .needs = HM_NEEDS_COMPOSE,
    .on = HM_ON(MANIFEST),
    .why = "Compose has not read it since 2020; it warns of it, and readers take it for "
           "the version of something.",
    .fix = "Take the line out.",
    .bad = "version: \"3.8\"\n"
           "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n",
    .check = check,
};
