/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

/* Whether an address is one of an engine that asks nobody who they are. */
static bool
is_open(struct hm_str host)
{
    host = hm_str_trim(host);
    return hm_str_starts(host, "tcp://") && hm_str_has(host, ":2375") &&
           !hm_str_starts(host, "tcp://localhost") && !hm_str_starts(host, "tcp://127.0.0.1");
}

static bool
check_environment(const struct hm_entries *env, struct hm_sink *out)
{
    const struct hm_entry *certificates = hm_entries_find(env, "DOCKER_TLS_CERTDIR");
    const struct hm_entry *host = hm_entries_find(env, "DOCKER_HOST");

    if (host != NULL && is_open(host->value.text)) {
        hm_find(
            out, host->span,
            "The engine at %.*s is used without TLS, and whatever reaches it is root there: use "
            "port 2376 with certificates.",
            HM_FMT(host->value.text));
        return true;
    }
    if (certificates != NULL && certificates->value.is_set &&
        hm_str_trim(certificates->value.text).n == 0) {
        hm_find(out, certificates->span,
                "TLS of Docker in Docker is switched off, and whatever reaches its port is root "
                "there: leave DOCKER_TLS_CERTDIR at /certs.");
        return true;
    }
    return false;
}

static bool
check_job(const struct hm_job *job, struct hm_sink *out)
{
    bool is_found = check_environment(&job->env, out);

    for (uint32_t i = 0; i < job->n_images && !is_found; i++) {
        is_found = check_environment(&job->images[i].env, out);
    }
    for (uint32_t i = 0; i < job->n_steps && !is_found; i++) {
        is_found = check_environment(&job->steps[i].env, out);
    }
    return is_found;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!check_environment(&at->pipeline->env, out)) {
        for (uint32_t i = 0; i < at->pipeline->n_jobs; i++) {
            (void)check_job(&at->pipeline->jobs[i], out);
        }
    }
}

const struct hm_rule hm8014_engine_without_tls = {
    .id = "HM8014",
    .concept = "engine-without-tls",
    .since = "0.1",
    .title = "A job uses an engine over the network without TLS",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_ROOTLESS,
    .cwe = { 306, 319 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(PIPELINE),
    .why = "Port 2375 of an engine asks nobody who they are: whatever reaches it, another job or "
           "container on the same network, or a build step, starts containers as root there, "
           "privileged ones too. `DOCKER_TLS_CERTDIR: \"\"` switches off what the image of Docker "
           "in Docker does by itself.",
    .fix = "Leave TLS on: `DOCKER_TLS_CERTDIR: \"/certs\"`, `DOCKER_HOST: tcp://docker:2376` with "
           "the certificates in a volume that both share. Or use a rootless builder, which needs "
           "no engine.",
    .bad = HM_GITHUB_HEAD "    env:\n"
                          "      DOCKER_HOST: tcp://docker:2375\n"
                          "    steps:\n"
                          "      - run: docker build .\n",
    .good = HM_GITHUB_HEAD "    env:\n"
                           "      DOCKER_HOST: tcp://docker:2376\n"
                           "      DOCKER_TLS_VERIFY: 1\n"
                           "    steps:\n"
                           "      - run: docker build .\n",
    .check = check,
};
