/* SPDX-License-Identifier: Apache-2.0 */
/* One upload with the spool around it: kept before it is sent, gone when it has arrived. */
#ifndef HM_DRIVER_DELIVER_H
#define HM_DRIVER_DELIVER_H

#include "plugin/driver/options.h"
#include "plugin/driver/upload/spool.h"

/** What the options and the environment say about an upload to @p to. HM_E_USAGE for what they
 * cannot mean. */
enum hm_status hm_deliver_request(const struct hm_args *args, const char *to,
                                  struct hm_upload_request *ret_request,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/** What they say about any: deadline, dry run, network. */
enum hm_status hm_deliver_like(const struct hm_args *args, struct hm_upload_request *ret_request,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** The spool that the options name; a spool that cannot be used is none, and @p ret_gap says why.
 */
struct hm_spool hm_deliver_spool(const struct hm_args *args, struct hm_err *ret_gap);

/**
 * Sends a report as hm_upload_send does. What may still be delivered when it fails stays in the
 * spool, and the message says how to send it. @p ret_gap: why the report could not be kept, where
 * it could not; it was sent all the same. May be NULL.
 */
enum hm_status hm_deliver(struct hm_spool *spool, const struct hm_upload_request *request,
                          struct hm_upload_result *result, struct hm_err *ret_gap,
                          struct hm_err *reterr) HM_MUST_CHECK;

/** What became of the spool. */
struct hm_deliver_count {
    size_t n_sent;
    size_t n_left;
};

/** Told of each upload that was resumed: its name in the spool, and what came of it. */
typedef void hm_deliver_fn(void *ctx, struct hm_str name, const struct hm_upload_result *result,
                           const struct hm_err *err);

/**
 * Sends what waits, the oldest first; of those that take each other's place only the latest, whose
 * arrival removes the others. Options that belong to the process (deadline, stop, dry run) are
 * taken from @p like.
 */
enum hm_status hm_deliver_waiting(struct hm_spool *spool, const struct hm_upload_request *like,
                                  hm_deliver_fn *tell, void *ctx, struct hm_deliver_count *ret,
                                  struct hm_err *reterr) HM_MUST_CHECK;

#endif
