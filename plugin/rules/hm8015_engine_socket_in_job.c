/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/host_access.h"
#include "plugin/rules/pipelines.h"

/* The host's part of "/a:/b:ro", quotes removed. */
static bool
mounts_socket(struct hm_str volume)
{
    while (volume.n > 0 && (volume.p[0] == '"' || volume.p[0] == '\'')) {
        volume = hm_str_from(volume, 1);
    }
    return hm_is_engine_socket(hm_str_sub(volume, 0, hm_str_find(volume, ':')));
}

static bool
options_mount_socket(struct hm_str options)
{
    static const char *const joined[] = { "--volume=", "-v=", "-v", "--mount=" };
    struct hm_str word;

    while (hm_str_split(&options, ' ', &word)) {
        word = hm_str_trim(word);
        if (mounts_socket(word) || hm_str_has(word, "source=/var/run/docker.sock") ||
            hm_str_has(word, "src=/var/run/docker.sock")) {
            return true;
        }
        for (size_t i = 0; i < sizeof joined / sizeof joined[0]; i++) {
            if (hm_str_starts(word, joined[i]) &&
                mounts_socket(hm_str_from(word, strlen(joined[i])))) {
                return true;
            }
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_str label = hm_job_label(out->arena, at);

    for (uint32_t i = 0; i < at->job->n_images; i++) {
        const struct hm_job_image *image = &at->job->images[i];
        const struct hm_scalar *found =
            options_mount_socket(image->options.text) ? &image->options : NULL;
        for (uint32_t k = 0; k < image->volumes.n && found == NULL; k++) {
            found = mounts_socket(image->volumes.list[k].text) ? &image->volumes.list[k] : NULL;
        }
        if (found != NULL) {
            hm_find(out, found->span,
                    "%.*s gives %.*s the socket of the runner's engine, by which it is root on the "
                    "runner: build with a rootless builder.",
                    HM_FMT(label), HM_FMT(image->image.text));
        }
    }
}

const struct hm_rule hm8015_engine_socket_in_job = {
    .id = "HM8015",
    .concept = "engine-socket-in-job",
    .since = "0.1",
    .title = "A job's container gets the socket of the runner's engine",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_ROOTLESS,
    .cwe = { 250 },
    .cis = "5.32",
    .same_as = HM_IDS("cis:5.32"),
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(JOB),
    .why = "Whoever can write to the socket is root on the runner: it starts containers with the "
           "host's files in them. In a pipeline that is every commit, every dependency and every "
           "build step, and what they leave on the runner is there for the next job.",
    .fix = "Build with a rootless builder (BuildKit, Buildah, kaniko's successors), or on runners "
           "that live for one job.",
    .bad = HM_GITHUB_HEAD "    container:\n"
                          "      image: docker:28.5-cli\n"
                          "      volumes:\n"
                          "        - /var/run/docker.sock:/var/run/docker.sock\n"
                          "    steps:\n"
                          "      - run: docker build .\n",
    .good = HM_GITHUB_STEPS "      - run: docker build .\n",
    .check = check,
};
