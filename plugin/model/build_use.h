/* SPDX-License-Identifier: Apache-2.0 */
/* How a repository has a Dockerfile built: which context, target and arguments, by whose word. */
#ifndef HM_MODEL_BUILD_USE_H
#define HM_MODEL_BUILD_USE_H

#include "plugin/base/arena.h"
#include "plugin/model/manifests.h"

/** Who says how a Dockerfile is built; the first of several decides where they contradict. */
enum hm_build_by {
    HM_BUILD_BY_OPTION, /**< --context, --target, --build-arg */
    HM_BUILD_BY_CONFIG, /**< --image-map, the configuration */
    HM_BUILD_BY_COMPOSE,
    HM_BUILD_BY_BAKE,
    HM_BUILD_BY_PIPELINE, /**< docker/build-push-action, docker build */
    HM_BUILD_BY_SCRIPT,   /**< docker build in scripts and Makefiles */
    HM_BUILD_BY_NOBODY,   /**< its folder is its context */
};

/** One way in which one Dockerfile is built. */
struct hm_build_use {
    enum hm_build_by by;
    struct hm_str said_in;    /**< the report's path of the file that says so; empty for options */
    uint32_t line;            /**< in it, from 1; 0: none */
    struct hm_str name;       /**< of the service, target or job */
    struct hm_str dockerfile; /**< the report's path */
    struct hm_str context;    /**< folder, the report's path; empty: not known, or no folder */
    struct hm_str target;     /**< stage; empty: the last */
    struct hm_entries args;   /**< --build-arg; a value that is not known is not given */
    struct hm_entries contexts;  /**< named contexts: "app" = "docker-image://alpine:3.22" */
    const struct hm_str *images; /**< names that what is built gets: "ghcr.io/acme/web:1" */
    uint32_t n_images;
};

/** "service web", "target web", "job release", "image acme/web", "script build.sh": whose word a
 * use is; empty where nobody has a name. */
struct hm_str hm_build_use_title(struct hm_arena *arena, const struct hm_build_use *use);

/** "option", "configuration", "compose", "bake", "pipeline", "script",
 * "default". */
const char *hm_build_by_word(enum hm_build_by by);

#endif
