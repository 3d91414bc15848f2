/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/strict.h"

#include <criterion/criterion.h>

#include "tests/repository.h"

static struct repository repo;
static struct hm_arena arena;
static struct hm_err err;

static void
set_up(void)
{
    repository_init(&repo);
    (void)unsetenv("HULLMARK_CONFIG");
}

static void
tear_down(void)
{
    cr_assert_eq(chdir("/"), 0);
    repository_done(&repo);
    hm_arena_done(&arena);
}

TestSuite(strict, .init = set_up, .fini = tear_down);

/* What a change from one content of a file to another is judged by; NULL: no such file. */
static void
begin(struct hm_change *change, struct hm_args *args, const char *file, const char *base,
      const char *now)
{
    struct hm_env env = { 0 };

    *args = (struct hm_args){ .command = HM_COMMAND_SCAN, .arena = &arena };
    hm_vec_add(&arena, &args->values[HM_OPT_NEW_SINCE], "main");
    cr_assert_eq(chdir(repo.dir.p), 0);
    if (base != NULL) {
        repository_write(&repo, file, hm_str_c(base));
    } else {
        (void)unlink(file);
    }
    (void)repository_commit(&repo, "base");
    if (now != NULL) {
        repository_write(&repo, file, hm_str_c(now));
    } else {
        (void)unlink(file);
    }
    cr_assert_eq(hm_change_find(change, args, &env, NULL, &err), HM_OK, "%s", err.text);
    args->change = change;
}

#define KEY_OF "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n"

static const struct {
    const char *base;
    const char *now;
    size_t n;                 /* loosenings */
    enum hm_option_id option; /* whose value is looked at; HM_OPT_HELP: none */
    const char *value;        /* that counts; NULL: none */
} rows[] = {
    { "fail-on: medium\n", "fail-on: none\n", 1, HM_OPT_FAIL_ON, "medium" },
    { "fail-on: medium\n", "fail-on: low\n", 0, HM_OPT_FAIL_ON, "low" },
    { "fail-on: medium\n", NULL, 1, HM_OPT_FAIL_ON, "medium" },
    { NULL, "fail-on: critical\n", 1, HM_OPT_FAIL_ON, NULL },
    { NULL, "fail-on: info\n", 0, HM_OPT_FAIL_ON, "info" },
    { "fail-on: none\n", "fail-on: critical\n", 0, HM_OPT_FAIL_ON, "critical" },
    { "gate: critical\n", "gate: high\n", 1, HM_OPT_GATE, "critical" },
    { "gate: critical\n", "fail-on: low\n", 1, HM_OPT_FAIL_ON, NULL },
    { NULL, "exclude: [a]\n", 1, HM_OPT_EXCLUDE, NULL },
    { "exclude: [a, b]\n", "exclude: [b]\n", 0, HM_OPT_EXCLUDE, "b" },
    { "require: [trivy]\n", NULL, 1, HM_OPT_REQUIRE, "trivy" },
    { NULL, "require: [trivy]\n", 0, HM_OPT_REQUIRE, "trivy" },
    { NULL, "allow-incomplete: [trivy]\n", 1, HM_OPT_ALLOW_INCOMPLETE, NULL },
    { NULL, "without: [trivy]\n", 1, HM_OPT_WITHOUT, NULL },
    { "profile: strict\n", "profile: default\n", 1, HM_OPT_PROFILE, "strict" },
    { "profile: default\n", "profile: strict\n", 0, HM_OPT_PROFILE, "strict" },
    { "include-ignored: true\n", NULL, 1, HM_OPT_INCLUDE_IGNORED, "" },
    { NULL, "include-ignored: true\n", 0, HM_OPT_INCLUDE_IGNORED, "" },
    { NULL, "allow-empty: true\n", 1, HM_OPT_ALLOW_EMPTY, NULL },
    { "no-ignores: true\n", NULL, 1, HM_OPT_NO_IGNORES, "" },
    { "waiver-days: 30\n", "waiver-days: 60\n", 1, HM_OPT_WAIVER_DAYS, "30" },
    { "waiver-days: 30\n", "waiver-days: 7\n", 0, HM_OPT_WAIVER_DAYS, "7" },
    { NULL, "target: a\n", 1, HM_OPT_TARGET, NULL },
    { NULL, "jobs: 1\n", 0, HM_OPT_JOBS, "1" },
    { NULL, "epoch: 0.1\n", 1, HM_OPT_HELP, NULL },
    { "epoch: 0.0\n", "epoch: 0.1\n", 0, HM_OPT_HELP, NULL },
    { "epoch: 0.1\n", NULL, 0, HM_OPT_HELP, NULL },
    { NULL, "overrides:\n  - paths: a\n    rules: {HM3001: low}\n", 1, HM_OPT_HELP, NULL },
    { "overrides:\n  - paths: a\n    rules: {HM3001: low}\n",
      "fail-on: low\noverrides:\n  - paths: a\n    rules: {HM3001: low}\n", 0, HM_OPT_HELP, NULL },
    { "no such key: x\n", "fail-on: low\n", 1, HM_OPT_FAIL_ON, "low" },
};

Test(strict, only_what_tightens_counts)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_change change;
        struct hm_args args;
        struct hm_config config = { 0 };
        begin(&change, &args, HM_CONFIG_NAME, rows[i].base, rows[i].now);
        cr_assert_eq(hm_config_read(&args, &config, &err), HM_OK, "row %zu: %s", i, err.text);
        hm_strict_config(&args, &config);
        const struct hm_values *values = &config.values[rows[i].option];
        cr_expect_eq(change.loosenings.n, rows[i].n, "row %zu: %zu loosenings", i,
                     change.loosenings.n);
        cr_expect_eq(values->n > 0, rows[i].value != NULL, "row %zu", i);
        cr_expect(values->n == 0 || rows[i].value == NULL ||
                      strcmp(values->p[0], rows[i].value) == 0,
                  "row %zu: %s", i, values->n > 0 ? values->p[0] : "");
        hm_change_done(&change);
    }
}

static enum hm_severity
level_of(const struct hm_config *config, const char *id)
{
    enum hm_severity level = HM_SEV_COUNT;

    for (size_t i = 0; i < config->rules.n; i++) {
        level = hm_str_eq(config->rules.p[i].id, id) ? config->rules.p[i].level : level;
    }
    return level;
}

Test(strict, rules_are_only_raised)
{
    struct hm_change change;
    struct hm_args args;
    struct hm_config config = { 0 };

    begin(&change, &args, HM_CONFIG_NAME,
          "rules:\n  HM4015: high\n  HM4016: off\n  HM4017: critical\n",
          "rules:\n  HM3001: off\n  HM4015: medium\n  HM4017: critical\n  HM2107: high\n");
    cr_assert_eq(hm_config_read(&args, &config, &err), HM_OK, "%s", err.text);
    hm_strict_config(&args, &config);
    cr_expect_eq(level_of(&config, "HM3001"), HM_SEV_COUNT, "it is not off");
    cr_expect_eq(level_of(&config, "HM4015"), HM_SEV_HIGH, "it is not lowered");
    cr_expect_eq(level_of(&config, "HM4016"), HM_SEV_COUNT, "it is off no more");
    cr_expect_eq(level_of(&config, "HM4017"), HM_SEV_CRITICAL);
    cr_expect_eq(level_of(&config, "HM2107"), HM_SEV_HIGH, "it is raised");
    cr_assert_geq(change.loosenings.n, 2u);
    cr_expect_eq(change.loosenings.p[0].line, 2u);
    hm_change_done(&change);
}

Test(strict, another_key_under_the_same_name_is_another_policy)
{
    static const char policy[] =
        "signatures:\n  rules:\n    - image: ghcr.io/acme/**\n      cosign: {key: cosign.pub}\n";
    struct hm_change change;
    struct hm_args args;
    struct hm_config config = { 0 };

    repository_write(&repo, "cosign.pub", HM_S(KEY_OF));
    begin(&change, &args, HM_CONFIG_NAME, policy, policy);
    repository_write(&repo, "cosign.pub", HM_S(KEY_OF "\n"));
    cr_assert_eq(hm_config_read(&args, &config, &err), HM_OK, "%s", err.text);
    hm_strict_config(&args, &config);
    cr_expect_eq(change.loosenings.n, 1u);
    hm_change_done(&change);
}

#define LOCK(tools) "{\"hullmarkLock\":1,\"tools\":[" tools "],\"data\":[],\"images\":[]}"
#define TOOL_A                                                                                     \
    "{\"name\":\"trivy\",\"version\":\"1\",\"sha256\":"                                            \
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}"
#define TOOL_B                                                                                     \
    "{\"name\":\"trivy\",\"version\":\"1\",\"sha256\":"                                            \
    "\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"}"

static void
hold_lock(struct hm_change *change, const char *base, const char *now, struct hm_lock **lock)
{
    struct hm_args args;

    begin(change, &args, "hullmark.lock", base, now);
    *lock = NULL;
    if (now != NULL) {
        *lock = hm_arena_new(&arena, struct hm_lock, 1);
        cr_assert_eq(hm_lock_parse(&arena, hm_str_c(now), *lock, &err), HM_OK, "%s", err.text);
    }
    hm_strict_lock(&args, "hullmark.lock", lock);
}

Test(strict, a_pin_that_is_gone_holds)
{
    struct hm_change change;
    struct hm_lock *lock;

    hold_lock(&change, LOCK(TOOL_A), LOCK(""), &lock);
    cr_assert_eq(change.loosenings.n, 1u);
    cr_expect_str_eq(change.loosenings.p[0].rule, "HM9023");
    cr_expect_not_null(hm_lock_tool(lock, HM_S("trivy")));
    hm_change_done(&change);
}

Test(strict, a_lock_that_is_gone_holds)
{
    struct hm_change change;
    struct hm_lock *lock;

    hold_lock(&change, LOCK(TOOL_A), NULL, &lock);
    cr_assert_not_null(lock);
    cr_expect_not_null(hm_lock_tool(lock, HM_S("trivy")));
    hm_change_done(&change);
}

Test(strict, another_pin_counts_and_is_said)
{
    struct hm_change change;
    struct hm_lock *lock;

    hold_lock(&change, LOCK(TOOL_A), LOCK(TOOL_B), &lock);
    cr_assert_eq(change.loosenings.n, 1u);
    cr_expect(hm_str_starts(hm_lock_tool(lock, HM_S("trivy"))->sha256, "bbb"));
    hm_change_done(&change);
}

Test(strict, a_pin_that_is_added_is_no_loosening)
{
    struct hm_change change;
    struct hm_lock *lock;

    hold_lock(&change, LOCK(""), LOCK(TOOL_A), &lock);
    cr_expect_eq(change.loosenings.n, 0u);
    hm_change_done(&change);
}
