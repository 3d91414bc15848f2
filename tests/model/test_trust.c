/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/trust.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static struct hm_image_ref
ref_of(struct hm_arena *arena, const char *text)
{
    struct hm_image_ref ref = { 0 };

    cr_assert_eq(hm_image_ref_parse(arena, hm_str_c(text), &ref, NULL), HM_OK);
    return ref;
}

Test(trust, takes_the_first_rule_that_fits)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_str app[] = { HM_STR("ghcr.io/other/app"), HM_STR("ghcr.io/acme/app") };
    const struct hm_str acme[] = { HM_STR("ghcr.io/acme/**") };
    const struct hm_trust_rule rules[] = { { .images = app, .n_images = 2 },
                                           { .images = acme, .n_images = 1 } };
    const struct hm_trust_policy policy = { .rules = rules, .n_rules = 2 };
    struct hm_image_ref both = ref_of(&arena, "ghcr.io/acme/app:1");
    struct hm_image_ref second = ref_of(&arena, "ghcr.io/acme/x/y");
    struct hm_image_ref none = ref_of(&arena, "alpine");

    cr_expect_eq(hm_trust_policy_find(&policy, &both), &rules[0]);
    cr_expect_eq(hm_trust_policy_find(&policy, &second), &rules[1]);
    cr_expect_null(hm_trust_policy_find(&policy, &none));
}

Test(trust, accepts_unsigned_to_the_last_day)
{
    const struct hm_trust_rule rule = { .is_unsigned = true, .until = 20261231 };
    const struct hm_trust_rule other = { .until = 20261231 };

    cr_expect(hm_trust_rule_accepts_unsigned(&rule, 20261122));
    cr_expect(hm_trust_rule_accepts_unsigned(&rule, 20261231));
    cr_expect_not(hm_trust_rule_accepts_unsigned(&rule, 20270101));
    cr_expect_not(hm_trust_rule_accepts_unsigned(&rule, 0), "no clock, no exception");
    cr_expect_not(hm_trust_rule_accepts_unsigned(&other, 20261122));
}

static const struct {
    const char *signed_as;
    const char *name;
    bool is_allowed;
} NAMES[] = {
    { "", "anything at all", true },
    { "same", "ghcr.io/acme/app", true },
    { "same", "GHCR.IO/acme/app", true },
    { "same", "ghcr.io/acme/app:2", true },
    { "same", "ghcr.io/acme/other", false },
    { "same", "ghcr.io/acme/app/", false },
    { "same", "", false },
    { "registry.test/**", "registry.test/acme/app", true },
    { "registry.test/**", "ghcr.io/acme/app", false },
};

Test(trust, compares_names)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        const struct hm_trust trust = { .signed_as = hm_str_c(NAMES[i].signed_as) };
        cr_expect_eq(hm_trust_allows_name(&trust, &arena, hm_str_c(NAMES[i].name),
                                          HM_S("ghcr.io/acme/app:1")),
                     NAMES[i].is_allowed, "%s as %s", NAMES[i].name, NAMES[i].signed_as);
    }
}

Test(trust, names_attestations)
{
    for (int i = 0; i < HM_ATTESTATION_COUNT; i++) {
        enum hm_attestation which = (enum hm_attestation)i;
        cr_expect_not_null(hm_attestation_name(which));
        cr_expect(hm_str_starts(hm_str_c(hm_attestation_predicates(which)[0]), "https://"));
    }
}
