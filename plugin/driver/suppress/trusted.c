/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/suppress/trusted.h"

#include "plugin/driver/suppress/ignores.h"
#include "plugin/model/image_pattern.h"

/* Adds a pattern that the user gives. HM_E_SYNTAX for what is none. */
static enum hm_status
add_given(struct hm_trusted *trusted, struct hm_arena *arena, struct hm_str pattern,
          struct hm_err *reterr)
{
    enum hm_status status = hm_image_pattern_check(pattern, reterr);

    if (status == HM_OK) {
        hm_vec_add(arena, &trusted->given, pattern);
    }
    return status;
}

enum hm_status
hm_trusted_init(struct hm_trusted *trusted, const struct hm_args *args, struct hm_err *reterr)
{
    for (size_t i = 0; i < args->values[HM_OPT_TRUST].n; i++) {
        struct hm_str pattern = hm_str_c(args->values[HM_OPT_TRUST].p[i]);
        if (add_given(trusted, args->arena, pattern, reterr) != HM_OK) {
            (void)hm_err_prefix(reterr, "%s", hm_args_where(args, HM_OPT_TRUST));
            return reterr->status = HM_E_USAGE;
        }
    }
    return HM_OK;
}

void
hm_trusted_read(struct hm_trusted *trusted, const struct hm_args *args,
                const struct hm_inputs *inputs, struct hm_report *report)
{
    trusted->trees = hm_arena_new(&report->arena, struct hm_trust_list, inputs->trees.n);
    for (size_t t = 0; t < inputs->trees.n; t++) {
        for (size_t i = 0; i < trusted->given.n; i++) {
            hm_vec_add(&report->arena, &trusted->trees[t], trusted->given.p[i]);
        }
        if (!hm_args_has(args, HM_OPT_NO_IGNORES)) {
            hm_ignores_trust(inputs, &inputs->trees.p[t], report, &trusted->trees[t]);
        }
    }
}
