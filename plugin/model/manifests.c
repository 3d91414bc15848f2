/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/manifests.h"

const struct hm_source *
hm_manifests_source(const struct hm_manifests *manifest, struct hm_span span)
{
    uint32_t low = 0;
    uint32_t high = manifest->n_sources;

    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (manifest->sources[mid]->base <= span.off) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return manifest->sources[low];
}

enum hm_trit
hm_scalar_is(const struct hm_scalar *value, const char *text)
{
    if (!value->is_set) {
        return HM_NO;
    }
    if (!value->is_known) {
        return HM_UNKNOWN;
    }
    return hm_str_eq_nocase(value->text, hm_str_c(text)) ? HM_YES : HM_NO;
}

enum hm_trit
hm_scalar_is_true(const struct hm_scalar *value)
{
    return hm_scalar_is(value, "true");
}

const struct hm_entry *
hm_entries_find(const struct hm_entries *entries, const char *name)
{
    for (uint32_t i = 0; i < entries->n; i++) {
        if (hm_str_eq(entries->list[i].name, name)) {
            return &entries->list[i];
        }
    }
    return NULL;
}

const char *
hm_service_spelling(const struct hm_service *service, enum hm_service_key key)
{
    static const char *const words[HM_KEY_COUNT][3] = {
#define KEY(name, compose, command, quadlet)                                                       \
    [HM_KEY_##name] = { [HM_SERVICE_COMPOSE] = (compose),                                          \
                        [HM_SERVICE_COMMAND] = (command),                                          \
                        [HM_SERVICE_QUADLET] = (quadlet) },
#include "plugin/model/service_keys.def"
#undef KEY
    };
    static const char *const of_swarm[HM_KEY_COUNT] = {
        [HM_KEY_MEMORY] = "--limit-memory",
        [HM_KEY_CPUS] = "--limit-cpu",
        [HM_KEY_PIDS] = "--limit-pids",
    };

    return service->is_swarm && of_swarm[key] != NULL ? of_swarm[key] : words[key][service->form];
}

const char *
hm_service_noun(const struct hm_service *service)
{
    return service->form == HM_SERVICE_COMPOSE ? "service" : "container";
}
