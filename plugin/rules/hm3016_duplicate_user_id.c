/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/seat.h"

enum {
    MAX_IDS = 64, /* of a stage; more of them are silent */
};

struct ids {
    uint64_t numbers[MAX_IDS];
    struct hm_str names[MAX_IDS];
    size_t n;
};

/* The number that a command makes a user with. */
static bool
number_of(const struct hm_command *cmd, uint64_t *ret_number)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    struct hm_str value = { 0 };
    bool has = hm_command_option(cmd, "-u", &value) || hm_command_option(cmd, "--uid", &value);

    for (uint32_t i = 1; !has && i + 1 < n_fields; i++) {
        struct hm_str text = fields[i].text;
        if (text.n > 2 && text.p[0] == '-' && text.p[1] != '-' && hm_str_ends(text, "u")) {
            value = fields[i + 1].text;
            has = true;
        }
    }
    return has && hm_str_to_u64(value, UINT32_MAX, ret_number);
}

static void
check_command(const struct hm_command *cmd, struct ids *ids, struct hm_sink *out)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    uint64_t number;
    bool makes_user = hm_str_eq(cmd->name, "useradd") || hm_str_eq(cmd->name, "adduser") ||
                      hm_str_eq(cmd->name, "usermod");

    if (!makes_user || n_fields < 2 || !number_of(cmd, &number)) {
        return;
    }
    struct hm_str name = fields[n_fields - 1].text;
    if (number == 0 && !hm_str_eq(name, "root")) {
        hm_find(out, cmd->span, "%.*s is root under another name.", HM_FMT(name));
        return;
    }
    for (size_t i = 0; i < ids->n; i++) {
        if (ids->numbers[i] == number && !hm_str_is(ids->names[i], name)) {
            hm_find(out, cmd->span, "%.*s and %.*s have the number %u both.", HM_FMT(ids->names[i]),
                    HM_FMT(name), (unsigned)number);
            return;
        }
    }
    if (ids->n < MAX_IDS && (cmd->flags & HM_CMD_IN_BRANCH) == 0) {
        ids->numbers[ids->n] = number;
        ids->names[ids->n++] = name;
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct ids ids = { .n = 0 };

    if (!hm_stage_ships(at->stage)) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_script *script = hm_unix_script(at->file, &at->file->instructions[i]);
        for (uint32_t k = 0; script != NULL && k < script->n_commands; k++) {
            check_command(&script->commands[k], &ids, out);
        }
    }
}

const struct hm_rule hm3016_duplicate_user_id = {
    .id = "HM3016",
    .concept = "duplicate-user-id",
    .since = "0.1",
    .title = "Two names stand for one user",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 286, 732 },
    .same_as = HM_IDS("dockle:DKL-LI-0002"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "Permissions go by number. A second name for 0 is root under another name, which no "
           "check that looks for `root` sees; two users with one number own each other's files.",
    .fix = "Give every user a number of its own; leave out `-o`.",
    .bad = "FROM debian:13-slim\nRUN useradd -o -u 0 admin\n",
    .good = "FROM debian:13-slim\nRUN useradd -u 10001 admin\n",
    .check = check,
};
