/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

/* Both "net.ipv4.ip_forward" and "net/ipv4/ip_forward" are understood. */
static struct hm_str
dotted(struct hm_arena *arena, struct hm_str name)
{
    if (hm_str_find(name, '/') > hm_str_find(name, '.') || !hm_str_has(name, "/")) {
        return name;
    }
    char *to = hm_arena_new(arena, char, name.n);
    for (size_t i = 0; i < name.n; i++) {
        to[i] = name.p[i];
        if (name.p[i] == '/' || name.p[i] == '.') {
            to[i] = name.p[i] == '/' ? '.' : '/';
        }
    }
    return (struct hm_str){ to, name.n };
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    static const char *const safe[] = {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
        NULL,
    };
    const struct hm_entries *sysctls = &at->workload->pod.security.sysctls;

    for (uint32_t i = 0; i < sysctls->n; i++) {
        struct hm_str name = dotted(out->arena, sysctls->list[i].name);
        if (name.n > 0 && !hm_str_has(name, "{{") && !hm_str_in(name, safe)) {
            hm_find(out, sysctls->list[i].span, "%.*s sets %.*s, which is not kept to the pod.",
                    HM_FMT(hm_workload_label(out->arena, at->workload)), HM_FMT(name));
        }
    }
}

const struct hm_rule hm7016_unsafe_sysctl = {
    .id = "HM7016",
    .concept = "unsafe-sysctl",
    .since = "0.1",
    .title = "A pod sets a parameter of its kernel that is not its own alone",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0026", "kics:Cluster Allows Unsafe Sysctls",
                      "kube-linter:unsafe-sysctls"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why =
        "Only few of the kernel's parameters are a pod's own. The others change the node for all "
        "pods on it, or can be used to take its memory; the kubelet refuses them unless it was "
        "told otherwise. The Pod Security Standards' `baseline` allows those that are safe.",
    .fix = "Take it out, or set it on nodes that are kept for this pod.",
    .bad = HM_KUBE_HEAD "  securityContext:\n"
                        "    sysctls:\n"
                        "      - name: kernel.msgmax\n"
                        "        value: \"65536\"\n" HM_KUBE_LIST,
    .good = HM_KUBE_HEAD "  securityContext:\n"
                         "    sysctls:\n"
                         "      - name: net.ipv4.tcp_syncookies\n"
                         "        value: \"1\"\n" HM_KUBE_LIST,
    .check = check,
};
