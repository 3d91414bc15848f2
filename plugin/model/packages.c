/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/packages.h"

struct verb {
    const char *word;
    enum hm_package_action action;
};

static const struct {
    struct hm_str name;
    enum hm_manager manager;
} programs[] = {
    { HM_STR("apt-get"), HM_APT },   { HM_STR("apt"), HM_APT },
    { HM_STR("aptitude"), HM_APT },  { HM_STR("apk"), HM_APK },
    { HM_STR("yum"), HM_DNF },       { HM_STR("dnf"), HM_DNF },
    { HM_STR("microdnf"), HM_DNF },  { HM_STR("tdnf"), HM_DNF },
    { HM_STR("dnf5"), HM_DNF },      { HM_STR("zypper"), HM_ZYPPER },
    { HM_STR("pacman"), HM_PACMAN }, { HM_STR("pip"), HM_PIP },
    { HM_STR("pip3"), HM_PIP },      { HM_STR("pip2"), HM_PIP },
    { HM_STR("uv"), HM_PIP },        { HM_STR("npm"), HM_NPM },
    { HM_STR("yarn"), HM_YARN },     { HM_STR("pnpm"), HM_PNPM },
    { HM_STR("gem"), HM_GEM },       { HM_STR("go"), HM_GO },
};

static const struct {
    const char *valued; /* options after the verb that take the next word */
    const char *const *longs;
    struct verb verbs[14];
} managers[HM_MANAGER_COUNT] = {
#define LONGS(...) ((const char *const[]){ __VA_ARGS__, NULL })
    [HM_APT] = { "oct",
                 LONGS("--option", "--config-file", "--target-release", "--default-release",
                       "--solver"),
                 { { "install", HM_PACKAGES_INSTALL },
                   { "reinstall", HM_PACKAGES_INSTALL },
                   { "satisfy", HM_PACKAGES_OTHER },
                   { "build-dep", HM_PACKAGES_OTHER },
                   { "update", HM_PACKAGES_REFRESH },
                   { "upgrade", HM_PACKAGES_UPGRADE },
                   { "dist-upgrade", HM_PACKAGES_UPGRADE },
                   { "full-upgrade", HM_PACKAGES_UPGRADE },
                   { "safe-upgrade", HM_PACKAGES_UPGRADE },
                   { "remove", HM_PACKAGES_REMOVE },
                   { "purge", HM_PACKAGES_REMOVE },
                   { "autoremove", HM_PACKAGES_REMOVE },
                   { "clean", HM_PACKAGES_CLEAN } } },
    [HM_APK] = { "pXt",
                 LONGS("--root", "--repository", "--virtual", "--arch", "--keys-dir", "--cache-dir",
                       "--repositories-file", "--cache-max-age", "--wait"),
                 { { "add", HM_PACKAGES_INSTALL },
                   { "update", HM_PACKAGES_REFRESH },
                   { "upgrade", HM_PACKAGES_UPGRADE },
                   { "del", HM_PACKAGES_REMOVE } } },
    [HM_DNF] = { "cdexR",
                 LONGS("--config", "--setopt", "--exclude", "--enablerepo", "--disablerepo",
                       "--repo", "--repoid", "--releasever", "--installroot", "--disableplugin",
                       "--enableplugin", "--forcearch", "--advisory", "--comment"),
                 { { "install", HM_PACKAGES_INSTALL },
                   { "reinstall", HM_PACKAGES_INSTALL },
                   { "localinstall", HM_PACKAGES_INSTALL },
                   { "groupinstall", HM_PACKAGES_INSTALL },
                   { "check-update", HM_PACKAGES_REFRESH },
                   { "makecache", HM_PACKAGES_REFRESH },
                   { "update", HM_PACKAGES_UPGRADE },
                   { "upgrade", HM_PACKAGES_UPGRADE },
                   { "distro-sync", HM_PACKAGES_UPGRADE },
                   { "remove", HM_PACKAGES_REMOVE },
                   { "erase", HM_PACKAGES_REMOVE },
                   { "autoremove", HM_PACKAGES_REMOVE },
                   { "clean", HM_PACKAGES_CLEAN } } },
    [HM_ZYPPER] = { "tprRcfo",
                    LONGS("--type", "--repo", "--from", "--root", "--name", "--plus-repo"),
                    { { "install", HM_PACKAGES_INSTALL },
                      { "in", HM_PACKAGES_INSTALL },
                      { "refresh", HM_PACKAGES_REFRESH },
                      { "ref", HM_PACKAGES_REFRESH },
                      { "update", HM_PACKAGES_UPGRADE },
                      { "up", HM_PACKAGES_UPGRADE },
                      { "dist-upgrade", HM_PACKAGES_UPGRADE },
                      { "dup", HM_PACKAGES_UPGRADE },
                      { "remove", HM_PACKAGES_REMOVE },
                      { "rm", HM_PACKAGES_REMOVE },
                      { "clean", HM_PACKAGES_CLEAN },
                      { "cc", HM_PACKAGES_CLEAN } } },
    [HM_PACMAN] = { "b",
                    LONGS("--root", "--dbpath", "--config", "--cachedir", "--ignore"),
                    { { NULL, HM_PACKAGES_OTHER } } },
    [HM_PIP] = { "rceitbf",
                 LONGS("--requirement", "--constraint", "--editable", "--index-url",
                       "--extra-index-url", "--find-links", "--target", "--prefix", "--root",
                       "--trusted-host", "--cache-dir", "--python-version", "--platform",
                       "--implementation", "--abi", "--progress-bar", "--no-binary",
                       "--only-binary", "--src", "--upgrade-strategy", "--global-option",
                       "--config-settings", "--timeout", "--retries", "--proxy", "--cert", "--log",
                       "--python", "--requirements", "--index", "--group"),
                 { { "install", HM_PACKAGES_INSTALL },
                   { "uninstall", HM_PACKAGES_REMOVE },
                   { "cache", HM_PACKAGES_CLEAN } } },
    [HM_NPM] = { "w",
                 LONGS("--registry", "--prefix", "--cache", "--loglevel", "--userconfig",
                       "--workspace", "--omit", "--include", "--only", "--tag", "--target",
                       "--arch", "--platform"),
                 { { "install", HM_PACKAGES_INSTALL },
                   { "i", HM_PACKAGES_INSTALL },
                   { "add", HM_PACKAGES_INSTALL },
                   { "ci", HM_PACKAGES_OTHER },
                   { "cache", HM_PACKAGES_CLEAN },
                   { "uninstall", HM_PACKAGES_REMOVE } } },
    [HM_YARN] = { "",
                  LONGS("--registry", "--cwd", "--cache-folder", "--modules-folder", "--prefix",
                        "--network-timeout", "--mutex", "--global-folder"),
                  { { "add", HM_PACKAGES_INSTALL },
                    { "install", HM_PACKAGES_INSTALL },
                    { "cache", HM_PACKAGES_CLEAN },
                    { "remove", HM_PACKAGES_REMOVE } } },
    [HM_PNPM] = { "CF",
                  LONGS("--registry", "--dir", "--store-dir", "--filter", "--prefix"),
                  { { "add", HM_PACKAGES_INSTALL },
                    { "install", HM_PACKAGES_INSTALL },
                    { "i", HM_PACKAGES_INSTALL },
                    { "remove", HM_PACKAGES_REMOVE } } },
    [HM_GEM] = { "vsinPp",
                 LONGS("--version", "--source", "--install-dir", "--bindir", "--platform",
                       "--trust-policy", "--http-proxy", "--document"),
                 { { "install", HM_PACKAGES_INSTALL },
                   { "i", HM_PACKAGES_INSTALL },
                   { "update", HM_PACKAGES_UPGRADE },
                   { "cleanup", HM_PACKAGES_CLEAN } } },
    [HM_GO] = { "p",
                LONGS("-ldflags", "-tags", "-mod", "-o", "-gcflags", "-asmflags", "-modfile",
                      "-buildmode", "-C"),
                { { "install", HM_PACKAGES_INSTALL },
                  { "get", HM_PACKAGES_INSTALL },
                  { "clean", HM_PACKAGES_CLEAN } } },
};

static bool
manager_of(const struct hm_command *cmd, enum hm_manager *ret_manager)
{
    if (cmd->n_args == 0 || cmd->name.n < 2) {
        return false;
    }
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        if (hm_str_is(cmd->name, programs[i].name)) {
            *ret_manager = programs[i].manager;
            return true;
        }
    }
    /* pip3.12, pip2.7, python3 -m pip */
    *ret_manager = HM_PIP;
    return hm_str_starts(cmd->name, "pip3.") || hm_str_starts(cmd->name, "pip2.") ||
           hm_str_starts(cmd->name, "python");
}

static enum hm_package_action
action_of(enum hm_manager manager, struct hm_str verb)
{
    for (size_t i = 0; i < 14 && managers[manager].verbs[i].word != NULL; i++) {
        if (hm_str_eq(verb, managers[manager].verbs[i].word)) {
            return managers[manager].verbs[i].action;
        }
    }
    return HM_PACKAGES_OTHER;
}

/* pacman's verbs are options: -Sy, -Syu NAME, -Rns NAME, -Scc. */
static enum hm_package_action
pacman_action(const struct hm_command *cmd)
{
    struct hm_str mode = cmd->n_args > 1 ? cmd->args[1].text : hm_str_make(NULL, 0);
    if (hm_str_starts(mode, "-R") || hm_str_eq(mode, "--remove")) {
        return HM_PACKAGES_REMOVE;
    }
    if (hm_str_starts(mode, "-U")) {
        return HM_PACKAGES_INSTALL;
    }
    if (!hm_str_starts(mode, "-S") && !hm_str_eq(mode, "--sync")) {
        return HM_PACKAGES_OTHER;
    }
    if (hm_str_has(mode, "c")) {
        return HM_PACKAGES_CLEAN;
    }
    if (hm_command_operand(cmd, 1) < cmd->n_args) {
        return HM_PACKAGES_INSTALL;
    }
    return hm_str_has(mode, "u") ? HM_PACKAGES_UPGRADE : HM_PACKAGES_REFRESH;
}

bool
hm_package_call(const struct hm_command *written, struct hm_package_call *ret_call)
{
    struct hm_command view = hm_command_expanded(written);
    const struct hm_command *cmd = &view;
    struct hm_package_call call = { .action = HM_PACKAGES_OTHER };
    if (!manager_of(cmd, &call.manager)) {
        return false;
    }
    uint32_t from = 1;
    if (call.manager == HM_PIP && hm_str_starts(cmd->name, "python")) {
        while (from + 1 < cmd->n_args && !hm_str_eq(cmd->args[from].text, "-m")) {
            from++;
        }
        if (from + 1 >= cmd->n_args || !hm_str_eq(cmd->args[from + 1].text, "pip")) {
            return false;
        }
        from += 2;
    } else if (hm_str_eq(cmd->name, "uv")) {
        from = hm_command_operand(cmd, 1);
        if (from >= cmd->n_args || !hm_str_eq(cmd->args[from].text, "pip")) {
            return false;
        }
        from++;
    }
    if (call.manager == HM_PACMAN) {
        call.action = pacman_action(cmd);
        call.verb = cmd->n_args > 1 ? cmd->args[1].text : call.verb;
        call.operands = cmd->n_args > 1 ? 2 : 1;
        *ret_call = call;
        return cmd->n_args > 1;
    }
    uint32_t verb = hm_command_operand(cmd, from);
    if (call.manager == HM_YARN && verb < cmd->n_args &&
        hm_str_eq(cmd->args[verb].text, "global")) {
        verb = hm_command_operand(cmd, verb + 1);
    }
    /* apt-get $OPTIONS install: a variable in front of a verb holds options. */
    while (verb + 1 < cmd->n_args && !cmd->args[verb].is_literal &&
           action_of(call.manager, cmd->args[verb + 1].text) != HM_PACKAGES_OTHER) {
        verb++;
    }
    call.operands = verb < cmd->n_args ? verb + 1 : verb;
    if (verb >= cmd->n_args) {
        /* A bare `yarn` installs what the project lists; `yarn --version` does not. */
        bool is_install = call.manager == HM_YARN && !hm_command_has(cmd, "--version") &&
                          !hm_command_has(cmd, "-v") && !hm_command_has(cmd, "--help");
        call.action = is_install ? HM_PACKAGES_INSTALL : HM_PACKAGES_OTHER;
        *ret_call = call;
        return is_install;
    }
    call.verb = cmd->args[verb].text;
    call.action = action_of(call.manager, call.verb);
    *ret_call = call;
    return true;
}

/* Whether the option takes the next word. */
static bool
takes_value(enum hm_manager manager, struct hm_str option)
{
    const char *const *name = managers[manager].longs;
    for (; *name != NULL; name++) {
        if (hm_str_eq(option, *name)) {
            return true;
        }
    }
    if (option.n < 2 || option.p[1] == '-') {
        return false;
    }
    for (size_t k = 1; k < option.n; k++) {
        if (strchr(managers[manager].valued, option.p[k]) != NULL) {
            return k + 1 == option.n;
        }
    }
    return false;
}

static bool
is_path_or_url(struct hm_str s)
{
    return hm_str_eq(s, ".") || hm_str_starts(s, "./") || hm_str_starts(s, "../") ||
           hm_str_starts(s, "/") || hm_str_starts(s, "~/") || hm_str_starts(s, "file:") ||
           hm_str_has(s, "://") || hm_str_starts(s, ".[");
}

static bool
ends_in_one_of(struct hm_str s, const char *const *ends)
{
    for (; *ends != NULL; ends++) {
        if (hm_str_ends(s, *ends)) {
            return true;
        }
    }
    return false;
}

/* A version-control address: determined by the revision behind its @ or #. */
static enum hm_package_pin
pin_of_repository(struct hm_str s)
{
    size_t slash = hm_str_find_last(s, '/');
    struct hm_str rest = slash < s.n ? hm_str_from(s, slash) : s;
    return hm_str_has(rest, "@") || hm_str_has(s, "#") ? HM_PIN_VERSION : HM_PIN_NONE;
}

/* The part of the word before any of @p operators; ret_rest gets what is behind. */
static struct hm_str
before(struct hm_str s, const char *operators, struct hm_str *ret_rest)
{
    size_t i = 0;
    while (i < s.n && (s.p[i] == '\0' || strchr(operators, s.p[i]) == NULL)) {
        i++;
    }
    *ret_rest = hm_str_from(s, i);
    return hm_str_sub(s, 0, i);
}

static enum hm_package_pin
pin_of_pip(struct hm_str s, struct hm_str *ret_name)
{
    static const char *const files[] = { ".whl", ".tar.gz", ".zip", ".tar.bz2", NULL };
    struct hm_str rest;
    if (hm_str_starts(s, "git+") || hm_str_starts(s, "hg+") || hm_str_starts(s, "svn+")) {
        return pin_of_repository(s);
    }
    *ret_name = before(s, "=<>!~ @;[", &rest);
    if (hm_str_has(rest, "==") || hm_str_has(rest, "~=") || hm_str_has(rest, "<") ||
        hm_str_has(rest, "$")) {
        return HM_PIN_VERSION;
    }
    if (hm_str_has(s, "git+")) {
        return pin_of_repository(s);
    }
    /* A project's name holds no '/': wheelhouse/a, dist/'*'. */
    return is_path_or_url(s) || hm_str_has(*ret_name, "/") || hm_str_has(rest, "@") ||
                   ends_in_one_of(s, files)
               ? HM_PIN_LOCAL
               : HM_PIN_NONE;
}

static enum hm_package_pin
pin_of_npm(struct hm_str s, struct hm_str *ret_name)
{
    static const char *const files[] = { ".tgz", ".tar.gz", NULL };
    if (hm_str_starts(s, "git+") || hm_str_starts(s, "git:") || hm_str_starts(s, "github:")) {
        return pin_of_repository(s);
    }
    if (is_path_or_url(s) || ends_in_one_of(s, files)) {
        return HM_PIN_LOCAL;
    }
    size_t at = hm_str_find(hm_str_from(s, 1), '@') + 1;
    *ret_name = hm_str_sub(s, 0, at);
    struct hm_str version = hm_str_from(s, at + 1);
    if (version.n == 0) {
        bool is_repository = s.p[0] != '@' && hm_str_has(s, "/");
        return is_repository && hm_str_has(s, "#") ? HM_PIN_VERSION : HM_PIN_NONE;
    }
    /* A word is a tag that moves; npm: names another package. */
    bool is_tag = hm_is_alpha(version.p[0]) && !hm_str_starts(version, "npm:") &&
                  !(version.p[0] == 'v' && version.n > 1 && hm_is_digit(version.p[1]));
    return is_tag ? HM_PIN_NONE : HM_PIN_VERSION;
}

/* name-version[-release]: the version is there when the last part begins with a digit. */
static enum hm_package_pin
pin_of_rpm(struct hm_str s, struct hm_str *ret_name)
{
    size_t dash = hm_str_find_last(s, '-');
    bool has_version = dash + 1 < s.n && (hm_is_digit(s.p[dash + 1]) || s.p[dash + 1] == '$');
    *ret_name = has_version ? hm_str_sub(s, 0, dash) : s;
    return has_version || hm_str_has(s, "=") || s.p[0] == '@' ? HM_PIN_VERSION : HM_PIN_NONE;
}

static enum hm_package_pin
pin_of_go(struct hm_str s, struct hm_str *ret_name)
{
    static const char *const moving[] = { "latest", "master",  "main",  "HEAD",
                                          "head",   "upgrade", "patch", NULL };
    struct hm_str rest;
    *ret_name = before(s, "@", &rest);
    /* Without a dot in its first part it is of the standard library or this module. */
    struct hm_str host = *ret_name;
    host.n = hm_str_find(host, '/');
    if (is_path_or_url(s) || !hm_str_has(host, ".")) {
        return HM_PIN_LOCAL;
    }
    for (size_t i = 0; moving[i] != NULL; i++) {
        if (hm_str_eq(hm_str_from(rest, 1), moving[i])) {
            return HM_PIN_NONE;
        }
    }
    return rest.n > 1 ? HM_PIN_VERSION : HM_PIN_NONE;
}

static enum hm_package_pin
pin_of(const struct hm_command *cmd, enum hm_manager manager, struct hm_str s,
       struct hm_str *ret_name)
{
    static const char *const packages[] = { ".deb", ".apk", ".rpm", ".gem", NULL };
    struct hm_str rest;
    *ret_name = s;
    switch (manager) {
    case HM_PIP:
        return pin_of_pip(s, ret_name);
    case HM_NPM:
    case HM_YARN:
    case HM_PNPM:
        return pin_of_npm(s, ret_name);
    case HM_GO:
        return pin_of_go(s, ret_name);
    default:
        break;
    }
    if (is_path_or_url(s) || ends_in_one_of(s, packages)) {
        return HM_PIN_LOCAL;
    }
    switch (manager) {
    case HM_APT:
        *ret_name = before(s, "=/", &rest);
        break;
    case HM_APK:
        *ret_name = before(s, "=<>~", &rest);
        break;
    case HM_ZYPPER:
        *ret_name = before(s, "=<>", &rest);
        break;
    case HM_GEM:
        *ret_name = before(s, ":", &rest);
        if (hm_command_has(cmd, "-v") || hm_command_option(cmd, "--version", NULL)) {
            return HM_PIN_VERSION;
        }
        break;
    default:
        return pin_of_rpm(s, ret_name);
    }
    return rest.n > 1 ? HM_PIN_VERSION : HM_PIN_NONE;
}

bool
hm_package_next(const struct hm_command *cmd, const struct hm_package_call *call, uint32_t *at,
                struct hm_package *ret_package)
{
    uint32_t n;
    const struct hm_arg *fields = hm_command_fields(cmd, &n);
    while (*at < n) {
        const struct hm_arg *arg = &fields[(*at)++];
        struct hm_str s = arg->text;
        if (s.n == 0 || s.p[0] == '-') {
            *at += s.n > 1 && takes_value(call->manager, s) && *at < n;
            continue;
        }
        /* apk's `!name` keeps one out. */
        if (call->manager == HM_APK && s.p[0] == '!') {
            continue;
        }
        *ret_package = (struct hm_package){ .arg = arg };
        ret_package->pin = pin_of(cmd, call->manager, s, &ret_package->name);
        if (!arg->is_literal && ret_package->pin == HM_PIN_NONE) {
            ret_package->pin = HM_PIN_UNKNOWN;
        }
        return true;
    }
    return false;
}

bool
hm_package_is_locked(const struct hm_command *cmd, const struct hm_package_call *call)
{
    switch (call->manager) {
    case HM_PIP:
        return hm_command_has(cmd, "-c") || hm_command_option(cmd, "--constraint", NULL) ||
               hm_command_has(cmd, "--require-hashes") || hm_command_has(cmd, "--no-index");
    case HM_YARN:
        return hm_command_has(cmd, "--frozen-lockfile") || hm_command_has(cmd, "--immutable");
    case HM_PNPM:
        return hm_command_has(cmd, "--frozen-lockfile");
    case HM_GEM:
        return hm_command_has(cmd, "-g") || hm_command_option(cmd, "--file", NULL) ||
               hm_command_has(cmd, "--local");
    default:
        return false;
    }
}
