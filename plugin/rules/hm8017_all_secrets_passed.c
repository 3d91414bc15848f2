/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

static void
check_entries(const struct hm_entries *entries, struct hm_sink *out)
{
    for (uint32_t i = 0; i < entries->n; i++) {
        struct hm_str text = entries->list[i].value.text;
        if (hm_str_has_nocase(text, "tojson(secrets)") ||
            hm_str_has_nocase(text, "tojson( secrets )")) {
            hm_find(
                out, entries->list[i].span,
                "%.*s is given all secrets of the repository, later ones too: name those that it "
                "needs.",
                HM_FMT(entries->list[i].name));
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_job *job = at->job;
    /* What lies in this repository is trusted as this file is. */
    bool is_foreign = job->calls.is_set && !hm_str_starts(job->calls.text, "./");

    if (is_foreign && hm_str_eq(job->secrets.text, "inherit")) {
        hm_find(
            out, job->secrets.span,
            "%.*s gets all secrets of this repository, later ones too: name those that it needs.",
            HM_FMT(job->calls.text));
    }
    check_entries(&job->with, out);
    check_entries(&job->env, out);
    for (uint32_t i = 0; i < job->n_steps; i++) {
        const struct hm_step *step = &job->steps[i];
        check_entries(&step->with, out);
        check_entries(&step->env, out);
        for (uint32_t k = 0; k < step->inserted.n; k++) {
            if (hm_str_has_nocase(step->inserted.list[k].text, "tojson(secrets)")) {
                hm_find(
                    out, step->inserted.list[k].span,
                    "All secrets of the repository are written into the script: name those that it "
                    "needs.");
            }
        }
    }
}

const struct hm_rule hm8017_all_secrets_passed = {
    .id = "HM8017",
    .concept = "all-secrets-passed",
    .since = "0.1",
    .title = "All secrets of a repository are passed on at once",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 522 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(JOB),
    .why = "What is called gets the secrets that it needs, those that it does not need, and those "
           "that somebody adds next year; and whoever takes over that other repository, or the tag "
           "by which it is named, has them too. Workflows of the same repository are not reported.",
    .fix =
        "Name those that are needed: `secrets: {registry_token: ${{ secrets.REGISTRY_TOKEN }}}`.",
    .bad = "on: push\n"
           "permissions:\n"
           "  contents: read\n"
           "jobs:\n"
           "  image:\n"
           "    uses: "
           "other/ci/.github/workflows/image.yml@08c6903cd8c0fde910a37f88322edcfb5dd907a8\n"
           "    secrets: inherit\n",
    .good = "on: push\n"
            "permissions:\n"
            "  contents: read\n"
            "jobs:\n"
            "  image:\n"
            "    uses: "
            "other/ci/.github/workflows/image.yml@08c6903cd8c0fde910a37f88322edcfb5dd907a8\n"
            "    secrets:\n"
            "      registry_token: ${{ secrets.REGISTRY_TOKEN }}\n",
    .check = check,
};
