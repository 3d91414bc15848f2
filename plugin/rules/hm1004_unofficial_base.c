/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/model/image_pattern.h"
#include "plugin/rules/support.h"

static bool
is_vouched_for(const struct hm_facts *facts, const struct hm_image_ref *ref)
{
    for (uint32_t i = 0; i < facts->n_trusted; i++) {
        if (hm_image_pattern_fits(facts->trusted[i], ref)) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_image_use use;

    if (!hm_image_use(at, 0, out->arena, &use) || !use.has_ref) {
        return;
    }
    const struct hm_base *base = hm_bases_find(&use.ref);
    if ((base != NULL && base->is_trusted == HM_YES) || is_vouched_for(at->facts, &use.ref)) {
        return;
    }
    if (hm_str_eq(use.ref.registry, "docker.io")) {
        hm_find(out, use.word->span,
                "%.*s is neither one of Docker Hub's official images nor published by makers known "
                "to hullmark.",
                HM_FMT(use.word->value));
    } else if (at->facts->n_trusted > 0) {
        hm_find(out, use.word->span,
                "%.*s is neither on the list of trusted images nor published by makers known to "
                "hullmark.",
                HM_FMT(use.word->value));
    } else {
        hm_cannot_tell(out, use.word->span, "Who publishes under %.*s is not known to hullmark.",
                       HM_FMT(use.ref.registry));
    }
}

const struct hm_rule hm1004_unofficial_base = {
    .id = "HM1004",
    .concept = "unofficial-base",
    .since = "0.1",
    .title = "The base image is not an official one",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .cwe = { 1357, 829 },
    .cis = "4.2",
    .same_as = HM_IDS("cis:4.2", "hadolint:DL3026",
                      "dd-iac:use_only_an_allowed_registry_in_the_from_image"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM),
    .why =
        "Anybody can push to Docker Hub under a name of their own. What such an image holds, who "
        "rebuilds it when a library in it turns out to be vulnerable, and whether the account is "
        "still its author's, nobody promises. Official images are reviewed in public and rebuilt "
        "when their distribution mends something.\n\nImages that you vouch for are silent: name "
        "them by `--trust 'ghcr.io/acme/**'`, or their registries in `trustedRegistries` of "
        "`.hadolint.yaml` (a note of the report says what a scanned tree trusts; `--no-ignores` "
        "leaves it out). Of another registry than Docker Hub the rule can say nothing without such "
        "a list; with one, what is neither known nor on it is a finding.",
    .fix =
        "Use an official image or one of the software's own makers and install on top of it what "
        "is missing; or build the base yourself, from a Dockerfile that you can read.",
    .bad = "FROM someone/python-with-everything:1.2\n",
    .good = "FROM python:3.13-slim\n",
    .check = check,
};
