/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_image_use use;

    if (at->inst->n_comments > 0) {
        return;
    }
    for (uint32_t i = 0; hm_image_use(at, i, out->arena, &use); i++) {
        if (use.has_ref && use.ref.digest.n > 0 && use.ref.tag.n == 0) {
            hm_find(out, use.word->span, "Which version of %.*s the digest belongs to is not said.",
                    HM_FMT(use.ref.repository));
        }
    }
}

const struct hm_rule hm1021_digest_without_tag = {
    .id = "HM1021",
    .concept = "digest-without-tag",
    .since = "0.1",
    .title = "A digest stands without the version it belongs to",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1104 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM, COPY, RUN),
    .why = "`image@sha256:…` says exactly what is built upon, and tells a reader nothing: which "
           "version it is, whether it is past its end, whether an update would be a step or a "
           "leap. Tools that renew digests need the tag too: they ask what it points to now. "
           "BuildKit reads the digest alone, so the tag costs nothing.",
    .fix = "Write the tag in front of the digest, `node:24-slim@sha256:…`, or name the version in "
           "a comment above the line.",
    .bad = "FROM node@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3\n",
    .good =
        "FROM "
        "node:24-slim@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3\n",
    .check = check,
};
