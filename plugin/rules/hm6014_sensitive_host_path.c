/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/host_access.h"
#include "plugin/rules/services.h"

/* What of /etc governs the machine: the rest belongs to one program each. */
static const char *const governing[] = {
    "/etc/cron.d", "/etc/cron.daily", "/etc/crontab",      "/etc/docker",        "/etc/group",
    "/etc/init.d", "/etc/kubernetes", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/pam.d",
    "/etc/passwd", "/etc/profile.d",  "/etc/rancher",      "/etc/security",      "/etc/shadow",
    "/etc/ssh",    "/etc/ssl",        "/etc/sudoers",      "/etc/sudoers.d",     "/etc/systemd",
    "/etc/pki",    "/etc/gshadow",    "/etc/apt",          "/etc/profile",       "/etc/cron.hourly",
    NULL,
};

/* Data of programs, among what is the system's. */
static const char *const lesser[] = { "/usr/share", "/usr/src", "/usr/local/share", "/usr/games",
                                      NULL };

static bool
is_below(struct hm_str path, const char *const *list)
{
    for (; *list != NULL; list++) {
        size_t n = strlen(*list);
        if (hm_str_starts(path, *list) && (path.n == n || path.p[n] == '/')) {
            return true;
        }
    }
    return false;
}

/* What programs keep in a user's home to prove who the user is. */
static const char *const credentials[] = {
    ".ssh",
    ".aws",
    ".docker/config.json",
    ".kube",
    ".gnupg",
    ".azure",
    ".config/gcloud",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".config/gh",
    ".docker",
    ".config/containers/auth.json",
    NULL,
};

static const char *const harmless[] = { ".ssh/known_hosts", ".ssh/config", ".docker/cli-plugins",
                                        ".docker/buildx",   ".kube/cache", NULL };

/* How much of a path is the variable HOME at its beginning, with what stands in its braces: 5 of
 * "$HOME/x", 9 of "${HOME:?}/x". */
static size_t
home_variable(struct hm_str path)
{
    static const char *const names[] = { "HOME", "USERPROFILE" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool has_brace = hm_str_starts(path, "${");
        size_t n = (has_brace ? 2 : 1) + strlen(names[i]);
        if (!hm_str_starts(path, "$") ||
            !hm_str_starts(hm_str_from(path, has_brace ? 2 : 1), names[i]) || n > path.n) {
            continue;
        }
        if (!has_brace && (n == path.n || strchr("/\\:", path.p[n]) != NULL)) {
            return n;
        }
        size_t end = hm_str_find(path, '}');
        if (has_brace && end < path.n && strchr("}:-?", path.p[n]) != NULL) {
            return end + 1;
        }
    }
    return 0;
}

/* The path below a user's home, empty for the home itself; NULL where it is no such place. A
 * variable whose name says so is one, too, and so is root's. */
static struct hm_str
below_home(struct hm_str path)
{
    static const char *const parents[] = { "/home/", "/Users/" };
    size_t n = hm_str_starts(path, "~")       ? 1
               : hm_str_starts(path, "/root") ? 5
                                              : home_variable(path);

    if (n > 0) {
        bool is_whole = n == path.n || path.p[n] == '/';
        return is_whole ? hm_str_from(path, n + 1) : hm_str_make(NULL, 0);
    }
    for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++) {
        if (hm_str_starts(path, parents[i])) {
            struct hm_str rest = hm_str_from(path, strlen(parents[i]));
            return hm_str_from(rest, hm_str_find(rest, '/') + 1);
        }
    }
    return hm_str_make(NULL, 0);
}

/* The path of the host, without what a value that is not known may have behind it. */
static struct hm_str
host_path(const struct hm_volume *volume)
{
    struct hm_str path = volume->path.n > 0 ? volume->path : volume->source.text;
    size_t n = home_variable(path);

    return hm_str_sub(path, 0, n + hm_str_find(hm_str_from(path, n), ':'));
}

static bool
is_credentials(struct hm_str own)
{
    return is_below(own, credentials) && !is_below(own, harmless) && !hm_str_ends(own, ".pub") &&
           !hm_str_ends(own, ".sock");
}

static void
find_credentials(const struct hm_visit *at, struct hm_sink *out, const struct hm_volume *volume,
                 struct hm_str path)
{
    if (volume->is_read_only == HM_NO) {
        hm_find_at(out, HM_SEV_CRITICAL, volume->span,
                   "The %s %.*s can read and change a user's credentials, %.*s of the host.",
                   HM_SERVICE(at->service), HM_FMT(path));
    } else {
        hm_find(out, volume->span, "The %s %.*s can read a user's credentials, %.*s of the host.",
                HM_SERVICE(at->service), HM_FMT(path));
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->n_volumes; i++) {
        const struct hm_volume *volume = &at->service->volumes[i];
        bool is_device =
            hm_str_starts(volume->path, "/dev/shm") || hm_str_ends(volume->path, ".sock");
        struct hm_str path = host_path(volume);
        struct hm_str own = below_home(path);
        bool is_home = !volume->source.is_known && home_variable(path) > 0 &&
                       home_variable(path) + 1 >= path.n;
        if (volume->kind == HM_VOLUME_BIND || volume->kind == HM_VOLUME_OTHER) {
            if (is_credentials(own) || is_home) {
                find_credentials(at, out, volume, path);
                continue;
            }
            if (is_below(own, harmless)) {
                continue;
            }
        }
        if (volume->kind == HM_VOLUME_OTHER && !volume->source.is_known) {
            hm_cannot_tell(out, volume->span, "What is mounted depends on a variable.");
        }
        if (volume->kind != HM_VOLUME_BIND || is_device) {
            continue;
        }
        if (!volume->source.is_known) {
            hm_cannot_tell(out, volume->span, "Which path is mounted depends on a variable.");
        } else if (hm_host_path_danger(volume->path) == NULL) {
            continue;
        } else if (is_below(volume->path, lesser) ||
                   (hm_str_starts(volume->path, "/etc/") && !is_below(volume->path, governing))) {
            hm_find_at(out, HM_SEV_MEDIUM, volume->span,
                       "The %s %.*s is given %.*s of the host, which is one program's there.",
                       HM_SERVICE(at->service), HM_FMT(volume->path));
        } else if (volume->is_read_only == HM_NO) {
            hm_find_at(out, HM_SEV_CRITICAL, volume->span,
                       "The %s %.*s can write to %.*s of the host.", HM_SERVICE(at->service),
                       HM_FMT(volume->path));
        } else {
            hm_find(out, volume->span, "The %s %.*s can read %.*s of the host.",
                    HM_SERVICE(at->service), HM_FMT(volume->path));
        }
    }
}

const struct hm_rule hm6014_sensitive_host_path = {
    .id = "HM6014",
    .concept = "sensitive-host-path",
    .since = "0.1",
    .title = "A folder of the host that governs it is mounted into a container",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 668 },
    .cis = "5.6",
    .same_as = HM_IDS("kics:Volume Has Sensitive Host Directory", "compose-lint:CL-0013",
                      "compose-lint:CL-0025", "docksec:compose-sensitive-host-mount", "cis:5.6"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "What the container can write there is the host's own configuration, programs "
           "or devices: a line in `/etc/cron.d`, a key in `/root/.ssh`, another program "
           "in `/usr/bin` make its root the host's root. That is critical. Mounted "
           "read-only the folder still shows password hashes, keys and the state of all "
           "containers: high. So do a user's credentials: `~/.docker/config.json`, `~/.aws`, "
           "`~/.ssh`, `~/.kube`.",
    .fix = "Mount the one file or folder that is needed, read-only (`:ro`), or copy it "
           "into the image or a named volume. Time and time zone are harmless files: "
           "`/etc/localtime:/etc/localtime:ro` is not reported. Give a service an account of its "
           "own, by `secrets:`, in place of a user's credentials.",
    .bad = "services:\n"
           "  backup:\n"
           "    image: restic/restic:0.18.0\n"
           "    volumes:\n"
           "      - /etc:/host/etc\n",
    .good = "services:\n"
            "  backup:\n"
            "    image: restic/restic:0.18.0\n"
            "    volumes:\n"
            "      - ./data:/data:ro\n"
            "      - /etc/localtime:/etc/localtime:ro\n",
    .check = check,
};
