/* SPDX-License-Identifier: Apache-2.0 */
/* Where a tool and its data lie on this machine. */
#ifndef HM_ADAPTERS_LOCATE_H
#define HM_ADAPTERS_LOCATE_H

#include "adapters/adapter.h"
#include "plugin/base/env.h"

/**
 * The absolute path of a tool's program: what its variable names, else the first in PATH. Relative
 * entries of PATH are passed over, so that a program that lies in the scanned tree is not taken for
 * the tool. HM_E_NOT_FOUND, with advice, when there is none.
 */
enum hm_status hm_tool_locate(const struct hm_adapter *adapter, const struct hm_env *env,
                              struct hm_buf *path, struct hm_err *reterr) HM_MUST_CHECK;

/** What is known of a tool's data. */
struct hm_tool_data {
    const char *dir;      /**< NULL when there is none */
    struct hm_str date;   /**< RFC 3339, or empty */
    bool is_recorded;     /**< `tools fetch-db` fetched these very data, and says of them: */
    struct hm_str source; /**< where it got them; empty: where the tool itself looks */
    struct hm_str digest; /**< what they were: "sha256:…" */
};

/** Where a tool's data lie, or will lie once they are fetched; NULL when the environment says
 * nothing usable. */
const char *hm_tool_data_folder(const struct hm_adapter_data *data, const struct hm_env *env,
                                struct hm_arena *arena);

/** Looks for a tool's data, whose strings go to the arena. */
struct hm_tool_data hm_tool_data_find(const struct hm_adapter_data *data, const struct hm_env *env,
                                      struct hm_arena *arena);

/** The same in a folder that is not asked for in the environment. */
struct hm_tool_data hm_tool_data_look(const struct hm_adapter_data *data, const char *folder,
                                      struct hm_arena *arena);

/**
 * A job over an OCI layout whose manifest's digest is known, with media type and size read from the
 * layout where the caller did not give them; a job with a trust policy document, with its text; @p
 * job itself when there is nothing to add.
 */
const struct hm_tool_job *hm_tool_job_complete(const struct hm_tool_job *job,
                                               struct hm_arena *arena);

/** Seconds since 1970 of an RFC 3339 time, or -1. */
int64_t hm_rfc3339_seconds(struct hm_str text);

/** The first `1.2.3` in what a program prints as its version, with what follows it up to a blank;
 * or the empty view. */
struct hm_str hm_version_find(struct hm_str text);

/** Whether version @p a is older than @p b, number by number; suffixes do not count. */
bool hm_version_is_older(struct hm_str a, struct hm_str b);

#endif
