/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

/* Names given to an image that is in a registry already: who made it had to scan it. */
static bool
is_copy(const struct hm_chain *chain)
{
    return chain->push != NULL && chain->push->is_copy;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_chains *chains = at->pipeline->chains;

    for (uint32_t i = 0; i < chains->n; i++) {
        const struct hm_chain *chain = &chains->list[i];
        if (!is_copy(chain) &&
            hm_chain_lacks(out, chain, &chain->scanned, chains->scan_unknown, "scanned")) {
            hm_find(out, chain->push->span,
                    "%s pushes %.*s, and nothing in this pipeline looks for vulnerabilities in it: "
                    "scan it before it is pushed.",
                    chain->push->tool, HM_FMT(hm_chain_label(chain)));
        }
    }
}

const struct hm_rule hm8001_image_pushed_unscanned = {
    .id = "HM8001",
    .concept = "image-pushed-unscanned",
    .since = "0.1",
    .title = "An image is pushed that nothing scans for vulnerabilities",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PIPELINE,
    .cwe = { 1395 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(PIPELINE),
    .why = "The pipeline is the last place where a known vulnerability can be kept out of what is "
           "run. An image that goes from the build into the registry unseen brings along whatever "
           "its base and its packages had that day.\n\n"
           "A scan counts wherever in the pipeline it stands, under any of the image's names; a "
           "scan of the source tree (`trivy fs`, `hadolint`) is none of the image. Names that "
           "variables make, included files and workflows that are called may hide a scan: it is "
           "said then that this cannot be told. Copies of images that another build made are not "
           "reported.",
    .fix = "Build, scan, then push: `trivy image --exit-code 1 --severity HIGH,CRITICAL IMAGE`, "
           "`grype --fail-on high IMAGE`, `docker scout cves --exit-code IMAGE` or `hullmark scan "
           "--image IMAGE`. Scan again on a schedule, for new vulnerabilities are found in old "
           "images.",
    .bad = HM_GITHUB_STEPS "      - run: |\n"
                           "          docker build -t ghcr.io/acme/web:1.4 .\n"
                           "          docker push ghcr.io/acme/web:1.4\n",
    .good = HM_GITHUB_STEPS
    "      - run: |\n"
    "          docker build -t ghcr.io/acme/web:1.4 .\n"
    "          trivy image --exit-code 1 --severity HIGH,CRITICAL ghcr.io/acme/web:1.4\n"
    "          docker push ghcr.io/acme/web:1.4\n",
    .check = check,
};
