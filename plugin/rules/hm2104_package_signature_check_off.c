/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static const struct {
    const char *program;
    const char *option;
} options[] = {
    { "apk", "--allow-untrusted" },
    { "apt-get", "--allow-unauthenticated" },
    { "apt", "--allow-unauthenticated" },
    { "apt-get", "--force-yes" },
    { "apt", "--force-yes" },
    { "apt-get", "--allow-insecure-repositories" },
    { "apt", "--allow-insecure-repositories" },
    { "yum", "--nogpgcheck" },
    { "dnf", "--nogpgcheck" },
    { "dnf", "--no-gpgchecks" },
    { "microdnf", "--nogpgcheck" },
    { "tdnf", "--nogpgcheck" },
    { "zypper", "--no-gpg-checks" },
    { "zypper", "--allow-unsigned-rpm" },
    { "rpm", "--nodigest" },
    { "rpm", "--nosignature" },
    { "rpm", "--noverify" },
    { "rpm", "--nofiledigest" },
    { "add-apt-repository", "--allow-unauthenticated" },
};

/* The end of a key in a setting such as -o APT::Get::AllowUnauthenticated=true, and whether it is
 * bad when it is on. */
static const struct {
    const char *key;
    bool is_bad_on;
} settings[] = {
    { "::allowunauthenticated", true },
    { "::allowinsecurerepositories", true },
    { "::allowweakrepositories", true },
    { "::allowdowngradetoinsecurerepositories", true },
    { "gpgcheck", false },
};

static bool
ends_nocase(struct hm_str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && hm_str_eq_nocase(hm_str_from(s, s.n - n), hm_str_c(end));
}

static bool
has_setting(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        size_t equals = hm_str_find_last(arg, '=');
        for (size_t k = 0; equals < arg.n && k < sizeof(settings) / sizeof(settings[0]); k++) {
            if (ends_nocase(hm_str_sub(arg, 0, equals), settings[k].key) &&
                hm_is_off(hm_str_from(arg, equals + 1)) != settings[k].is_bad_on) {
                return true;
            }
        }
    }
    return false;
}

/* echo "deb [trusted=yes] …" > /etc/apt/sources.list.d/…, echo gpgcheck=0 >> …repo */
static bool
writes_setting(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    if (!hm_str_eq(cmd->name, "echo") && !hm_str_eq(cmd->name, "printf") &&
        !hm_str_eq(cmd->name, "add-apt-repository")) {
        return false;
    }
    bool is_file = cmd->n_redirects > 0 || hm_str_eq(cmd->name, "add-apt-repository");
    for (uint32_t i = 1; is_file && i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        bool is_local = hm_str_has(arg, " file:") || hm_str_has(arg, " copy:");
        if ((hm_str_has(arg, "trusted=yes") && !is_local) || hm_str_has(arg, "gpgcheck=0") ||
            hm_str_has_nocase(arg, "AllowUnauthenticated \"true\"") ||
            hm_str_has(arg, "SigLevel = Never") || hm_str_has(arg, "SigLevel=Never")) {
            return true;
        }
    }
    return false;
}

/* Commands of the RUN that are looked at for a download of what is installed. */
enum { LOOK_BACK = 256 };

/* Whether all that is installed was put there by the build itself, and not fetched just before. */
static bool
is_local(const struct hm_visit *at)
{
    const struct hm_command *cmd = at->cmd;
    for (uint32_t i = 0; i < cmd->index && i < LOOK_BACK; i++) {
        if (hm_command_downloads(&at->script->commands[i])) {
            return false;
        }
    }
    struct hm_package_call call;
    struct hm_package package;
    bool is_there = false;
    if (!hm_package_call(cmd, &call) || call.action != HM_PACKAGES_INSTALL) {
        return false;
    }
    for (uint32_t i = call.operands; hm_package_next(cmd, &call, &i, &package);) {
        if (package.pin != HM_PIN_LOCAL || hm_str_has(package.arg->text, "://")) {
            return false;
        }
        is_there = true;
    }
    return is_there;
}

/* Go compares what it fetches with a public log of checksums, unless that is told off for all
 * modules; a pattern of one's own modules is as it should be. */
static bool
is_log_off(struct hm_str name, struct hm_str value)
{
    return (hm_str_eq(name, "GOSUMDB") && hm_str_eq(value, "off")) ||
           (hm_str_eq(name, "GONOSUMCHECK") && !hm_is_off(value) && value.n > 0) ||
           ((hm_str_eq(name, "GONOSUMDB") || hm_str_eq(name, "GONOSUMCHECK")) &&
            hm_str_eq(value, "*"));
}

static void
report_log(struct hm_sink *out, struct hm_str name, struct hm_span span)
{
    hm_find_at(out, HM_SEV_MEDIUM, span,
               "%.*s: Go modules are not compared with the public checksum database.",
               HM_FMT(name));
}

/* go env -w A=b, export A=b, A=b go build */
static void
check_log(const struct hm_command *cmd, struct hm_sink *out)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    bool sets = hm_str_eq(cmd->name, "export") || hm_command_is(cmd, "go", "env");
    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        const struct hm_assignment *assignment = &cmd->assignments[i];
        if (is_log_off(assignment->name, assignment->value.text)) {
            report_log(out, assignment->name, assignment->value.span);
        }
    }
    for (uint32_t i = 1; sets && i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        size_t equals = hm_str_find(arg, '=');
        if (is_log_off(hm_str_sub(arg, 0, equals), hm_str_from(arg, equals + 1))) {
            report_log(out, hm_str_sub(arg, 0, equals), fields[i].span);
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->cmd == NULL) {
        for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
            const struct hm_pair *pair = &at->inst->pairs[i];
            if (pair->has_value && is_log_off(pair->key.value, pair->value.value)) {
                report_log(out, pair->key.value, hm_span_join(pair->key.span, pair->value.span));
            }
        }
        return;
    }
    check_log(at->cmd, out);
    const struct hm_command *cmd = at->cmd;
    bool is_off = writes_setting(cmd) || has_setting(cmd);
    for (size_t i = 0; !is_off && i < sizeof(options) / sizeof(options[0]); i++) {
        is_off = hm_str_eq(cmd->name, options[i].program) && hm_command_has(cmd, options[i].option);
    }
    if (!is_off) {
        return;
    }
    if (is_local(at)) {
        hm_find_at(out, HM_SEV_LOW, cmd->span,
                   "A local package is installed without a check of its signature.");
    } else {
        hm_find(out, cmd->span, "Packages are installed without a check of their signatures.");
    }
}

const struct hm_rule hm2104_package_signature_check_off = {
    .id = "HM2104",
    .concept = "package-signature-check-off",
    .since = "0.1",
    .title = "Package signatures are not checked",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 347 },
    .cis = "4.11",
    .same_as = HM_IDS("checkov:CKV2_DOCKER_7", "checkov:CKV2_DOCKER_8", "checkov:CKV2_DOCKER_9",
                      "checkov:CKV2_DOCKER_10", "checkov:CKV2_DOCKER_11", "cis:4.11",
                      "dockle:CIS-DI-0011"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ENV, ARG),
    .commands =
        HM_IDS("go", "export", "make", "apk", "apt-get", "apt", "yum", "dnf", "microdnf", "tdnf",
               "zypper", "rpm", "yum-config-manager", "add-apt-repository", "echo", "printf"),
    .why = "A distribution's packages are signed, and the signature is all that tells its packages "
           "from those of a mirror that was broken into or of someone on the way. Without the "
           "check their install scripts run as root, in the build and in what it ships.",
    .fix = "Leave the check on and give the package manager the repository's key: a file of "
           "`/etc/apk/keys`, `signed-by=` in an apt source, `gpgkey=` with `gpgcheck=1` for yum "
           "and dnf. Fetch the key over TLS and compare its fingerprint.",
    .bad = "FROM alpine:3.22\nRUN apk add --no-cache --allow-untrusted -X https://example.com/apk "
           "tool\n",
    .good = "FROM alpine:3.22\nCOPY tool.rsa.pub /etc/apk/keys/\n"
            "RUN apk add --no-cache -X https://example.com/apk tool\n",
    .check = check,
};
