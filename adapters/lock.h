/* SPDX-License-Identifier: Apache-2.0 */
/* hullmark.lock: which programs and databases a run may use, and what images' tags meant. */
#ifndef HM_ADAPTERS_LOCK_H
#define HM_ADAPTERS_LOCK_H

#include "plugin/base/buf.h"
#include "plugin/base/err.h"
#include "plugin/base/vec.h"

/* A lock can only tighten: it names hashes, ages and sources, never paths or commands, so that one
 * that comes with a change under review can make a run refuse a tool, and nothing else. It is JSON:
 *
 *   { "hullmarkLock": 1,
 *     "tools": [ { "name": "trivy", "version": "0.76.0", "sha256": "<64 hexadecimal digits>" },
 *                { "name": "other", "version": "1.0.0", "pinnable": false } ],
 *     "data":  [ { "tool": "trivy", "maxAgeDays": 7, "source": "registry/name:tag",
 *                  "digest": "sha256:<64 hexadecimal digits>" } ],
 *     "images": [ { "name": "docker.io/library/alpine:3.22",
 *                   "digest": "sha256:<64 hexadecimal digits>" } ] }
 *
 * A tool has either a hash or "pinnable": false (a script). Of data, `source` and `digest` may be
 * missing. An image's name is written out: registry, repository and tag. Unknown members, and two
 * rows of a name, are errors. */

struct hm_lock_tool {
    struct hm_str name;
    struct hm_str version; /**< for readers: the hash decides */
    struct hm_str sha256;  /**< lower-case hexadecimal; empty: a script, which cannot be pinned */
};

struct hm_lock_data {
    struct hm_str tool;
    struct hm_str source; /**< the repository that it is fetched from; empty: the tool's own */
    struct hm_str digest; /**< of what was fetched last: "sha256:…", or empty */
    unsigned max_age_days;
};

struct hm_lock_image {
    struct hm_str name;   /**< "docker.io/library/alpine:3.22" */
    struct hm_str digest; /**< what the tag pointed to: of an index, or of a manifest */
};

struct hm_lock {
    HM_VEC(struct hm_lock_tool) tools;
    HM_VEC(struct hm_lock_data) data;
    HM_VEC(struct hm_lock_image) images;
};

/** A longer file is none. */
#define HM_LOCK_LIMIT ((size_t)256 << 10)
#define HM_LOCK_ROWS 256u
#define HM_LOCK_IMAGES 1000u /**< rows of images */
#define HM_LOCK_DAYS 3650u

/** Reads the text of a lock into the arena. HM_E_SYNTAX, HM_E_LIMIT. */
enum hm_status hm_lock_parse(struct hm_arena *arena, struct hm_str text, struct hm_lock *ret,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** Appends the text of a lock, rows sorted by name. */
void hm_lock_write(struct hm_lock *lock, struct hm_buf *out);

/** The row of a tool, or NULL. A NULL lock has none. */
struct hm_lock_tool *hm_lock_tool(const struct hm_lock *lock, struct hm_str name);

/** The row of a tool's data, or NULL. */
struct hm_lock_data *hm_lock_data(const struct hm_lock *lock, struct hm_str tool);

/** The row of an image's tag, or NULL. */
struct hm_lock_image *hm_lock_image(const struct hm_lock *lock, struct hm_str name);

#endif
