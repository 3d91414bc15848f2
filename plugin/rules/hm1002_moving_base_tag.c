/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

#include "plugin/model/moving_tag.h"

static bool
is_moving(struct hm_str tag)
{
    return hm_tag_is_moving(tag) || hm_tag_is_flavour(tag);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_image_use use;

    for (uint32_t i = 0; hm_image_use(at, i, out->arena, &use); i++) {
        if (!use.has_ref || use.ref.digest.n > 0 || !is_moving(use.ref.tag)) {
            continue;
        }
        if (hm_str_eq_nocase(use.ref.tag, HM_S("latest"))) {
            hm_find(out, use.word->span, "%.*s is whatever was pushed last under that tag.",
                    HM_FMT(use.word->value));
        } else {
            hm_find_at(out, HM_SEV_LOW, use.word->span,
                       "The tag of %.*s names no version: it moves on with every release.",
                       HM_FMT(use.word->value));
        }
    }
}

const struct hm_rule hm1002_moving_base_tag = {
    .id = "HM1002",
    .concept = "moving-base-tag",
    .since = "0.1",
    .title = "An image is used by a tag that names no version",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 1357 },
    .same_as = HM_IDS("hadolint:DL3007", "trivy:DS-0001", "kics:Image Version Using 'latest'",
                      "checkov:CKV_DOCKER_7", "semgrep:avoid-latest-version", "dockle:DKL-DI-0006",
                      "droast:DF001", "droast:DF024"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM, COPY, RUN),
    .why = "`latest`, `stable`, `edge`, `lts` and tags such as `alpine` or `slim` without a number "
           "move to a new version whenever their publisher releases one. A build that passed "
           "yesterday takes another base today, without a change that anybody could review. With a "
           "digest beside it the tag is only a comment, and the rule is silent; so it is for the "
           "name of another stage.",
    .fix = "Name the version, and better its digest too: `FROM node:24.1-alpine@sha256:…`.",
    .bad = "FROM alpine:latest\n",
    .good = "FROM alpine:3.22\n",
    .check = check,
};
