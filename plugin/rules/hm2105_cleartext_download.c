/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* Options of package managers and git that name where to fetch from. */
static const char *const sources[] = {
    "--index-url", "--extra-index-url", "-i", "--find-links", "--registry", "--source", "-s", NULL,
};

static bool
is_cleartext(struct hm_str url)
{
    return (hm_str_starts(url, "http://") || hm_str_starts(url, "ftp://")) &&
           !hm_host_is_local(hm_download_host(url));
}

/* A word that begins with a variable of the stage, whose value is an address. */
static bool
is_cleartext_by_variable(const struct hm_visit *at, struct hm_str word)
{
    struct hm_variable_walk walk = { .text = word, .escape = '\\' };
    struct hm_variable_ref ref;

    if (!hm_str_starts(word, "$") || !hm_can_look_up(at->file) || !hm_variable_next(&walk, &ref) ||
        ref.off > 0) {
        return false;
    }
    const struct hm_variable *variable = hm_stage_variable(at->file, at->inst, ref.name);
    return variable != NULL && variable->has_value && variable->value.is_known &&
           is_cleartext(variable->value.value);
}

/* The address over which the command fetches in the clear, or NULL. */
static const struct hm_arg *
cleartext(const struct hm_visit *at, const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    if (hm_command_downloads(cmd)) {
        const struct hm_arg *url = hm_command_url(cmd);
        uint32_t first = hm_command_operand(cmd, 1);
        if (url != NULL) {
            return is_cleartext(url->text) ? url : NULL;
        }
        return first < n_fields && is_cleartext_by_variable(at, fields[first].text) ? &fields[first]
                                                                                    : NULL;
    }
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        size_t equals = hm_str_find(arg, '=');
        bool is_source = hm_str_eq(cmd->name, "git");
        for (size_t k = 0; sources[k] != NULL; k++) {
            is_source = is_source || hm_str_eq(fields[i - 1].text, sources[k]) ||
                        hm_str_eq(hm_str_sub(arg, 0, equals), sources[k]);
        }
        struct hm_str value =
            equals < arg.n && arg.p[0] == '-' ? hm_str_from(arg, equals + 1) : arg;
        if (is_source && is_cleartext(value)) {
            return &fields[i];
        }
    }
    return NULL;
}

/* The packages of distributions are signed, however they come. */
static bool
asks(const struct hm_command *cmd)
{
    struct hm_package_call call;
    if (hm_str_eq(cmd->name, "git")) {
        return hm_command_is(cmd, "git", "clone") || hm_command_is(cmd, "git", "fetch") ||
               hm_command_is(cmd, "git", "pull");
    }
    return hm_command_downloads(cmd) ||
           (hm_package_call(cmd, &call) && call.action == HM_PACKAGES_INSTALL &&
            !hm_manager_is_system(call.manager));
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    uint32_t verified = 0; /* a check stands behind all before this command */
    for (uint32_t i = 0; script != NULL && i < script->n_commands; i++) {
        if (hm_command_verifies(&script->commands[i])) {
            verified = i;
        }
    }
    for (uint32_t i = 0; script != NULL && i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        const struct hm_arg *url = asks(cmd) ? cleartext(at, cmd) : NULL;
        bool is_checked = i < verified && hm_command_downloads(cmd);
        if (url != NULL && !is_checked) {
            hm_find(out, url->span, "%.*s fetches over an unprotected connection.",
                    HM_FMT(cmd->name));
        }
    }
}

const struct hm_rule hm2105_cleartext_download = {
    .id = "HM2105",
    .concept = "cleartext-download",
    .since = "0.1",
    .title = "Something is fetched over an unprotected connection",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 319, 494 },
    .same_as = HM_IDS("dd-iac:avoid_http"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "Over http or ftp anybody between the build and the server can put other bytes in "
           "place of those that were asked for, and what was fetched is installed or run. No log "
           "shows it.",
    .fix = "Use the https address; nearly every server has one. Where there is none, compare the "
           "file with a checksum that you got another way: `sha256sum -c`, or "
           "`ADD --checksum=sha256:…`.",
    .bad = "FROM debian:12-slim\nRUN curl -fsSLo /tmp/tool.tgz http://example.com/tool.tgz\n",
    .good = "FROM debian:12-slim\nRUN curl -fsSLo /tmp/tool.tgz https://example.com/tool.tgz\n",
    .check = check,
};
