/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_image_use use;

    for (uint32_t i = 0; hm_image_use(at, i, out->arena, &use); i++) {
        if (!use.has_ref && !use.word->is_known &&
            (!use.word->has_variable || !hm_str_has(use.word->value, "@sha256:"))) {
            hm_cannot_tell(out, use.word->span, "%s", hm_unknown_image(use.word));
        } else if (use.has_ref && use.ref.digest.n == 0) {
            hm_find(out, use.word->span, "%.*s is not pinned by a digest.",
                    HM_FMT(use.word->value));
        }
    }
}

const struct hm_rule hm1003_base_without_digest = {
    .id = "HM1003",
    .concept = "base-without-digest",
    .since = "0.1",
    .title = "An image is not pinned by its digest",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 829 },
    .same_as = HM_IDS("semgrep:dockerfile-source-not-pinned"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM, COPY, RUN),
    .why =
        "A tag is a name that its owner, or whoever has taken over the owner's account, can give "
        "to other content at any time. A digest is the content: what was reviewed and scanned is "
        "what is built, today and in a year.",
    .fix = "Write the digest behind the tag: `FROM alpine:3.22@sha256:…`. `hullmark pin` does it, "
           "and tools such as Renovate and Dependabot keep both up to date.",
    .bad = "FROM alpine:3.22\n",
    .good = "FROM "
            "alpine:3.22@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1\n",
    .check = check,
};
