/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Options that take a value: a letter behind one is the value. */
static const char valued[] = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

static bool
is_kept(const struct hm_visit *at)
{
    const struct hm_command *cmd = at->cmd;
    uint32_t next = cmd->index + 1;
    return hm_download_target(cmd).n > 0 ||
           (next < at->script->n_commands && at->script->commands[next].input == cmd->index);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_command *cmd = at->cmd;
    const struct hm_arg *url = hm_command_url(cmd);
    if (at->inst->kind != HM_RUN || !hm_command_has_operand(cmd, 1) || !is_kept(at)) {
        return;
    }
    if (!hm_command_flag(cmd, 'f', valued, "--fail") && !hm_command_has(cmd, "--fail-with-body") &&
        !hm_command_has(cmd, "--fail-early") && !hm_command_flag(cmd, 'w', "", "--write-out")) {
        hm_find(out, cmd->span,
                "An error page of the server is kept as if it were the file: add --fail.");
    } else if (url != NULL && hm_str_has(url->text, "://github.com/") &&
               hm_str_has(url->text, "/releases/") &&
               !hm_command_flag(cmd, 'L', valued, "--location")) {
        hm_find(out, cmd->span, "The address redirects, and curl does not follow: add --location.");
    }
}

const struct hm_rule hm2146_curl_ignores_errors = {
    .id = "HM2146",
    .concept = "curl-ignores-errors",
    .since = "0.1",
    .title = "curl takes an error page for the file",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 703 },
    .same_as = HM_IDS("droast:DF035", "tally:curl-should-follow-redirects"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("curl"),
    .why = "Without `--fail` curl ends well when the server says \"404 Not Found\", and what it "
           "writes is the page that says so. The build goes on with it, and the fault shows up "
           "somewhere else, or not at all until the layer has long been cached.",
    .fix = "`curl -fsSL`: fail on errors, be silent but show errors, follow redirects.",
    .bad = "FROM debian:12-slim\nRUN curl -sSL -o /etc/app.json https://example.com/app.json\n",
    .good = "FROM debian:12-slim\nRUN curl -fsSL -o /etc/app.json https://example.com/app.json\n",
    .check = check,
};
