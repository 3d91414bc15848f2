/* SPDX-License-Identifier: Apache-2.0 */
/* What Kubernetes runs containers by, as the objects of its manifests say it. */
#ifndef HM_MODEL_WORKLOAD_H
#define HM_MODEL_WORKLOAD_H

#include "plugin/base/yaml.h"
#include "plugin/model/manifests.h"

/** A securityContext: of a pod, of a container, or what holds for a container by both. */
struct hm_security {
    bool is_set;         /**< the key is there, and holds something */
    struct hm_span span; /**< of the key with all below it */
    struct hm_scalar run_as_user;
    struct hm_scalar run_as_group;
    struct hm_scalar run_as_non_root;
    struct hm_scalar seccomp;   /**< its type: "RuntimeDefault", "Unconfined", "Localhost" */
    struct hm_scalar app_armor; /**< the same words, or those of the annotation: "unconfined" */
    struct hm_scalar selinux_type;
    struct hm_scalar selinux_user;
    struct hm_scalar selinux_role;
    struct hm_scalar host_process; /**< of Windows */
    /* Of containers alone. */
    struct hm_scalar privileged;
    struct hm_scalar allow_escalation;
    struct hm_scalar read_only_root;
    struct hm_scalar proc_mount;
    struct hm_scalars cap_add;
    struct hm_scalars cap_drop;
    /* Of pods alone. */
    struct hm_scalars supplemental_groups;
    struct hm_scalar fs_group; /**< the group of its volumes' files */
    struct hm_entries sysctls;
};

enum hm_env_from {
    HM_ENV_LITERAL,
    HM_ENV_SECRET, /**< a key of a Secret, or all of it */
    HM_ENV_OTHER,  /**< a ConfigMap, a field, a resource */
};

/** A variable of a container; without a name: all that a Secret or ConfigMap holds. */
struct hm_kube_env {
    struct hm_str name;
    enum hm_env_from from;
    struct hm_scalar value; /**< of a literal */
    struct hm_span span;
};

struct hm_kube_port {
    struct hm_scalar name; /**< by which probes and services may call it */
    struct hm_scalar container_port;
    struct hm_scalar host_port;
    struct hm_scalar protocol; /**< "UDP"; not set: TCP */
    struct hm_span span;
};

struct hm_kube_mount {
    struct hm_scalar volume; /**< its name */
    struct hm_scalar path;
    struct hm_scalar read_only;
    struct hm_scalar propagation;
    struct hm_span span;
};

/** Something by which the kubelet asks a container, or tells it: a probe, a hook. */
struct hm_kube_handler {
    const char *what;      /**< "livenessProbe", "preStop" … */
    struct hm_scalar host; /**< where httpGet or tcpSocket go to */
    struct hm_scalar port; /**< of httpGet, tcpSocket or grpc: a number, or a port's name */
    struct hm_span span;
};

enum hm_container_kind {
    HM_CONTAINER_PLAIN,
    HM_CONTAINER_INIT,
    HM_CONTAINER_SIDECAR, /**< an init container that is restarted always */
    HM_CONTAINER_EPHEMERAL,
};

struct hm_container {
    enum hm_container_kind kind;
    struct hm_scalar name;
    struct hm_scalar image;
    struct hm_scalar pull_policy;
    struct hm_span span; /**< of its name, or of its first key: where something is missing */
    struct hm_span body; /**< of all of it */
    struct hm_security own;
    struct hm_security effective; /**< with what the pod gives it */
    const struct hm_kube_env *env;
    uint32_t n_env;
    const struct hm_kube_port *ports;
    uint32_t n_ports;
    const struct hm_kube_mount *mounts;
    uint32_t n_mounts;
    const struct hm_kube_handler *handlers;
    uint32_t n_handlers;
    bool has_liveness;
    bool has_readiness;
    struct hm_scalar limit_cpu;
    struct hm_scalar limit_memory;
    struct hm_scalar limit_storage; /**< of the node's disk: "ephemeral-storage" */
    struct hm_scalar request_cpu;
    struct hm_scalar request_memory;
    struct hm_scalars command; /**< command, then args */
};

struct hm_kube_volume {
    struct hm_scalar name;
    struct hm_str type;         /**< "hostPath", "emptyDir" …; empty where there is none */
    struct hm_scalar host_path; /**< of a hostPath */
    struct hm_span span;        /**< of the type with all below it; else of the name */
};

/** What holds for all containers of a pod. */
struct hm_pod {
    struct hm_security security;
    struct hm_scalar host_network;
    struct hm_scalar host_pid;
    struct hm_scalar host_ipc;
    struct hm_scalar host_users;
    struct hm_scalar share_processes;
    struct hm_scalar automount; /**< of the service account's token */
    struct hm_scalar service_account;
    struct hm_scalar os; /**< "linux", "windows" */
    struct hm_scalars host_aliases;
    const struct hm_kube_volume *volumes;
    uint32_t n_volumes;
};

/** An object of the cluster, of whatever kind. */
struct hm_object {
    struct hm_str api_version;
    struct hm_str kind;
    struct hm_scalar name;
    struct hm_scalar namespace;
    struct hm_span span; /**< of its name, or of its kind: where something is missing */
    struct hm_span body; /**< of all of it */
    const struct hm_yaml *tree;
};

/** A Pod, a Deployment, a CronJob … */
struct hm_workload {
    const struct hm_object *object;
    struct hm_str kind; /**< "Deployment" */
    struct hm_scalar name;
    struct hm_span span;
    struct hm_span body;
    /** Only what changes another object (of Kustomize): that something is missing proves nothing.
     */
    bool is_partial;
    bool is_windows; /**< by its own word */
    struct hm_pod pod;
    const struct hm_container *containers; /**< init and ephemeral ones among them */
    uint32_t n_containers;
};

/** The place and value of a member of a map; not set where there is none, or null. The value of a
 * list or map is its place alone. */
struct hm_scalar hm_tree_scalar(const struct hm_yaml *map, const char *key);

/** The same by a path of keys, "spec.type". */
struct hm_scalar hm_tree_at(const struct hm_yaml *map, const char *path);

#endif
