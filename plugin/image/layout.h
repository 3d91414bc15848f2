/* SPDX-License-Identifier: Apache-2.0 */
/* An OCI image layout in a folder. Nothing outside the folder is ever read: no link is followed. */
#ifndef HM_IMAGE_LAYOUT_H
#define HM_IMAGE_LAYOUT_H

#include "plugin/image/blob.h"

struct hm_layout {
    int dir;                      /**< the folder */
    struct hm_blob_place place;   /**< its path, and the tag or digest that is asked for */
    struct hm_manifest index;     /**< index.json */
    struct hm_blob_limits limits; /**< for the streams; set by the caller */
};

/**
 * Opens `DIR`, `DIR:TAG` or `DIR@DIGEST` (a folder whose name has the ':' wins over a tag) and
 * reads its oci-layout and index.json. HM_E_NOT_FOUND where there is no such folder;
 * HM_E_UNSUPPORTED, HM_E_SYNTAX where it is no layout.
 */
enum hm_status hm_layout_open(struct hm_arena *arena, struct hm_str text,
                              struct hm_layout *ret_layout, struct hm_err *reterr) HM_MUST_CHECK;

void hm_layout_close(struct hm_layout *layout);

/** Its blobs. The layout must stay where it is. */
struct hm_blob_source hm_layout_source(struct hm_layout *layout);

/** Reads `oci-layout`: HM_OK for a version 1 layout. */
enum hm_status hm_layout_check_version(struct hm_str json, struct hm_err *reterr) HM_MUST_CHECK;

/** Reads index.json, whose media type only it itself tells. */
enum hm_status hm_layout_parse_index(struct hm_arena *arena, struct hm_str json,
                                     struct hm_manifest *ret_index,
                                     struct hm_err *reterr) HM_MUST_CHECK;

#endif
