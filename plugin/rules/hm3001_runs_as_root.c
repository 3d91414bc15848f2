/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* Programs that take away root's rights and then become the one they are given. */
static bool
drops_root(const struct hm_command *cmd)
{
    struct hm_str user = { 0 };
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    bool is_switch = hm_str_eq(cmd->name, "gosu") || hm_str_eq(cmd->name, "su-exec") ||
                     hm_str_eq(cmd->name, "s6-setuidgid") || hm_str_eq(cmd->name, "setuidgid");
    uint32_t operand = hm_command_operand(cmd, 1);

    if (is_switch) {
        user = operand < n_fields ? fields[operand].text : user;
    } else if (hm_str_eq(cmd->name, "setpriv")) {
        (void)hm_command_option(cmd, "--reuid", &user);
    } else if (hm_str_eq(cmd->name, "chroot")) {
        (void)hm_command_option(cmd, "--userspec", &user);
    } else if (hm_str_eq(cmd->name, "runuser") && !hm_command_option(cmd, "-u", &user)) {
        (void)hm_command_option(cmd, "--user", &user);
    }
    user = hm_str_sub(user, 0, hm_str_find(user, ':'));
    return user.n > 0 && user.p[0] != '$' && !hm_str_eq(user, "root") && !hm_str_eq(user, "0");
}

/* The program by which the entrypoint, as it is written in the file, stops being root before the
 * service starts; the empty view when it does not. */
static struct hm_str
root_is_dropped_by(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    const struct hm_instruction *start =
        stage->entrypoint.set_by != NULL ? stage->entrypoint.set_by : stage->cmd.set_by;

    if (start == NULL || start->script >= file->n_scripts) {
        return hm_str_c("");
    }
    const struct hm_script *script = &file->scripts[start->script];
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        bool is_init = hm_str_eq(cmd->name, "tini") || hm_str_eq(cmd->name, "dumb-init") ||
                       hm_str_eq(cmd->name, "sh") || hm_str_eq(cmd->name, "exec") ||
                       hm_str_eq(cmd->name, "bash");
        if (drops_root(cmd)) {
            return cmd->name;
        }
        if (!is_init) {
            break;
        }
    }
    return hm_str_c("");
}

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
        } else if (root->is_scratch && stage->cmd.set_by == NULL &&
                   stage->entrypoint.set_by == NULL) {
            hm_find_at(out, HM_SEV_LOW, stage->from->span,
                       "No USER is set, and no command either: whatever is run in the image is "
                       "run as root. Nothing is where it only carries files (docker build "
                       "--output).");
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
    struct hm_str drop = root_is_dropped_by(at->file, stage);
    switch (hm_stage_runs_as_root(stage)) {
    case HM_YES:
        if (drop.n > 0) {
            hm_find_at(out, HM_SEV_MEDIUM,
                       stage->user.set_by != NULL ? stage->user.set_by->span : stage->from->span,
                       "The container starts as root, and %.*s of its entrypoint becomes another "
                       "user.",
                       HM_FMT(drop));
            return;
        }
        check_known(at, out);
        return;
    case HM_UNKNOWN:
        if (stage->user.set_by != NULL && is_user_of_dotnet(at->file, stage)) {
            return;
        }
        hm_cannot_tell(out,
                       stage->user.set_by != NULL ? stage->user.set_by->span : stage->from->span,
                       stage->user.set_by != NULL
                           ? "USER depends on a variable without a value."
                           : "No USER is set, and a named context stands in the base's place.");
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
        "Without any USER on a base that was not read, Docker's default holds: root.\n\n"
        "Where the entrypoint itself is seen to become another user (gosu, su-exec, setpriv), the "
        "container still starts as root: `docker exec` gives root, an entrypoint that is "
        "overridden runs as root, and Kubernetes' `runAsNonRoot` refuses it. The service is not "
        "root then, so that is a medium finding.\n\n"
        "An image from scratch that has no command may only carry files, for `docker build "
        "--output` or `COPY --from`: a low finding.",
    .fix = "Create a user and switch to it at the end, by number so that Kubernetes can check it: "
           "`RUN adduser -D -u 10001 app` and `USER 10001`. Or take a base that does it, such as "
           "distroless `:nonroot`.",
    .bad = "FROM alpine:3.22\nCMD [\"sleep\", \"1\"]\n",
    .good = "FROM alpine:3.22\nUSER 10001\nCMD [\"sleep\", \"1\"]\n",
    .check = check,
};
