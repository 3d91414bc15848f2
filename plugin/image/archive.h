/* SPDX-License-Identifier: Apache-2.0 */
/* Images in a tar file: what `docker save`, `podman save`, skopeo and crane write, and OCI layouts
 * as one file. */
#ifndef HM_IMAGE_ARCHIVE_H
#define HM_IMAGE_ARCHIVE_H

#include "plugin/image/saved.h"
#include "plugin/image/tar.h"

struct hm_archive {
    int fd;
    struct hm_blob_place place; /**< its path, and the tag or digest that is asked for */
    struct hm_tar tar;
    struct hm_blob_limits limits;
    bool has_layout;          /**< oci-layout and index.json */
    struct hm_manifest index; /**< index.json */
    bool has_saved;           /**< manifest.json */
    struct hm_saved saved;
};

/**
 * Opens `FILE`, `FILE:TAG` or `FILE@DIGEST` and reads its documents. An archive of Docker 25 and
 * later has both kinds, and both are to be checked: tools differ in which they read. HM_E_NOT_FOUND
 * where there is no such file; otherwise hm_tar_read's errors, or HM_E_SYNTAX for a tar file that
 * holds no image.
 */
enum hm_status hm_archive_open(struct hm_arena *arena, struct hm_str text,
                               const struct hm_blob_limits *limits, struct hm_archive *ret_archive,
                               struct hm_err *reterr) HM_MUST_CHECK;

void hm_archive_close(struct hm_archive *archive);

/** Its blobs, by entry name or, where a descriptor has none, by digest. */
struct hm_blob_source hm_archive_source(struct hm_archive *archive);

#endif
