/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *profile = &at->container->effective.app_armor;
    bool is_off = hm_scalar_is(profile, "Unconfined") == HM_YES;
    bool is_odd =
        profile->is_set && profile->is_known && !hm_str_eq(profile->text, "RuntimeDefault") &&
        !hm_str_eq(profile->text, "Localhost") && !hm_str_eq(profile->text, "runtime/default") &&
        !hm_str_starts(profile->text, "localhost/");

    if (is_off) {
        hm_find(out, profile->span, "%.*s runs without AppArmor's profile.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    } else if (is_odd) {
        hm_find(out, profile->span, "%.*s asks for a profile of AppArmor that does not exist.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7013_app_armor_off = {
    .id = "HM7013",
    .concept = "app-armor-off",
    .since = "0.1",
    .title = "A container runs without its AppArmor profile",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0002", "kics:Missing AppArmor Profile"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Where a node has AppArmor, the runtime's profile keeps containers from writing to "
           "`/proc` and `/sys` and from mounting. `Unconfined` takes it away. The field "
           "`appArmorProfile` and the older annotation both count, the field first. The Pod "
           "Security Standards forbid it from `baseline` on.",
    .fix = "Take it out, or name a profile that allows what the program needs.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        appArmorProfile:\n"
                       "          type: Unconfined\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        appArmorProfile:\n"
                        "          type: RuntimeDefault\n",
    .check = check,
};
