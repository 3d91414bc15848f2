/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

#include "plugin/model/secret.h"

/* The word that holds the password, or NULL. */
static const struct hm_arg *
password_of(const struct hm_command *cmd, struct hm_str *ret_value)
{
    static const char *const longs[] = { "--password", "--pass" };

    for (uint32_t i = 1; i < cmd->n_args; i++) {
        struct hm_str arg = cmd->args[i].text;
        bool has_next = i + 1 < cmd->n_args;
        for (size_t k = 0; k < 2; k++) {
            size_t n = strlen(longs[k]);
            if (hm_str_starts(arg, longs[k]) && arg.n > n && arg.p[n] == '=') {
                *ret_value = hm_str_from(arg, n + 1);
                return &cmd->args[i];
            }
            if (hm_str_eq(arg, longs[k]) && has_next) {
                *ret_value = cmd->args[i + 1].text;
                return &cmd->args[i + 1];
            }
        }
        if (hm_str_eq(arg, "-p") && has_next) {
            *ret_value = cmd->args[i + 1].text;
            return &cmd->args[i + 1];
        }
        if (hm_str_starts(arg, "-p") && arg.n > 2) {
            *ret_value = hm_str_from(arg, 2);
            return &cmd->args[i];
        }
    }
    return NULL;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_str value = HM_S("");
    const struct hm_arg *arg = at->act->kind == HM_ACT_LOGIN && at->act->cmd != NULL
                                   ? password_of(at->act->cmd, &value)
                                   : NULL;

    if (arg == NULL || value.n == 0) {
        return;
    }
    if (arg->is_literal && hm_str_find(value, '$') == value.n &&
        hm_secret_value(value) == HM_VALUE_LITERAL) {
        hm_find_secret(out, HM_SEV_CRITICAL, arg->span,
                       "The password of the registry stands here, for everybody who can read the "
                       "file: replace it, and take the new one from the platform's secrets.");
    } else {
        hm_find_secret(out, HM_SEV_MEDIUM, arg->span,
                       "%s gets the password as an argument, which every process of the machine "
                       "can read: give it on standard input (--password-stdin).",
                       at->act->tool);
    }
}

const struct hm_rule hm8013_password_on_command_line = {
    .id = "HM8013",
    .concept = "password-on-command-line",
    .since = "0.1",
    .title = "The password of a registry is given on the command line",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 214, 798 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(ACT),
    .why = "Arguments are listed by `ps` and in /proc to every process of the machine, they are in "
           "the log as soon as somebody adds `set -x`, and in the shell's history. Docker warns of "
           "it itself. A password that is written out is critical: it is known.",
    .fix =
        "`echo \"$TOKEN\" | docker login ghcr.io -u ci --password-stdin`, or docker/login-action. "
        "Replace a password that the file had.",
    .bad = HM_GITHUB_STEPS "      - run: docker login ghcr.io -u ci -p \"$TOKEN\"\n"
                           "        env:\n"
                           "          TOKEN: ${{ secrets.REGISTRY_TOKEN }}\n",
    .good = HM_GITHUB_STEPS
    "      - run: echo \"$TOKEN\" | docker login ghcr.io -u ci --password-stdin\n"
    "        env:\n"
    "          TOKEN: ${{ secrets.REGISTRY_TOKEN }}\n",
    .check = check,
};
