/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

static bool
is_triggered_by(const struct hm_pipeline *pipeline, const char *event)
{
    for (uint32_t i = 0; i < pipeline->triggers.n; i++) {
        if (hm_str_eq(pipeline->triggers.list[i].text, event)) {
            return true;
        }
    }
    return false;
}

/* Whether a reference is what somebody proposes, rather than what the repository holds. */
static bool
is_proposed(struct hm_str ref)
{
    static const char *const signs[] = { "github.event.pull_request.head", "github.head_ref",
                                         "github.event.workflow_run.head", "refs/pull/",
                                         "merge_commit_sha" };

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (hm_str_has(ref, signs[i])) {
            return true;
        }
    }
    return false;
}

/* The value by which a step fetches what was proposed, or NULL. */
static const struct hm_scalar *
proposed_checkout(const struct hm_step *step)
{
    static const char *const inputs[] = { "ref", "repository" };

    for (size_t i = 0; i < 2 && hm_str_starts(step->uses.text, "actions/checkout"); i++) {
        const struct hm_entry *entry = hm_entries_find(&step->with, inputs[i]);
        if (entry != NULL && is_proposed(entry->value.text)) {
            return &entry->value;
        }
    }
    if (step->run.is_set && (hm_str_has(step->run.text, "gh pr checkout") ||
                             (hm_str_has(step->run.text, "git ") &&
                              (hm_str_has(step->run.text, "refs/pull/") ||
                               hm_str_has(step->run.text, "github.event.pull_request.head"))))) {
        return &step->run;
    }
    return NULL;
}

/* Whether a step runs what lies in the folder: a build, a script, an action of the repository. */
static bool
runs_it(const struct hm_visit *at, uint32_t step)
{
    const struct hm_step *it = &at->job->steps[step];

    for (uint32_t i = 0; i < at->pipeline->n_acts; i++) {
        const struct hm_act *act = &at->pipeline->acts[i];
        if (act->kind == HM_ACT_BUILD && act->job < at->pipeline->n_jobs &&
            &at->pipeline->jobs[act->job] == at->job && act->step == step) {
            return true;
        }
    }
    return it->run.is_set || hm_str_starts(it->uses.text, "./");
}

/* Whether a condition lets only proposals of the repository itself, or of one author, through. */
static bool
is_restricted(struct hm_str condition)
{
    static const char *const signs[] = { "user.login ==",
                                         "head.repo.full_name ==",
                                         "head_repository.full_name ==",
                                         "head.repo.fork == false",
                                         "!github.event.pull_request.head.repo.fork",
                                         "author_association ==",
                                         "== 'push'" };

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (hm_str_has(condition, signs[i])) {
            return true;
        }
    }
    return false;
}

/* Why somebody may have to look at a proposal first; NULL: nobody has to. */
static const char *
looked_at_by(const struct hm_job *job)
{
    struct hm_str condition = job->condition.text;

    if (job->environment.is_set) {
        return "its environment may have people look first";
    }
    return hm_str_has(condition, "label.name") || hm_str_has(condition, "pull_request.labels")
               ? "somebody has to give it a label first, and whether what is proposed after that "
                 "is "
                 "looked at is not known"
               : NULL;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *checkout = NULL;
    const char *event = is_triggered_by(at->pipeline, "pull_request_target") ? "pull_request_target"
                        : is_triggered_by(at->pipeline, "workflow_run")      ? "workflow_run"
                                                                             : NULL;

    if (event == NULL || is_restricted(at->job->condition.text)) {
        return;
    }
    for (uint32_t i = 0; i < at->job->n_steps; i++) {
        if (checkout != NULL && runs_it(at, i) && looked_at_by(at->job) != NULL) {
            hm_cannot_tell(out, checkout->span, "The job %.*s runs what is proposed, but %s.",
                           HM_FMT(at->job->name), looked_at_by(at->job));
            return;
        }
        if (checkout != NULL && runs_it(at, i)) {
            hm_find(out, checkout->span,
                    "A run that %s starts has the repository's secrets, and the job %.*s runs what "
                    "anybody proposes in it: build proposals under pull_request.",
                    event, HM_FMT(at->job->name));
            return;
        }
        const struct hm_scalar *found = proposed_checkout(&at->job->steps[i]);
        checkout = found != NULL ? found : checkout;
    }
}

const struct hm_rule hm8016_untrusted_checkout = {
    .id = "HM8016",
    .concept = "untrusted-checkout",
    .since = "0.1",
    .title = "A run with secrets builds what anybody proposes",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 94, 829 },
    .same_as = HM_IDS("semgrep:pull-request-target-code-checkout",
                      "semgrep:workflow-run-target-code-checkout"),
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(JOB),
    .why = "`pull_request_target` and `workflow_run` run in the repository's own name: with its "
           "secrets, its caches and a token that can write. A Dockerfile, a Makefile or a script "
           "of a pull request that is checked out there and built is somebody else's program with "
           "all of that in its hands.",
    .fix = "Build proposals under `pull_request`, which gets no secrets, and let a second workflow "
           "take its results without running them. Or have people start it, after they looked: an "
           "`environment` with reviewers.",
    .bad = "on: pull_request_target\n"
           "permissions:\n"
           "  contents: read\n"
           "jobs:\n"
           "  image:\n"
           "    runs-on: ubuntu-24.04\n"
           "    steps:\n"
           "      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5\n"
           "        with:\n"
           "          ref: ${{ github.event.pull_request.head.sha }}\n"
           "      - run: docker build -t web .\n",
    .good = "on: pull_request\n"
            "permissions:\n"
            "  contents: read\n"
            "jobs:\n"
            "  image:\n"
            "    runs-on: ubuntu-24.04\n"
            "    steps:\n"
            "      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5\n"
            "      - run: docker build -t web .\n",
    .check = check,
};
