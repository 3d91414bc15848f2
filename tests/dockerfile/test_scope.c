/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/scope.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static struct hm_binding
value_of(const char *text)
{
    return (struct hm_binding){ .kind = HM_BINDING_VALUE, .value = hm_str_c(text) };
}

static struct hm_binding
platform(struct hm_str name)
{
    return hm_str_eq(name, "TARGETOS") ? value_of("linux") : (struct hm_binding){ 0 };
}

static void
expect_value(const struct hm_scope *scope, const char *name, const char *value)
{
    struct hm_binding binding = hm_scope_get(scope, hm_str_c(name));

    if (value == NULL) {
        cr_expect_eq(binding.kind, HM_BINDING_NONE, "%s is set", name);
        return;
    }
    cr_expect_eq(binding.kind, HM_BINDING_VALUE, "%s is not set", name);
    cr_expect(hm_str_eq(binding.value, value), "%s is %.*s", name, HM_FMT(binding.value));
}

Test(scope, leaving_takes_back_what_was_set)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_scope scope = { .names.arena = &arena };

    hm_scope_set(&scope, HM_S("a"), value_of("1"));
    size_t outer = hm_scope_enter(&scope);
    hm_scope_set(&scope, HM_S("a"), value_of("2"));
    hm_scope_set(&scope, HM_S("a"), value_of("3"));
    hm_scope_set(&scope, HM_S("b"), value_of("4"));
    size_t inner = hm_scope_enter(&scope);
    hm_scope_set(&scope, HM_S("b"), (struct hm_binding){ 0 });
    expect_value(&scope, "b", NULL);
    hm_scope_leave(&scope, inner);
    expect_value(&scope, "a", "3");
    expect_value(&scope, "b", "4");
    hm_scope_leave(&scope, outer);
    expect_value(&scope, "a", "1");
    expect_value(&scope, "b", NULL);
}

Test(scope, a_fallback_is_asked_for_what_nobody_set)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_scope scope = { .names.arena = &arena, .fallback = platform };

    expect_value(&scope, "TARGETOS", "linux");
    expect_value(&scope, "a", NULL);
    hm_scope_set(&scope, HM_S("TARGETOS"), value_of("windows"));
    expect_value(&scope, "TARGETOS", "windows");
}

Test(scope, answers_as_an_expansion_asks)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_scope scope = { .names.arena = &arena };
    struct hm_str value = HM_S("untouched");

    hm_scope_set(&scope, HM_S("bare"), (struct hm_binding){ .kind = HM_BINDING_BARE });
    hm_scope_set(&scope, HM_S("unknown"), (struct hm_binding){ .kind = HM_BINDING_UNKNOWN });
    hm_scope_set(&scope, HM_S("set"), value_of(""));
    cr_expect_eq(hm_scope_lookup(&scope, HM_S("bare"), &value), HM_FOUND_BARE);
    cr_expect_eq(hm_scope_lookup(&scope, HM_S("unknown"), &value), HM_FOUND_UNKNOWN);
    cr_expect_eq(hm_scope_lookup(&scope, HM_S("unset"), &value), HM_FOUND_UNSET);
    cr_expect(hm_str_eq(value, "untouched"));
    cr_expect_eq(hm_scope_lookup(&scope, HM_S("set"), &value), HM_FOUND_SET);
    cr_expect_eq(value.n, 0);
    scope.hides_unset = true;
    cr_expect_eq(hm_scope_lookup(&scope, HM_S("unset"), &value), HM_FOUND_UNKNOWN,
                 "an image may have set it");
}
