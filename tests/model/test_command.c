/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/command.h"

#include <criterion/criterion.h>

/* A command of plain words; the buffers last until the next call. */
static const struct hm_command *
command(const char *words)
{
    static struct hm_arg args[32];
    static struct hm_command cmd;
    struct hm_str rest = hm_str_c(words);
    struct hm_str word;
    cmd = (struct hm_command){ .args = args };
    while (hm_str_split(&rest, ' ', &word)) {
        args[cmd.n_args++] = (struct hm_arg){ .text = word, .is_literal = true };
    }
    cmd.name = hm_str_basename(args[0].text);
    return &cmd;
}

Test(command, has_finds_whole_words)
{
    const struct hm_command *cmd = command("-y a -yq --yes=no");
    cr_expect_not(hm_command_has(cmd, "-y"));
    cr_expect(hm_command_has(cmd, "-yq"));
    cr_expect_not(hm_command_has(cmd, "--yes"));
}

Test(command, has_short_finds_bundled_letters)
{
    static const struct {
        const char *words;
        bool is_there;
    } cases[] = {
        { "apt-get -y install", true },
        { "apt-get -qy install", true },
        { "apt-get install -- -y", false },
        { "apt-get --yes", false },
        { "apt-get -y=true", true },
        { "apt-get -oDir::Cache=y", false },
        { "apt-get y", false },
        { "apt-get -", false },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cr_expect_eq(hm_command_has_short(command(cases[i].words), 'y'), cases[i].is_there, "%s",
                     cases[i].words);
    }
}

Test(command, option_gives_its_value)
{
    struct hm_str value;
    cr_assert(hm_command_option(command("pip --index-url=x y"), "--index-url", &value));
    cr_expect(hm_str_eq(value, "x"));
    cr_assert(hm_command_option(command("pip --index-url x y"), "--index-url", &value));
    cr_expect(hm_str_eq(value, "x"));
    cr_assert(hm_command_option(command("pip --index-url"), "--index-url", &value));
    cr_expect_eq(value.n, 0);
    cr_expect_not(hm_command_option(command("pip --index-urls x"), "--index-url", NULL));
}

Test(command, operand_skips_options_and_their_values)
{
    static const struct {
        const char *words;
        uint32_t from;
        uint32_t expected;
    } cases[] = {
        { "apt-get -y install a", 1, 2 },
        { "apt-get -o X=y -qq install", 1, 4 },
        { "apt-get -oX=y install", 1, 2 },
        { "apt-get install -t stable a", 2, 4 },
        { "apk --repository x add", 1, 3 },
        { "pip3 --cache-dir x install", 1, 3 },
        { "a -- -b", 1, 2 },
        { "a - b", 1, 1 },
        { "a -b", 1, 2 },
        { "a", 1, 1 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cr_expect_eq(hm_command_operand(command(cases[i].words), cases[i].from), cases[i].expected,
                     "%s", cases[i].words);
    }
}

Test(command, is_compares_program_and_subcommand)
{
    cr_expect(hm_command_is(command("apt-get -q install a"), "apt-get", "install"));
    cr_expect(hm_command_is(command("/usr/bin/apt-get install"), "apt-get", "install"));
    cr_expect_not(hm_command_is(command("apt-get remove install"), "apt-get", "install"));
    cr_expect_not(hm_command_is(command("echo apt-get install"), "apt-get", "install"));
    cr_expect_not(hm_command_is(command("apt-get"), "apt-get", "install"));
}

Test(command, takes_operands_from_the_fields)
{
    struct hm_arg args[2] = { { .text = HM_STR("git") }, { .text = HM_STR("$V") } };
    struct hm_arg fields[4] = { { .text = HM_STR("git") },
                                { .text = HM_STR("-C") },
                                { .text = HM_STR("x") },
                                { .text = HM_STR("clone") } };
    struct hm_command cmd = {
        .name = HM_STR("git"), .args = args, .n_args = 2, .fields = fields, .n_fields = 4
    };
    cr_assert_eq(hm_command_operand(&cmd, 1), 3);
    cr_assert(hm_command_is(&cmd, "git", "clone"));
    cr_assert(hm_command_has_operand(&cmd, 3));
    cr_assert_not(hm_command_has_operand(&cmd, 4));
}
