/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an image's bytes are what its digests say, all the way from index to layers. */
#ifndef HM_IMAGE_VERIFY_H
#define HM_IMAGE_VERIFY_H

#include <signal.h>

#include "plugin/base/arena.h"
#include "plugin/base/env.h"
#include "plugin/base/vec.h"
#include "plugin/image/watch.h"
#include "plugin/model/image_layers.h"
#include "plugin/model/report.h"
#include "plugin/net/url.h"

enum hm_image_kind {
    HM_IMAGE_REGISTRY, /**< a reference, "ghcr.io/acme/app:1.2@sha256:…" */
    HM_IMAGE_LAYOUT,   /**< a folder, "DIR", "DIR:TAG" or "DIR@sha256:…" */
    HM_IMAGE_ARCHIVE,  /**< a tar file, made by `docker save` or holding an OCI layout */
};

struct hm_image_target {
    enum hm_image_kind kind;
    struct hm_str text; /**< as the user gave it */
};

/** Another server that is asked first for a registry's images: --mirror HOST=URL. */
struct hm_mirror {
    struct hm_str registry; /**< "docker.io", as references have it */
    struct hm_str url;      /**< https, or http on this machine; its path goes before the
                               repository's name */
};

/** Zeroed, it is ready for use. */
struct hm_image_options {
    /**
     * "linux/arm64", "linux/arm/v7", several with commas between them, or "all"; empty asks for
     * every platform of a layout or archive, and of a registry for linux/amd64, or for the only one
     * there is.
     */
    struct hm_str platform;
    bool is_offline;                   /**< a registry is HM_E_REFUSED */
    struct hm_http_hosts http_hosts;   /**< of registries that may be asked by plain http */
    struct hm_str ca_file;             /**< of certificates, PEM: besides the system's */
    int64_t deadline;                  /**< hm_clock_ms; 0 for none */
    const volatile sig_atomic_t *stop; /**< non-zero ends it; may be NULL */
    const struct hm_mirror *mirrors;   /**< those that fit are asked, one after the other */
    size_t n_mirrors;
    struct hm_env env; /**< where registry credentials are found (DOCKER_CONFIG …) */
    uint32_t workers;  /**< blobs hashed side by side; 0: one per processor */
    /** Called while blobs are hashed, at the beginning, ten times a second and at the end: from any
        worker, never from two at once. May be NULL. */
    hm_image_watch_fn *watch;
    void *watch_ctx;
};

/** Something that is not as it should be, or that could not be found out. */
struct hm_image_problem {
    bool is_wrong;          /**< else it is not known, which is no pass either */
    struct hm_str what;     /**< "manifest", "config", "layer 2", "linux/arm64: layer 1" */
    struct hm_str expected; /**< digest; empty where it is about something else */
    struct hm_str computed; /**< digest; empty where no bytes came */
    uint64_t expected_size; /**< HM_SIZE_UNKNOWN where none was said */
    uint64_t found_size;
    struct hm_str text; /**< a sentence without its period: what is wrong and what to do */
};

/** One platform's image, whose parts were checked. */
struct hm_image_part {
    struct hm_str digest;     /**< of its manifest, as computed */
    struct hm_str media_type; /**< of that manifest */
    uint64_t size;            /**< of it in bytes, as its descriptor says */
    struct hm_str config_digest;
    struct hm_str platform; /**< or empty */
};

/** What came of a check. Strings live in the arena. */
struct hm_image_check {
    /** The image manifest's digest, as computed from its bytes: of the asked platform, or of
     * linux/amd64, or of the first there is. Empty for a `docker save` archive, which has none. */
    struct hm_str digest;
    struct hm_str media_type;    /**< of that manifest, or empty */
    uint64_t size;               /**< of that manifest in bytes */
    struct hm_str path;          /**< of a layout or archive: the folder or file, without tag */
    struct hm_str tag;           /**< that was asked for in it, or empty */
    struct hm_str index_digest;  /**< of the index above it, or empty */
    struct hm_str config_digest; /**< what docker calls the image id */
    struct hm_str platform;      /**< of `digest`, or empty */
    bool is_layout_only; /**< an archive that is an OCI layout and nothing else: tools that read
                            `docker save`'s form cannot read it */
    enum hm_proof proof; /**< VERIFIED, WRONG or UNVERIFIABLE */
    HM_VEC(struct hm_image_problem) problems;
    HM_VEC(struct hm_str) platforms;       /**< that were checked */
    HM_VEC(struct hm_image_part) images;   /**< of the first root; attestations are none */
    HM_VEC(struct hm_image_layers) layers; /**< of each of them, of `docker save` archives too */
    uint32_t n_offered;                    /**< images that the index offers; 0 without an index */
    uint32_t blobs;                        /**< different ones that were hashed */
    uint64_t bytes;                        /**< hashed */
    uint32_t diff_ids;                     /**< layers that unpack to what the config says */
    uint32_t diff_ids_open;                /**< layers whose diff id could not be computed */
    struct hm_str resolved; /**< of a registry: the digest that the reference led to, computed */
    struct hm_str server; /**< of a registry: "host:port" that answered; a mirror's where it did */
    struct hm_str mirror; /**< of a registry: where a mirror answered, "host:port/path/name": the
                             repository there, for tools that know of no mirrors; else empty */
    bool is_plain_http;   /**< of a registry: the server that answered speaks no TLS */
    bool has_rate;        /**< the registry said how many requests are left */
    uint64_t rate_left;   /**< with has_rate: requests that it still allows */
    uint64_t rate_limit;  /**< with has_rate: of so many, 0 where it does not say */
    struct hm_str text;   /**< a sentence, without its period, for console and report */
};

/**
 * Hashes manifests, config and every layer, unpacks layers for their diff ids, and goes on after
 * what is wrong, so that everything is named. HM_OK when there is a verdict, whatever it is:
 * `ret_check->proof` has it. Otherwise nothing could be checked at all, which is
 * HM_PROOF_UNVERIFIABLE to the caller: HM_E_USAGE or HM_E_SYNTAX (the text is no such target),
 * HM_E_NOT_FOUND, HM_E_NETWORK, HM_E_AUTH, HM_E_TIMEOUT, HM_E_REFUSED, HM_E_UNSUPPORTED.
 */
enum hm_status hm_image_verify(struct hm_arena *arena, const struct hm_image_target *target,
                               const struct hm_image_options *options,
                               struct hm_image_check *ret_check,
                               struct hm_err *reterr) HM_MUST_CHECK;

#endif
