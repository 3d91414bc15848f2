/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/driver/options.h"

static struct hm_arena arena;

static enum hm_status
parse(const char *const *words, struct hm_args *ret_args, struct hm_err *reterr)
{
    char program[] = "hullmark";
    char *argv[16] = { program };
    int argc = 1;

    while (words[argc - 1] != NULL) {
        argv[argc] = (char *)(uintptr_t)words[argc - 1];
        argc++;
    }
    return hm_args_parse(&arena, argc, argv, ret_args, reterr);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

Test(options, nothing_is_help)
{
    struct hm_args args;

    cr_assert_eq(parse((const char *const[]){ NULL }, &args, NULL), HM_OK);
    cr_assert_eq(args.command, HM_COMMAND_HELP);
}

Test(options, versions_in_every_form)
{
    static const char *const words[] = { "version", "--version", "-V" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct hm_args args;
        cr_assert_eq(parse(WORDS(words[i]), &args, NULL), HM_OK, "%s", words[i]);
        cr_expect_eq(args.command, HM_COMMAND_VERSION, "%s", words[i]);
    }
}

Test(options, values_in_every_form)
{
    struct hm_args args;

    cr_assert_eq(
        parse(WORDS("scan", "--fail-on", "low", "-oa", "-o", "b=c", "--output=d", "x", "-"), &args,
              NULL),
        HM_OK);
    cr_expect_str_eq(hm_args_text(&args, HM_OPT_FAIL_ON), "low");
    cr_assert_eq(args.values[HM_OPT_OUTPUT].n, 3);
    cr_expect_str_eq(args.values[HM_OPT_OUTPUT].p[0], "a");
    cr_expect_str_eq(args.values[HM_OPT_OUTPUT].p[1], "b=c");
    cr_expect_str_eq(args.values[HM_OPT_OUTPUT].p[2], "d");
    cr_assert_eq(args.operands.n, 2);
    cr_expect_str_eq(args.operands.p[1], "-");
}

Test(options, two_dashes_end_them)
{
    struct hm_args args;

    cr_assert_eq(parse(WORDS("scan", "--", "--quiet"), &args, NULL), HM_OK);
    cr_expect_not(hm_args_has(&args, HM_OPT_QUIET));
    cr_expect_str_eq(args.operands.p[0], "--quiet");
}

Test(options, words_of_lists)
{
    struct hm_args args;

    cr_assert_eq(
        parse(WORDS("scan", "--require", "trivy, cosign", "--require", "upload"), &args, NULL),
        HM_OK);
    cr_expect(hm_args_lists(&args, HM_OPT_REQUIRE, "cosign"));
    cr_expect(hm_args_lists(&args, HM_OPT_REQUIRE, "upload"));
    cr_expect_not(hm_args_lists(&args, HM_OPT_REQUIRE, "triv"));
}

static const struct {
    const char *words[4];
    const char *message;
} wrong[] = {
    { { "scna" }, "unknown command \"scna\"; did you mean \"scan\"?" },
    { { "scan", "--fial-on", "low" },
      "`hullmark scan` has no option --fial-on; did you mean --fail-on" },
    { { "scan", "--quiet=1" }, "--quiet takes no value" },
    { { "scan", "--image" }, "--image needs a value: REF" },
    { { "scan", "-z" }, "`hullmark scan` has no option -z; see its --help" },
    { { "scan", "-f", "sarif" },
      "`hullmark scan` has no option -f; write -o FORMAT[=FILE], as in -o sarif=hullmark.sarif" },
    { { "scan", "--severity", "HIGH" },
      "`hullmark scan` has no option --severity; write --fail-on LEVEL" },
    { { "rules", "--severity", "HIGH" },
      "`hullmark rules` has no option --severity; see its "
      "--help" },
    { { "--fail-on", "high", "scan" },
      "the command comes first: `hullmark scan --fail-on ...`; `hullmark help` lists the "
      "commands" },
    { { "rules", "--image", "x" }, "`hullmark rules` has no option --image; see its --help" },
};

Test(options, errors_say_what_to_do)
{
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct hm_args args;
        struct hm_err err = { 0 };
        const char *words[5] = { wrong[i].words[0], wrong[i].words[1], wrong[i].words[2],
                                 wrong[i].words[3] };
        cr_expect_eq(parse(words, &args, &err), HM_E_USAGE);
        cr_expect_str_eq(err.text, wrong[i].message);
    }
}

Test(options, numbers_are_bounded)
{
    struct hm_args args;
    struct hm_err err = { 0 };
    unsigned number = 7;

    cr_assert_eq(parse(WORDS("scan", "--jobs", "9x"), &args, NULL), HM_OK);
    cr_expect_eq(hm_args_number(&args, HM_OPT_JOBS, 1, 256, 0, &number, &err), HM_E_USAGE);
    cr_expect_str_eq(err.text, "--jobs takes a whole number from 1 to 256, not \"9x\"");
    cr_expect_eq(number, 7, "untouched on failure");
    cr_expect_eq(hm_args_number(&args, HM_OPT_TIMEOUT, 1, 9, 5, &number, &err), HM_OK);
    cr_expect_eq(number, 5, "the fallback");
}

Test(options, every_option_has_a_command_and_a_sentence_without_its_period)
{
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        const struct hm_option_row *row = &hm_options[i];
        cr_expect(row->commands != 0, "--%s", row->name);
        cr_expect(row->help[strlen(row->help) - 1] != '.', "--%s", row->name);
        cr_expect(strstr(row->help, "(default ") == NULL, "--%s: it is a member", row->name);
        cr_expect(strstr(row->help, "(default:") == NULL, "--%s: it is a member", row->name);
        for (int j = 0; j < i; j++) {
            cr_expect(row->letter == 0 || row->letter != hm_options[j].letter, "-%c twice",
                      row->letter);
        }
    }
}

Test(options, help_fits_the_width)
{
    for (int i = 0; i < HM_COMMAND_COUNT; i++) {
        hm_auto_buf struct hm_buf out = { 0 };
        hm_help_command(&out, (enum hm_command_id)i);
        struct hm_str rest = hm_buf_str(&out);
        struct hm_str line;
        while (hm_str_split(&rest, '\n', &line)) {
            cr_expect(line.n <= 100, "%.*s", HM_FMT(line));
        }
    }
}
