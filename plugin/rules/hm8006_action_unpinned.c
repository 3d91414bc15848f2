/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"
#include "plugin/rules/support.h"

#include "plugin/model/moving_tag.h"

/* Each is reported where it stands first; the others need the same change. */
struct used {
    const struct hm_scalar *value;
    uint32_t n;
};

struct walk {
    const struct hm_visit *at;
    struct hm_sink *out;
    struct hm_nameset names;
    HM_VEC(struct used) list;
};

static void
add(struct walk *walk, const struct hm_scalar *value)
{
    uint32_t known =
        hm_nameset_add(&walk->names, walk->out->arena, value->text, (uint32_t)walk->list.n);

    if (known != HM_NONE) {
        walk->list.p[known].n++;
        return;
    }
    hm_vec_add(walk->out->arena, &walk->list, ((struct used){ .value = value, .n = 1 }));
}

static struct hm_str
also(struct hm_arena *arena, uint32_t n)
{
    if (n <= 2) {
        return n == 1 ? HM_S("") : HM_S(" (here and once more)");
    }
    return hm_arena_printf(arena, " (here and %u times more)", n - 1);
}

static void
judge_action(struct walk *walk, const struct used *used)
{
    struct hm_str text = used->value->text;
    struct hm_str more = also(walk->out->arena, used->n);
    size_t at = hm_str_find_last(text, '@');
    struct hm_str ref = hm_str_from(text, at + 1);

    if (hm_str_starts(text, "docker://")) {
        if (!hm_str_has(text, "@sha256:") && !hm_str_has(text, "@sha512:")) {
            hm_find(walk->out, used->value->span,
                    "%.*s is an image without a digest, which others can replace: write its digest "
                    "behind it%.*s.",
                    HM_FMT(text), HM_FMT(more));
        }
        return;
    }
    if (hm_str_starts(text, "./") || hm_str_starts(text, "../") || hm_is_commit(ref)) {
        return;
    }
    /* Whoever runs the workflow trusts the platform's own already. */
    bool is_own = hm_str_starts(text, "actions/") || hm_str_starts(text, "github/");
    if (at == text.n) {
        hm_find(walk->out, used->value->span,
                "%.*s has no version, so that the workflow cannot start: name a commit%.*s.",
                HM_FMT(text), HM_FMT(more));
    } else {
        hm_find_at(
            walk->out, is_own ? HM_SEV_LOW : HM_SEV_MEDIUM, used->value->span,
            "%.*s is used by a name that whoever can write to its repository may move to other "
            "code: name the commit%.*s.",
            HM_FMT(text), HM_FMT(more));
    }
}

/* "project:PATH@REF:FILE", "component:HOST/PATH@VERSION", "https://…", "template:NAME". */
static void
judge_include(struct hm_sink *out, const struct hm_scalar *include)
{
    struct hm_str text = include->text;
    size_t at = hm_str_find_last(text, '@');
    struct hm_str ref = hm_str_from(text, at + 1);

    bool is_url = hm_str_starts(text, "https://") || hm_str_starts(text, "http://");

    if (is_url && !hm_str_has(text, "#sha256-")) {
        hm_find(out, include->span,
                "What is included from another host can change at any time, and runs with this "
                "project's secrets: keep it in a project and name a commit, or give its hash "
                "(integrity).");
    } else if (hm_str_starts(text, "project:")) {
        ref = hm_str_sub(ref, 0, hm_str_find(ref, ':'));
        if (at == text.n || ref.n == 0) {
            hm_find(out, include->span,
                    "What is included of another project is whatever its default branch holds by "
                    "then: name a commit as its ref.");
        } else if (!hm_is_commit(ref) && hm_tag_is_moving(ref)) {
            hm_find(out, include->span,
                    "What is included of another project is whatever its branch %.*s holds by "
                    "then: name "
                    "a commit as its ref.",
                    HM_FMT(ref));
        }
    } else if (hm_str_starts(text, "component:") &&
               (at == text.n || hm_str_eq(ref, "~latest") || hm_tag_is_moving(ref))) {
        hm_find(out, include->span,
                "The component is used in whatever version is newest by then: name a version.");
    }
}

/* "library@version" */
static void
judge_library(struct hm_sink *out, const struct hm_scalar *library)
{
    size_t at = hm_str_find(library->text, '@');
    struct hm_str ref = hm_str_from(library->text, at + 1);

    if (at == library->text.n) {
        hm_find(
            out, library->span,
            "The library %.*s is loaded in whatever version the server has as its default: name "
            "one, as in @Library('name@1.4').",
            HM_FMT(library->text));
    } else if (hm_tag_is_moving(ref)) {
        hm_find(out, library->span,
                "The library is loaded from the branch %.*s, which moves on: name a tag or a "
                "commit.",
                HM_FMT(ref));
    }
}

static void
check_github(const struct hm_visit *at, struct hm_sink *out)
{
    struct walk walk = { .at = at, .out = out };

    for (uint32_t i = 0; i < at->pipeline->n_jobs; i++) {
        const struct hm_job *job = &at->pipeline->jobs[i];
        /* What other files of the repository use is said there. */
        if (job->called_by > 0) {
            continue;
        }
        if (job->calls.is_set) {
            add(&walk, &job->calls);
        }
        for (uint32_t k = 0; k < job->n_steps; k++) {
            if (job->steps[k].uses.is_set && job->steps[k].scope == 0) {
                add(&walk, &job->steps[k].uses);
            }
        }
    }
    for (size_t i = 0; i < walk.list.n; i++) {
        judge_action(&walk, &walk.list.p[i]);
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (hm_pipeline_is_github(at->pipeline)) {
        check_github(at, out);
        return;
    }
    for (uint32_t i = 0; i < at->pipeline->includes.n; i++) {
        const struct hm_scalar *include = &at->pipeline->includes.list[i];
        if (at->pipeline->kind == HM_PIPELINE_GITLAB) {
            judge_include(out, include);
        } else {
            judge_library(out, include);
        }
    }
}

const struct hm_rule hm8006_action_unpinned = {
    .id = "HM8006",
    .concept = "action-unpinned",
    .since = "0.1",
    .title = "A pipeline runs what others can change: by tag, branch or newest",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 829, 1357 },
    .same_as = HM_IDS("kics:Unpinned Actions Full Length Commit SHA",
                      "semgrep:third-party-action-not-pinned-to-commit-sha"),
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(PIPELINE),
    .why = "A tag of an action is a name that whoever can write to its repository may move. In "
           "March 2026 nearly all tags of aquasecurity/trivy-action were moved to a version that "
           "stole secrets, and every workflow that used one ran it. Only a full commit is always "
           "the same. The same holds for images (`docker://`), for files that GitLab includes from "
           "other projects and hosts, and for libraries of Jenkins.\n\n"
           "Each is reported once in a file, where it stands first. Those of the platform itself "
           "(`actions/…`, `github/…`) are low.",
    .fix =
        "Name the commit, and the version behind it: `uses: actions/checkout@08c6903c… # v5.0.0`. "
        "Renovate and Dependabot keep both up to date. `ref:` with a commit for GitLab's "
        "`include:project`, a version for a component, `@Library('name@1.4')` for Jenkins.",
    .bad = HM_GITHUB_STEPS "      - uses: docker/build-push-action@v6\n",
    .good = HM_GITHUB_STEPS
    "      - uses: docker/build-push-action@263435318d21b8e681c14492fe198d362a7d2c83 # v6\n",
    .check = check,
};
