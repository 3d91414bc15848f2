/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a long JSON document member by member: only what is taken becomes a value. */
#ifndef HM_BASE_JSON_PULL_H
#define HM_BASE_JSON_PULL_H

#include "plugin/base/json.h"

/** So many objects and arrays can be entered within each other. */
#define HM_JSON_PULL_DEPTH 8

/** An entered object has at most so many members. */
#define HM_JSON_PULL_MEMBERS 64

/** A value that is taken is at most so many bytes long. */
#define HM_JSON_PULL_VALUE ((size_t)32 << 20)

struct hm_json_pull_level {
    struct hm_json node; /**< the object or array itself */
    bool is_array;
    bool has_begun;
    size_t index; /**< of the item at hand */
    char key[64]; /**< of the member at hand, for people: cut where it is longer */
    struct hm_str seen[HM_JSON_PULL_MEMBERS];
    size_t n_seen;
};

/**
 * The state of a reading; it lies where it is begun and is not copied. After each hm_json_pull_next
 * that found something the value is taken, or entered, or passed over, once. Every function that
 * fails says where: "Results[2].Packages[7]: …".
 */
struct hm_json_pull {
    struct hm_str key; /**< of the member at hand; empty in an array */

    /* Of json_pull.c alone. */
    struct hm_str text;
    size_t at;
    bool gives_back;
    size_t given_back;
    struct hm_json root;
    size_t n_levels;
    struct hm_json_pull_level levels[HM_JSON_PULL_DEPTH + 1];
    struct hm_buf part;
};

/**
 * Begins with the document's own value at hand. @p is_mapped: the text is a private mapping of a
 * file, whose pages are given back to the system once they were read, so that a document that is
 * longer than memory can be read.
 */
void hm_json_pull_begin(struct hm_json_pull *pull, struct hm_str text, bool is_mapped);

/** Begins with a value that another reading passed over; errors name it as @p at, whose own `value`
 * is not looked at. */
void hm_json_pull_begin_within(struct hm_json_pull *pull, struct hm_str text, bool is_mapped,
                               const struct hm_json *at);

void hm_json_pull_done(struct hm_json_pull *pull);

/** Whether the value at hand is null. */
bool hm_json_pull_is_null(const struct hm_json_pull *pull);

/** Enters the value at hand, an object (JSON_OBJECT) or an array (JSON_ARRAY). */
enum hm_status hm_json_pull_enter(struct hm_json_pull *pull, json_type type,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/** Goes to the next member or item of what was entered last; false: there is none, and it was left.
 * A member that occurs twice is HM_E_SYNTAX. */
enum hm_status hm_json_pull_next(struct hm_json_pull *pull, bool *ret_has,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/** The value at hand as a whole, as hm_json_parse makes it. @p ret points into @p pull and to
 * @p ret_owner, which is the caller's to give back (hm_auto_json; NULL before). */
enum hm_status hm_json_pull_take(struct hm_json_pull *pull, json_t **ret_owner, struct hm_json *ret,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/** Takes the member at hand as a whole and puts it under its own key into @p object, an object of
 * the caller's: for what stands beside a long list. */
enum hm_status hm_json_pull_keep(struct hm_json_pull *pull, json_t *object,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/** The object at hand with only those members whose names are in @p names (NULL-ended). What it has
 * besides is passed over: of that only quotes and brackets are checked. */
enum hm_status hm_json_pull_take_only(struct hm_json_pull *pull, const char *const *names,
                                      json_t **ret_owner, struct hm_json *ret,
                                      struct hm_err *reterr) HM_MUST_CHECK;

/** The bytes between the quotes of a member of the object at hand, which stays at hand; empty where
 * there is none, or it is no string, or one with escapes. */
struct hm_str hm_json_pull_peek(const struct hm_json_pull *pull, struct hm_str name);

/** Passes over the value at hand, which is checked all the same. */
enum hm_status hm_json_pull_skip(struct hm_json_pull *pull, struct hm_err *reterr) HM_MUST_CHECK;

/** Passes over the value at hand unread, however long it is: of it only quotes and brackets are
 * checked. @p ret is its text, for hm_json_pull_begin_within. */
enum hm_status hm_json_pull_pass(struct hm_json_pull *pull, struct hm_str *ret,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/** After the document's own value: HM_E_SYNTAX if anything follows. */
enum hm_status hm_json_pull_end(struct hm_json_pull *pull, struct hm_err *reterr) HM_MUST_CHECK;

#endif
