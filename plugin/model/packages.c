/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/packages.h"

#include "plugin/model/package_pin.h"

enum { VERBS = 14 };

struct verb {
    const char *word;
    enum hm_package_action action;
};

static const struct {
    struct hm_str name;
    enum hm_manager manager;
} programs[] = {
    { HM_STR("apt-get"), HM_APT },
    { HM_STR("apt"), HM_APT },
    { HM_STR("aptitude"), HM_APT },
    { HM_STR("apk"), HM_APK },
    { HM_STR("yum"), HM_DNF },
    { HM_STR("dnf"), HM_DNF },
    { HM_STR("microdnf"), HM_DNF },
    { HM_STR("tdnf"), HM_DNF },
    { HM_STR("dnf5"), HM_DNF },
    { HM_STR("zypper"), HM_ZYPPER },
    { HM_STR("pacman"), HM_PACMAN },
    { HM_STR("pip"), HM_PIP },
    { HM_STR("pip3"), HM_PIP },
    { HM_STR("pip2"), HM_PIP },
    { HM_STR("uv"), HM_PIP },
    { HM_STR("npm"), HM_NPM },
    { HM_STR("yarn"), HM_YARN },
    { HM_STR("pnpm"), HM_PNPM },
    { HM_STR("gem"), HM_GEM },
    { HM_STR("go"), HM_GO },
    { HM_STR("poetry"), HM_POETRY },
    { HM_STR("pipx"), HM_PIPX },
    { HM_STR("bun"), HM_BUN },
    { HM_STR("bundle"), HM_BUNDLER },
    { HM_STR("bundler"), HM_BUNDLER },
    { HM_STR("cargo"), HM_CARGO },
    { HM_STR("composer"), HM_COMPOSER },
    { HM_STR("conda"), HM_CONDA },
    { HM_STR("mamba"), HM_CONDA },
    { HM_STR("micromamba"), HM_CONDA },
    { HM_STR("choco"), HM_CHOCO },
    { HM_STR("chocolatey"), HM_CHOCO },
    { HM_STR("cinst"), HM_CHOCO },
    { HM_STR("winget"), HM_WINGET },
};

/* Programs of PowerShell whose name is the verb. */
static const struct verb cmdlets[] = {
    { "install-module", HM_PACKAGES_INSTALL },  { "install-package", HM_PACKAGES_INSTALL },
    { "install-script", HM_PACKAGES_INSTALL },  { "install-psresource", HM_PACKAGES_INSTALL },
    { "update-module", HM_PACKAGES_UPGRADE },   { "update-psresource", HM_PACKAGES_UPGRADE },
    { "uninstall-module", HM_PACKAGES_REMOVE }, { "uninstall-package", HM_PACKAGES_REMOVE },
    { "uninstall-script", HM_PACKAGES_REMOVE }, { "uninstall-psresource", HM_PACKAGES_REMOVE },
};

static const struct {
    const char *valued; /* options after the verb that take the next word */
    const char *const *longs;
    struct verb verbs[VERBS];
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
    [HM_PACMAN] = { "br",
                    LONGS("--root", "--dbpath", "--config", "--cachedir", "--ignore",
                          "--ignoregroup", "--overwrite", "--assume-installed", "--arch",
                          "--gpgdir", "--hookdir", "--logfile", "--sysroot", "--color"),
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
    [HM_POETRY] = { "GECP",
                    LONGS("--group", "--extras", "--source", "--python", "--platform",
                          "--directory", "--project", "--with", "--without", "--only"),
                    { { "add", HM_PACKAGES_INSTALL },
                      { "install", HM_PACKAGES_INSTALL },
                      { "sync", HM_PACKAGES_INSTALL },
                      { "remove", HM_PACKAGES_REMOVE },
                      { "cache", HM_PACKAGES_CLEAN } } },
    [HM_PIPX] = { "i",
                  LONGS("--spec", "--python", "--index-url", "--pip-args", "--suffix",
                        "--preinstall", "--fetch-missing-python", "--backend"),
                  { { "install", HM_PACKAGES_INSTALL },
                    { "inject", HM_PACKAGES_INSTALL },
                    { "upgrade", HM_PACKAGES_UPGRADE },
                    { "upgrade-all", HM_PACKAGES_UPGRADE },
                    { "uninstall", HM_PACKAGES_REMOVE } } },
    [HM_UV] = { "pfir",
                LONGS("--python", "--with", "--with-requirements", "--with-editable", "--index",
                      "--default-index", "--index-url", "--extra-index-url", "--find-links",
                      "--requirements", "--constraints", "--overrides", "--group", "--extra",
                      "--optional", "--tag", "--branch", "--rev", "--marker", "--index-strategy",
                      "--exclude-newer", "--directory", "--project", "--cache-dir", "--script"),
                { { "add", HM_PACKAGES_INSTALL },
                  { "install", HM_PACKAGES_INSTALL },
                  { "remove", HM_PACKAGES_REMOVE },
                  { "uninstall", HM_PACKAGES_REMOVE },
                  { "upgrade", HM_PACKAGES_UPGRADE } } },
    [HM_BUN] = { "c",
                 LONGS("--registry", "--cwd", "--cache-dir", "--config", "--backend", "--ca",
                       "--cafile", "--network-concurrency", "--concurrent-scripts", "--omit",
                       "--filter", "--linker"),
                 { { "add", HM_PACKAGES_INSTALL },
                   { "a", HM_PACKAGES_INSTALL },
                   { "install", HM_PACKAGES_INSTALL },
                   { "i", HM_PACKAGES_INSTALL },
                   { "remove", HM_PACKAGES_REMOVE },
                   { "rm", HM_PACKAGES_REMOVE },
                   { "update", HM_PACKAGES_UPGRADE } } },
    [HM_BUNDLER] = { "vsgj",
                     LONGS("--version", "--source", "--group", "--git", "--github", "--branch",
                           "--ref", "--path", "--require", "--jobs"),
                     { { "add", HM_PACKAGES_INSTALL },
                       { "install", HM_PACKAGES_INSTALL },
                       { "update", HM_PACKAGES_UPGRADE },
                       { "remove", HM_PACKAGES_REMOVE },
                       { "clean", HM_PACKAGES_CLEAN } } },
    [HM_CARGO] = { "FjZC",
                   LONGS("--version", "--vers", "--git", "--branch", "--tag", "--rev", "--path",
                         "--root", "--registry", "--index", "--features", "--profile", "--target",
                         "--target-dir", "--bin", "--example", "--jobs", "--message-format",
                         "--color", "--config", "--rename"),
                   { { "install", HM_PACKAGES_INSTALL },
                     { "binstall", HM_PACKAGES_INSTALL },
                     { "add", HM_PACKAGES_INSTALL },
                     { "update", HM_PACKAGES_UPGRADE },
                     { "uninstall", HM_PACKAGES_REMOVE },
                     { "remove", HM_PACKAGES_REMOVE } } },
    [HM_COMPOSER] = { "d",
                      LONGS("--working-dir", "--prefer-install", "--ignore-platform-req",
                            "--apcu-autoloader-prefix", "--audit-format"),
                      { { "require", HM_PACKAGES_INSTALL },
                        { "install", HM_PACKAGES_INSTALL },
                        { "update", HM_PACKAGES_UPGRADE },
                        { "remove", HM_PACKAGES_REMOVE },
                        { "clear-cache", HM_PACKAGES_CLEAN },
                        { "clearcache", HM_PACKAGES_CLEAN } } },
    [HM_CONDA] = { "npcr",
                   LONGS("--name", "--prefix", "--channel", "--file", "--revision", "--solver",
                         "--repodata-fn", "--root-prefix", "--platform", "--subdir", "--clone",
                         "--log-level", "--experimental"),
                   { { "install", HM_PACKAGES_INSTALL },
                     { "create", HM_PACKAGES_INSTALL },
                     { "update", HM_PACKAGES_UPGRADE },
                     { "upgrade", HM_PACKAGES_UPGRADE },
                     { "remove", HM_PACKAGES_REMOVE },
                     { "uninstall", HM_PACKAGES_REMOVE },
                     { "clean", HM_PACKAGES_CLEAN } } },
    [HM_CHOCO] = { "",
                   LONGS("-s", "-u", "-p", "-c", "--source", "-source", "--version", "-version",
                         "--user", "--password", "--params", "-params", "--parameters",
                         "--package-parameters", "-packageparameters", "--ia", "-ia",
                         "--install-args", "--install-arguments", "--installargs", "-installargs",
                         "--installarguments", "--cache-location", "--execution-timeout",
                         "--timeout", "--proxy", "--cert", "--log-file"),
                   { { "install", HM_PACKAGES_INSTALL },
                     { "upgrade", HM_PACKAGES_UPGRADE },
                     { "uninstall", HM_PACKAGES_REMOVE } } },
    [HM_WINGET] = { "",
                    LONGS("-v", "--version", "-s", "--source", "-m", "--manifest", "-a",
                          "--architecture", "-l", "--location", "-o", "--log", "--scope",
                          "--override", "--custom", "--locale", "--installer-type", "--header",
                          "--authentication-mode", "--authentication-account"),
                    { { "install", HM_PACKAGES_INSTALL },
                      { "add", HM_PACKAGES_INSTALL },
                      { "upgrade", HM_PACKAGES_UPGRADE },
                      { "update", HM_PACKAGES_UPGRADE },
                      { "uninstall", HM_PACKAGES_REMOVE },
                      { "remove", HM_PACKAGES_REMOVE },
                      { "rm", HM_PACKAGES_REMOVE } } },
    [HM_POWERSHELL] = { "",
                        LONGS("-requiredversion", "-minimumversion", "-maximumversion", "-version",
                              "-repository", "-scope", "-providername", "-source", "-credential",
                              "-proxy", "-proxycredential", "-destination", "-erroraction", "-ea",
                              "-warningaction", "-wa", "-informationaction", "-progressaction",
                              "-errorvariable", "-ev", "-warningvariable", "-outvariable", "-ov"),
                        { { NULL, HM_PACKAGES_OTHER } } },
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
action_of(enum hm_manager manager, struct hm_str word)
{
    for (size_t i = 0; i < VERBS && managers[manager].verbs[i].word != NULL; i++) {
        if (hm_str_eq(word, managers[manager].verbs[i].word)) {
            return managers[manager].verbs[i].action;
        }
    }
    return HM_PACKAGES_OTHER;
}

/* Whether what the verb installs stands in a file, and its words are no packages. */
static bool
is_by_file(const struct hm_package_call *call)
{
    bool has_add =
        call->manager == HM_POETRY || call->manager == HM_BUNDLER || call->manager == HM_COMPOSER;
    return has_add && (hm_str_eq(call->verb, "install") || hm_str_eq(call->verb, "sync"));
}

/* pacman's verbs are options: -Sy, -Syu NAME, -Rns NAME, -Scc. */
static enum hm_package_action
pacman_action(const struct hm_command *cmd, struct hm_str *ret_mode)
{
    struct hm_str mode = cmd->n_args > 1 ? cmd->args[1].text : hm_str_make(NULL, 0);
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        struct hm_str arg = cmd->args[i].text;
        if ((arg.n > 1 && arg.p[0] == '-' && arg.p[1] >= 'A' && arg.p[1] <= 'Z') ||
            hm_str_eq(arg, "--sync") || hm_str_eq(arg, "--remove") || hm_str_eq(arg, "--upgrade")) {
            mode = arg;
            break;
        }
    }
    *ret_mode = mode;
    if (hm_str_starts(mode, "-R") || hm_str_eq(mode, "--remove")) {
        return HM_PACKAGES_REMOVE;
    }
    if (hm_str_starts(mode, "-U") || hm_str_eq(mode, "--upgrade")) {
        return HM_PACKAGES_INSTALL;
    }
    if (!hm_str_starts(mode, "-S") && !hm_str_eq(mode, "--sync")) {
        return HM_PACKAGES_OTHER;
    }
    if (hm_str_starts(mode, "-S") && hm_str_has(mode, "c")) {
        return HM_PACKAGES_CLEAN;
    }
    if (hm_command_operand(cmd, 1) < cmd->n_args) {
        return HM_PACKAGES_INSTALL;
    }
    return hm_str_starts(mode, "-S") && hm_str_has(mode, "u") ? HM_PACKAGES_UPGRADE
                                                              : HM_PACKAGES_REFRESH;
}

/* Install-Module and its like. */
static bool
cmdlet_call(const struct hm_command *cmd, struct hm_package_call *ret_call)
{
    if (hm_str_find(cmd->name, '-') == cmd->name.n) {
        return false;
    }
    for (size_t i = 0; i < sizeof(cmdlets) / sizeof(cmdlets[0]); i++) {
        if (hm_str_eq_nocase(cmd->name, hm_str_c(cmdlets[i].word))) {
            *ret_call = (struct hm_package_call){ .manager = HM_POWERSHELL,
                                                  .action = cmdlets[i].action,
                                                  .verb = cmd->name,
                                                  .operands = 1 };
            return true;
        }
    }
    return false;
}

/* Where a call's verb is looked for; false when it is no call. */
static bool
begin_call(const struct hm_command *cmd, struct hm_package_call *call, uint32_t *ret_from)
{
    uint32_t from = 1;
    if (call->manager == HM_PIP && hm_str_starts(cmd->name, "python")) {
        while (from + 1 < cmd->n_args && !hm_str_eq(cmd->args[from].text, "-m")) {
            from++;
        }
        if (from + 1 >= cmd->n_args || (!hm_str_eq(cmd->args[from + 1].text, "pip") &&
                                        !hm_str_eq(cmd->args[from + 1].text, "pipx"))) {
            return false;
        }
        call->manager = hm_str_eq(cmd->args[from + 1].text, "pip") ? HM_PIP : HM_PIPX;
        from += 2;
    } else if (hm_str_eq(cmd->name, "uv")) {
        /* uv pip install, uv tool install, uv add. */
        from = hm_command_operand(cmd, 1);
        if (from >= cmd->n_args) {
            return false;
        }
        bool is_pip = hm_str_eq(cmd->args[from].text, "pip");
        bool is_project =
            hm_str_eq(cmd->args[from].text, "add") || hm_str_eq(cmd->args[from].text, "remove");
        if (!is_pip && !is_project && !hm_str_eq(cmd->args[from].text, "tool")) {
            return false;
        }
        call->manager = is_pip ? HM_PIP : HM_UV;
        from += !is_project;
    } else if (call->manager == HM_CARGO && cmd->n_args > 1 &&
               hm_str_starts(cmd->args[1].text, "+")) {
        from++;
    }
    *ret_from = from;
    return true;
}

bool
hm_package_call_read(const struct hm_command *written, struct hm_package_call *ret_call)
{
    struct hm_package_call call = { .action = HM_PACKAGES_OTHER };
    uint32_t from;
    if (!manager_of(written, &call.manager)) {
        return cmdlet_call(written, ret_call);
    }
    struct hm_command view = hm_command_expanded(written);
    const struct hm_command *cmd = &view;
    if (!begin_call(cmd, &call, &from)) {
        return false;
    }
    if (call.manager == HM_PACMAN) {
        call.action = pacman_action(cmd, &call.verb);
        call.operands = 1;
        *ret_call = call;
        return cmd->n_args > 1;
    }
    if (hm_str_eq(cmd->name, "cinst")) {
        call.action = HM_PACKAGES_INSTALL;
        call.operands = 1;
        *ret_call = call;
        return cmd->n_args > 1;
    }
    uint32_t verb = hm_command_operand(cmd, from);
    bool has_global = call.manager == HM_YARN || call.manager == HM_COMPOSER;
    if (has_global && verb < cmd->n_args && hm_str_eq(cmd->args[verb].text, "global")) {
        verb = hm_command_operand(cmd, verb + 1);
    }
    /* apt-get $OPTIONS install: a variable in front of a verb holds options. */
    while (verb + 1 < cmd->n_args && !cmd->args[verb].is_literal &&
           action_of(call.manager, cmd->args[verb + 1].text) != HM_PACKAGES_OTHER) {
        verb++;
    }
    call.operands = verb < cmd->n_args ? verb + 1 : verb;
    if (verb >= cmd->n_args) {
        /* A bare `yarn` or `bundle` installs what the project lists; `yarn --version` does not. */
        bool is_install = (call.manager == HM_YARN || call.manager == HM_BUNDLER) &&
                          !hm_command_has(cmd, "--version") && !hm_command_has(cmd, "-v") &&
                          !hm_command_has(cmd, "--help");
        call.action = is_install ? HM_PACKAGES_INSTALL : HM_PACKAGES_OTHER;
        *ret_call = call;
        return is_install;
    }
    call.verb = cmd->args[verb].text;
    call.action = action_of(call.manager, call.verb);
    if (is_by_file(&call)) {
        call.operands = cmd->n_args;
    } else if (call.manager == HM_PIPX && hm_str_eq(call.verb, "inject")) {
        /* Its first operand is what the others are put into. */
        verb = hm_command_operand(cmd, verb + 1);
        call.operands = verb < cmd->n_args ? verb + 1 : verb;
    }
    *ret_call = call;
    return true;
}

/* Whether the option takes the next word. */
static bool
takes_value(enum hm_manager manager, struct hm_str option)
{
    const char *const *name = managers[manager].longs;
    for (; *name != NULL; name++) {
        if (hm_str_eq(option, *name) ||
            (manager == HM_POWERSHELL && hm_str_eq_nocase(option, hm_str_c(*name)))) {
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

/* A version as a word of its own: ^1.2, 2.*, dev-main. */
static bool
is_constraint(struct hm_str s)
{
    return s.n > 0 &&
           (hm_is_digit(s.p[0]) || strchr("^~<>=*", s.p[0]) != NULL || hm_str_starts(s, "dev-"));
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
        if (call->manager == HM_COMPOSER && is_constraint(s)) {
            continue;
        }
        *ret_package = (struct hm_package){ .arg = arg };
        ret_package->pin = hm_package_pin_of(cmd, call->manager, s, &ret_package->name);
        /* composer require NAME "^1.2" */
        if (call->manager == HM_COMPOSER && *at < n && is_constraint(fields[*at].text)) {
            ret_package->pin = HM_PIN_VERSION;
        }
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
    case HM_BUN:
        return hm_command_has(cmd, "--frozen-lockfile");
    case HM_UV:
        return hm_command_has(cmd, "--frozen") || hm_command_has(cmd, "--locked") ||
               hm_command_has(cmd, "-c") || hm_command_option(cmd, "--constraints", NULL);
    case HM_GEM:
        return hm_command_has(cmd, "-g") || hm_command_option(cmd, "--file", NULL) ||
               hm_command_has(cmd, "--local");
    default:
        return false;
    }
}
