/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* From here on the log of last logins, which has a record for each number below, is large. */
enum { HIGH_UID = 65536 };

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_str value = { 0 };
    uint64_t uid = 0;
    bool is_there = hm_command_option(at->cmd, "--uid", &value);
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(at->cmd, &n_fields);
    for (uint32_t i = 1; !is_there && i + 1 < n_fields; i++) {
        struct hm_str arg = fields[i].text;
        is_there = arg.n > 1 && arg.p[0] == '-' && arg.p[1] != '-' && arg.p[arg.n - 1] == 'u';
        value = fields[i + 1].text;
    }
    if (at->inst->kind == HM_RUN && is_there && hm_visit_ships(at) &&
        hm_str_to_u64(value, UINT32_MAX, &uid) && uid >= HIGH_UID &&
        !hm_command_flag(at->cmd, 'l', "bcdDefgGkKpRsuZ", "--no-log-init")) {
        hm_find(out, at->cmd->span, "A user number as high as %llu makes a huge log file: add -l.",
                (unsigned long long)uid);
    }
}

const struct hm_rule hm2143_high_uid_log = {
    .id = "HM2143",
    .concept = "high-uid-log",
    .since = "0.1",
    .title = "useradd writes a huge log for a high user number",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .same_as =
        HM_IDS("hadolint:DL3046", "dd-iac:use_recommended_flags_with_useradd", "droast:DF064"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("useradd"),
    .why = "useradd writes a record into /var/log/lastlog and /var/log/faillog at a place that the "
           "user's number gives. The files are sparse, but layers are not: with a high number they "
           "become gigabytes of zeros that the builder packs and every machine unpacks.",
    .fix = "`useradd --no-log-init` (`-l`), or a number below 65536.",
    .bad = "FROM debian:12-slim\nRUN useradd -u 1000123 app\n",
    .good = "FROM debian:12-slim\nRUN useradd -l -u 1000123 app\n",
    .check = check,
};
