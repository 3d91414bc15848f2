/* SPDX-License-Identifier: Apache-2.0 */
/* Makes small OCI image layouts in a temporary folder, right ones and wrong ones. */
#ifndef HM_TESTS_MAKER_H
#define HM_TESTS_MAKER_H

#include "plugin/base/arena.h"
#include "plugin/base/buf.h"

struct maker {
    struct hm_arena arena;
    struct hm_buf dir;   /**< the layout's folder */
    struct hm_buf index; /**< entries of index.json so far */
};

#define MAKER_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define MAKER_INDEX "application/vnd.oci.image.index.v1+json"
#define MAKER_CONFIG "application/vnd.oci.image.config.v1+json"
#define MAKER_LAYER "application/vnd.oci.image.layer.v1.tar"
#define MAKER_LAYER_GZIP "application/vnd.oci.image.layer.v1.tar+gzip"

/** An image's parts, as made. */
struct maker_image {
    struct hm_str manifest;   /**< digest */
    struct hm_str config;     /**< digest */
    struct hm_str layers[2];  /**< digests */
    struct hm_str descriptor; /**< JSON of what points at the manifest, without its closing brace */
};

void maker_init(struct maker *maker);

/** Removes the folder. */
void maker_done(struct maker *maker);

/** Writes a blob and returns its digest. */
struct hm_str maker_blob(struct maker *maker, struct hm_str bytes);

struct hm_str maker_digest(struct maker *maker, struct hm_str bytes);

struct hm_str maker_gzip(struct maker *maker, struct hm_str bytes);

/** One frame with a checksum. */
struct hm_str maker_zstd(struct maker *maker, struct hm_str bytes);

/** {"mediaType":…,"digest":…,"size":… (no closing brace) */
struct hm_str maker_descriptor(struct maker *maker, const char *media_type, struct hm_str digest,
                               size_t size);

/** An image with a plain and a gzip layer; @p salt makes it different from others. */
struct maker_image maker_image(struct maker *maker, const char *os, const char *architecture,
                               const char *salt);

/** Adds an entry to index.json; @p tag may be NULL. */
void maker_list(struct maker *maker, struct hm_str descriptor, const char *tag);

/** Writes index.json and oci-layout. */
void maker_save(struct maker *maker);

/** Writes a file below the folder. */
void maker_write(struct maker *maker, const char *path, struct hm_str bytes);

/** The absolute path of a blob. */
const char *maker_path(struct maker *maker, struct hm_str digest);

/** Replaces a blob's bytes. */
void maker_overwrite(struct maker *maker, struct hm_str digest, struct hm_str bytes);

/** The bytes of a blob. */
struct hm_str maker_read(struct maker *maker, struct hm_str digest);

/** Appends a tar entry of a type ('0' file, '2' symbolic link …) with its padding. */
void maker_tar_add(struct hm_buf *tar, const char *name, char type, const char *link,
                   struct hm_str bytes);

/** Appends the end mark. */
void maker_tar_end(struct hm_buf *tar);

#endif
