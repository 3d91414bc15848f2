/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static bool
has_secret_mount(const struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        if (hm_str_eq(inst->mounts[i].type, "secret") || hm_str_eq(inst->mounts[i].type, "ssh")) {
            return true;
        }
    }
    return false;
}

static bool
fetches_by_ssh(const struct hm_command *cmd)
{
    static const char *const verbs[] = { "clone", "fetch", "pull", "submodule", "ls-remote" };
    bool has_verb = false;

    for (uint32_t i = 1; i < cmd->n_args; i++) {
        struct hm_str word = cmd->args[i].text;
        for (size_t k = 0; k < sizeof verbs / sizeof verbs[0]; k++) {
            has_verb = has_verb || hm_str_eq(word, verbs[k]);
        }
        if (has_verb && (hm_str_starts(word, "git@") || hm_str_starts(word, "ssh://"))) {
            return true;
        }
    }
    return false;
}

/* A program and the words behind it that need an account; an empty second word is any. */
static const char *const logins[][3] = {
    { "az", "login", "" },     { "buildah", "login", "" },
    { "cargo", "login", "" },  { "docker", "login", "" },
    { "docker", "push", "" },  { "gcloud", "auth", "login" },
    { "gh", "auth", "login" }, { "helm", "registry", "login" },
    { "heroku", "login", "" }, { "npm", "adduser", "" },
    { "npm", "login", "" },    { "npm", "publish", "" },
    { "oc", "login", "" },     { "podman", "login", "" },
    { "skopeo", "login", "" }, { "twine", "upload", "" },
    { "vault", "login", "" },  { "gcloud", "auth", "activate-service-account" },
};

static bool
logs_in(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    uint32_t first = hm_command_operand(cmd, 1);
    uint32_t second = first < n_fields ? hm_command_operand(cmd, first + 1) : n_fields;

    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++) {
        const char *const *row = logins[i];
        if (hm_str_eq(cmd->name, row[0]) && first < n_fields &&
            hm_str_eq(fields[first].text, row[1]) &&
            (row[2][0] == '\0' || (second < n_fields && hm_str_eq(fields[second].text, row[2])))) {
            return true;
        }
    }
    return hm_str_eq(cmd->name, "aws") && second < n_fields &&
           !hm_str_eq(fields[first].text, "configure") && !hm_command_has(cmd, "--no-sign-request");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->inst->kind != HM_RUN || has_secret_mount(at->inst)) {
        return;
    }
    if (hm_str_eq(at->cmd->name, "git") ? fetches_by_ssh(at->cmd) : logs_in(at->cmd)) {
        hm_find(
            out, at->cmd->span,
            "%.*s needs credentials here, and none are mounted: they must already be in a layer "
            "or come as an argument.",
            HM_FMT(at->cmd->name));
    }
}

const struct hm_rule hm2007_secret_mount_missing = {
    .id = "HM2007",
    .concept = "secret-mount-missing",
    .since = "0.1",
    .title = "A command needs credentials, and no secret is mounted",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 522, 538 },
    .cis = "4.10",
    .same_as = HM_IDS("tally:require-secret-mounts",
                      "tally:ruby/prefer-secret-mounts-for-build-credentials", "cis:4.10"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("git", "docker", "podman", "buildah", "skopeo", "npm", "az", "gh", "gcloud",
                       "twine", "helm", "oc", "vault", "heroku", "cargo", "aws"),
    .why =
        "Cloning over SSH, logging in to a registry and calling a cloud's tool work only with a "
        "key "
        "or token. Without a secret mount it was copied into an earlier layer, or is an argument "
        "of the build; a login then writes it into a file of this layer, too.",
    .fix = "Mount it for this one command: `RUN --mount=type=ssh git clone git@…`, or "
           "`RUN --mount=type=secret,id=aws,target=/root/.aws/credentials aws s3 cp …`.",
    .bad = "FROM alpine:3.22\nRUN git clone git@github.com:acme/app.git\n",
    .good = "FROM alpine:3.22\nRUN --mount=type=ssh git clone git@github.com:acme/app.git\n",
    .check = check,
};
