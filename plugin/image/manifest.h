/* SPDX-License-Identifier: Apache-2.0 */
/* Index, manifest and config documents of OCI and Docker (schema 2), read strictly. */
#ifndef HM_IMAGE_MANIFEST_H
#define HM_IMAGE_MANIFEST_H

#include "plugin/base/arena.h"
#include "plugin/base/json.h"
#include "plugin/base/vec.h"
#include "plugin/model/image_layers.h"

/** What a media type makes of a blob. */
enum hm_media {
    HM_MEDIA_BLOB,     /**< bytes: a layer, a config, anything that is not one of the others */
    HM_MEDIA_INDEX,    /**< application/vnd.oci.image.index.v1+json, Docker's manifest list */
    HM_MEDIA_MANIFEST, /**< application/vnd.oci.image.manifest.v1+json, Docker's schema 2 */
    HM_MEDIA_SCHEMA1,  /**< Docker's schema 1, which cannot be verified by digest: refused */
};

/** Parameters after ';' and the case are ignored. */
enum hm_media hm_media_of(struct hm_str media_type);

/** What to send as Accept when a manifest is asked for. */
extern const char hm_media_accept[];

enum {
    HM_MANIFEST_LIMIT = 8 * 1024 * 1024, /**< bytes of an index, a manifest or a config */
    HM_MANIFEST_CHILDREN = 4096,         /**< descriptors in one document */
};

/** What points at a blob. */
struct hm_descriptor {
    struct hm_str media_type;
    struct hm_str digest; /**< as written: not yet known to be canonical */
    uint64_t size;        /**< HM_SIZE_UNKNOWN in archives, which have no descriptors */
    struct hm_str data;   /**< base64 of the blob itself, if embedded */
    bool has_data;
    struct hm_str ref_name; /**< org.opencontainers.image.ref.name */
    struct hm_str platform; /**< "linux/arm64/v8", "linux/amd64"; empty when not said */
    bool is_attestation; /**< vnd.docker.reference.type, and no platform that a runtime would take:
                            hashed, but no image */
    struct hm_str artifact_type; /**< in a list of referrers: what is attached; or empty */
    struct hm_str attests;       /**< vnd.docker.reference.digest: the manifest that it is about */
    struct hm_str entry; /**< docker-archives: the entry's name, which counts instead of digest */
    bool has_urls;       /**< kept elsewhere (foreign layers): may be missing here */
};

/** Whether an image made for @p have is one for @p want: "linux/arm64" takes "linux/arm64/v8" too,
 * but not the other way round. */
bool hm_platform_fits(struct hm_str want, struct hm_str have);

/** "unknown/unknown": what attestations are said to be made for. */
bool hm_platform_is_unknown(struct hm_str platform);

/** Whether it fits one of several with commas between them. */
bool hm_platform_is_listed(struct hm_str list, struct hm_str have);

/** An index has `children`; a manifest has `config` and `children` (its layers). */
struct hm_manifest {
    enum hm_media media; /**< INDEX or MANIFEST */
    struct hm_str media_type;
    struct hm_descriptor config;
    HM_VEC(struct hm_descriptor) children;
    bool has_subject;
    struct hm_descriptor subject;
};

/** What of an image's config can be held against other bytes. */
struct hm_image_config {
    struct hm_str platform; /**< empty when it does not say */
    HM_VEC(struct hm_str) diff_ids;
    /** Nothing is held against it: where it is not as it should be, there is none. */
    HM_VEC(struct hm_image_step) history;
};

/**
 * Reads an index or manifest. @p media_type is what brought it here (a Content-Type or a
 * descriptor's media type, empty when nothing said); a body that claims another one, or that has
 * both `manifests` and `layers`, is ambiguous: HM_E_SYNTAX. HM_E_UNSUPPORTED for schema 1 and for
 * other media types.
 */
enum hm_status hm_manifest_parse(struct hm_arena *arena, struct hm_str bytes,
                                 struct hm_str media_type, struct hm_manifest *ret_manifest,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Refuses an object with a member that equals one of @p names (NULL-terminated) but for its case:
 * Go's JSON reader, and so most tools, would take it for that one, and this program would not.
 */
enum hm_status hm_manifest_check_names(const struct hm_json *at, const char *const *names,
                                       struct hm_err *reterr) HM_MUST_CHECK;

/** Whether a config of this media type is an image's, with rootfs and all; an artifact's is not. */
bool hm_media_is_image_config(struct hm_str media_type);

/** Whether a media type is a file system layer that is or may be compressed with gzip. */
bool hm_media_is_layer(struct hm_str media_type);

/** The same lists, as others take them. */
static inline struct hm_image_layers
hm_image_config_layers(const struct hm_image_config *config)
{
    return (struct hm_image_layers){ .platform = config->platform,
                                     .diff_ids = config->diff_ids.p,
                                     .n_diff_ids = config->diff_ids.n,
                                     .steps = config->history.p,
                                     .n_steps = config->history.n };
}

enum hm_status hm_image_config_parse(struct hm_arena *arena, struct hm_str bytes,
                                     struct hm_image_config *ret_config,
                                     struct hm_err *reterr) HM_MUST_CHECK;

#endif
