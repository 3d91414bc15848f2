/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/command.h"
#include "tests/driver/config/repository.h"

static void
begin(void)
{
    enter_repository();
    cr_assert_eq(mkdir("folder", 0700), 0);
}

TestSuite(config_rules, .init = begin, .fini = leave_repository);

static enum hm_status
read_text(const char *text)
{
    return hm_config_read_text(&args, ".hullmark.yaml", false, hm_str_c(text), &config, &err);
}

/* The text in a file that lies outside of what is scanned, and is named. */
static enum hm_status
read_outer(const char *text)
{
    put("../ci.yaml", text);
    return hm_config_read_text(&args, "../ci.yaml", true, hm_str_c(text), &config, &err);
}

Test(config_rules, reads_levels)
{
    cr_assert_eq(read_text("rules:\n"
                           "  HM3001: low\n"
                           "  healthcheck-missing: off\n"
                           "  \"hadolint:DL3018\": {level: high, reason: because}\n"
                           "  DL3008: info\n"),
                 HM_OK, "%s", err.text);
    cr_assert_eq(config.rules.n, 4);
    cr_expect_eq(config.rules.p[0].level, HM_SEV_LOW);
    cr_expect_str_eq(config.rules.p[0].rules[0]->id, "HM3001");
    cr_expect(config.rules.p[1].is_off);
    cr_expect_eq(config.rules.p[1].at.line, 3);
    cr_expect_eq(config.rules.p[2].level, HM_SEV_HIGH);
    cr_expect(hm_str_eq(config.rules.p[2].reason, "because"));
    cr_expect_gt(config.rules.p[3].n_rules, 0);
}

/* Of each the first is how the catalogue writes it. */
static const char *const spellings[][4] = {
    { "DS-0002", "AVD-DS-0002", "DS002", "trivy:ds-0002" },
    { "CKV_DOCKER_8", "ckv-docker-8", "CKV-DOCKER-8", "checkov:CKV_DOCKER_8" },
    { "DL3008", "dl3008", "hadolint:DL3008", "HADOLINT:dl3008" },
    { "HM3001", "hm3001", "runs-as-root", "Runs-As-Root" },
};

Test(config_rules, other_spellings_mean_the_same_rules)
{
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        size_t n = 0;
        for (size_t k = 0; k < 4; k++) {
            const char *text = hm_arena_printf(&arena, "rules: {\"%s\": low}\n", spellings[i][k]).p;
            cr_assert_eq(read_text(text), HM_OK, "%s", err.text);
            n = k == 0 ? config.rules.p[0].n_rules : n;
            cr_expect_gt(n, 0);
            cr_expect_eq(config.rules.p[0].n_rules, n, "%s", spellings[i][k]);
        }
    }
    cr_expect_eq(read_text("rules: {'trivy:DL3008': low}\n"), HM_E_USAGE, "it is hadolint's");
    cr_expect_eq(read_text("rules: {'DS-2-2': low}\n"), HM_E_USAGE);
}

Test(config_rules, reads_options)
{
    cr_assert_eq(read_text("fail-on: low\n"
                           "profile: [strict, hygiene]\n"
                           "trusted: ghcr.io/acme/**\n"
                           "build-args: {A: 1, B: two}\n"
                           "platforms: [linux/amd64, linux/arm64]\n"
                           "offline: true\n"
                           "locked: false\n"
                           "timeout: 30\n"
                           "context: folder\n"
                           "exclude: ['**/old', '!services/old']\n"),
                 HM_OK, "%s", err.text);
    cr_expect_str_eq(config.values[HM_OPT_FAIL_ON].p[0], "low");
    cr_expect_str_eq(config.values[HM_OPT_PROFILE].p[0], "strict,hygiene");
    cr_expect_str_eq(config.values[HM_OPT_TRUST].p[0], "ghcr.io/acme/**");
    cr_expect_str_eq(config.values[HM_OPT_BUILD_ARG].p[1], "B=two");
    cr_expect_eq(config.values[HM_OPT_PLATFORM].n, 2);
    cr_expect_eq(config.values[HM_OPT_OFFLINE].n, 1);
    cr_expect_eq(config.values[HM_OPT_LOCKED].n, 0);
    cr_expect_eq(config.origins[HM_OPT_LOCKED].line, 7);
    cr_expect_str_eq(config.values[HM_OPT_TIMEOUT].p[0], "30");
    cr_expect(hm_str_ends(hm_str_c(config.values[HM_OPT_CONTEXT].p[0]), "/repository/folder"));
    cr_expect_eq(config.values[HM_OPT_EXCLUDE].n, 2);
}

Test(config_rules, what_it_extends_gives_way)
{
    put("base.yaml",
        "fail-on: info\njobs: 2\nbuild-args: {A: old, B: kept}\nrules: {HM3001: off}\n");
    cr_assert_eq(read_text("extends: ./base.yaml\nfail-on: high\nbuild-args: {A: new}\n"), HM_OK,
                 "%s", err.text);
    cr_expect_str_eq(config.values[HM_OPT_FAIL_ON].p[0], "high");
    cr_expect(hm_str_eq(config.origins[HM_OPT_FAIL_ON].file, ".hullmark.yaml"));
    cr_expect_str_eq(config.values[HM_OPT_JOBS].p[0], "2");
    cr_expect(hm_str_eq(config.origins[HM_OPT_JOBS].file, "base.yaml"));
    cr_assert_eq(config.values[HM_OPT_BUILD_ARG].n, 2);
    cr_expect_str_eq(config.values[HM_OPT_BUILD_ARG].p[0], "B=kept");
    cr_expect_str_eq(config.values[HM_OPT_BUILD_ARG].p[1], "A=new");
    cr_expect_eq(config.rules.n, 1);
}

Test(config_rules, files_do_not_extend_themselves)
{
    put("a.yaml", "extends: b.yaml\n");
    put("b.yaml", "extends: a.yaml\n");
    cr_expect_eq(read_text("extends: a.yaml\n"), HM_E_USAGE);
    cr_expect(hm_str_has(hm_str_c(err.text), "b.yaml: line 1, column 10: this file extends itself"),
              "%s", err.text);
}

Test(config_rules, depth_is_bounded)
{
    for (int i = 0; i < 10; i++) {
        char name[16];
        char text[32];
        (void)snprintf(name, sizeof name, "f%d.yaml", i);
        (void)snprintf(text, sizeof text, "extends: f%d.yaml\n", i + 1);
        put(name, text);
    }
    cr_expect_eq(read_text("extends: f0.yaml\n"), HM_E_USAGE);
    cr_expect(hm_str_has(hm_str_c(err.text), "more than 8 files extend"), "%s", err.text);
}

static const struct {
    const char *text;
    const char *says;
} WRONG[] = {
    { "rules: {HM3101: low}", "there is no rule \"HM3101\"; did you mean" },
    { "rules: {docker-sockett: low}",
      "line 1, column 9: there is no rule \"docker-sockett\"; did you mean \"docker-socket\"?" },
    { "rules: {HM3001: lo}", "there is no choice \"lo\"" },
    { "rules: {HM3001: none}", "there is no choice \"none\"" },
    { "rules: {HM3001: {reason: x}}", "\"level\" has no value" },
    { "rules: {HM5001: off}", "HM5001 cannot be switched off: bytes" },
    { "rules: {HM5001: low}", "HM5001 cannot be lowered" },
    { "rules: [HM3001]", "should be a map" },
    { "epoch: soon", "a version is expected here" },
    { "epoch: 99.0", "which is older" },
    { "fail-on: hihg", "line 1, column 10: there is no choice \"hihg\"; did you mean \"high\"?" },
    { "profile: [default, hard]", "there is no choice \"hard\"" },
    { "profile: default,hygiene", "there is no choice" },
    { "trusted: alpine", "registry" },
    { "platforms: linux", "a platform such as linux/arm64" },
    { "platforms: 'linux/amd64,'", "a platform such as linux/arm64" },
    { "platforms: 'all,linux/amd64'", "a platform such as linux/arm64" },
    { "timeout: 0", "from 1 to 86400" },
    { "timeout: '30'", "a whole number is expected here" },
    { "jobs: 257", "from 1 to 256" },
    { "offline: 'yes'", "should be" },
    { "build-args: [A=1]", "should be a map" },
    { "build-args: {A: [1]}", "text is expected here" },
    { "context: elsewhere", "cannot be read" },
    { "context: ..", "leads out" },
    { "exclude: '['", "a pattern over paths" },
    { "exclude: '# x'", "a pattern over paths" },
    { "overrides: [{rules: {HM3001: low}}]", "\"paths\" has no value" },
    { "overrides: [{paths: a, profile: big}]", "there is no choice \"big\"" },
    { "overrides: {paths: a}", "should be a list" },
    { "extends: https://example.com/a.yaml", "only a local file" },
    { "extends: ../ci.yaml", "leads out" },
    { "extends: missing.yaml", "cannot be read" },
    { "plain-http: registry.test", "is not taken from a file that nobody named" },
    { "output: sarif=x", "is not taken from" },
    { "mirrors: {docker.io: https://mirror.test}", "is not taken from" },
    { "ca-file: ca.pem", "is not taken from" },
    { "commands: []", "is not taken from a file that nobody named: whoever changes" },
};

Test(config_rules, says_where_and_what_is_wrong)
{
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        cr_expect_eq(read_text(WRONG[i].text), HM_E_USAGE, "%s", WRONG[i].text);
        cr_expect(hm_str_starts(hm_str_c(err.text), ".hullmark.yaml: line 1"), "%s", err.text);
        cr_expect(hm_str_has(hm_str_c(err.text), WRONG[i].says), "%s: %s", WRONG[i].text, err.text);
    }
}

Test(config_rules, platforms_have_commas_between_them_as_well)
{
    cr_expect_eq(read_text("platforms: linux/arm/v7, windows/amd64"), HM_OK, "%s", err.text);
    cr_expect_eq(read_text("platforms: [linux/arm64, 'linux/s390x,linux/amd64']"), HM_OK, "%s",
                 err.text);
    cr_expect_eq(read_text("platforms: all"), HM_OK, "%s", err.text);
}

#define LINT "commands: [{name: lint, argv: [lint, -x, '{files}']"

static const struct {
    const char *text;
    const char *says; /* NULL: right */
} COMMANDS[] = {
    { LINT "}]", NULL },
    { LINT ", exits: {clean: 0, findings: [1, 2]}, sarif: out.sarif, timeout: 9, network: true}]",
      NULL },
    { LINT ", exits: {clean: 0, findings: 0}}]", "exit code 0 has a meaning already" },
    { LINT ", exits: {clean: 256}}]", "an exit code from 0 to 255" },
    { LINT ", sarif: ../out}]", "the plain name of the file" },
    { LINT ", shell: true}]", "there is no key \"shell\"" },
    { "commands: [{name: lint, argv: lint -x}]", "there is no shell" },
    { "commands: [{name: lint, argv: [./lint]}]", "a program's name, or its absolute path" },
    { "commands: [{name: trivy, argv: [x]}]", "\"trivy\" is taken" },
    { "commands: [{name: Lint, argv: [x]}]", "a name is made of" },
    { "commands: [{name: a, argv: [x]}, {name: a, argv: [y]}]", "there are two commands \"a\"" },
    { "commands: [{name: a}]", "\"argv\" has no value" },
    { "mirrors: {docker.io: [https://a.test, https://b.test]}\nplain-http: registry.test:5000\n",
      NULL },
};

Test(config_rules, commands_come_from_outside)
{
    for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++) {
        const char *says = COMMANDS[i].says;
        enum hm_status status = read_outer(COMMANDS[i].text);
        cr_expect_eq(status, says == NULL ? HM_OK : HM_E_USAGE, "%s: %s", COMMANDS[i].text,
                     err.text);
        cr_expect(says == NULL || hm_str_has(hm_str_c(err.text), says), "%s: %s", COMMANDS[i].text,
                  err.text);
    }
}

Test(config_rules, a_named_file_that_is_scanned_names_no_commands)
{
    put("ci.yaml", "");
    cr_expect_eq(hm_config_read_text(&args, "ci.yaml", true, HM_S("commands: []\n"), &config, &err),
                 HM_E_USAGE);
    cr_expect(hm_str_has(hm_str_c(err.text), "/repository, which is scanned: whoever changes"),
              "%s", err.text);
}

Test(config_rules, a_work_tree_is_scanned_as_a_whole)
{
    cr_assert_eq(mkdir(".git", 0700), 0);
    put("ci.yaml", "");
    hm_vec_add(&arena, &args.operands, "folder");
    cr_expect_eq(hm_config_read_text(&args, "ci.yaml", true, HM_S("commands: []\n"), &config, &err),
                 HM_E_USAGE);
}

Test(config_rules, epochs_are_compared_by_number)
{
    static const struct {
        const char *epoch;
        const char *since;
        bool is_before;
    } rows[] = { { "0.1", "0.1", false },  { "0.1", "0.2", true },  { "0.2", "0.10", true },
                 { "1.0", "0.9", false },  { "0.9", "1.0", true },  { "0.1", "0.1.5", false },
                 { "0.1.0", "0.2", true }, { "0.1", "soon", false } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(hm_epoch_is_before(hm_str_c(rows[i].epoch), rows[i].since), rows[i].is_before,
                     "%s %s", rows[i].epoch, rows[i].since);
    }
}

Test(config_rules, images_and_what_they_are_built_of)
{
    put("folder/Recipe", "FROM x\n");
    cr_assert_eq(read_text("images:\n"
                           "  - name: ghcr.io/acme/web\n"
                           "    dockerfile: folder/Recipe\n"
                           "    context: .\n"
                           "    target: prod\n"
                           "    args: {A: 1}\n"),
                 HM_OK, "%s", err.text);
    cr_assert_eq(config.images.n, 1);
    const struct hm_build_use *use = &config.images.p[0];
    cr_expect_eq(use->by, HM_BUILD_BY_CONFIG);
    cr_expect_eq(use->line, 2);
    cr_expect(hm_str_eq(use->dockerfile, "folder/Recipe"));
    cr_expect(hm_str_eq(use->context, "."));
    cr_expect(hm_str_eq(use->target, "prod"));
    cr_expect(hm_str_eq(use->args.list[0].value.text, "1"));
}

Test(config_rules, images_are_checked)
{
    cr_expect_eq(read_text("images:\n  - name: ghcr.io/acme/web\n"), HM_E_USAGE);
    cr_expect_eq(read_text("images:\n  - name: a\n    dockerfile: no/such\n"), HM_E_USAGE);
    cr_expect_eq(read_text("images:\n  - name: Upper\n    dockerfile: folder\n"), HM_E_USAGE);
    cr_expect_eq(read_text("images: web\n"), HM_E_USAGE);
}
