/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_chains *chains = at->pipeline->chains;

    for (uint32_t i = 0; i < chains->n; i++) {
        const struct hm_chain *chain = &chains->list[i];
        const char *unknown = chains->sign_unknown;
        /* A signature is of the digest, and may have gone along. */
        if (unknown == NULL && chain->push != NULL && chain->push->is_copy) {
            unknown = "it is a copy of what is in a registry, where it may have been signed";
        }
        if (hm_chain_lacks(out, chain, &chain->signed_by, unknown, "signed")) {
            hm_find(out, chain->push->span,
                    "%s pushes %.*s, and nothing in this pipeline signs it, so that nobody who "
                    "pulls it can tell where it comes from: sign its digest.",
                    chain->push->tool, HM_FMT(hm_chain_label(chain)));
        }
    }
}

const struct hm_rule hm8002_image_pushed_unsigned = {
    .id = "HM8002",
    .concept = "image-pushed-unsigned",
    .since = "0.1",
    .title = "An image is pushed that nothing signs",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_SIGNED,
    .cwe = { 345 },
    .same_as = HM_IDS("checkov:CKV_GHA_5"),
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(PIPELINE),
    .why = "Whoever may write to the registry, or gets hold of its password, can put another image "
           "under the name. Without a signature nobody who pulls it can tell that this pipeline "
           "made it.\n\n"
           "cosign, notation, signed attestations (`actions/attest-build-provenance`, `cosign "
           "attest`) and Docker Content Trust count. Provenance that a build attaches by itself "
           "(`--provenance`, `--sbom`) is signed by nobody and does not.",
    .fix = "Sign what was pushed, by its digest: `cosign sign --yes IMAGE@sha256:…`, which in CI "
           "needs no key of yours; and verify it where it is deployed: `hullmark verify`.",
    .bad = HM_GITHUB_STEPS
    "      - uses: docker/build-push-action@263435318d21b8e681c14492fe198d362a7d2c83 # v6\n"
    "        with:\n"
    "          tags: ghcr.io/acme/web:1.4\n"
    "          push: true\n",
    .good = HM_GITHUB_STEPS
    "      - uses: docker/build-push-action@263435318d21b8e681c14492fe198d362a7d2c83 # v6\n"
    "        id: build\n"
    "        with:\n"
    "          tags: ghcr.io/acme/web:1.4\n"
    "          push: true\n"
    "      - run: cosign sign --yes ghcr.io/acme/web@${{ steps.build.outputs.digest }}\n",
    .check = check,
};
