/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* ${NAME} may hold a tag: only what is certainly in the text counts then. */
static bool
names_version(struct hm_str text)
{
    struct hm_str last = hm_str_basename(text);

    return hm_str_find(last, ':') < last.n || hm_str_find(text, '@') < text.n;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_image_use use;

    for (uint32_t i = 0; hm_image_use(at, i, out->arena, &use); i++) {
        if (!use.has_ref) {
            if (!use.word->is_known &&
                (!use.word->has_variable || !names_version(use.word->value))) {
                hm_cannot_tell(out, use.word->span, "%s", hm_unknown_image(use.word));
            }
            continue;
        }
        /* A name that is neither stage nor known image is more likely a slip: HM1014. */
        if (at->inst->kind == HM_COPY && !hm_is_image_name(&use)) {
            continue;
        }
        if (use.ref.tag.n == 0 && use.ref.digest.n == 0) {
            hm_find(out, use.word->span,
                    "%.*s has neither tag nor digest, so each build takes whatever \"latest\" is "
                    "that day.",
                    HM_FMT(use.word->value));
        }
    }
}

const struct hm_rule hm1001_untagged_base = {
    .id = "HM1001",
    .concept = "untagged-base",
    .since = "0.1",
    .title = "An image is used without a tag",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 1357 },
    .same_as = HM_IDS("hadolint:DL3006", "trivy:DS-0001", "kics:Image Version Not Explicit",
                      "checkov:CKV_DOCKER_7", "semgrep:missing-image-version",
                      "dd-iac:should_specify_base_image", "droast:DF001"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM, COPY, RUN),
    .why = "A name without a tag means `latest`. Two builds of the same commit then differ, a new "
           "major version arrives without a review, and nobody can say afterwards which image a "
           "release was built from. Images of `COPY --from` and `RUN --mount=from` count as those "
           "of `FROM`; a port (`host:5000/app`) is no tag; build arguments are followed.",
    .fix = "Name a version, and better its digest too: "
           "`FROM alpine:3.22@sha256:…`. `hullmark pin` writes the digests.",
    .bad = "FROM alpine\n",
    .good = "FROM alpine:3.22\n",
    .check = check,
};
