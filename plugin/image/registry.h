/* SPDX-License-Identifier: Apache-2.0 */
/* A client of the OCI distribution protocol: manifests and blobs of one repository. */
#ifndef HM_IMAGE_REGISTRY_H
#define HM_IMAGE_REGISTRY_H

#include "plugin/image/blob.h"
#include "plugin/image/verify.h"
#include "plugin/model/image_ref.h"
#include "plugin/net/http.h"

/** One repository of one registry, with what is needed to be let in; and of its mirror. What a
 * mirror does not have, or does not give, comes from the registry. The mirror gets the credentials
 * that the configuration holds for its own host, and no others. */
struct hm_registry;

/** What a tag or digest turned out to be. */
struct hm_registry_image {
    struct hm_descriptor descriptor; /**< by the asked digest, or the one that was computed */
    struct hm_str computed;          /**< digest of the bytes that came */
    struct hm_str claimed;           /**< Docker-Content-Digest, or empty */
    struct hm_str server;            /**< "host:port" that answered: the registry's or a mirror's */
    struct hm_str mirror; /**< where it was a mirror: "host:port/path/name", the repository there;
                             else empty */
    bool is_plain_http;   /**< that server was spoken to without TLS */
    bool has_rate;        /**< as in hm_image_check */
    uint64_t rate_left;
    uint64_t rate_limit;
};

/**
 * Prepares for a reference; reads the credentials but sends nothing yet. Errors as
 * hm_image_ref_parse and hm_credentials_find.
 */
enum hm_status hm_registry_open(struct hm_arena *arena, struct hm_str ref,
                                const struct hm_image_options *options,
                                struct hm_registry **ret_registry,
                                struct hm_err *reterr) HM_MUST_CHECK;

void hm_registry_close(struct hm_registry *registry);

/**
 * Gets the manifest or index behind the reference. HM_E_NOT_FOUND, HM_E_AUTH, HM_E_NETWORK,
 * HM_E_TIMEOUT, HM_E_REFUSED with a sentence that says what to do.
 */
enum hm_status hm_registry_resolve(struct hm_registry *registry,
                                   struct hm_registry_image *ret_image,
                                   struct hm_err *reterr) HM_MUST_CHECK;

/**
 * GETs `…/v2/<repository>/<kind>/<what>`, or what lies at @p url where that is not empty, from the
 * registry itself (not its mirror), logged in where it asks for that: at most HM_MANIFEST_LIMIT
 * bytes. @p ret_url is what was asked for. HM_OK for 200 alone; errors of hm_registry_resolve.
 */
enum hm_status hm_registry_get(struct hm_registry *registry, const char *kind, struct hm_str what,
                               struct hm_str url, struct hm_http_response *ret_response,
                               struct hm_str *ret_url, struct hm_err *reterr) HM_MUST_CHECK;

/** The one that hm_registry_open was given. */
struct hm_arena *hm_registry_arena(struct hm_registry *registry);

/** Its manifests and blobs; the resolved manifest comes from memory. */
struct hm_blob_source hm_registry_source(struct hm_registry *registry);

#endif
