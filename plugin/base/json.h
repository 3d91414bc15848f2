/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reading of JSON: a member that is missing or of another type is an error with its path. */
#ifndef HM_BASE_JSON_H
#define HM_BASE_JSON_H

#include <jansson.h>

#include "plugin/base/buf.h"
#include "plugin/base/err.h"

/**
 * A value and how it was reached, so that an error can name `Results[2].Vulnerabilities[0].PkgID`.
 * Lives on the caller's stack: `up` must last as long as this does. The value is borrowed from its
 * root.
 */
struct hm_json {
    const json_t *value; /**< NULL: an optional member that is not there */
    const struct hm_json *up;
    const char *key; /**< NULL for the root and for items of an array */
    size_t index;
};

/** Deeper documents than this are refused by hm_json_parse. */
#define HM_JSON_DEPTH 64

/**
 * Reads one whole document: UTF-8, no duplicate members, nothing after it, at most HM_JSON_DEPTH
 * deep. The caller gives @p ret_root back with json_decref (hm_auto_json). Failures are HM_E_SYNTAX
 * or, for the depth, HM_E_LIMIT; their text quotes nothing of the document.
 */
enum hm_status hm_json_parse(struct hm_str text, json_t **ret_root,
                             struct hm_err *reterr) HM_MUST_CHECK;

static inline struct hm_json
hm_json_root(const json_t *value)
{
    return (struct hm_json){ .value = value };
}

/** Appends the path of a value: "Results[2].Target", or "the document" for the root. An empty key
 * is written as "". */
void hm_json_path(const struct hm_json *at, struct hm_buf *buf);

/** Fills @p reterr with "<path>: <what>" and returns HM_E_SYNTAX. */
enum hm_status hm_json_error(const struct hm_json *at, struct hm_err *reterr, const char *fmt, ...)
    HM_PRINTF(3, 4);

/** Whether the value itself is of a type. */
enum hm_status hm_json_expect(const struct hm_json *at, json_type type,
                              struct hm_err *reterr) HM_MUST_CHECK;

/* The `need` readers fail where the member is missing, null or of another type. The `may` readers
 * take a missing or null member for absent (empty view, 0, false, a NULL value) and still fail for
 * another type. All fail when @p at is no object. @p key must be a literal or last as long. */

enum hm_status hm_json_need(const struct hm_json *at, const char *key, json_type type,
                            struct hm_json *ret, struct hm_err *reterr) HM_MUST_CHECK;

enum hm_status hm_json_may(const struct hm_json *at, const char *key, json_type type,
                           struct hm_json *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** The view is borrowed from the document; it may hold NUL bytes. */
enum hm_status hm_json_need_str(const struct hm_json *at, const char *key, struct hm_str *ret,
                                struct hm_err *reterr) HM_MUST_CHECK;

enum hm_status hm_json_may_str(const struct hm_json *at, const char *key, struct hm_str *ret,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** A whole number from 0 to @p max. */
enum hm_status hm_json_need_u64(const struct hm_json *at, const char *key, uint64_t max,
                                uint64_t *ret, struct hm_err *reterr) HM_MUST_CHECK;

enum hm_status hm_json_may_u64(const struct hm_json *at, const char *key, uint64_t max,
                               uint64_t *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** A number, whole or not; 0 when absent. */
enum hm_status hm_json_may_number(const struct hm_json *at, const char *key, double *ret,
                                  struct hm_err *reterr) HM_MUST_CHECK;

enum hm_status hm_json_may_bool(const struct hm_json *at, const char *key, bool *ret,
                                struct hm_err *reterr) HM_MUST_CHECK;

/** How many items an array has; 0 for an absent one. */
size_t hm_json_count(const struct hm_json *array);

/** An item, which must be of a type. @p index is below hm_json_count. */
enum hm_status hm_json_item(const struct hm_json *array, size_t index, json_type type,
                            struct hm_json *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** The bytes of a value that is known to be a string; empty for an absent one. */
struct hm_str hm_json_text(const struct hm_json *at);

#endif
