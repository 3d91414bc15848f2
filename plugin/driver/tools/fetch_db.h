/* SPDX-License-Identifier: Apache-2.0 */
/* tools fetch-db: Trivy's vulnerability database, fetched by Trivy, from where it should come. */
#ifndef HM_DRIVER_FETCH_DB_H
#define HM_DRIVER_FETCH_DB_H

#include "adapters/lock.h"
#include "plugin/driver/options.h"

/**
 * Fetches the database into the folder where scans look for it, from --db-repository, else from
 * the lock's source, else from where Trivy itself looks; with --java that of Java archives too. The
 * one that is there stays until the new one is known to be right, and a record is left beside it
 * (adapters/database.h). Returns the exit code: 3 when it could not be fetched, 1 when --locked and
 * it has not the lock's digest.
 */
int hm_fetch_db(const struct hm_args *args, const struct hm_lock *lock);

/** "sha256:…" of a file, into the arena. */
enum hm_status hm_fetch_digest(struct hm_arena *arena, const char *path, struct hm_str *ret,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** What to do about a fetch that failed and said this on standard error, and which kind of failure
 * it is; never NULL. */
const char *hm_fetch_advice(struct hm_str err, enum hm_status *ret_status);

#endif
