/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

/* Whether the text behind an offset speaks of digests at all: in an output of the job, in a file
 * that is written, in a call of another pipeline. */
static bool
speaks_of_digests(const struct hm_visit *at, struct hm_span push)
{
    const struct hm_source *source = hm_manifests_source(at->manifests, push);
    static const char *const words[] = { "digest", "imageid", "iidfile", "metadata-file",
                                         "sha256" };
    struct hm_str rest = source->text;
    struct hm_str line;

    while (hm_str_split(&rest, '\n', &line)) {
        size_t off = (size_t)(line.p - source->text.p) + source->base;
        struct hm_str code = hm_str_trim(line);
        /* A base or an action that is pinned is no use of this image's digest. */
        bool is_other = hm_str_starts(code, "#") || hm_str_starts(code, "//") ||
                        hm_str_starts(code, "uses:") || hm_str_starts(code, "- uses:") ||
                        hm_str_starts(code, "image:");
        for (size_t i = 0; i < sizeof words / sizeof words[0] && !is_other; i++) {
            bool is_behind = i + 1 < sizeof words / sizeof words[0] || off > push.off;
            if (is_behind && hm_str_has_nocase(line, words[i])) {
                return true;
            }
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_chains *chains = at->pipeline->chains;

    for (uint32_t i = 0; i < chains->n; i++) {
        const struct hm_chain *chain = &chains->list[i];
        if (chain->push == NULL || hm_chain_is_local(chain) || chain->may_stay ||
            chain->is_digest_used == HM_YES) {
            continue;
        }
        bool is_deployed = chain->deploy != NULL && !chain->deploy->has_digest;
        bool is_named = speaks_of_digests(at, chain->push->span);
        struct hm_str name = hm_chain_label(chain);
        if (chains->scan_unknown != NULL || (is_deployed && chain->is_digest_used == HM_UNKNOWN)) {
            hm_cannot_tell(out, chain->push->span,
                           "It is not known what is done with the digest of %.*s.", HM_FMT(name));
        } else if (is_deployed) {
            hm_find_at(out, HM_SEV_MEDIUM, chain->deploy->span,
                       "%s deploys %.*s by a tag, which may be another image by then than the one "
                       "that this pipeline pushed: deploy the digest of the push.",
                       chain->deploy->tool, HM_FMT(chain->deploy->image.text));
        } else if (!is_named) {
            hm_find(out, chain->push->span,
                    "%s pushes %.*s, and its digest is neither used nor kept: once the tag moves, "
                    "nobody can say what this run shipped.",
                    chain->push->tool, HM_FMT(name));
        }
    }
}

const struct hm_rule hm8003_pushed_image_not_pinned = {
    .id = "HM8003",
    .concept = "pushed-image-not-pinned",
    .since = "0.1",
    .title = "The digest of what is pushed is lost",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 829 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(PIPELINE),
    .why = "A tag is a name that can be given to another image a second later, by another run of "
           "this pipeline too. What was built and scanned is known by its digest alone. Where the "
           "deployment that follows names the tag, something else may run than what was scanned "
           "(medium); where nobody keeps the digest, nobody can say later what was shipped.",
    .fix = "Take the digest from the push (`steps.build.outputs.digest`, `--metadata-file`, "
           "`--iidfile`, `crane digest IMAGE`), and sign, attest and deploy by it: "
           "`IMAGE@sha256:…`. Hand it to later jobs as an output, or write it into the manifests.",
    .bad = HM_GITHUB_STEPS
    "      - uses: docker/build-push-action@263435318d21b8e681c14492fe198d362a7d2c83 # v6\n"
    "        with:\n"
    "          tags: ghcr.io/acme/web:1.4\n"
    "          push: true\n"
    "      - run: kubectl set image deployment/web web=ghcr.io/acme/web:1.4\n",
    .good = HM_GITHUB_STEPS
    "      - uses: docker/build-push-action@263435318d21b8e681c14492fe198d362a7d2c83 # v6\n"
    "        id: build\n"
    "        with:\n"
    "          tags: ghcr.io/acme/web:1.4\n"
    "          push: true\n"
    "      - run: kubectl set image deployment/web web=ghcr.io/acme/web@$DIGEST\n"
    "        env:\n"
    "          DIGEST: ${{ steps.build.outputs.digest }}\n",
    .check = check,
};
