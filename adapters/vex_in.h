/* SPDX-License-Identifier: Apache-2.0 */
/* Reads OpenVEX 0.2.0 documents: which vulnerabilities do not affect what, as their author says. */
#ifndef HM_ADAPTERS_VEX_IN_H
#define HM_ADAPTERS_VEX_IN_H

#include "plugin/base/vec.h"
#include "plugin/model/suppression.h"

#define HM_VEX_SIZE_LIMIT ((size_t)32 << 20) /**< bytes */

enum {
    HM_VEX_STATEMENTS_LIMIT = 20000, /**< of a document */
    HM_VEX_NAMES_LIMIT = 1000,       /**< products of a statement, parts of a product, aliases */
};

struct hm_vex_document {
    HM_VEC(struct hm_suppression) list; /**< a statement each, dialect VEX */
    size_t n_idle; /**< statements that name no product, and so are about nothing */
};

/**
 * Reads a document; @p path is how reports name it, @p order the place of its first statement
 * among all that are read. HM_E_SYNTAX for what is no OpenVEX 0.2.0 (CycloneDX and CSAF are named)
 * or breaks its rules: nothing of it counts then. Everything is copied into the arena, secrets
 * masked. Nobody checks who wrote it: the author's name is what the document says.
 */
enum hm_status hm_vex_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                           uint32_t order, struct hm_vex_document *ret,
                           struct hm_err *reterr) HM_MUST_CHECK;

#endif
