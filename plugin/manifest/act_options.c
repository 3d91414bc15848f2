/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/act_options.h"

const char hm_retired_docker_scan[] =
    "`docker scan` was removed in April 2023; `docker scout cves` took its place.";
const char hm_retired_content_trust[] =
    "Docker Content Trust is being retired: notary.docker.io shuts down on December 8, 2026.";
const char hm_retired_anchore_cli[] =
    "anchore-cli is no longer maintained; Grype and anchorectl took its place.";

const char hm_retired_microscanner[] =
    "Aqua MicroScanner was given up in April 2021; Trivy took its place.";

/* So many words of a command are looked at: each costs a search for every row. */
#define MOST_WORDS 1024u

static bool
takes_value(const char *valued, struct hm_str option)
{
    struct hm_str rest = hm_str_c(valued);
    struct hm_str word;

    while (hm_str_split(&rest, ' ', &word)) {
        if (word.n > 0 && hm_str_is(word, option)) {
            return true;
        }
    }
    return false;
}

uint32_t
hm_option_operands(const struct hm_command *cmd, const char *valued, uint32_t *ret_list,
                   uint32_t max)
{
    bool has_options = true;
    uint32_t n = 0;

    for (uint32_t i = 1; i < cmd->n_args && i < MOST_WORDS && n < max; i++) {
        struct hm_str arg = cmd->args[i].text;
        if (has_options && hm_str_eq(arg, "--")) {
            has_options = false;
        } else if (has_options && arg.n > 1 && arg.p[0] == '-') {
            i += takes_value(valued, arg);
        } else {
            ret_list[n] = i;
            n++;
        }
    }
    return n;
}

bool
hm_option_next(struct hm_option_walk *walk)
{
    const struct hm_command *cmd = walk->cmd;
    bool is_short = walk->name.n == 2;

    for (walk->at = walk->at == 0 ? 1 : walk->at; walk->at < cmd->n_args; walk->at++) {
        struct hm_str arg = cmd->args[walk->at].text;
        if (arg.n < walk->name.n || !hm_str_is(hm_str_sub(arg, 0, walk->name.n), walk->name)) {
            continue;
        }
        walk->span = cmd->args[walk->at].span;
        walk->is_joined = arg.n > walk->name.n;
        if (!walk->is_joined) {
            walk->at++;
            walk->value = walk->at < cmd->n_args ? cmd->args[walk->at].text : HM_S("");
            walk->span = walk->at < cmd->n_args ? hm_span_join(walk->span, cmd->args[walk->at].span)
                                                : walk->span;
            return true;
        }
        if (arg.p[walk->name.n] == '=') {
            walk->value = hm_str_from(arg, walk->name.n + 1);
        } else if (is_short) {
            walk->value = hm_str_from(arg, walk->name.n);
        } else {
            continue;
        }
        walk->at++;
        return true;
    }
    return false;
}

/* Whether what a scanner finds goes to a file or to another program, which may judge it. */
static bool
reports_elsewhere(const struct hm_command *cmd)
{
    static const char *const options[] = {
        "-o",     "--output", "--file",  "--sarif-file-output", "--json-file-output",
        "--json", "--sarif",  "--report"
    };
    struct hm_str format;

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        struct hm_option_walk walk = { .cmd = cmd, .name = hm_str_c(options[i]) };
        if (hm_option_next(&walk) && !hm_str_eq(walk.value, "table")) {
            return true;
        }
    }
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        if (cmd->redirects[i].kind == HM_REDIRECT_OUT ||
            cmd->redirects[i].kind == HM_REDIRECT_APPEND) {
            return true;
        }
    }
    return hm_command_option(cmd, "--format", &format) && !hm_str_eq(format, "table");
}

static bool
is_nothing(struct hm_str value)
{
    return value.n == 0 || hm_str_eq(value, "0") || hm_str_eq_nocase(value, HM_S("false"));
}

static bool
is_told_otherwise(const struct hm_act_maker *maker, const struct hm_command *cmd, const char *tool)
{
    static const char *const names[] = { "TRIVY_EXIT_CODE", "TRIVY_CONFIG",
                                         "GRYPE_FAIL_ON_SEVERITY", "DOCKLE_EXIT_CODE" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct hm_entry *entry = hm_act_variable(maker, hm_str_c(names[i]));
        if (entry != NULL && !is_nothing(entry->value.text)) {
            return true;
        }
        for (uint32_t k = 0; k < cmd->n_assignments; k++) {
            if (hm_str_eq(cmd->assignments[k].name, names[i]) &&
                !is_nothing(cmd->assignments[k].value.text)) {
                return true;
            }
        }
    }
    return hm_command_has(cmd, "--config") || hm_command_option(cmd, "--config", NULL) ||
           (strcmp(tool, "dockle") != 0 && hm_command_has(cmd, "-c"));
}

static void
let_pass(const struct hm_act_maker *maker, const struct hm_command *cmd, struct hm_act *act,
         struct hm_span span, struct hm_str words)
{
    act->ignores_failure = reports_elsewhere(cmd) ? HM_UNKNOWN : HM_YES;
    act->ignored_by = hm_arena_c(maker->arena, words);
    act->ignored_span = span;
}

void
hm_option_judge_gate(const struct hm_act_maker *maker, const struct hm_command *cmd,
                     const char *tool, const char *gate, struct hm_act *act)
{
    struct hm_str rest = hm_str_c(gate);
    struct hm_str word;
    struct hm_str first = HM_S("");

    act->ignores_failure = HM_NO;
    if (gate != NULL && (gate[0] == '\0' || strcmp(gate, "-") == 0)) {
        act->ignores_failure = HM_UNKNOWN;
        if (gate[0] == '-') {
            let_pass(maker, cmd, act, act->span, HM_S("its exit, which is always 0"));
        }
        return;
    }
    while (gate != NULL && hm_str_split(&rest, ' ', &word)) {
        bool is_off = hm_str_starts(word, "!");
        struct hm_option_walk walk = { .cmd = cmd, .name = hm_str_from(word, is_off ? 1 : 0) };
        bool is_there = hm_option_next(&walk);
        if (is_off) {
            if (is_there) {
                let_pass(maker, cmd, act, walk.span, walk.name);
            }
            continue;
        }
        /* The switches of some scanners have no value: the next word is none, or there is none. */
        bool is_last = is_there && !walk.is_joined && walk.at >= cmd->n_args;
        if (is_last || (is_there && !is_nothing(walk.value))) {
            act->ignores_failure = HM_NO;
            return;
        }
        if (is_there) {
            let_pass(maker, cmd, act, walk.span,
                     walk.value.n == 0 ? walk.name
                                       : hm_arena_printf(maker->arena, "%.*s %.*s",
                                                         HM_FMT(walk.name), HM_FMT(walk.value)));
            return;
        }
        /* The long name is what people look up. */
        first = hm_str_starts(word, "--") ? word : first.n == 0 ? word : first;
    }
    if (first.n > 0) {
        if (is_told_otherwise(maker, cmd, tool)) {
            act->ignores_failure = HM_UNKNOWN;
            return;
        }
        let_pass(maker, cmd, act, act->span,
                 hm_arena_printf(maker->arena, "the lack of %.*s", HM_FMT(first)));
    }
}
