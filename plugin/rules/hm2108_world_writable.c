/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
report(struct hm_sink *out, struct hm_span span, struct hm_str word)
{
    struct hm_mode mode = hm_mode_of(word);
    if (!mode.is_known) {
        hm_cannot_tell(out, span, "The mode is a variable.");
    } else if (mode.is_world_writable && !mode.is_sticky) {
        hm_find(out, span, "Mode %.*s lets every user write.", HM_FMT(word));
    }
}

/* What is made from here on gets the mode that is left: others may write unless the mask says so.
 */
static void
check_umask(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(at->cmd, &n_fields);
    struct hm_str mask = n_fields == 2 ? fields[1].text : hm_str_c("");
    bool is_octal = mask.n > 0;

    for (size_t i = 0; i < mask.n; i++) {
        is_octal = is_octal && mask.p[i] >= '0' && mask.p[i] <= '7';
    }
    bool lets_write = is_octal ? ((mask.p[mask.n - 1] - '0') & 2) == 0
                               : hm_str_has(mask, "=") && hm_mode_of(mask).is_world_writable;
    if (lets_write) {
        hm_find(out, at->cmd->span, "umask %.*s lets every user write what is made from here on.",
                HM_FMT(mask));
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!hm_visit_ships(at)) {
        return;
    }
    if (at->cmd == NULL) {
        const struct hm_flag *flag = hm_instruction_flag(at->inst, "chmod");
        if (flag != NULL) {
            report(out, flag->span, flag->value.value);
        }
        return;
    }
    if (hm_str_eq(at->cmd->name, "umask")) {
        check_umask(at, out);
        return;
    }
    struct hm_str mode = hm_command_mode(at->cmd);
    if (mode.n > 0 && at->inst->kind == HM_RUN) {
        report(out, at->cmd->span, mode);
    }
}

const struct hm_rule hm2108_world_writable = {
    .id = "HM2108",
    .concept = "world-writable",
    .since = "0.1",
    .title = "Files of the image can be written by every user",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_READ_ONLY,
    .cwe = { 732 },
    .same_as = HM_IDS("dd-iac:avoid_chmod_777", "tally:world-writable-state-path-workaround",
                      "droast:DF034"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .commands = HM_IDS("chmod", "install", "mkdir", "umask"),
    .why = "Every process in the container may change these files: a hole in the service is enough "
           "to replace programs, scripts or configuration that another user, root included, runs "
           "or reads next. It is the usual answer to \"permission denied\", and gives far more "
           "than was missing.",
    .fix = "Give the files to the user that needs them: `COPY --chown=app:app`, `chown`, or a "
           "group and mode 2770. Programs and configuration need no write permission at all. A "
           "shared temporary folder has mode 1777.",
    .bad = "FROM debian:12-slim\nRUN mkdir /data && chmod -R 777 /data\n",
    .good = "FROM debian:12-slim\nRUN mkdir /data && chown app:app /data && chmod 750 /data\n",
    .check = check,
};
