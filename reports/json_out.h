/* SPDX-License-Identifier: Apache-2.0 */
/* Writes JSON piece by piece, in the order it is told, so that a large report needs no tree. */
#ifndef HM_REPORTS_JSON_OUT_H
#define HM_REPORTS_JSON_OUT_H

#include "plugin/base/buf.h"

/** `{ .buf = buf }` is ready for use. The caller keeps objects and arrays balanced, at most 64
 * deep; text goes through hm_escape_json. Keys are the program's own literals. */
struct hm_json_out {
    struct hm_buf *buf;
    bool is_indented; /**< two blanks a level; else no blank at all */
    unsigned depth;
    uint64_t has_member; /**< a bit for each level that is open */
};

/* In an array, @p key is NULL. */
void hm_json_out_object(struct hm_json_out *json, const char *key);
void hm_json_out_end_object(struct hm_json_out *json);
void hm_json_out_array(struct hm_json_out *json, const char *key);
void hm_json_out_end_array(struct hm_json_out *json);

void hm_json_out_str(struct hm_json_out *json, const char *key, struct hm_str value);
void hm_json_out_c(struct hm_json_out *json, const char *key, const char *value);
void hm_json_out_uint(struct hm_json_out *json, const char *key, uint64_t value);
void hm_json_out_int(struct hm_json_out *json, const char *key, int64_t value);
void hm_json_out_bool(struct hm_json_out *json, const char *key, bool value);

/** Seconds and the like, three digits after the point, whatever the locale. */
void hm_json_out_fixed(struct hm_json_out *json, const char *key, double value);

/** As hm_json_out_str, but an empty value is left out altogether. */
void hm_json_out_some(struct hm_json_out *json, const char *key, struct hm_str value);

/** Writes members [from, to) of the array that is open. May run in any thread. */
typedef void hm_json_members_fn(struct hm_json_out *json, size_t from, size_t to, const void *ctx);

/** Has all @p n members of the array that was just opened written by @p fn, by up to @p jobs
 * threads (0: one per processor). What is written does not depend on how many. */
void hm_json_out_members(struct hm_json_out *json, size_t n, unsigned jobs, hm_json_members_fn *fn,
                         const void *ctx);

#endif
