/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/gate/gate_options.h"

#include "plugin/base/auto.h"

static enum hm_status
read_level(const char *where, const char *level, struct hm_gate *gate, struct hm_err *reterr)
{
    gate->fail_on = hm_severity_parse(hm_str_c(level));
    if (gate->fail_on == HM_SEV_NONE && strcmp(level, "none") != 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "%s: there is no level \"%s\"; there are critical, high, medium, low, "
                          "info and none",
                          where, level);
    }
    return HM_OK;
}

static enum hm_status
read_expression(const struct hm_args *args, const char *text, struct hm_gate *gate,
                struct hm_err *reterr)
{
    struct hm_gate_expression *expression = hm_arena_new(args->arena, struct hm_gate_expression, 1);
    struct hm_gate_fault fault = { 0 };
    hm_auto_buf struct hm_buf shown = { 0 };
    enum hm_status status = hm_gate_parse(args->arena, hm_str_c(text), expression, &fault, reterr);

    if (status != HM_OK) {
        hm_gate_show_fault(hm_str_c(text), &fault, &shown);
        (void)!write(STDERR_FILENO, shown.p, shown.n);
        return hm_err_prefix(reterr, "%s", hm_args_where(args, HM_OPT_GATE));
    }
    gate->expression = expression;
    return HM_OK;
}

enum hm_status
hm_gate_options_read(const struct hm_args *args, int64_t now, struct hm_gate *ret_gate,
                     struct hm_err *reterr)
{
    const char *level = hm_args_text(args, HM_OPT_FAIL_ON);
    const char *text = hm_args_text(args, HM_OPT_GATE);
    struct hm_gate gate = {
        .fail_on = HM_SEV_HIGH,
        .now = now,
        .is_exit_zero = hm_args_has(args, HM_OPT_EXIT_ZERO),
        .is_empty_allowed = hm_args_has(args, HM_OPT_ALLOW_EMPTY),
    };

    /* What is said nearer counts: on the command line, then in the environment, then in the file.
     */
    if (level != NULL && text != NULL) {
        enum hm_giver by_level = args->origins[HM_OPT_FAIL_ON].kind;
        enum hm_giver by_text = args->origins[HM_OPT_GATE].kind;
        if (by_level == by_text) {
            return hm_err_set(reterr, HM_E_USAGE,
                              "%s: --fail-on and --gate exclude each other: --fail-on %s is "
                              "--gate %s",
                              hm_args_where(args, HM_OPT_GATE), level, level);
        }
        level = by_level < by_text ? level : NULL;
        text = by_level < by_text ? NULL : text;
    }
    if (level != NULL) {
        HM_TRY(read_level(hm_args_where(args, HM_OPT_FAIL_ON), level, &gate, reterr));
    }
    if (text != NULL) {
        HM_TRY(read_expression(args, text, &gate, reterr));
    }
    *ret_gate = gate;
    return HM_OK;
}
