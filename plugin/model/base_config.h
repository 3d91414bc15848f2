/* SPDX-License-Identifier: Apache-2.0 */
/* What the configuration of a base image says to the stages that are FROM it, and where
 * configurations come from. */
#ifndef HM_MODEL_BASE_CONFIG_H
#define HM_MODEL_BASE_CONFIG_H

#include "plugin/base/json.h"
#include "plugin/model/image_ref.h"

/** A list of views. `p` NULL: the configuration does not have the member. */
struct hm_strs {
    const struct hm_str *p;
    uint32_t n;
};

/** HEALTHCHECK as an image keeps it; durations in nanoseconds, 0 for the default. */
struct hm_health {
    struct hm_strs test; /**< NONE; CMD and its words; CMD-SHELL and a text */
    int64_t interval;
    int64_t timeout;
    int64_t start_period;
    int64_t start_interval;
    int64_t retries;
};

/** The members of an image's configuration (OCI's, with Docker's additions) that builds look at.
 * It is complete: what is not in it, the image does not have. */
struct hm_base_config {
    struct hm_str digest; /**< of the document, where it was read from an image; else empty */
    struct hm_str os;     /**< "linux", "windows" */
    struct hm_str architecture;
    struct hm_str variant;
    struct hm_str os_version;
    struct hm_str user;    /**< "" is root */
    struct hm_str workdir; /**< as written: may be empty, or of Windows */
    struct hm_str stopsignal;
    struct hm_strs env; /**< "NAME=value", in order */
    struct hm_strs entrypoint;
    struct hm_strs cmd;
    struct hm_strs shell;           /**< of SHELL; without it the operating system's own */
    struct hm_strs ports;           /**< "80/tcp", sorted */
    struct hm_strs volumes;         /**< sorted */
    struct hm_strs labels;          /**< "name=value", sorted */
    struct hm_strs onbuild;         /**< instructions that a stage FROM it runs first, in order */
    struct hm_strs diff_ids;        /**< of its layers, the lowest first; none: not said */
    const struct hm_health *health; /**< NULL without a HEALTHCHECK */
};

/**
 * Where the configurations of base images come from: a registry, a file, a table. Zeroed, nothing
 * is known of any image. `find` must answer the same question alike each time, may be called by
 * several threads at once, and what it returns lives as long as the facts that are made with it.
 * Not having an answer is NULL: the image's settings then count as unknown, never as empty.
 */
struct hm_base_configs {
    /** @p platform is FROM's --platform as "linux/arm64", or empty where there is none. */
    const struct hm_base_config *(*find)(const void *of, const struct hm_image_ref *ref,
                                         struct hm_str platform);
    const void *of;
};

/** The configuration of @p ref, or NULL; @p configs may be NULL. */
const struct hm_base_config *hm_base_configs_find(const struct hm_base_configs *configs,
                                                  const struct hm_image_ref *ref,
                                                  struct hm_str platform);

/**
 * Reads the document that an image's manifest names as its config. Strings are copied into the
 * arena. HM_E_SYNTAX where a member is of another type than it should be.
 */
enum hm_status hm_base_config_read(struct hm_arena *arena, const struct hm_json *document,
                                   struct hm_base_config *ret_config,
                                   struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Reads an object whose members are image references and the configuration document of each:
 * {"alpine:3.22": {"os": "linux", "config": {…}}}. A reference is found however it is written
 * ("alpine:3.22", "docker.io/library/alpine:3.22"), whatever the platform. The member "*" speaks
 * for all images that are not there. HM_E_SYNTAX for a name that is no reference, and for one that
 * is there twice.
 */
enum hm_status hm_base_configs_parse(struct hm_arena *arena, struct hm_str text,
                                     struct hm_base_configs *ret_configs,
                                     struct hm_err *reterr) HM_MUST_CHECK;

#endif
