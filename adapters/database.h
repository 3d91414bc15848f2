/* SPDX-License-Identifier: Apache-2.0 */
/* A tool's database: what its fetch left on record, and what a lock asks of it. */
#ifndef HM_ADAPTERS_DATABASE_H
#define HM_ADAPTERS_DATABASE_H

#include "adapters/locate.h"
#include "adapters/lock.h"

/* A database does not say where it came from, so `tools fetch-db` leaves a record beside it:
 *
 *   { "hullmarkFetched": 1, "source": "registry/name:tag", "digest": "sha256:…",
 *     "metadata": "sha256:…" }
 *
 * `metadata` is the hash of the database's own metadata file, so that the record of another
 * database says nothing of this one. Whoever can write the database can write the record too: it
 * tells a cache that was filled from elsewhere, and only the lock's digest tells a forgery. */

/** What to do about a server's data: a sentence without its period. */
#define HM_SERVER_ADVICE "renew them on the server of --trivy-server"

/** Appends the record of a database whose metadata file holds @p metadata. */
void hm_database_record(struct hm_str source, struct hm_str digest, struct hm_str metadata,
                        struct hm_buf *out);

/** Takes what the record at @p path says into @p found, strings into the arena. No record, or one
 * of another database, is the same: not recorded. */
void hm_database_read(struct hm_arena *arena, const char *path, struct hm_str metadata,
                      struct hm_tool_data *found);

/**
 * Holds source and age against the lock; @p now is 0 when ages are not judged. Data of no date pass
 * where only the tool's output says it (hm_adapter_data.file is NULL): ask again then.
 * HM_E_MISMATCH, with advice, for data that are too old, of no age or of the future, or not from
 * where they should be.
 */
enum hm_status hm_database_judge(const struct hm_lock_data *row, const struct hm_adapter_data *data,
                                 const struct hm_tool_data *found, int64_t now,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/**
 * The same of data that a server has, which says their date (or nothing: empty) and no more.
 * HM_E_MISMATCH also where the lock names a source, or under --locked a digest: neither can be
 * held against anything.
 */
enum hm_status hm_database_judge_server(const struct hm_lock_data *row, struct hm_str date,
                                        bool is_locked, int64_t now,
                                        struct hm_err *reterr) HM_MUST_CHECK;

#endif
