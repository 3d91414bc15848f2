/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config/settings.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/build_options.h"
#include "plugin/driver/output.h"
#include "plugin/driver/config/profile.h"
#include "plugin/driver/run.h"
#include "plugin/driver/images/servers.h"
#include "plugin/driver/suppress/trusted.h"

static struct hm_arena arena;
static struct hm_buf top;
static struct hm_report report;

/* A repository to be in, beside the configuration that lies outside of it. */
static void
begin(void)
{
    struct hm_err err = { 0 };

    cr_assert_eq(hm_make_temp_dir(&top, &err), HM_OK, "%s", err.text);
    cr_assert_eq(chdir(top.p), 0);
    cr_assert_eq(mkdir("repository", 0700), 0);
    cr_assert_eq(chdir("repository"), 0);
}

static void
end(void)
{
    hm_report_done(&report);
    hm_remove_tree(top.p);
    hm_buf_done(&top);
    hm_arena_done(&arena);
}

TestSuite(settings, .init = begin, .fini = end);

/* --- readers of options: what a scan asks before it begins --- */

static enum hm_status
read_build(const struct hm_args *args, struct hm_err *err)
{
    struct hm_build build;

    return hm_build_read(args, &build, err);
}

static enum hm_status
read_trusted(const struct hm_args *args, struct hm_err *err)
{
    struct hm_trusted trusted = { 0 };

    return hm_trusted_init(&trusted, args, err);
}

static enum hm_status
read_servers(const struct hm_args *args, struct hm_err *err)
{
    struct hm_image_options options = { 0 };
    struct hm_str url;

    HM_TRY(hm_servers_read(args, &options, &report, err));
    return hm_servers_trivy(args, &url, err);
}

static enum hm_status
read_run(const struct hm_args *args, struct hm_err *err)
{
    struct hm_run run;
    enum hm_status status = hm_run_init(&run, args, err);

    hm_run_done(&run);
    return status;
}

static const struct {
    enum hm_option_id option;
    const char *value;
    const char *yaml; /* NULL: the same */
    enum hm_status (*read)(const struct hm_args *, struct hm_err *);
} bad[] = {
    { HM_OPT_FAIL_ON, "hihg", NULL, read_run },
    { HM_OPT_PROFILE, "foo", NULL, read_run },
    { HM_OPT_OUTPUT, "report.sarif", NULL, read_run },
    { HM_OPT_OUTPUT, "sarif=", NULL, read_run },
    { HM_OPT_JOBS, "0", NULL, read_run },
    { HM_OPT_TIMEOUT, "86401", NULL, read_run },
    { HM_OPT_WITH, "trivvy", NULL, read_run },
    { HM_OPT_REQUIRE, "trivvy", NULL, read_run },
    { HM_OPT_PLATFORM, "Linux", NULL, read_run },
    { HM_OPT_EXCLUDE, "!", NULL, read_run },
    { HM_OPT_CA_FILE, "missing.pem", NULL, read_run },
    { HM_OPT_TRUST, "acme", NULL, read_trusted },
    { HM_OPT_BUILD_ARG, "=x", "{'': x}", read_build },
    { HM_OPT_PLAIN_HTTP, "a/b", NULL, read_servers },
    { HM_OPT_MIRROR, "docker.io=ftp://x", "{docker.io: 'ftp://x'}", read_servers },
    { HM_OPT_MIRROR, "docker.io=http://far.example", "{docker.io: 'http://far.example'}",
      read_servers },
    { HM_OPT_TRIVY_SERVER, "http://far.example", NULL, read_servers },
    { HM_OPT_TRIVY_SERVER, "nothing", NULL, read_servers },
};

/* What is wrong with the value, when it was given so. */
static void
complain(size_t i, int argc, char **argv, struct hm_err *err)
{
    struct hm_args args = { 0 };

    cr_assert_eq(hm_args_parse(&arena, argc, argv, &args, err), HM_OK, "%s", err->text);
    enum hm_status status = hm_settings_apply(&args, err);
    if (status == HM_OK) {
        status = bad[i].read(&args, err);
    }
    cr_expect_eq(status, HM_E_USAGE, "%s \"%s\": %s", hm_options[bad[i].option].name, bad[i].value,
                 err->text);
}

static char *
word(struct hm_str text)
{
    char *copy = hm_arena_alloc(&arena, text.n + 1);

    memcpy(copy, text.p, text.n);
    return copy;
}

Test(settings, a_bad_value_is_blamed_on_the_flag)
{
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *name = hm_options[bad[i].option].name;
        struct hm_err err = { 0 };
        char *argv[] = { word(HM_S("hullmark")), word(HM_S("scan")),
                         word(hm_arena_printf(&arena, "--%s", name)), word(hm_str_c(bad[i].value)),
                         NULL };
        complain(i, 4, argv, &err);
        cr_expect(strstr(err.text, argv[2]) == err.text, "%s", err.text);
    }
}

Test(settings, a_bad_value_is_blamed_on_the_variable)
{
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *name = hm_option_env(&arena, &hm_options[bad[i].option]);
        struct hm_err err = { 0 };
        char *argv[] = { word(HM_S("hullmark")), word(HM_S("scan")), NULL };
        cr_assert_eq(setenv(name, bad[i].value, 1), 0);
        complain(i, 2, argv, &err);
        cr_assert_eq(unsetenv(name), 0);
        cr_expect(strstr(err.text, name) == err.text, "%s", err.text);
    }
}

Test(settings, a_bad_value_is_blamed_on_the_line_of_the_file)
{
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *key = hm_options[bad[i].option].key.name;
        bool is_number = bad[i].option == HM_OPT_JOBS || bad[i].option == HM_OPT_TIMEOUT;
        const char *quote = bad[i].yaml != NULL || is_number ? "" : "'";
        struct hm_str text =
            hm_arena_printf(&arena, "# first\n%s: %s%s%s\n", key, quote,
                            bad[i].yaml != NULL ? bad[i].yaml : bad[i].value, quote);
        struct hm_err err = { 0 };
        char *argv[] = { word(HM_S("hullmark")), word(HM_S("scan")), word(HM_S("--config")),
                         word(HM_S("../outer.yaml")), NULL };
        cr_assert_eq(hm_write_file("../outer.yaml", text, &err), HM_OK, "%s", err.text);
        complain(i, 4, argv, &err);
        cr_expect(strstr(err.text, "../outer.yaml: line 2") == err.text, "%s: %s", key, err.text);
    }
}
