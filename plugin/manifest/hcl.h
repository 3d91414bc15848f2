/* SPDX-License-Identifier: Apache-2.0 */
/* What bake files are written in: HCL, as far as it is blocks, literals and templates; and the same
 * things in JSON. */
#ifndef HM_MANIFEST_HCL_H
#define HM_MANIFEST_HCL_H

#include "plugin/base/arena.h"
#include "plugin/base/err.h"
#include "plugin/base/vec.h"

enum hm_hcl_kind {
    HM_HCL_UNKNOWN, /**< a call, a condition, arithmetic: whatever has to be worked out */
    HM_HCL_NULL,
    HM_HCL_TEXT, /**< numbers and booleans too, as they are written */
    HM_HCL_NAME, /**< of a variable */
    HM_HCL_JOIN, /**< a template: its items, one behind the other */
    HM_HCL_LIST,
    HM_HCL_MAP,
};

struct hm_hcl_pair;

struct hm_hcl_value {
    enum hm_hcl_kind kind;
    struct hm_str text;               /**< HM_HCL_TEXT, HM_HCL_NAME */
    const struct hm_hcl_value *items; /**< HM_HCL_JOIN, HM_HCL_LIST */
    const struct hm_hcl_pair *pairs;  /**< HM_HCL_MAP */
    uint32_t n;
    uint32_t off; /**< bytes [off, off + len) of the text that was parsed */
    uint32_t len;
};

struct hm_hcl_pair {
    struct hm_str key;
    struct hm_hcl_value value;
};

/** `type "label" { name = value }`. */
struct hm_hcl_block {
    struct hm_str type;
    struct hm_str label; /**< the first; empty: none */
    uint32_t line;
    HM_VEC(struct hm_hcl_pair) attributes;
};

struct hm_hcl {
    HM_VEC(struct hm_hcl_block)
    blocks;                                /**< of the file itself; blocks inside of them are left
                                              out */
    HM_VEC(struct hm_hcl_pair) attributes; /**< that stand in no block */
};

/** Brackets, braces and templates may be inside of each other so often. */
#define HM_HCL_DEPTH 32u

/** Reads a file. HM_E_SYNTAX for what is no HCL, HM_E_LIMIT, with "line 3: " in front. Everything
 * lies in the arena or in the text. Linear. */
enum hm_status hm_hcl_parse(struct hm_arena *arena, struct hm_str text, struct hm_hcl *ret,
                            struct hm_err *reterr) HM_MUST_CHECK;

/** Reads a text that is a template without quotes around it; @p line is where it begins. */
enum hm_status hm_hcl_template(struct hm_arena *arena, struct hm_str text, uint32_t line,
                               struct hm_hcl_value *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** The same as hm_hcl_parse of JSON: {"target": {"app": {"context": "${DIR}"}}} is the block
 * `target "app"`. */
enum hm_status hm_hcl_parse_json(struct hm_arena *arena, struct hm_str text, struct hm_hcl *ret,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/** The last attribute of this name, or NULL. */
const struct hm_hcl_value *hm_hcl_attribute(const struct hm_hcl_block *block, const char *name);

#endif
