/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/package_pin.h"

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

/* name@^1, name==1, and addresses. */
static enum hm_package_pin
pin_of_poetry(struct hm_str s, struct hm_str *ret_name)
{
    size_t at = hm_str_find(s, '@');
    bool has_version = at + 1 < s.n && !hm_str_has(s, "://") && !hm_str_has(s, "git+");
    if (!has_version) {
        return pin_of_pip(s, ret_name);
    }
    *ret_name = hm_str_sub(s, 0, at);
    return hm_str_eq(hm_str_from(s, at + 1), "latest") ? HM_PIN_NONE : HM_PIN_VERSION;
}

/* CHANNEL::NAME=1.2=BUILD, NAME>=1,<2, "NAME 1.2", and files of packages. */
static enum hm_package_pin
pin_of_conda(struct hm_str s, struct hm_str *ret_name)
{
    static const char *const files[] = { ".conda", ".tar.bz2", NULL };
    struct hm_str rest;
    size_t colon = hm_str_find(s, ':');
    if (is_path_or_url(s) || ends_in_one_of(s, files)) {
        return HM_PIN_LOCAL;
    }
    s = hm_str_starts(hm_str_from(s, colon), "::") ? hm_str_from(s, colon + 2) : s;
    *ret_name = before(s, "=<>!~ [", &rest);
    bool is_open = hm_str_starts(rest, ">") || hm_str_starts(rest, "!");
    return rest.n > 1 && (!is_open || hm_str_has(rest, "<") || hm_str_has(rest, "$"))
               ? HM_PIN_VERSION
               : HM_PIN_NONE;
}

/* NAME@1.2; of all that are named --version, --git with --rev or --tag, --path. */
static enum hm_package_pin
pin_of_cargo(const struct hm_command *cmd, struct hm_str s, struct hm_str *ret_name)
{
    struct hm_str rest;
    *ret_name = before(s, "@", &rest);
    if (hm_command_option(cmd, "--path", NULL)) {
        return HM_PIN_LOCAL;
    }
    return rest.n > 1 || hm_command_option(cmd, "--version", NULL) ||
                   hm_command_option(cmd, "--vers", NULL) ||
                   hm_command_option(cmd, "--rev", NULL) || hm_command_option(cmd, "--tag", NULL)
               ? HM_PIN_VERSION
               : HM_PIN_NONE;
}

/* One version, for all that are named; a file that lists packages with theirs, or is one. */
static enum hm_package_pin
pin_of_windows(const struct hm_command *cmd, enum hm_manager manager, struct hm_str s)
{
    static const char *const files[] = { ".config", ".nupkg", ".nuspec", NULL };
    static const char *const options[] = { "--version", "-version", "-requiredversion",
                                           "-maximumversion" };
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    if (manager == HM_CHOCO && (ends_in_one_of(s, files) || is_path_or_url(s))) {
        return HM_PIN_LOCAL;
    }
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str name = hm_str_sub(fields[i].text, 0, hm_str_find(fields[i].text, '='));
        for (size_t k = 0; k < sizeof(options) / sizeof(options[0]); k++) {
            if (hm_str_eq_nocase(name, hm_str_c(options[k]))) {
                return HM_PIN_VERSION;
            }
        }
    }
    return manager == HM_WINGET && hm_command_has(cmd, "-v") ? HM_PIN_VERSION : HM_PIN_NONE;
}

enum hm_package_pin
hm_package_pin_of(const struct hm_command *cmd, enum hm_manager manager, struct hm_str s,
                  struct hm_str *ret_name)
{
    static const char *const packages[] = { ".deb", ".apk", ".rpm", ".gem", NULL };
    struct hm_str rest;
    *ret_name = s;
    switch (manager) {
    case HM_PIP:
    case HM_PIPX:
    case HM_UV:
        return pin_of_pip(s, ret_name);
    case HM_POETRY:
        return pin_of_poetry(s, ret_name);
    case HM_CONDA:
        return pin_of_conda(s, ret_name);
    case HM_CARGO:
        return pin_of_cargo(cmd, s, ret_name);
    case HM_CHOCO:
    case HM_WINGET:
    case HM_POWERSHELL:
        return pin_of_windows(cmd, manager, s);
    case HM_NPM:
    case HM_YARN:
    case HM_PNPM:
    case HM_BUN:
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
    case HM_PACMAN:
        s = hm_str_basename(s);
        *ret_name = before(s, "=<>", &rest);
        break;
    case HM_COMPOSER:
        *ret_name = before(s, ":=", &rest);
        break;
    case HM_BUNDLER:
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
