/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check_known(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_stage *stage = at->stage;
    const struct hm_stage *root =
        stage->root < at->file->n_stages ? &at->file->stages[stage->root] : stage;
    struct hm_str base =
        root->base == NULL || root->base->value.n == 0 ? hm_str_c("its base") : root->base->value;

    switch (stage->user_origin) {
    case HM_USER_SET:
        hm_find(out, stage->user.set_by->span, "The image runs as root: its last USER is %.*s.",
                HM_FMT(stage->user.word.value));
        return;
    case HM_USER_OF_BASE:
        if (stage->config != NULL) {
            hm_find(out, stage->from->span,
                    "The image runs as %s: no USER is set, and the configuration of %.*s%s%.*s "
                    "names %s.",
                    stage->is_windows ? "ContainerAdministrator" : "root", HM_FMT(base),
                    stage->config->digest.n > 0 ? ", " : "", HM_FMT(stage->config->digest),
                    stage->config->user.n > 0 ? "this one" : "none");
            return;
        }
        hm_find(out, stage->from->span,
                "The image runs as %s: no USER is set, and %.*s does not set another.",
                stage->is_windows ? "ContainerAdministrator" : "root", HM_FMT(base));
        return;
    default:
        if (stage->is_windows) {
            hm_cannot_tell(out, stage->from->span,
                           "No USER is set, and the user of this Windows base is not known.");
        } else if (root->is_scratch) {
            hm_find(out, stage->from->span, "The image runs as root: no USER is set.");
        } else {
            hm_find(out, stage->from->span,
                    "No USER is set, so the image runs as root unless %.*s, which was not read, "
                    "sets another.",
                    HM_FMT(base));
        }
    }
}

/* Microsoft's .NET images set APP_UID to the number of a user that is not root, for this use. */
static bool
is_user_of_dotnet(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    const struct hm_base *base = stage->known_base;
    struct hm_str word = stage->user.word.text;

    return base != NULL && hm_str_starts(hm_str_c(base->repository), "mcr.microsoft.com/dotnet/") &&
           (hm_str_eq(word, "$APP_UID") || hm_str_eq(word, "${APP_UID}")) &&
           hm_stage_variable(file, stage->user.set_by, HM_S("APP_UID")) == NULL;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_stage *stage = at->stage;

    if (!stage->is_target || stage->from == NULL) {
        return;
    }
    switch (hm_stage_runs_as_root(stage)) {
    case HM_YES:
        check_known(at, out);
        return;
    case HM_UNKNOWN:
        if (stage->user.set_by != NULL && is_user_of_dotnet(at->file, stage)) {
            return;
        }
        hm_cannot_tell(out,
                       stage->user.set_by != NULL ? stage->user.set_by->span : stage->from->span,
                       "USER depends on a variable without a value.");
        return;
    case HM_NO:
        return;
    }
}

const struct hm_rule hm3001_runs_as_root = {
    .id = "HM3001",
    .concept = "runs-as-root",
    .since = "0.1",
    .title = "The image runs as root",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250 },
    .cis = "4.1",
    .same_as = HM_IDS("hadolint:DL3002", "trivy:DS-0002", "kics:Missing User Instruction",
                      "kics:Last User Is 'root'", "checkov:CKV_DOCKER_3", "checkov:CKV_DOCKER_8",
                      "semgrep:missing-user-entrypoint", "semgrep:missing-user",
                      "semgrep:last-user-is-root", "dockle:CIS-DI-0001", "cis:4.1",
                      "tally:stateful-root-runtime", "tally:user-created-but-never-used",
                      "droast:DF002", "droast:DF020"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "A process that is root in its container is root towards the kernel: a hole in the "
        "runtime, a careless mount or a privileged start makes it root of the host, and inside "
        "the container nothing stops it from changing the program it runs.\n\n"
        "Judged is the stage that becomes the image, with the user that it inherits from other "
        "stages and from its base: `USER 0`, `0:0` and variables count, a root builder does not. "
        "Without any USER on a base that was not read, Docker's default holds: root.",
    .fix = "Create a user and switch to it at the end, by number so that Kubernetes can check it: "
           "`RUN adduser -D -u 10001 app` and `USER 10001`. Or take a base that does it, such as "
           "distroless `:nonroot`.",
    .bad = "FROM alpine:3.22\nCMD [\"sleep\", \"1\"]\n",
    .good = "FROM alpine:3.22\nUSER 10001\nCMD [\"sleep\", \"1\"]\n",
    .check = check,
};
