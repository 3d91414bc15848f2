/* SPDX-License-Identifier: Apache-2.0 */
/* What a file of the spool holds: one line of JSON that says what is to be sent where, and the
 * report's bytes behind it. No token is ever in it. Pure. */
#ifndef HM_DRIVER_SPOOL_TEXT_H
#define HM_DRIVER_SPOOL_TEXT_H

#include "reports/upload/upload.h"

/** A variable as it was when the upload was made. */
struct hm_spool_variable {
    struct hm_str name;
    struct hm_str value;
};

/** An upload that waits. */
struct hm_spool_upload {
    struct hm_upload_request request; /**< `env` reads from `variables`, else the process's own */
    struct hm_str place;              /**< struct hm_upload_talk */
    HM_VEC(struct hm_spool_variable) variables;
};

/** Writes what @p talk is about to send. Paths of files (headers, authorities) are made absolute by
 * @p folder, an absolute path. */
void hm_spool_write(const struct hm_upload_talk *talk, struct hm_str folder, struct hm_buf *buf);

/**
 * Reads one back; views are into @p text and @p arena, and ret->request.env refers to @p ret, which
 * must stay where it is. HM_E_SYNTAX for what no spool wrote, or what was changed since: the digest
 * of the report is checked.
 */
enum hm_status hm_spool_read(struct hm_arena *arena, struct hm_str text,
                             struct hm_spool_upload *ret, struct hm_err *reterr) HM_MUST_CHECK;

#endif
