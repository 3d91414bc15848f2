/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/driver/config/profile.h"
#include "plugin/rules/page.h"
#include "plugin/rules/registry.h"

int
hm_cmd_rules(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_selection selection = { 0 };
    struct hm_err err = { 0 };

    if (args->operands.n > 0) {
        return hm_complain_usage(args,
                                 "rules takes no argument; `hullmark explain %s` explains one",
                                 args->operands.p[0]);
    }
    if (hm_args_has(args, HM_OPT_JSON)) {
        hm_rules_json(&out);
        return hm_print(&out);
    }
    if (hm_args_has(args, HM_OPT_PARITY)) {
        hm_rules_parity(&out);
        return hm_print(&out);
    }
    if (hm_args_has(args, HM_OPT_PROFILE)) {
        if (hm_profile_select(args, &selection, &err) != HM_OK) {
            return hm_complain(&err);
        }
    } else {
        selection.rules = (const struct hm_rule **)(uintptr_t)hm_rules_all(&selection.n);
    }
    for (size_t i = 0; i < selection.n; i++) {
        const struct hm_rule *rule = selection.rules[i];
        hm_buf_printf(&out, "%-7s %-9s %-8s %s\n", rule->id, hm_severity_row(rule->severity)->word,
                      hm_profile_name(rule->profile), rule->title);
    }
    return hm_print(&out);
}

/* Our own ids and concepts go before what other tools call the same. */
static const struct hm_rule *
find_rule(struct hm_str name)
{
    size_t n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n);
    const struct hm_rule *rule = hm_rules_find(name);

    for (size_t i = 0; rule == NULL && i < n; i++) {
        rule = hm_rule_is_named(all[i], name) ? all[i] : NULL;
    }
    return rule;
}

int
hm_cmd_explain(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };

    if (args->operands.n != 1) {
        return hm_complain_usage(args, "name one rule, such as HM3001, runs-as-root or DL3002");
    }
    const struct hm_rule *rule = find_rule(hm_str_c(args->operands.p[0]));
    if (rule == NULL) {
        return hm_complain_usage(args, "no rule is called \"%s\"; `hullmark rules` lists them",
                                 args->operands.p[0]);
    }
    hm_rule_page(rule, &out);
    return hm_print(&out);
}
