/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

/* Whether words of `docker run` have --privileged, and not "=false". */
static bool
asks_privileges(struct hm_str options)
{
    struct hm_str word;

    while (hm_str_split(&options, ' ', &word)) {
        word = hm_str_trim(word);
        if (hm_str_eq(word, "--privileged") || hm_str_eq(word, "--privileged=true")) {
            return true;
        }
    }
    return false;
}

/* "docker:28-dind", "docker.io/library/docker:dind"; not the rootless ones. */
static bool
is_docker_in_docker(struct hm_str image)
{
    struct hm_str name = hm_str_basename(image);

    return hm_str_starts(name, "docker:") && hm_str_has(name, "dind") &&
           !hm_str_has(name, "rootless");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_str label = hm_job_label(out->arena, at);

    for (uint32_t i = 0; i < at->job->n_images; i++) {
        const struct hm_job_image *image = &at->job->images[i];
        if (hm_scalar_is_true(&image->privileged) == HM_YES) {
            hm_find(out, image->privileged.span,
                    "%.*s runs %.*s privileged, and what a commit brings into it can take over the "
                    "runner: build rootless.",
                    HM_FMT(label), HM_FMT(image->image.text));
        } else if (asks_privileges(image->options.text)) {
            hm_find(out, image->options.span,
                    "%.*s runs %.*s privileged, and what a commit brings into it can take over the "
                    "runner: build rootless.",
                    HM_FMT(label), HM_FMT(image->image.text));
        } else if (image->is_service && is_docker_in_docker(image->image.text)) {
            hm_find(out, image->image.span,
                    "%.*s needs a runner that lets jobs be privileged, for %.*s beside it: build "
                    "with a "
                    "rootless builder.",
                    HM_FMT(label), HM_FMT(image->image.text));
        }
    }
}

const struct hm_rule hm8009_privileged_job = {
    .id = "HM8009",
    .concept = "privileged-job",
    .since = "0.1",
    .title = "A job runs a privileged container, or Docker in Docker",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_ROOTLESS,
    .cwe = { 250 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(JOB),
    .why = "A privileged container has all capabilities and the host's devices: what runs in it, "
           "which in a pipeline is whatever a commit or a dependency brings, can take over the "
           "runner and with it the secrets of the jobs that run there next. `docker:dind` does not "
           "start otherwise, so that a runner on which it works lets every job of every project "
           "be privileged.",
    .fix = "Build without an engine that is root: BuildKit's or Docker's rootless images, Buildah, "
           "or a remote builder (`docker buildx create --driver remote`). Where Docker in Docker "
           "has to be, keep it on runners of its own that live for one job.",
    .bad = HM_GITHUB_HEAD "    services:\n"
                          "      docker:\n"
                          "        image: docker:28.5-dind\n"
                          "        options: --privileged\n"
                          "    steps:\n"
                          "      - run: docker build .\n",
    .good = HM_GITHUB_STEPS "      - run: docker build .\n",
    .check = check,
};
