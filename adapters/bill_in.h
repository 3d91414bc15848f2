/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at a bill of materials before tools do: whether it is one, and of which image. */
#ifndef HM_ADAPTERS_BILL_IN_H
#define HM_ADAPTERS_BILL_IN_H

#include "plugin/base/arena.h"
#include "plugin/base/err.h"
#include "plugin/base/vec.h"

/** Larger bills are refused. */
#define HM_BILL_SIZE_LIMIT ((size_t)64 << 20)

/** So many digests of the image are kept. */
#define HM_BILL_DIGESTS 8u

struct hm_bill {
    struct hm_str form; /**< "CycloneDX 1.6", "SPDX-2.3" */
    size_t n_packages;  /**< that it lists, the image itself among them in SPDX */
    HM_VEC(struct hm_str)
    digests; /**< "sha256:…", of what it lists: manifest, index or configuration; as it says */
};

/** Reads @p text, CycloneDX or SPDX 2 in JSON, from beginning to end; what @p ret holds lies in the
 * arena. HM_E_SYNTAX for what is neither, HM_E_UNSUPPORTED for SPDX 3, HM_E_LIMIT for too much. */
enum hm_status hm_bill_read(struct hm_arena *arena, struct hm_str text, struct hm_bill *ret,
                            struct hm_err *reterr) HM_MUST_CHECK;

/** Whether it says that it lists what has this digest. */
bool hm_bill_names(const struct hm_bill *bill, struct hm_str digest);

#endif
