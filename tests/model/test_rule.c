/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/rule.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct hm_rule RULE = {
    .id = "HM3001",
    .concept = "runs-as-root",
    .title = "The image runs as root",
    .same_as = HM_IDS("hadolint:DL3002", "trivy:DS-0002", "checkov:CKV_DOCKER_8"),
};

Test(rule, covers_the_ids_that_it_names)
{
    cr_expect(hm_rule_covers(&RULE, HM_S("hadolint"), HM_S("DL3002")));
    cr_expect(hm_rule_covers(&RULE, HM_S("Hadolint"), HM_S("dl3002")));
    cr_expect(hm_rule_covers(&RULE, HM_S("trivy"), HM_S("AVD-DS-0002")));
    cr_expect(hm_rule_covers(&RULE, HM_S("trivy"), HM_S("DS002")));
}

Test(rule, covers_nothing_else)
{
    static const struct hm_rule bare = { .id = "HM1" };

    cr_expect_not(hm_rule_covers(&RULE, HM_S("trivy"), HM_S("DL3002")));
    cr_expect_not(hm_rule_covers(&RULE, HM_S("hadolint"), HM_S("DL300")));
    cr_expect_not(hm_rule_covers(&RULE, HM_S("hadolint"), HM_S("DL-3002")),
                  "only Trivy has spelled its ids in several ways");
    cr_expect_not(hm_rule_covers(&RULE, HM_S("trivy"), HM_S("DS-2000")));
    cr_expect_not(hm_rule_covers(&RULE, HM_S("trivy"), HM_S("KSV-0002")));
    cr_expect_not(hm_rule_covers(&RULE, HM_S(""), HM_S("")));
    cr_expect_not(hm_rule_covers(&bare, HM_S("trivy"), HM_S("DS-0002")));
}

static const struct {
    const char *tool;
    const char *id;
    const char *key;
} KEYS[] = {
    { "trivy", "AVD-DS-0002", "trivy:ds-2" },
    { "Trivy", "DS002", "trivy:ds-2" },
    { "trivy", "ds-0002", "trivy:ds-2" },
    { "trivy", "CVE-2024-1", "trivy:cve-2024-1" },
    { "trivy", "", "trivy:" },
    { "hadolint", "DL3002", "hadolint:dl3002" },
    { "trivy", "DS-123456", "trivy:ds-123456" },
    { "Checkov", "CKV_DOCKER_8", "checkov:ckv_docker_8" },
    { "checkov", "ckv-docker-8", "checkov:ckv_docker_8" },
    { "semgrep", "dockerfile.security.missing-user.missing-user", "semgrep:missing-user" },
};

Test(rule, equal_keys_are_what_a_rule_covers)
{
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        hm_auto_buf struct hm_buf key = { 0 };
        hm_rule_key(hm_str_c(KEYS[i].tool), hm_str_c(KEYS[i].id), &key);
        cr_expect(hm_str_eq(hm_buf_str(&key), KEYS[i].key), "%s", key.p);
    }
}

static const struct {
    struct hm_rule rule;
    const char *name;
} NAMES[] = {
    { { .concept = "runs-as-root" }, "RunsAsRoot" },
    { { .title = "what's new, doc?" }, "WhatsNewDoc" },
    { { .title = "3 ports" }, "R3Ports" },
    { { .title = "", .id = "DL3002" }, "DL3002" },
    { { .title = "\xc3\xa4\xc3\xb6" }, "Unnamed" },
};

Test(rule, a_name_is_one_word)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        hm_auto_buf struct hm_buf name = { 0 };
        hm_rule_name(&NAMES[i].rule, &name);
        cr_expect_str_eq(name.p, NAMES[i].name);
    }
}

Test(rule, a_name_is_no_longer_than_sarif_has_it)
{
    hm_auto_buf struct hm_buf name = { 0 };
    char title[1000];

    memset(title, 'a', sizeof title);
    title[sizeof title - 1] = '\0';
    hm_rule_name(&(struct hm_rule){ .title = title }, &name);
    cr_expect_leq(name.n, 255);
}

Test(rule, links_lead_to_whose_rule_it_is)
{
    hm_auto_buf struct hm_buf ours = { 0 };
    hm_auto_buf struct hm_buf theirs = { 0 };
    hm_auto_buf struct hm_buf none = { 0 };

    hm_rule_url(&RULE, &ours);
    hm_rule_url(&(struct hm_rule){ .id = "a", .producer = "trivy", .url = "https://b.test/" },
                &theirs);
    hm_rule_url(&(struct hm_rule){ .id = "a", .producer = "trivy" }, &none);
    cr_expect_str_eq(ours.p, HM_HOME_URL "/blob/main/docs/rules/HM3001.md");
    cr_expect_str_eq(theirs.p, "https://b.test/");
    cr_expect_eq(none.n, 0);
}

Test(rule, is_of_the_tool_that_made_it)
{
    cr_expect_str_eq(hm_rule_tool(&RULE), "hullmark");
    cr_expect_str_eq(hm_rule_tool(&(struct hm_rule){ .producer = "trivy" }), "trivy");
}

Test(rule, hygiene_is_added_to_any_profile)
{
    const struct hm_rule hygiene = { .profile = HM_PROFILE_HYGIENE };
    const struct hm_rule all = { .profile = HM_PROFILE_ALL };

    cr_expect(hm_rule_in_profile(&hygiene, HM_PROFILE_STRICT, true));
    cr_expect_not(hm_rule_in_profile(&hygiene, HM_PROFILE_STRICT, false));
    cr_expect_not(hm_rule_in_profile(&all, HM_PROFILE_STRICT, true));
    cr_expect(hm_rule_in_profile(&all, HM_PROFILE_ALL, false));
}

Test(rule, examples_are_in_the_language_of_what_it_needs)
{
    const struct hm_rule file = { .needs = HM_NEEDS_DOCKERFILE | HM_NEEDS_CONTEXT };
    const struct hm_rule service = { .needs = HM_NEEDS_COMPOSE };
    const struct hm_rule pod = { .needs = HM_NEEDS_KUBERNETES };

    const struct hm_rule job = { .needs = HM_NEEDS_PIPELINE };

    cr_expect_str_eq(hm_rule_language(&file, HM_S("FROM scratch\n")), "dockerfile");
    cr_expect_str_eq(hm_rule_language(&service, HM_S("services: {}\n")), "yaml");
    cr_expect_str_eq(hm_rule_language(&pod, HM_S("kind: Pod\n")), "yaml");
    cr_expect_str_eq(hm_rule_language(&job, HM_S("on: push\njobs: {}\n")), "yaml");
    cr_expect_str_eq(hm_rule_language(&job, HM_S("pipeline {\n}\n")), "groovy");
}
