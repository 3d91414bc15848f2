/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/host_access.h"

bool
hm_is_engine_socket(struct hm_str path)
{
    static const char *const names[] = {
        "docker.sock",
        "docker-cli.sock",
        "podman.sock",
        "containerd.sock",
        "crio.sock",
        "dockershim.sock",
        "cri-dockerd.sock",
        "buildkitd.sock",
        "containerd.sock.ttrpc",
        NULL,
    };

    return hm_str_in(hm_str_basename(path), names);
}

struct folder {
    const char *path;
    const char *danger;
    bool is_alone; /* what is below it is not meant */
};

#define PROGRAMS "which holds programs that the host runs as root"
#define CONTAINERS "which holds the files of all containers of the host"
#define SOCKETS "which holds the sockets of the host's services"
#define KEYS "which holds the keys of a user of the host"
#define ALL "which holds all that the host is made of"

static const struct folder folders[] = {
    { "/bin", PROGRAMS, false },
    { "/boot", "which holds the kernel that the host starts", false },
    { "/dev", "which holds the host's devices, its disks among them", false },
    { "/etc", "which holds the host's accounts, keys and services", false },
    { "/home", KEYS, true },
    { "/lib", PROGRAMS, false },
    { "/lib32", PROGRAMS, false },
    { "/lib64", PROGRAMS, false },
    { "/proc", "by which the host's processes and its kernel can be reached", false },
    { "/root", KEYS, false },
    { "/run", SOCKETS, true },
    { "/sbin", PROGRAMS, false },
    { "/sys", "by which the host's kernel and devices are set", false },
    { "/usr", PROGRAMS, false },
    { "/var", ALL, true },
    { "/var/lib", ALL, true },
    { "/var/lib/containerd", CONTAINERS, false },
    { "/var/lib/containers", CONTAINERS, false },
    { "/var/lib/docker", CONTAINERS, false },
    { "/var/lib/etcd", "which holds all objects of a cluster, Secrets among them", false },
    { "/var/lib/kubelet", "which holds the credentials and volumes of all pods of a node", false },
    { "/var/log", "where a link shows others any file of the host", true },
    { "/var/run", SOCKETS, true },
    { "/var/spool/cron", "which holds commands that the host runs as root", false },
    { "~", KEYS, true },
    { "~/.aws", KEYS, true },
    { "~/.docker", KEYS, true },
    { "~/.kube", KEYS, true },
    { "~/.ssh", KEYS, true },
    { "C:", ALL, true },
    { "c:", ALL, true },
    { "C:\\", ALL, true },
    { "c:\\", ALL, true },
};

/* They are below one of the folders, and say nothing and change nothing. */
static const char *const harmless[] = {
    "/dev/null",
    "/dev/shm",
    "/dev/urandom",
    "/etc/ca-certificates",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/letsencrypt",
    "/etc/localtime",
    "/etc/machine-id",
    "/etc/os-release",
    "/etc/pki/ca-trust",
    "/etc/resolv.conf",
    "/etc/ssl/certs",
    "/etc/timezone",
    "/lib/modules",
    "/usr/local/share/ca-certificates",
    "/usr/share/ca-certificates",
    "/usr/share/zoneinfo",
};

static bool
is_below(struct hm_str path, const char *folder)
{
    size_t n = strlen(folder);

    return hm_str_starts(path, folder) && (path.n == n || path.p[n] == '/');
}

const char *
hm_host_path_danger(struct hm_str path)
{
    while (path.n > 1 && path.p[path.n - 1] == '/') {
        path.n--;
    }
    if (hm_str_eq(path, "/")) {
        return ALL;
    }
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++) {
        if (is_below(path, harmless[i])) {
            return NULL;
        }
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (folders[i].is_alone ? hm_str_eq(path, folders[i].path)
                                : is_below(path, folders[i].path)) {
            return folders[i].danger;
        }
    }
    return NULL;
}

struct hm_str
hm_capability_name(struct hm_str word)
{
    bool has_prefix = hm_str_eq_nocase(hm_str_sub(word, 0, 4), HM_S("CAP_"));

    return has_prefix ? hm_str_from(word, 4) : word;
}

struct capability {
    const char *name;
    enum hm_capability_reach reach;
    const char *what;
};

static const struct capability capabilities[] = {
    { "ALL", HM_CAPABILITY_CRITICAL, "it can do whatever root can do on the host" },
    { "SYS_ADMIN", HM_CAPABILITY_CRITICAL,
      "it can mount the host's disks and leave its namespaces" },
    { "SYS_MODULE", HM_CAPABILITY_CRITICAL, "it can load code into the host's kernel" },
    { "SYS_RAWIO", HM_CAPABILITY_CRITICAL, "it can write to the host's memory and devices" },
    { "AUDIT_CONTROL", HM_CAPABILITY_HIGH, "it can switch the host's audit off" },
    { "BPF", HM_CAPABILITY_HIGH, "it can load programs into the host's kernel" },
    { "CHECKPOINT_RESTORE", HM_CAPABILITY_HIGH, "it can take other processes apart" },
    { "DAC_READ_SEARCH", HM_CAPABILITY_HIGH, "it can read any file of the host by its handle" },
    { "MAC_ADMIN", HM_CAPABILITY_HIGH, "it can change the host's access rules" },
    { "MAC_OVERRIDE", HM_CAPABILITY_HIGH, "it can pass over the host's access rules" },
    { "NET_ADMIN", HM_CAPABILITY_HIGH, "it can change addresses, routes and firewalls" },
    { "PERFMON", HM_CAPABILITY_HIGH, "it can watch the kernel and all processes" },
    { "SYS_BOOT", HM_CAPABILITY_HIGH, "it can restart the host or start another kernel" },
    { "SYS_PTRACE", HM_CAPABILITY_HIGH, "it can read and steer other processes" },
    { "SYS_TIME", HM_CAPABILITY_HIGH, "it can set the host's clock" },
    { "SYSLOG", HM_CAPABILITY_HIGH, "it can read the kernel's log with the addresses in it" },
};

enum hm_capability_reach
hm_capability_reach(struct hm_str name, const char **ret_what)
{
    static const char *const usual[] = {
        "audit_write", "chown",   "dac_override",     "fowner",     "fsetid",
        "kill",        "mknod",   "net_bind_service", "net_raw",    "setfcap",
        "setgid",      "setpcap", "setuid",           "sys_chroot", NULL,
    };

    for (size_t i = 0; i < sizeof capabilities / sizeof capabilities[0]; i++) {
        if (hm_str_eq_nocase(name, hm_str_c(capabilities[i].name))) {
            if (ret_what != NULL) {
                *ret_what = capabilities[i].what;
            }
            return capabilities[i].reach;
        }
    }
    return hm_str_in_nocase(name, usual) ? HM_CAPABILITY_USUAL : HM_CAPABILITY_ODD;
}
