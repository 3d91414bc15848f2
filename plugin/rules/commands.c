/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"

const struct hm_script *
hm_visit_script(const struct hm_visit *at)
{
    return at->inst != NULL && at->inst->script < at->file->n_scripts
               ? &at->file->scripts[at->inst->script]
               : NULL;
}

bool
hm_visit_is_unix_run(const struct hm_visit *at)
{
    const struct hm_script *script = hm_visit_script(at);
    return script != NULL && at->inst->kind == HM_RUN &&
           (script->dialect == HM_SHELL_SH || script->dialect == HM_SHELL_BASH);
}

bool
hm_visit_ships(const struct hm_visit *at)
{
    return at->stage != NULL && (at->stage->is_target || at->stage->is_ancestor);
}

bool
hm_visit_has_variable(const struct hm_visit *at, const struct hm_command *cmd, const char *name)
{
    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        if (hm_str_eq(cmd->assignments[i].name, name)) {
            return cmd->assignments[i].value.text.n > 0;
        }
    }
    const struct hm_variable *variable = hm_stage_variable(at->file, at->inst, hm_str_c(name));
    return variable != NULL && variable->has_value && variable->value.value.n > 0;
}

bool
hm_command_flag(const struct hm_command *cmd, char letter, const char *valued, const char *name)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        if (hm_str_eq(arg, "--")) {
            return false;
        }
        if (arg.n < 2 || arg.p[0] != '-') {
            continue;
        }
        if (arg.p[1] == '-') {
            if (name != NULL && hm_str_eq(arg, name)) {
                return true;
            }
            continue;
        }
        for (size_t k = 1; letter != '\0' && k < arg.n; k++) {
            if (arg.p[k] == letter) {
                return true;
            }
            if (strchr(valued, arg.p[k]) != NULL) {
                /* "-o k": the next word is the value, and it begins with no dash. */
                break;
            }
        }
    }
    return false;
}

bool
hm_is_off(struct hm_str word)
{
    return hm_str_eq(word, "0") || hm_str_eq_nocase(word, HM_S("false")) ||
           hm_str_eq_nocase(word, HM_S("no")) || hm_str_eq_nocase(word, HM_S("off"));
}

bool
hm_command_downloads(const struct hm_command *cmd)
{
    static const struct hm_str names[] = { HM_STR("curl"),
                                           HM_STR("wget"),
                                           HM_STR("wget2"),
                                           HM_STR("aria2c"),
                                           HM_STR("fetch"),
                                           HM_STR("iwr"),
                                           HM_STR("irm"),
                                           HM_STR("invoke-webrequest"),
                                           HM_STR("invoke-restmethod"),
                                           HM_STR("start-bitstransfer"),
                                           HM_STR(".downloadstring"),
                                           HM_STR(".downloadstringasync"),
                                           HM_STR(".downloadstringtaskasync"),
                                           HM_STR(".downloadfile"),
                                           HM_STR(".downloadfileasync"),
                                           HM_STR(".downloadfiletaskasync"),
                                           HM_STR(".downloaddata"),
                                           HM_STR(".getstringasync") };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (hm_str_is(cmd->name, names[i])) {
            return true;
        }
    }
    return hm_str_eq(cmd->name, "certutil") && hm_command_has(cmd, "-urlcache");
}

const struct hm_arg *
hm_command_url(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        if (hm_str_starts(arg, "--url=")) {
            return &fields[i];
        }
        /* Options that name another address than the one to fetch. */
        if (hm_str_eq(arg, "-x") || hm_str_eq(arg, "--proxy") || hm_str_eq(arg, "-e") ||
            hm_str_eq(arg, "--referer") || hm_str_eq(arg, "-H") || hm_str_eq(arg, "--header") ||
            hm_str_eq(arg, "-d") || hm_str_eq(arg, "--data") ||
            hm_str_eq_nocase(arg, HM_S("-proxy"))) {
            i++;
            continue;
        }
        if (arg.n > 0 && arg.p[0] != '-' && hm_str_has(arg, "://")) {
            return &fields[i];
        }
    }
    return NULL;
}

struct hm_str
hm_download_host(struct hm_str url)
{
    size_t i = 0;
    while (i + 2 < url.n && memcmp(url.p + i, "://", 3) != 0) {
        i++;
    }
    struct hm_str host = i + 2 < url.n ? hm_str_from(url, i + 3) : hm_str_make(NULL, 0);
    for (size_t k = 0; k < host.n; k++) {
        if (strchr("/?#", host.p[k]) != NULL) {
            host.n = k;
        }
    }
    size_t user = hm_str_find_last(host, '@');
    host = user < host.n ? hm_str_from(host, user + 1) : host;
    if (host.n > 0 && host.p[0] == '[') {
        return hm_str_sub(host, 0, hm_str_find(host, ']') + 1);
    }
    host.n = hm_str_find(host, ':');
    return host;
}

bool
hm_host_is_local(struct hm_str host)
{
    return hm_str_eq_nocase(host, HM_S("localhost")) || hm_str_starts(host, "127.") ||
           hm_str_eq(host, "[::1]") || hm_str_eq(host, "0.0.0.0") ||
           hm_str_eq(host, "host.docker.internal");
}

/* The value of a short option, joined to it or behind it. */
static struct hm_str
short_value(const struct hm_command *cmd, char letter)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        if (arg.n < 2 || arg.p[0] != '-' || arg.p[1] == '-') {
            continue;
        }
        size_t at = hm_str_find(arg, letter);
        if (at + 1 < arg.n) {
            return hm_str_from(arg, at + 1);
        }
        if (at < arg.n && i + 1 < n_fields) {
            return fields[i + 1].text;
        }
    }
    return hm_str_make(NULL, 0);
}

/* The file that PowerShell writes: -OutFile X, -Destination X, .DownloadFile(URL, X). */
static struct hm_str
powershell_target(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    for (uint32_t i = 1; i + 1 < n_fields; i++) {
        if (hm_str_eq_nocase(fields[i].text, HM_S("-outfile")) ||
            hm_str_eq_nocase(fields[i].text, HM_S("-destination"))) {
            return fields[i + 1].text;
        }
    }
    return hm_str_starts(cmd->name, ".downloadfile") && n_fields > 2 ? fields[2].text
                                                                     : hm_str_make(NULL, 0);
}

struct hm_str
hm_download_target(const struct hm_command *cmd)
{
    struct hm_str target = powershell_target(cmd);
    if (target.n > 0) {
        return target;
    }
    bool is_wget = hm_str_starts(cmd->name, "wget");
    const char *option = is_wget ? "--output-document" : "--output";
    if (!hm_command_option(cmd, option, &target)) {
        target = short_value(cmd, is_wget ? 'O' : 'o');
    }
    for (uint32_t i = 0; target.n == 0 && i < cmd->n_redirects; i++) {
        if (cmd->redirects[i].kind == HM_REDIRECT_OUT && cmd->redirects[i].fd < 2) {
            target = cmd->redirects[i].target.text;
        }
    }
    bool keeps_name = is_wget || hm_command_flag(cmd, 'O', "oHdAuXx", "--remote-name");
    if (target.n == 0 && keeps_name) {
        const struct hm_arg *url = hm_command_url(cmd);
        target = url == NULL ? target : hm_str_basename(url->text);
    }
    return hm_str_eq(target, "-") || hm_str_eq(target, "/dev/stdout") ? hm_str_make(NULL, 0)
                                                                      : target;
}

bool
hm_command_verifies(const struct hm_command *cmd)
{
    static const struct hm_str names[] = {
        HM_STR("sha256sum"), HM_STR("sha512sum"),     HM_STR("sha1sum"),
        HM_STR("sha384sum"), HM_STR("sha224sum"),     HM_STR("md5sum"),
        HM_STR("b2sum"),     HM_STR("b3sum"),         HM_STR("shasum"),
        HM_STR("gpg"),       HM_STR("gpg2"),          HM_STR("gpgv"),
        HM_STR("cosign"),    HM_STR("minisign"),      HM_STR("signify"),
        HM_STR("rpmkeys"),   HM_STR("slsa-verifier"), HM_STR("get-filehash"),
        HM_STR("gh"),        HM_STR(".computehash"),  HM_STR("get-authenticodesignature")
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (hm_str_is(cmd->name, names[i])) {
            return true;
        }
    }
    if (hm_str_eq(cmd->name, "certutil") && hm_command_has(cmd, "-hashfile")) {
        return true;
    }
    return hm_command_is(cmd, "openssl", "dgst") || hm_command_is(cmd, "rpm", "--import") ||
           hm_command_has(cmd, "--checksum");
}

/* Whether @p path is @p folder or lies above it. */
static bool
covers(struct hm_str path, struct hm_str folder)
{
    while (path.n > 1 && path.p[path.n - 1] == '/') {
        path.n--;
    }
    return path.n > 0 && path.n <= folder.n && memcmp(path.p, folder.p, path.n) == 0 &&
           (path.n == folder.n || folder.p[path.n] == '/' || path.n == 1);
}

bool
hm_run_mounts_over(const struct hm_instruction *inst, const char *path)
{
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        const struct hm_mount *mount = &inst->mounts[i];
        if ((hm_str_eq(mount->type, "cache") || hm_str_eq(mount->type, "tmpfs")) &&
            covers(mount->target.value, hm_str_c(path))) {
            return true;
        }
    }
    return false;
}

bool
hm_command_removes(const struct hm_command *cmd, const char *folder)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    bool is_find = hm_str_eq(cmd->name, "find") &&
                   (hm_command_has(cmd, "-delete") || hm_command_has(cmd, "rm"));
    bool is_rm = hm_str_eq(cmd->name, "rm") && hm_command_flag(cmd, 'r', "", "--recursive");
    if (hm_str_eq(cmd->name, "rm") && hm_command_flag(cmd, 'R', "", NULL)) {
        is_rm = true;
    }
    for (uint32_t i = 1; (is_find || is_rm) && i < n_fields; i++) {
        struct hm_str path = fields[i].text;
        if (path.n == 0 || path.p[0] == '-') {
            continue;
        }
        /* {lists,cache} and the like: what stands in front decides, and the words in it. */
        size_t brace = hm_str_find(path, '{');
        if (brace < path.n && hm_str_has(path, ",")) {
            const char *rest = folder + (brace < strlen(folder) ? brace : strlen(folder));
            struct hm_str inner = hm_str_from(path, brace + 1);
            struct hm_str piece;
            bool is_named = false;
            inner.n = hm_str_find(inner, '}');
            while (hm_str_split(&inner, ',', &piece)) {
                is_named = is_named || covers(piece, hm_str_c(rest));
            }
            if (is_named && covers(hm_str_sub(path, 0, brace), hm_str_c(folder))) {
                return true;
            }
            continue;
        }
        if (hm_str_ends(path, "/*")) {
            path.n -= 2;
        }
        if (covers(path, hm_str_c(folder))) {
            return true;
        }
    }
    return false;
}

/* -m 777, -m777, -dm 777, --mode=777: what stands behind the letter, when the argument is that
 * option. */
static bool
is_mode_option(struct hm_str arg, struct hm_str *ret_value)
{
    if (hm_str_starts(arg, "--")) {
        *ret_value = hm_str_starts(arg, "--mode=") ? hm_str_from(arg, strlen("--mode=")) : HM_S("");
        return hm_str_eq(arg, "--mode") || ret_value->n > 0;
    }
    size_t m = hm_str_find(arg, 'm');
    for (size_t i = 1; i < m && m < arg.n; i++) {
        if (strchr("dDpvcC", arg.p[i]) == NULL) {
            return false;
        }
    }
    *ret_value = hm_str_from(arg, m + (m < arg.n));
    return m < arg.n && arg.p[0] == '-';
}

struct hm_str
hm_command_mode(const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    bool is_chmod = hm_str_eq(cmd->name, "chmod");
    struct hm_str value;

    if (hm_command_option(cmd, "--reference", NULL)) {
        return HM_S("");
    }
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        if (is_chmod) {
            /* -x and -w are modes, -R is an option. */
            bool is_option = arg.n > 1 && arg.p[0] == '-' && strchr("Rvcfh-", arg.p[1]) != NULL;
            if (!is_option) {
                return hm_str_starts(arg, "-") ? HM_S("") : arg;
            }
        } else if (is_mode_option(arg, &value)) {
            return value.n > 0 || i + 1 == n_fields ? value : fields[i + 1].text;
        }
    }
    return HM_S("");
}

struct hm_mode
hm_mode_of(struct hm_str word)
{
    struct hm_mode mode = { .is_known = !hm_str_has(word, "$") };
    unsigned bits = 0;
    bool is_number = word.n > 0;
    for (size_t i = 0; i < word.n; i++) {
        is_number = is_number && word.p[i] >= '0' && word.p[i] <= '7';
        bits = is_number ? bits * 8 + (unsigned)(word.p[i] - '0') : bits;
    }
    if (is_number) {
        mode.is_world_writable = (bits & 2) != 0;
        mode.is_sticky = (bits & 01000) != 0;
        mode.is_setuid = (bits & 04000) != 0;
        return mode;
    }
    struct hm_str clause;
    while (mode.is_known && hm_str_split(&word, ',', &clause)) {
        bool is_other = false;
        bool is_user = false;
        size_t i = 0;
        for (; i < clause.n && strchr("ugoa", clause.p[i]) != NULL; i++) {
            is_other = is_other || clause.p[i] == 'o' || clause.p[i] == 'a';
            is_user = is_user || clause.p[i] == 'u' || clause.p[i] == 'a';
        }
        bool has_nobody = i == 0;
        bool is_given = i < clause.n && clause.p[i] != '-';
        for (; i < clause.n && is_given; i++) {
            mode.is_world_writable = mode.is_world_writable || (clause.p[i] == 'w' && is_other);
            mode.is_setuid = mode.is_setuid || (clause.p[i] == 's' && (is_user || has_nobody));
            mode.is_sticky = mode.is_sticky || clause.p[i] == 't';
        }
    }
    return mode;
}

void
hm_report_unpinned(const struct hm_visit *at, struct hm_sink *out, enum hm_manager manager,
                   const char *example)
{
    struct hm_package_call call;
    struct hm_package package;
    if (at->inst->kind != HM_RUN || !hm_package_call(at->cmd, &call) || call.manager != manager ||
        call.action != HM_PACKAGES_INSTALL || hm_package_is_locked(at->cmd, &call)) {
        return;
    }
    struct hm_str names[3];
    unsigned n = 0;
    bool has_unknown = false;
    uint32_t i = call.operands;
    while (hm_package_next(at->cmd, &call, &i, &package)) {
        has_unknown = has_unknown || package.pin == HM_PIN_UNKNOWN;
        if (package.pin == HM_PIN_NONE) {
            if (n < 3) {
                names[n] = package.name;
            }
            n++;
        }
    }
    if (n == 0 && has_unknown) {
        hm_cannot_tell(out, at->cmd->span, "The packages are named by a variable.");
    } else if (n == 1) {
        hm_find(out, at->cmd->span, "%.*s has no version: write %s.", HM_FMT(names[0]), example);
    } else if (n == 2) {
        hm_find(out, at->cmd->span, "%.*s and %.*s have no version: write %s.", HM_FMT(names[0]),
                HM_FMT(names[1]), example);
    } else if (n == 3) {
        hm_find(out, at->cmd->span, "%.*s, %.*s and %.*s have no version: write %s.",
                HM_FMT(names[0]), HM_FMT(names[1]), HM_FMT(names[2]), example);
    } else if (n > 3) {
        hm_find(out, at->cmd->span, "%.*s, %.*s and %u more have no version: write %s.",
                HM_FMT(names[0]), HM_FMT(names[1]), n - 2, example);
    }
}
