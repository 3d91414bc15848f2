/* SPDX-License-Identifier: Apache-2.0 */
/* What the values of options can be, for those who read them from a file and for editors. */
#ifndef HM_DRIVER_VALUES_H
#define HM_DRIVER_VALUES_H

#include "plugin/driver/options.h"

struct hm_value_row {
    const char *schema; /**< JSON; NULL: one of `words` */
    const char *const *(*words)(size_t *ret_n);
    /** HM_E_SYNTAX with what is wrong; NULL: any text may be right. */
    enum hm_status (*check)(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr);
};

const struct hm_value_row *hm_value_row(enum hm_value value);

#endif
