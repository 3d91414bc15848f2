/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* Options of package managers and git that name where to fetch from. */
static const char *const sources[] = {
    "--index-url", "--extra-index-url",
    "-i",          "--find-links",
    "--registry",  "--source",
    "-s",          "--git",
    "--add",       "-a",
    "--index",     "--default-index",
    NULL,
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

/* npm config set registry URL, pip config set global.index-url URL, gem sources --add URL, go env
 * -w GOPROXY=URL: where all that comes later is fetched from. */
static bool
sets_source(const struct hm_command *cmd)
{
    bool is_config = (hm_command_has(cmd, "config") && hm_command_has(cmd, "set")) ||
                     (hm_command_has(cmd, "set") && hm_str_eq(cmd->name, "npm"));
    bool has_place = hm_command_has(cmd, "registry") || hm_command_has(cmd, "npmRegistryServer") ||
                     hm_command_has(cmd, "global.index-url") ||
                     hm_command_has(cmd, "global.extra-index-url") ||
                     hm_command_has(cmd, "global.find-links");
    for (uint32_t i = 1; is_config && !has_place && i < cmd->n_args; i++) {
        has_place = hm_str_ends(cmd->args[i].text, ":registry") ||
                    hm_str_starts(cmd->args[i].text, "registry=");
    }
    return (is_config && has_place) ||
           (hm_str_eq(cmd->name, "gem") && hm_command_has(cmd, "sources")) ||
           hm_command_is(cmd, "go", "env");
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
    bool is_setting = sets_source(cmd);
    for (uint32_t i = 1; i < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        size_t equals = hm_str_find(arg, '=');
        bool is_source = hm_str_eq(cmd->name, "git") || is_setting;
        for (size_t k = 0; sources[k] != NULL; k++) {
            is_source = is_source || hm_str_eq(fields[i - 1].text, sources[k]) ||
                        hm_str_eq(hm_str_sub(arg, 0, equals), sources[k]);
        }
        struct hm_str value =
            equals < arg.n && (arg.p[0] == '-' || is_setting) ? hm_str_from(arg, equals + 1) : arg;
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
    return hm_command_downloads(cmd) || sets_source(cmd) ||
           (hm_package_call(cmd, &call) && call.action == HM_PACKAGES_INSTALL &&
            !hm_manager_is_system(call.manager));
}

/* Where package managers fetch from, by the environment. */
static void
check_variables(const struct hm_visit *at, struct hm_sink *out)
{
    static const char *const names[] = {
        "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL",        "UV_EXTRA_INDEX_URL",
        "UV_INDEX",      "UV_DEFAULT_INDEX",    "NPM_CONFIG_REGISTRY", "YARN_NPM_REGISTRY_SERVER",
        "GOPROXY",
    };
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        const struct hm_pair *pair = &at->inst->pairs[i];
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            if (hm_str_eq_nocase(pair->key.value, hm_str_c(names[k])) && pair->has_value &&
                is_cleartext(pair->value.value)) {
                hm_find(out, hm_span_join(pair->key.span, pair->value.span),
                        "%.*s names a source without a protected connection.",
                        HM_FMT(pair->key.value));
            }
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    check_variables(at, out);
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
    .on = HM_ON(RUN, ENV, ARG),
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
