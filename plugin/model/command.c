/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/command.h"

/* Options that take the next word, of programs whose subcommand may come after them. */
static const struct {
    struct hm_str name;
    const char *valued;       /* short ones */
    const char *const *longs; /* NULL-terminated */
} programs[] = {
#define LONGS(...) ((const char *const[]){ __VA_ARGS__, NULL })
    { HM_STR("apt"), "oct", LONGS("--option", "--config-file", "--target-release") },
    { HM_STR("apt-get"), "oct",
      LONGS("--option", "--config-file", "--target-release", "--default-release", "--solver") },
    { HM_STR("apk"), "pXt",
      LONGS("--root", "--repository", "--virtual", "--arch", "--keys-dir", "--cache-dir",
            "--repositories-file", "--cache-max-age", "--wait") },
    { HM_STR("bundle"), "", LONGS("--gemfile", "--retry") },
    { HM_STR("cargo"), "ZC", LONGS("--config", "--color") },
    { HM_STR("composer"), "d", LONGS("--working-dir") },
    { HM_STR("curl"), "AbcCdDeEFhHKmoQrtTuUwxXyYz",
      LONGS("--output", "--header", "--user-agent", "--data", "--request", "--retry",
            "--connect-timeout", "--max-time", "--cacert", "--user", "--proxy", "--write-out",
            "--retry-delay", "--output-dir", "--retry-max-time", "--url", "--data-binary", "--form",
            "--referer", "--range", "--resolve", "--oauth2-bearer") },
    { HM_STR("dnf"), "cdexR",
      LONGS("--config", "--setopt", "--exclude", "--enablerepo", "--disablerepo", "--repo",
            "--repoid", "--releasever", "--installroot", "--disableplugin", "--enableplugin",
            "--forcearch", "--advisory", "--comment") },
    { HM_STR("docker"), "HcIl", LONGS("--host", "--config", "--context", "--log-level") },
    { HM_STR("gem"), "", LONGS("--config-file") },
    { HM_STR("git"), "Cc", LONGS("--git-dir", "--work-tree", "--namespace") },
    { HM_STR("go"), "C", NULL },
    { HM_STR("npm"), "",
      LONGS("--prefix", "--registry", "--cache", "--loglevel", "--userconfig", "--workspace") },
    { HM_STR("pnpm"), "CF", LONGS("--dir", "--filter", "--prefix", "--registry", "--store-dir") },
    { HM_STR("poetry"), "CP", LONGS("--directory", "--project") },
    { HM_STR("pip"), "",
      LONGS("--log", "--proxy", "--retries", "--timeout", "--cache-dir", "--cert", "--client-cert",
            "--trusted-host", "--python", "--exists-action") },
    { HM_STR("uv"), "", LONGS("--cache-dir", "--directory", "--project", "--config-file") },
    { HM_STR("wget"), "oaeitOTwQPUlADRIXB",
      LONGS("--output-document", "--directory-prefix", "--header", "--tries", "--timeout",
            "--user-agent", "--ca-certificate", "--user", "--password", "--waitretry",
            "--post-data", "--execute", "--input-file", "--output-file", "--base") },
    { HM_STR("yarn"), "",
      LONGS("--cwd", "--cache-folder", "--global-folder", "--modules-folder", "--mutex",
            "--network-timeout", "--prefix", "--registry") },
    { HM_STR("zypper"), "cDCpAtR",
      LONGS("--config", "--reposd-dir", "--cache-dir", "--plus-repo", "--root", "--installroot",
            "--releasever") },
};

/* Names that have another one's options. */
static struct hm_str
family(struct hm_str name)
{
    if (hm_str_eq(name, "yum") || hm_str_eq(name, "microdnf") || hm_str_eq(name, "dnf5") ||
        hm_str_eq(name, "tdnf")) {
        return HM_S("dnf");
    }
    if (hm_str_eq(name, "pip3") || hm_str_starts(name, "pip2") || hm_str_starts(name, "pip3.")) {
        return HM_S("pip");
    }
    return hm_str_eq(name, "aptitude") ? HM_S("apt-get") : name;
}

static bool
takes_value(struct hm_str program, struct hm_str option)
{
    program = family(program);
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        if (!hm_str_is(programs[i].name, program)) {
            continue;
        }
        if (option.p[1] != '-') {
            for (size_t k = 1; k < option.n; k++) {
                if (strchr(programs[i].valued, option.p[k]) != NULL) {
                    return k + 1 == option.n;
                }
            }
            return false;
        }
        const char *const *name = programs[i].longs;
        for (; name != NULL && *name != NULL; name++) {
            if (hm_str_eq(option, *name)) {
                return true;
            }
        }
        return false;
    }
    return false;
}

bool
hm_command_has(const struct hm_command *cmd, const char *option)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        if (hm_str_eq(fields[i].text, option)) {
            return true;
        }
    }
    return false;
}

bool
hm_command_has_short(const struct hm_command *cmd, char letter)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        if (hm_str_eq(arg, "--")) {
            return false;
        }
        if (arg.n < 2 || arg.p[0] != '-' || arg.p[1] == '-') {
            continue;
        }
        bool is_there = false;
        size_t k = 1;
        while (k < arg.n && (hm_is_alpha(arg.p[k]) || hm_is_digit(arg.p[k]))) {
            is_there = is_there || arg.p[k] == letter;
            k++;
        }
        /* -q=2 is one option with a value, -oDir::Cache=x too. */
        if (is_there && (k == arg.n || (k == 2 && arg.p[k] == '='))) {
            return true;
        }
    }
    return false;
}

bool
hm_command_option(const struct hm_command *cmd, const char *name, struct hm_str *ret_value)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    size_t n = strlen(name);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        if (!hm_str_starts(arg, name) || (arg.n > n && arg.p[n] != '=')) {
            continue;
        }
        if (ret_value != NULL) {
            *ret_value = arg.n > n ? hm_str_from(arg, n + 1) : hm_str_make(NULL, 0);
            if (arg.n == n && i + 1 < n_fields) {
                *ret_value = fields[i + 1].text;
            }
        }
        return true;
    }
    return false;
}

uint32_t
hm_command_operand(const struct hm_command *cmd, uint32_t from)
{
    /* Options behind "--" are operands, and where it stands is known only from the front. */
    bool has_options = true;
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        if (has_options && hm_str_eq(arg, "--")) {
            has_options = false;
        } else if (has_options && arg.n > 1 && arg.p[0] == '-') {
            i += takes_value(cmd->name, arg);
        } else if (i >= from) {
            return i;
        }
    }
    return n_fields;
}

bool
hm_command_has_operand(const struct hm_command *cmd, uint32_t from)
{
    uint32_t n_fields;
    (void)hm_command_fields(cmd, &n_fields);
    return hm_command_operand(cmd, from) < n_fields;
}

bool
hm_command_is(const struct hm_command *cmd, const char *program, const char *subcommand)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    if (!hm_str_eq(cmd->name, program)) {
        return false;
    }
    uint32_t i = hm_command_operand(cmd, 1);
    return i < n_fields && hm_str_eq(fields[i].text, subcommand);
}
