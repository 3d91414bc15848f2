/* SPDX-License-Identifier: Apache-2.0 */
/* An OCI layout in a tar file as the folder that tools read: most of them cannot read the file. */
#ifndef HM_IMAGE_EXTRACT_H
#define HM_IMAGE_EXTRACT_H

#include "plugin/image/verify.h"

/** Bytes that are written for one archive at most. */
#define HM_EXTRACT_LIMIT ((uint64_t)64 << 30)

/**
 * Writes the blobs of the archive at @p path below the existing folder @p dir, each as
 * blobs/<algorithm>/<digits>: a name that was made from the digest of its bytes, computed here, and
 * never from the archive. A blob whose bytes have another digest than its name is left out. Besides
 * `oci-layout` and `index.json` (as they are) nothing is written. HM_E_UNSUPPORTED for an archive
 * that is no OCI layout; HM_E_LIMIT, HM_E_IO; errors of hm_archive_open.
 */
enum hm_status hm_archive_extract(struct hm_str path, const struct hm_image_options *options,
                                  const char *dir, struct hm_err *reterr) HM_MUST_CHECK;

#endif
