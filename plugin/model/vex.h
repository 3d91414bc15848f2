/* SPDX-License-Identifier: Apache-2.0 */
/* What VEX documents say: whether a product is affected by a vulnerability, and why not. */
#ifndef HM_MODEL_VEX_H
#define HM_MODEL_VEX_H

#include "plugin/base/str.h"

/** The statuses of OpenVEX 0.2.0. */
enum hm_vex_status {
    HM_VEX_NONE, /**< nothing is said */
    HM_VEX_NOT_AFFECTED,
    HM_VEX_AFFECTED,
    HM_VEX_FIXED,
    HM_VEX_UNDER_INVESTIGATION,
    HM_VEX_STATUS_COUNT
};

/** "not_affected" …; "" for NONE. */
const char *hm_vex_word(enum hm_vex_status status);

/** The status of a word, NONE for another. */
enum hm_vex_status hm_vex_parse(struct hm_str word);

/** The five reasons why a product may be not affected: NULL-terminated. */
extern const char *const hm_vex_justifications[];

/** What a statement is about: an image, a file, a package. */
struct hm_vex_product {
    /** Its identifiers, each in one of these forms: a package URL, a digest "sha256:…", an image's
        reference, a file's path. One that fits is enough. */
    const struct hm_str *ids;
    uint32_t n_ids;
    const struct hm_str *parts; /**< package URLs; with any, one must fit the finding's package */
    uint32_t n_parts;
    bool has_parts; /**< it names parts, be it none that can be compared: then it fits nothing */
};

/** One statement about one vulnerability. */
struct hm_vex {
    enum hm_vex_status status;
    struct hm_str justification; /**< one of hm_vex_justifications, or empty */
    struct hm_str impact;        /**< why it is not affected, in somebody's words */
    struct hm_str action;        /**< what to do about it */
    struct hm_str author;        /**< of the document, as it says; nobody vouches for it */
    struct hm_str document;      /**< its @id */
    int64_t time;   /**< nanoseconds since 1970: of several statements the last counts */
    uint32_t order; /**< where it stands among all that were read, for equal times */
    const struct hm_str *aliases; /**< other names of the vulnerability */
    uint32_t n_aliases;
    const struct hm_vex_product *products;
    uint32_t n_products;
};

/** Whether such a statement means that a finding does not count. */
static inline bool
hm_vex_accepts(const struct hm_vex *vex)
{
    return vex->status == HM_VEX_NOT_AFFECTED || vex->status == HM_VEX_FIXED;
}

#endif
