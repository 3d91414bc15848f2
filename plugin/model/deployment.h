/* SPDX-License-Identifier: Apache-2.0 */
/* What images bring, and what those who run them say otherwise: the two ends that are held against
 * each other once all files are judged. */
#ifndef HM_MODEL_DEPLOYMENT_H
#define HM_MODEL_DEPLOYMENT_H

#include "plugin/model/build_use.h"
#include "plugin/model/facts.h"

struct hm_sink;

/** So many ports of an image or of a container are held against each other. */
#define HM_PORTS_LIMIT 32u

struct hm_port_list {
    uint16_t list[HM_PORTS_LIMIT];
    uint32_t n;
    bool are_all_known; /**< no variable, no range, not more than the limit */
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
    struct hm_str user;           /**< of USER, when it is known */
    struct hm_place user_place;   /**< of USER, or of FROM */
    enum hm_trit has_healthcheck; /**< HM_UNKNOWN: the base may bring one */
    struct hm_port_list exposed;  /**< by EXPOSE */
};

/** A service of Compose or a container of Kubernetes. */
struct hm_deployment {
    bool is_kubernetes;
    bool is_whole; /**< otherwise nothing is proven by what it does not say */
    struct hm_str path;
    struct hm_place place;
    struct hm_str part;       /**< as hm_finding.stage has it: "web", "Deployment/web" */
    struct hm_str name;       /**< of the service, of the container */
    struct hm_str image;      /**< when it is known */
    struct hm_str dockerfile; /**< of a service that is built */
    enum hm_trit is_root;     /**< by its own word; HM_UNKNOWN: it leaves it to the image, or nobody
                                 knows */
    struct hm_place user_place;
    enum hm_trit is_checked; /**< a check or probe of its own; HM_NO: it is off */
    struct hm_port_list published;
    struct hm_place port_places[HM_PORTS_LIMIT];
};

/** Keeps what a build makes, copied into the sink's arena but for the uses. */
void hm_sink_product(struct hm_sink *sink, const struct hm_dockerfile *file,
                     const struct hm_build_use *const *uses, size_t n_uses);

/** Keeps the services and containers of manifests, likewise. */
void hm_sink_deployments(struct hm_sink *sink, const struct hm_manifests *manifests);

/** Whether a product is what a deployment runs: it is built of it, or both name the same image. A
 * name of the configuration without a tag means all of its tags. */
bool hm_deployment_runs(struct hm_arena *scratch, const struct hm_deployment *deployment,
                        const struct hm_product *product);

#endif
