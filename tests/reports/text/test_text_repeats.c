/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/text/text_repeats.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct hm_rule memory = { .id = "HM6019" };
static const struct hm_rule processes = { .id = "HM6021" };

static struct hm_finding
of_service(const char *name, const char *message)
{
    return (struct hm_finding){ .rule = &memory,
                                .stage = hm_str_c(name),
                                .message = hm_str_c(message),
                                .severity = HM_SEV_MEDIUM };
}

/* What the fourth of four is taken for, when three like `first` were told. */
static bool
is_fourth(struct hm_finding first, struct hm_finding fourth)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_text_repeats repeats;

    hm_text_repeats_init(&repeats, &arena);
    for (unsigned i = 0; i < HM_TEXT_SAID_LIMIT; i++) {
        cr_expect_not(hm_text_is_repeat(&repeats, &first), "%u", i);
    }
    bool is_repeat = hm_text_is_repeat(&repeats, &fourth);
    cr_expect_eq(repeats.n, is_repeat ? 1u : 0u);
    return is_repeat;
}

Test(text_repeats, the_same_of_another_service_is_a_repeat)
{
    cr_expect(is_fourth(of_service("web", "The service web has no limit on memory."),
                        of_service("db", "The service db has no limit on memory.")));
}

Test(text_repeats, other_words_are_told)
{
    cr_expect_not(is_fourth(of_service("web", "Port 80 of the service web is open."),
                            of_service("web", "Port 81 of the service web is open.")));
}

Test(text_repeats, a_name_counts_as_a_word_only)
{
    cr_expect_not(is_fourth(of_service("a", "The service a has no limit on memory."),
                            of_service("b", "The service b hbs no limit on memory.")));
    cr_expect(is_fourth(of_service("a", "The service a has no limit on memory."),
                        of_service("b", "The service b has no limit on memory.")));
}

Test(text_repeats, each_rule_and_level_counts_for_itself)
{
    struct hm_finding told = of_service("web", "web has no limit.");
    struct hm_finding other = told;

    other.rule = &processes;
    cr_expect_not(is_fourth(told, other));
    other = told;
    other.severity = HM_SEV_LOW;
    cr_expect_not(is_fourth(told, other));
}

Test(text_repeats, what_weighs_or_has_more_to_tell_is_told)
{
    struct hm_finding told = of_service("web", "web has no limit.");
    struct hm_related place = { .path = HM_S("Dockerfile") };
    struct hm_finding linked = told;

    told.severity = HM_SEV_HIGH;
    cr_expect_not(is_fourth(told, told));
    linked.related.p = &place;
    linked.related.n = 1;
    cr_expect_not(is_fourth(linked, linked));
}
