/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

#define WHAT                                                                                       \
    "Docker Content Trust is being retired (notary.docker.io shuts down on December 8, 2026): "    \
    "sign "                                                                                        \
    "and verify with cosign or notation."

static bool
check_environment(const struct hm_entries *env, struct hm_sink *out)
{
    const struct hm_entry *entry = hm_entries_find(env, "DOCKER_CONTENT_TRUST");
    bool is_on = entry != NULL && hm_str_eq(hm_str_trim(entry->value.text), "1");

    if (is_on) {
        hm_find(out, entry->span, WHAT);
    }
    return is_on;
}

static bool
switches_on(const struct hm_command *cmd)
{
    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        if (hm_str_eq(cmd->assignments[i].name, "DOCKER_CONTENT_TRUST") &&
            hm_str_eq(cmd->assignments[i].value.text, "1")) {
            return true;
        }
    }
    return hm_str_eq(cmd->name, "export") && hm_command_has(cmd, "DOCKER_CONTENT_TRUST=1");
}

static bool
check_step(const struct hm_step *step, struct hm_sink *out)
{
    if (check_environment(&step->env, out)) {
        return true;
    }
    for (uint32_t i = 0; step->script != NULL && i < step->script->n_commands; i++) {
        const struct hm_command *cmd = &step->script->commands[i];
        if (switches_on(cmd) || hm_command_is(cmd, "docker", "trust")) {
            hm_find(out, cmd->span, WHAT);
            return true;
        }
    }
    return false;
}

/* Once in a pipeline: it is one decision. */
static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    bool is_found = check_environment(&at->pipeline->env, out);

    for (uint32_t i = 0; i < at->pipeline->n_jobs && !is_found; i++) {
        const struct hm_job *job = &at->pipeline->jobs[i];
        is_found = check_environment(&job->env, out);
        for (uint32_t k = 0; k < job->n_steps && !is_found; k++) {
            is_found = check_step(&job->steps[k], out);
        }
    }
}

const struct hm_rule hm8012_retired_content_trust = {
    .id = "HM8012",
    .concept = "retired-content-trust",
    .since = "0.1",
    .title = "Images are signed or checked by Docker Content Trust",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_SIGNED,
    .cwe = { 477 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(PIPELINE),
    .why = "Docker has been retiring Docker Content Trust since July 2025, beginning with the "
           "Official Images, whose signatures have expired: with `DOCKER_CONTENT_TRUST=1` pulling "
           "them fails, or brings an old image. Docker's documentation says that the service "
           "behind it, notary.docker.io, shuts down on December 8, 2026. Other registries may "
           "go on with a Notary server of their own.",
    .fix = "Sign with cosign or notation, by digest, and verify with `cosign verify` or `hullmark "
           "verify`. Take the variable out.",
    .bad = HM_GITHUB_STEPS "      - run: docker push acme/web:1.4\n"
                           "        env:\n"
                           "          DOCKER_CONTENT_TRUST: 1\n",
    .good = HM_GITHUB_STEPS
    "      - run: cosign sign --yes acme/web@${{ steps.build.outputs.digest }}\n",
    .check = check,
};
