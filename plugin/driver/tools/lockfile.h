/* SPDX-License-Identifier: Apache-2.0 */
/* hullmark.lock as a file: where it lies, and what the command line says of it. */
#ifndef HM_DRIVER_LOCKFILE_H
#define HM_DRIVER_LOCKFILE_H

#include "adapters/lock.h"
#include "plugin/driver/options.h"

/** The path of the lock: --lock, else hullmark.lock in the current folder, and never one that lies
 * in a scanned folder elsewhere. */
const char *hm_lockfile_path(const struct hm_args *args);

/**
 * Reads the lock into the arena of @p args. Where there is none, *ret is NULL; HM_E_USAGE then with
 * --lock or --locked, unless it @p may_be_missing. HM_E_USAGE too for one that cannot be read: it
 * is configuration.
 */
enum hm_status hm_lockfile_read(const struct hm_args *args, bool may_be_missing,
                                struct hm_lock **ret, struct hm_err *reterr) HM_MUST_CHECK;

#endif
