/* SPDX-License-Identifier: Apache-2.0 */
/* What images bring, and what those who run them say otherwise: the two ends that are held against
 * each other once all files are judged. */
#ifndef HM_MODEL_DEPLOYMENT_H
#define HM_MODEL_DEPLOYMENT_H

#include "plugin/model/build_use.h"
#include "plugin/model/facts.h"

struct hm_sink;

/** So many ports, volumes or mounts of an image or of a container are held against each other. */
#define HM_PORTS_LIMIT 32u

/** Ports of an image. */
struct hm_port_list {
    uint16_t list[HM_PORTS_LIMIT];
    bool are_udp[HM_PORTS_LIMIT]; /**< otherwise TCP, as EXPOSE has it without a protocol */
    uint32_t n;
    bool are_all_known; /**< no variable, no range, no other protocol, not more than the limit */
};

/** A folder that an image declares by VOLUME: a container gets one of its own there, that can be
 * written to, when nothing is mounted on it. */
struct hm_image_volume {
    struct hm_str path; /**< clean, absolute */
    struct hm_place place;
};

/** What one build of a Dockerfile makes. */
struct hm_product {
    struct hm_str path;  /**< of the Dockerfile */
    struct hm_str stage; /**< as hm_finding.stage has it */
    const struct hm_build_use *const *uses;
    size_t n_uses; /**< 0: nobody is known to build it so */
    enum hm_trit is_root;
    bool is_certain;              /**< is_root is no guess about a base that was not read */
    bool is_user_number;          /**< and it is known: what runAsNonRoot asks for */
    struct hm_str user;           /**< of USER or of the base, when it is known */
    struct hm_place user_place;   /**< of USER, or of FROM */
    enum hm_trit has_healthcheck; /**< HM_UNKNOWN: the base may bring one */
    struct hm_place check_place;  /**< of HEALTHCHECK, or of FROM */
    struct hm_port_list exposed;  /**< by EXPOSE, and by a base that was read */
    const struct hm_image_volume *volumes; /**< likewise by VOLUME: those that are known */
    uint32_t n_volumes;
};

/** A port of a container that something speaks of. */
struct hm_used_port {
    const char *by; /**< "ports", "expose", "containerPort", "livenessProbe" … */
    uint16_t number;
    struct hm_place place;
    bool is_udp;
};

/** A container that is run: a service of Compose, a `docker run`, a container of Kubernetes. */
struct hm_deployment {
    bool is_kubernetes;
    bool is_whole;    /**< otherwise nothing is proven by what it does not say */
    bool is_passing;  /**< it does one task and ends */
    bool is_for_work; /**< it is there for development or tests, by its file's name or its profiles:
                         that proves nothing of how the image is run elsewhere */
    const char *noun; /**< "service", "container" */
    struct hm_str path;
    struct hm_place place;
    struct hm_str part;       /**< as hm_finding.stage has it: "web", "Deployment/web" */
    struct hm_str name;       /**< of the service, of the container */
    struct hm_str image;      /**< when it is known */
    struct hm_str dockerfile; /**< of a service that is built */
    enum hm_trit is_root;     /**< by its own word; HM_UNKNOWN: it leaves it to the image, or nobody
                                 knows */
    bool is_root_refused;  /**< is_root is HM_NO because the kubelet would not start it as root: it
                              has no user of its own, but runAsNonRoot */
    bool is_user_for_work; /**< is_for_work, or the file that says so is */
    struct hm_str user_path;
    struct hm_place user_place;
    enum hm_trit is_checked; /**< a check or probe of its own; HM_NO: it is off */
    bool is_check_for_work;
    struct hm_str check_path;
    struct hm_place check_place;
    enum hm_trit is_read_only; /**< its root file system */
    struct hm_place read_only_place;
    const struct hm_used_port *ports; /**< TCP and UDP, and none twice */
    uint32_t n_ports;
    const struct hm_str *mounts; /**< where something is mounted: clean */
    uint32_t n_mounts;
    bool are_mounts_known; /**< all of them */
};

/** A pod, as far as it concerns the account that it runs as. */
struct hm_pod_account {
    struct hm_str path;
    struct hm_place place; /**< of the workload's name */
    struct hm_str part;
    struct hm_str namespace; /**< empty: whatever it is put into */
    struct hm_str name;      /**< "default" where it names none */
};

/** A ServiceAccount. */
struct hm_kube_account {
    struct hm_str path;
    struct hm_place place; /**< of automountServiceAccountToken, or of the name */
    struct hm_str namespace;
    struct hm_str name;
    enum hm_trit gives_token; /**< HM_UNKNOWN: that depends on a template */
};

/** Keeps what a build makes, copied into the sink's arena but for the uses. */
void hm_sink_product(struct hm_sink *sink, const struct hm_dockerfile *file,
                     const struct hm_build_use *const *uses, size_t n_uses);

/** Keeps the services, containers, pods and accounts of manifests, likewise. */
void hm_sink_deployments(struct hm_sink *sink, const struct hm_manifests *manifests);

/** Whether something is mounted at just this path. */
bool hm_deployment_mounts(const struct hm_deployment *deployment, struct hm_str path);

/** Whether a product is what a deployment runs: it is built of it, or both name the same image. A
 * name of the configuration without a tag means all of its tags. */
bool hm_deployment_runs(struct hm_arena *scratch, const struct hm_deployment *deployment,
                        const struct hm_product *product);

/** Whether a pod runs as an account: both have its name, and the same namespace, or both none and
 * the same folder. */
bool hm_pod_has_account(const struct hm_pod_account *pod, const struct hm_kube_account *account);

#endif
