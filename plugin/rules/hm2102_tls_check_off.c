/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* curl's and wget's short options that take a value. */
static const char curl_valued[] = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

/* A program and a word that switches its check of certificates off. */
static const struct {
    const char *program; /**< NULL: any of those that the rule asks for */
    const char *option;
} options[] = {
    { "curl", "--insecure" },
    { "curl", "--proxy-insecure" },
    { "wget", "--no-check-certificate" },
    { "wget2", "--no-check-certificate" },
    { "apk", "--no-check-certificate" },
    { "aria2c", "--check-certificate=false" },
    { "aws", "--no-verify-ssl" },
    { "helm", "--insecure-skip-tls-verify" },
    { "kubectl", "--insecure-skip-tls-verify" },
    { "kubectl", "--insecure-skip-tls-verify=true" },
    { "oc", "--insecure-skip-tls-verify" },
    { "podman", "--tls-verify=false" },
    { "buildah", "--tls-verify=false" },
    { "skopeo", "--tls-verify=false" },
    { "skopeo", "--src-tls-verify=false" },
    { "http", "--verify=no" },
    { "https", "--verify=no" },
    { "npm", "--no-strict-ssl" },
    { "yarn", "--no-strict-ssl" },
    { "pnpm", "--no-strict-ssl" },
    { "go", "-insecure" },
};

/* key=off, as one word or two: `config set strict-ssl false`, `-o Acquire::…=false`. */
static const struct {
    const char *program;
    const char *key; /**< in lower case; ends the word before '=' or the whole word */
} settings[] = {
    { "npm", "strict-ssl" },        { "yarn", "strict-ssl" },
    { "pnpm", "strict-ssl" },       { "yarn", "enablestrictssl" },
    { "git", "sslverify" },         { "yum", "sslverify" },
    { "dnf", "sslverify" },         { "microdnf", "sslverify" },
    { "tdnf", "sslverify" },        { "yum-config-manager", "sslverify" },
    { "apt-get", "::verify-peer" }, { "apt", "::verify-peer" },
    { "apt-get", "::verify-host" }, { "apt", "::verify-host" },
    { "conda", "ssl_verify" },      { "mamba", "ssl_verify" },
    { "composer", "secure-http" },  { "bundle", "ssl_verify_mode" },
};

static bool
ends_nocase(struct hm_str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && hm_str_eq_nocase(hm_str_from(s, s.n - n), hm_str_c(end));
}

static bool
has_setting(const struct hm_command *cmd, const char *key)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        size_t equals = hm_str_find_last(arg, '=');
        if (!ends_nocase(hm_str_sub(arg, 0, equals), key)) {
            continue;
        }
        if (equals < arg.n ? hm_is_off(hm_str_from(arg, equals + 1))
                           : i + 1 < n_fields && hm_is_off(fields[i + 1].text)) {
            return true;
        }
    }
    return false;
}

static bool
is_pip(const struct hm_command *cmd)
{
    struct hm_package_call call;
    return hm_package_call(cmd, &call) && call.manager == HM_PIP;
}

/* echo sslverify=0 >> /etc/yum.conf */
static bool
writes_setting(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    bool is_file = false;
    bool is_curlrc = false;
    bool is_wgetrc = false;
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        struct hm_str to = cmd->redirects[i].target.text;
        is_file = is_file || hm_str_ends(to, ".conf") || hm_str_ends(to, ".repo") ||
                  hm_str_has(to, "/apt.conf.d/") || hm_str_ends(to, ".gitconfig") ||
                  hm_str_ends(to, "npmrc");
        is_curlrc = is_curlrc || hm_str_ends(to, "curlrc");
        is_wgetrc = is_wgetrc || hm_str_ends(to, "wgetrc");
    }
    for (uint32_t i = 1; (is_curlrc || is_wgetrc) && i < n_fields; i++) {
        struct hm_str arg = hm_str_trim(fields[i].text);
        bool is_off = hm_str_has_nocase(arg, "check_certificate") && hm_str_has_nocase(arg, "off");
        if ((is_wgetrc && is_off) ||
            (is_curlrc && (hm_str_eq(arg, "insecure") || hm_str_eq(arg, "-k") ||
                           hm_str_eq(arg, "--insecure")))) {
            return true;
        }
    }
    for (uint32_t i = 1; is_file && i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        if (hm_str_has_nocase(arg, "sslverify=0") || hm_str_has_nocase(arg, "sslverify=false") ||
            hm_str_has_nocase(arg, "verify-peer \"false\"") ||
            hm_str_has_nocase(arg, "verify-host \"false\"") ||
            hm_str_has_nocase(arg, "strict-ssl=false")) {
            return true;
        }
    }
    return false;
}

/* -SkipCertificateCheck of PowerShell, in any case, unless it is followed by :$false. */
static bool
skips_check(const struct hm_command *cmd)
{
    static const char option[] = "-skipcertificatecheck";
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        size_t colon = hm_str_find(arg, ':');
        if (hm_str_eq_nocase(hm_str_sub(arg, 0, colon), hm_str_c(option))) {
            return !hm_str_eq_nocase(hm_str_from(arg, colon), HM_S(":$false"));
        }
    }
    return false;
}

static bool
is_off(const struct hm_command *cmd)
{
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (hm_str_eq(cmd->name, options[i].program) && hm_command_has(cmd, options[i].option)) {
            return true;
        }
    }
    if (skips_check(cmd)) {
        return true;
    }
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (hm_str_eq(cmd->name, settings[i].program) && has_setting(cmd, settings[i].key)) {
            return true;
        }
    }
    if (hm_str_eq(cmd->name, "curl")) {
        return hm_command_flag(cmd, 'k', curl_valued, NULL);
    }
    if (is_pip(cmd)) {
        return hm_command_option(cmd, "--trusted-host", NULL) ||
               hm_command_has(cmd, "global.trusted-host");
    }
    if (hm_str_eq(cmd->name, "composer")) {
        return hm_command_has(cmd, "disable-tls") && hm_command_has(cmd, "true");
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_arg *url = hm_command_downloads(at->cmd) ? hm_command_url(at->cmd) : NULL;
    if (url != NULL && hm_host_is_local(hm_download_host(url->text))) {
        return;
    }
    if (hm_str_eq(at->cmd->name, "echo") || hm_str_eq(at->cmd->name, "printf")) {
        if (writes_setting(at->cmd)) {
            hm_find(out, at->cmd->span,
                    "The configuration switches the check of TLS certificates off.");
        }
    } else if (is_off(at->cmd)) {
        hm_find(out, at->cmd->span,
                "%.*s is told to accept any certificate: whoever is on the way can answer.",
                HM_FMT(at->cmd->name));
    }
}

const struct hm_rule hm2102_tls_check_off = {
    .id = "HM2102",
    .concept = "tls-check-off",
    .since = "0.1",
    .title = "A command accepts any TLS certificate",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 295 },
    .same_as = HM_IDS("checkov:CKV2_DOCKER_2", "checkov:CKV2_DOCKER_3", "checkov:CKV2_DOCKER_4",
                      "checkov:CKV2_DOCKER_13", "checkov:CKV2_DOCKER_15"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands =
        HM_IDS("curl", "wget", "wget2", "apk", "aria2c", "aws", "helm", "kubectl", "oc", "podman",
               "buildah", "skopeo", "http", "https", "iwr", "irm", "invoke-webrequest",
               "invoke-restmethod", "npm", "yarn", "pnpm", "go", "git", "yum", "dnf", "microdnf",
               "tdnf", "yum-config-manager", "apt-get", "apt", "conda", "mamba", "composer",
               "bundle", "pip", "pip3", "python", "python3", "uv", "echo", "printf"),
    .why = "Without the check of the certificate, TLS protects against nobody who is between the "
           "build and the server: a proxy, a router, a DNS answer. They can put their own files in "
           "place of the ones that were asked for, and read what is sent (tokens of a package "
           "registry, for instance). A setting that is written into the image goes on doing so at "
           "run time.",
    .fix = "Leave the check on. If the server's certificate comes from an authority of your own, "
           "add that authority: `COPY ca.crt /usr/local/share/ca-certificates/` and "
           "`update-ca-certificates`, or `curl --cacert`, `pip --cert`, `NODE_EXTRA_CA_CERTS`. If "
           "the certificate has expired, take another mirror.",
    .bad = "FROM debian:12-slim\nRUN curl -fsSLk https://example.com/tool.tar.gz -o "
           "/tmp/tool.tar.gz\n",
    .good =
        "FROM debian:12-slim\nRUN curl -fsSL https://example.com/tool.tar.gz -o /tmp/tool.tar.gz\n",
    .check = check,
};
