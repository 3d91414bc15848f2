/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_setting *user = &at->stage->user;
    uint64_t number;

    if (!at->stage->is_target || at->stage->is_windows || user->set_by == NULL ||
        !user->word.is_known || hm_stage_runs_as_root(at->stage) != HM_NO) {
        return;
    }
    struct hm_str name = hm_str_sub(user->word.value, 0, hm_str_find(user->word.value, ':'));
    if (!hm_str_to_u64(name, UINT32_MAX, &number)) {
        hm_find(out, user->set_by->span,
                "USER %.*s is a name; whether it is root can only be told inside the image.",
                HM_FMT(name));
    }
}

const struct hm_rule hm3002_user_not_numeric = {
    .id = "HM3002",
    .concept = "user-not-numeric",
    .since = "0.1",
    .title = "USER is a name, not a number",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1188 },
    .same_as = HM_IDS("hadolint:DL3066"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Kubernetes refuses to start an image under `runAsNonRoot: true` when its user is a name: "
        "it does not look into the image's /etc/passwd, where that name could be number 0. Owners "
        "of mounted volumes are numbers, too.",
    .fix = "Write the number that the user was created with: `RUN adduser -D -u 10001 app` and "
           "`USER 10001`.",
    .bad = "FROM alpine:3.22\nRUN adduser -D app\nUSER app\n",
    .good = "FROM alpine:3.22\nRUN adduser -D -u 10001 app\nUSER 10001\n",
    .check = check,
};
