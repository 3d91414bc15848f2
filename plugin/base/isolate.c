/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

enum {
    MAX_OPEN_FILES = 65536,
    MAX_PROCESSES = 4096,
    MOST_CAPABILITIES = 64,
};

#define MAX_ADDRESS_SPACE (UINT64_C(64) << 30)
#define MAX_FILE_SIZE (UINT64_C(32) << 30)

/* What reading and writing files as root takes. */
#define KEPT_CAPABILITIES (1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE | 1U << CAP_FOWNER)

static bool
write_line(const char *path, const char *line, size_t n)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0) {
        return false;
    }
    bool is_done = write(fd, line, n) == (ssize_t)n;
    (void)close(fd);
    return is_done;
}

/* Maps our own number, and no other, into a new user namespace: "1000 1000 1". */
static bool
map_self(const char *path, unsigned id)
{
    char digits[12];
    char line[32];
    size_t n = sizeof digits;

    do {
        digits[--n] = (char)('0' + id % 10);
        id /= 10;
    } while (id > 0);
    size_t length = sizeof digits - n;
    memcpy(line, digits + n, length);
    line[length] = ' ';
    memcpy(line + length + 1, digits + n, length);
    memcpy(line + 2 * length + 1, " 1", 2);
    return write_line(path, line, 2 * length + 3);
}

/* The right to other namespaces, where we have none ourselves, may come with one of users. */
static bool
enter(int namespaces, bool *ret_has_users)
{
    unsigned user = geteuid();
    unsigned group = getegid();

    if (unshare(namespaces) == 0) {
        return true;
    }
    if (unshare(CLONE_NEWUSER | namespaces) < 0) {
        return false;
    }
    (void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* or /proc/self is not ours to write */
    (void)write_line("/proc/self/setgroups", "deny", 4);
    (void)map_self("/proc/self/uid_map", user);
    (void)map_self("/proc/self/gid_map", group);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    *ret_has_users = true;
    return true;
}

struct hm_isolation
hm_isolate_enter(bool is_offline)
{
    struct hm_isolation got = { 0 };

    got.has_pids =
        enter(CLONE_NEWPID | CLONE_NEWNS | (is_offline ? CLONE_NEWNET : 0), &got.has_users);
    got.has_network = is_offline && (got.has_pids || enter(CLONE_NEWNET, &got.has_users));
    return got;
}

bool
hm_isolate_proc(void)
{
    /* Not without the first: the mount would reach into the namespace that we came from. */
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0;
}

bool
hm_isolate_drop(void)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct had[2] = { 0 };
    bool is_dropped = true;

    if (syscall(SYS_capget, &header, had) < 0 ||
        ((had[0].permitted & ~KEPT_CAPABILITIES) == 0 && had[1].permitted == 0)) {
        return false;
    }
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (unsigned c = 0; c < MOST_CAPABILITIES; c++) {
        bool is_kept = c < 32 && (KEPT_CAPABILITIES & 1U << c) != 0;
        if (!is_kept && prctl(PR_CAPBSET_READ, c, 0, 0, 0) == 1) {
            is_dropped = prctl(PR_CAPBSET_DROP, c, 0, 0, 0) == 0 && is_dropped;
        }
    }
    for (size_t i = 0; i < 2; i++) {
        uint32_t kept = i == 0 ? KEPT_CAPABILITIES : 0;
        had[i].effective &= kept;
        had[i].permitted &= kept;
        had[i].inheritable = 0;
    }
    return syscall(SYS_capset, &header, had) == 0 && is_dropped;
}

/* Lowers a limit; one that is lower already stays. */
static void
limit(__rlimit_resource_t resource, uint64_t most)
{
    struct rlimit now;

    if (getrlimit(resource, &now) == 0) {
        now.rlim_max = now.rlim_max < most ? now.rlim_max : most;
        now.rlim_cur = now.rlim_cur < now.rlim_max ? now.rlim_cur : now.rlim_max;
        (void)setrlimit(resource, &now);
    }
}

void
hm_isolate_limit(const struct hm_process_spec *spec, const struct hm_isolation *isolation)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, MAX_OPEN_FILES);
    limit(RLIMIT_AS, spec->memory_limit == 0 ? MAX_ADDRESS_SPACE : spec->memory_limit);
    limit(RLIMIT_FSIZE, spec->file_limit == 0 ? MAX_FILE_SIZE : spec->file_limit);
    if (isolation->has_users) {
        limit(RLIMIT_NPROC, spec->process_limit == 0 ? MAX_PROCESSES : spec->process_limit);
    }
}
