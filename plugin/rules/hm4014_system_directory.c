/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
is_system(struct hm_str path, bool is_volume)
{
    static const char *const kernel[] = { "/proc", "/sys", "/dev" };
    static const char *const reserved[] = { "/etc",      "/boot",    "/bin",  "/sbin",
                                            "/lib",      "/lib64",   "/usr",  "/usr/bin",
                                            "/usr/sbin", "/usr/lib", "/root", "/" };

    while (path.n > 1 && hm_str_ends(path, "/")) {
        path = hm_str_sub(path, 0, path.n - 1);
    }
    for (size_t i = 0; i < sizeof kernel / sizeof kernel[0]; i++) {
        size_t n = strlen(kernel[i]);
        if (hm_str_starts(path, kernel[i]) && (path.n == n || path.p[n] == '/')) {
            return !hm_str_starts(path, "/dev/shm");
        }
    }
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        /* Docker's own default directory is "/", and a root user's files lie in /root. */
        bool is_home = hm_str_eq(path, "/") || hm_str_eq(path, "/root");
        if (hm_str_eq(path, reserved[i]) && (is_volume || !is_home)) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    bool is_volume = at->inst->kind == HM_VOLUME;

    for (uint32_t i = 0; i < at->inst->n_words; i++) {
        const struct hm_word *path = &at->inst->words[i];
        if (path->is_known && is_system(path->value, is_volume)) {
            hm_find(out, is_volume ? path->span : at->inst->span,
                    is_volume ? "The volume %.*s covers a directory of the system."
                              : "The working directory %.*s is a directory of the system.",
                    HM_FMT(path->value));
        }
    }
}

const struct hm_rule hm4014_system_directory = {
    .id = "HM4014",
    .concept = "system-directory",
    .since = "0.1",
    .title = "WORKDIR or VOLUME is a directory of the system",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_READ_ONLY,
    .cwe = { 668 },
    .same_as = HM_IDS("trivy:DS-0030", "dockle:DKL-DI-0002"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(WORKDIR, VOLUME),
    .why =
        "Programs write into their working directory and into volumes. In /etc, /usr or /bin that "
        "overwrites the system's own files; in /proc, /sys and /dev it turns the kernel's knobs "
        "where the container is allowed to. Such an image cannot run with a read-only root "
        "file system.",
    .fix = "Give the application a directory of its own: `/app`, `/srv/app`, `/var/lib/app`.",
    .bad = "FROM alpine:3.22\nVOLUME /etc\n",
    .good = "FROM alpine:3.22\nVOLUME /var/lib/app\n",
    .check = check,
};
