/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/workloads.h"

struct hm_str
hm_container_label(struct hm_arena *arena, const struct hm_container *container)
{
    static const char *const kinds[] = {
        [HM_CONTAINER_PLAIN] = "container",
        [HM_CONTAINER_INIT] = "init container",
        [HM_CONTAINER_SIDECAR] = "sidecar container",
        [HM_CONTAINER_EPHEMERAL] = "ephemeral container",
    };

    return hm_arena_printf(arena, "The %s %.*s", kinds[container->kind],
                           HM_FMT(hm_str_sub(container->name.text, 0, 253)));
}

struct hm_str
hm_workload_label(struct hm_arena *arena, const struct hm_workload *workload)
{
    return hm_arena_printf(arena, "The %.*s %.*s", HM_FMT(hm_str_sub(workload->kind, 0, 100)),
                           HM_FMT(hm_str_sub(workload->name.text, 0, 253)));
}

void
hm_workload_find_on(const struct hm_visit *at, struct hm_sink *out, const struct hm_scalar *value,
                    const char *what)
{
    switch (hm_scalar_is_true(value)) {
    case HM_YES:
        hm_find(out, value->span, "%.*s %s", HM_FMT(hm_workload_label(out->arena, at->workload)),
                what);
        break;
    case HM_UNKNOWN:
        hm_cannot_tell(out, value->span, "Whether it does depends on a template.");
        break;
    case HM_NO:
        break;
    }
}

bool
hm_container_is_whole(const struct hm_visit *at)
{
    return !at->workload->is_partial && !at->workload->is_windows;
}

bool
hm_container_is_privileged(const struct hm_visit *at)
{
    return hm_scalar_is_true(&at->container->effective.privileged) == HM_YES;
}

bool
hm_scalar_number(const struct hm_scalar *value, uint64_t *ret_number)
{
    return value->is_set && value->is_known && hm_str_to_u64(value->text, UINT32_MAX, ret_number);
}

bool
hm_workload_is_job(const struct hm_workload *workload)
{
    return hm_str_eq(workload->kind, "Job") || hm_str_eq(workload->kind, "CronJob");
}
