/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* What switches a program's check of certificates off. */
static const struct {
    const char *name;
    enum { WHEN_OFF, WHEN_ON, WHEN_SET } when;
} variables[] = {
    { "PYTHONHTTPSVERIFY", WHEN_OFF },
    { "NODE_TLS_REJECT_UNAUTHORIZED", WHEN_OFF },
    { "NPM_CONFIG_STRICT_SSL", WHEN_OFF },
    { "YARN_STRICT_SSL", WHEN_OFF },
    { "YARN_ENABLE_STRICT_SSL", WHEN_OFF },
    { "GIT_SSL_NO_VERIFY", WHEN_SET }, /* git asks only whether it is there */
    { "PIP_TRUSTED_HOST", WHEN_SET },
    { "UV_INSECURE_HOST", WHEN_SET },
    { "GOINSECURE", WHEN_SET },
    { "CONDA_SSL_VERIFY", WHEN_OFF },
    { "BUNDLE_SSL_VERIFY_MODE", WHEN_OFF },
    { "CURL_INSECURE", WHEN_ON },
    { "PERL_LWP_SSL_VERIFY_HOSTNAME", WHEN_OFF },
    { "AWS_CLI_NO_VERIFY_SSL", WHEN_ON },
};

/* GOFLAGS holds options for every call of go. */
static bool
has_insecure_flag(struct hm_str name, struct hm_str value)
{
    return hm_str_eq(name, "GOFLAGS") && hm_str_has(value, "-insecure");
}

static bool
is_off(struct hm_str name, struct hm_str value)
{
    if (has_insecure_flag(name, value)) {
        return true;
    }
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        if (hm_str_eq_nocase(name, hm_str_c(variables[i].name))) {
            bool off = hm_is_off(value);
            return value.n > 0 && (variables[i].when == WHEN_OFF  ? off
                                   : variables[i].when == WHEN_ON ? !off
                                                                  : true);
        }
    }
    return false;
}

static void
report(struct hm_sink *out, struct hm_str name, struct hm_span span, bool stays)
{
    hm_find(out, span, "%.*s switches the check of TLS certificates off%s.", HM_FMT(name),
            stays ? ", in the finished image too" : "");
}

/* export A=b, declare -x A=b, go env -w A=b */
static void
check_words(const struct hm_command *cmd, struct hm_sink *out)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        size_t equals = hm_str_find(arg, '=');
        if (equals < arg.n && is_off(hm_str_sub(arg, 0, equals), hm_str_from(arg, equals + 1))) {
            report(out, hm_str_sub(arg, 0, equals), fields[i].span, false);
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_command *cmd = at->cmd;
    if (cmd == NULL) {
        for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
            const struct hm_pair *pair = &at->inst->pairs[i];
            if (pair->has_value && is_off(pair->key.value, pair->value.value)) {
                report(out, pair->key.value, hm_span_join(pair->key.span, pair->value.span),
                       at->inst->kind == HM_ENV && hm_visit_ships(at));
            }
        }
        return;
    }
    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        const struct hm_assignment *assignment = &cmd->assignments[i];
        struct hm_str name = assignment->name;
        if (hm_str_starts(name, "env:")) {
            name = hm_str_from(name, 4);
        }
        /* .NET asks this function, and it says yes. */
        bool is_callback = hm_str_has_nocase(name, "::ServerCertificateValidationCallback") &&
                           hm_str_has_nocase(assignment->value.text, "$true");
        if (is_callback || is_off(name, assignment->value.text)) {
            report(out, name, assignment->value.span, false);
        }
    }
    if (hm_str_eq(cmd->name, "export") || hm_str_eq(cmd->name, "declare") ||
        hm_command_is(cmd, "go", "env")) {
        check_words(cmd, out);
    }
}

const struct hm_rule hm2103_tls_check_off_by_variable = {
    .id = "HM2103",
    .concept = "tls-check-off-by-variable",
    .since = "0.1",
    .title = "A variable switches the check of TLS certificates off",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 295 },
    .same_as = HM_IDS("checkov:CKV2_DOCKER_5", "checkov:CKV2_DOCKER_6", "checkov:CKV2_DOCKER_12",
                      "checkov:CKV2_DOCKER_14", "checkov:CKV2_DOCKER_16"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ENV, ARG) | HM_ON_ANY_COMMAND,
    .why = "The variable makes every program that honours it accept any certificate: for the "
           "command it stands in front of, for all commands after an ARG, and with ENV for the "
           "service itself as long as it runs. Whoever is between it and a server can then read "
           "and change what they say to each other.",
    .fix = "Remove it. For a server with a certificate of your own authority name that authority: "
           "`NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`, `PIP_CERT`, `GIT_SSL_CAINFO`.",
    .bad = "FROM node:22-slim\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n",
    .good = "FROM node:22-slim\nENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/our-ca.pem\n",
    .check = check,
};
