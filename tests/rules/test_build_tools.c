/* SPDX-License-Identifier: Apache-2.0 */
/* Which packages are there to build things. */
#include <criterion/criterion.h>

#include "plugin/rules/build_tools.h"
#include "tests/rows.h"

struct tool_case {
    const char *package;
    enum hm_tool_kind kind;
};

static const struct tool_case cases[] = {
    { "gcc", HM_TOOL_BUILDER },
    { "gcc-12", HM_TOOL_BUILDER },
    { "clang19", HM_TOOL_BUILDER },
    { "build-essential", HM_TOOL_BUILDER },
    { "libpq-dev", HM_TOOL_BUILDER },
    { "openssl-devel", HM_TOOL_BUILDER },
    { "linux-headers-amd64", HM_TOOL_BUILDER },
    { "openjdk-21-jdk-headless", HM_TOOL_BUILDER },
    { "dotnet-sdk-9.0", HM_TOOL_BUILDER },
    { "git", HM_TOOL_BUILDER },
    { "curl", HM_TOOL_HELPER },
    { "wget", HM_TOOL_HELPER },
    { "openjdk-21-jre-headless", HM_TOOL_NONE },
    { "libgcc-s1", HM_TOOL_NONE },
    { "libgcc", HM_TOOL_NONE },
    { "gcc-base", HM_TOOL_NONE },
    { "gosu", HM_TOOL_NONE },
    { "libcurl4", HM_TOOL_NONE },
    { "makedev", HM_TOOL_NONE },
    { "udev", HM_TOOL_NONE },
    { "ca-certificates", HM_TOOL_NONE },
    { "--no-dev", HM_TOOL_NONE },
    { "", HM_TOOL_NONE },
};

ROWS_OF(build_tools, kind, cases)

ParameterizedTest(size_t *index, build_tools, kind)
{
    const struct tool_case *c = &cases[*index];

    cr_expect_eq(hm_tool_kind(hm_str_c(c->package)), c->kind, "%s", c->package);
}

struct command_case {
    const char *words[4];
    bool is_build;
};

static const struct command_case commands[] = {
    { { "make" }, true },
    { { "go", "build" }, true },
    { { "go", "version" }, false },
    { { "npm", "run", "build" }, true },
    { { "npm", "run", "build:prod" }, true },
    { { "npm", "ci" }, false },
    { { "dotnet", "publish" }, true },
    { { "dotnet", "app.dll" }, false },
    { { "cargo", "install" }, true },
    { { "echo", "build" }, false },
};

ROWS_OF(build_tools, command, commands)

ParameterizedTest(size_t *index, build_tools, command)
{
    const struct command_case *c = &commands[*index];
    struct hm_arg args[4] = { 0 };
    struct hm_command cmd = { .name = hm_str_c(c->words[0]), .args = args };

    while (cmd.n_args < 4 && c->words[cmd.n_args] != NULL) {
        args[cmd.n_args].text = hm_str_c(c->words[cmd.n_args]);
        cmd.n_args++;
    }
    cr_expect_eq(hm_is_build_command(&cmd), c->is_build, "%s %s", c->words[0],
                 c->words[1] == NULL ? "" : c->words[1]);
}
