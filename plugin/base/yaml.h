/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reading of YAML into values that know where they stand. The only file that knows libyaml.
 */
#ifndef HM_BASE_YAML_H
#define HM_BASE_YAML_H

#include "plugin/base/arena.h"

/** What a plain word means is decided by YAML 1.2's core schema: `no`, `on` and 22:22 are text. */
enum hm_yaml_kind {
    HM_YAML_NULL,
    HM_YAML_BOOL,
    HM_YAML_NUMBER, /**< as it was written, in `text` */
    HM_YAML_TEXT,
    HM_YAML_LIST,
    HM_YAML_MAP,
};

struct hm_yaml_pair;

/**
 * A value. An alias is the anchor's own value, so that a value may be in several places; it never
 * holds itself. Writing all aliases out gives at most HM_YAML_EXPANDED values, HM_YAML_DEPTH deep:
 * a walk over everything is bounded.
 */
struct hm_yaml {
    enum hm_yaml_kind kind;
    struct hm_str text; /**< of what is no list and no map: quotes and escapes undone */
    struct hm_str tag;  /**< a tag of the application's, "!reference"; else empty */
    bool is_true;       /**< of HM_YAML_BOOL */
    uint32_t off;       /**< bytes [off, off + len) of the text that was parsed */
    uint32_t len;
    uint32_t line;                      /**< from 1 */
    uint32_t column;                    /**< from 1, in characters */
    const struct hm_yaml *const *items; /**< of a list: n of them */
    const struct hm_yaml_pair *pairs;   /**< of a map: n of them, in the order of the file */
    uint32_t n;
    uint32_t weight; /**< of how many values it is made, aliases written out */
    uint32_t height; /**< 1 for what holds nothing */
};

/** Keys are text (or null, numbers and booleans, taken by their text), each once in a map. */
struct hm_yaml_pair {
    const struct hm_yaml *key;
    const struct hm_yaml *value;
};

/** The documents of a stream, parted by "---"; an empty file has none. */
struct hm_yaml_stream {
    const struct hm_yaml *const *documents;
    uint32_t n;
};

#define HM_YAML_LIMIT ((size_t)4 << 20) /**< bytes */
#define HM_YAML_DEPTH 64u
#define HM_YAML_VALUES 500000u
#define HM_YAML_EXPANDED 1000000u
#define HM_YAML_ANCHORS 1000u

/** Where an error lies: a line from 1, a column from 1. */
struct hm_yaml_mark {
    uint32_t line;
    uint32_t column;
};

/**
 * Parses a whole stream: UTF-8 (a BOM may stand first). HM_E_SYNTAX for what is no YAML, a key that
 * is there twice, an alias of nothing or of what it stands in; HM_E_LIMIT for the limits above. The
 * text of the error begins with "line 3, column 5: "; @p ret_at (may be NULL) is that place.
 */
enum hm_status hm_yaml_parse(struct hm_arena *arena, struct hm_str text,
                             struct hm_yaml_stream *ret_stream, struct hm_yaml_mark *ret_at,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** The same as Ruby reads it, and so GitLab: of a key that is in a map several times the last
 * counts. "<<" may be there several times, and all of them stay. */
enum hm_status hm_yaml_parse_ruby(struct hm_arena *arena, struct hm_str text,
                                  struct hm_yaml_stream *ret_stream, struct hm_yaml_mark *ret_at,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/** Fills @p reterr with "line 3, column 5: <what>" and returns HM_E_SYNTAX. */
enum hm_status hm_yaml_error(const struct hm_yaml *at, struct hm_err *reterr, const char *fmt, ...)
    HM_PRINTF(3, 4);

/** What an error of this reader says, without the place in front; lies in @p err. */
struct hm_str hm_yaml_fault(const struct hm_err *err);

/** The value of a key, or NULL; also one that comes by "<<: *anchor", if no nearer one is there.
 * NULL for what is no map. */
const struct hm_yaml *hm_yaml_get(const struct hm_yaml *map, const char *key);

/** Whether a value is of a kind; else an error that says what it should be. */
enum hm_status hm_yaml_expect(const struct hm_yaml *at, enum hm_yaml_kind kind,
                              struct hm_err *reterr) HM_MUST_CHECK;

/* The `may` readers take a key that is missing or null for absent: NULL, the empty view. They fail
 * for another kind, and where @p map is no map. */

enum hm_status hm_yaml_may(const struct hm_yaml *map, const char *key, enum hm_yaml_kind kind,
                           const struct hm_yaml **ret, struct hm_err *reterr) HM_MUST_CHECK;

/** Text, or a number or boolean as it was written. */
enum hm_status hm_yaml_may_text(const struct hm_yaml *map, const char *key, struct hm_str *ret,
                                struct hm_err *reterr) HM_MUST_CHECK;

#endif
