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
hm_pod_has_own_users(const struct hm_visit *at)
{
    const struct hm_scalar *is_shared = &at->workload->pod.host_users;

    return is_shared->is_set && is_shared->is_known && hm_scalar_is_true(is_shared) == HM_NO;
}

bool
hm_container_is_privileged(const struct hm_visit *at)
{
    return hm_scalar_is_true(&at->container->effective.privileged) == HM_YES;
}

static bool
read_digits(struct hm_str digits, unsigned base, uint64_t *ret_number)
{
    static const char known[] = "0123456789abcdef";
    uint64_t number = 0;

    for (size_t i = 0; i < digits.n; i++) {
        const char *digit = memchr(known, digits.p[i] | 0x20, base);
        if (digit == NULL || number > UINT32_MAX / base) {
            return false;
        }
        number = number * base + (uint64_t)(digit - known);
    }
    *ret_number = number;
    return digits.n > 0 && number <= UINT32_MAX;
}

bool
hm_scalar_number(const struct hm_scalar *value, uint64_t *ret_number)
{
    struct hm_str text = value->text;

    if (!value->is_set || !value->is_known) {
        return false;
    }
    if (hm_str_starts(text, "0x") || hm_str_starts(text, "0o")) {
        return read_digits(hm_str_from(text, 2), text.p[1] == 'x' ? 16 : 8, ret_number);
    }
    if (text.n > 1 && text.p[0] == '0') {
        return read_digits(text, 8, ret_number);
    }
    return hm_str_to_u64(text, UINT32_MAX, ret_number);
}

bool
hm_workload_is_job(const struct hm_workload *workload)
{
    return hm_str_ends(workload->kind, "Job") || hm_str_eq(workload->kind, "JobSet");
}
