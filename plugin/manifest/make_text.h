/* SPDX-License-Identifier: Apache-2.0 */
/* Of plugin/manifest/makefile.c alone: Make's variables, and texts in which they are replaced. */
#ifndef HM_MANIFEST_MAKE_TEXT_H
#define HM_MANIFEST_MAKE_TEXT_H

#include "plugin/base/vec.h"
#include "plugin/model/command.h"

struct hm_make_variable {
    struct hm_str name;
    struct hm_str value; /**< as written: its own variables are replaced where it is used */
    bool is_known;
};

/** All variables of a file. `arena` must be set, the rest zeroed. */
struct hm_make_variables {
    struct hm_arena *arena;
    HM_VEC(struct hm_make_variable) list;
    HM_VEC(uint32_t) slots; /**< indexes in the list plus one, by hash */
};

/** What a line does to a variable. */
enum hm_make_assign {
    HM_MAKE_SET,     /**< = := ::= */
    HM_MAKE_DEFAULT, /**< ?= */
    HM_MAKE_APPEND,  /**< += */
    HM_MAKE_UNKNOWN, /**< != define, or one that a condition or a target decides */
};

void hm_make_assign(struct hm_make_variables *variables, struct hm_str name, struct hm_str value,
                    enum hm_make_assign how);

/** A text for a shell that is put together. */
struct hm_make_text {
    HM_VEC(char) bytes;
    HM_VEC(struct hm_join) joins;
};

/** So many bytes a recipe may grow to by its variables. */
#define HM_MAKE_GROWTH ((size_t)64 * 1024)

/** Appends @p piece of the file, whose first byte stands at @p off: "$$" is a dollar, variables are
 * replaced, and those that are not known become a shell's. */
void hm_make_expand(const struct hm_make_variables *variables, struct hm_make_text *to,
                    struct hm_str piece, uint32_t off);

#endif
