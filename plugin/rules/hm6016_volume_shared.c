/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/host_access.h"
#include "plugin/rules/services.h"

enum { SERVICES_LIMIT = 500 };

static bool
is_written(const struct hm_volume *volume)
{
    return volume->source.is_known && volume->is_read_only == HM_NO &&
           (volume->kind == HM_VOLUME_NAMED ||
            (volume->kind == HM_VOLUME_BIND && !hm_is_engine_socket(volume->path)));
}

/* What a volume is called, or the folder's path. */
static struct hm_str
name_of(const struct hm_volume *volume)
{
    return volume->kind == HM_VOLUME_BIND ? volume->path : volume->source.text;
}

/* A service before @p end that writes to the volume, or NULL. */
static const struct hm_service *
other_writer(const struct hm_manifests *manifests, uint32_t end, struct hm_str name)
{
    for (uint32_t i = 0; i < end; i++) {
        const struct hm_service *service = &manifests->services[i];
        for (uint32_t k = 0; k < service->n_volumes; k++) {
            if (is_written(&service->volumes[k]) &&
                hm_str_is(name_of(&service->volumes[k]), name)) {
                return service;
            }
        }
    }
    return NULL;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_manifests *manifests = at->manifests;
    uint32_t n = manifests->n_services < SERVICES_LIMIT ? manifests->n_services : SERVICES_LIMIT;

    for (uint32_t i = 0; i < n; i++) {
        const struct hm_service *service = &manifests->services[i];
        for (uint32_t k = 0; k < service->n_volumes && k < SERVICES_LIMIT; k++) {
            const struct hm_volume *volume = &service->volumes[k];
            const struct hm_service *other =
                is_written(volume) ? other_writer(manifests, i, name_of(volume)) : NULL;
            if (other != NULL) {
                hm_find(out, volume->span, "The services %.*s and %.*s both write to %.*s.",
                        HM_FMT(other->name), HM_FMT(service->name), HM_FMT(name_of(volume)));
            }
        }
    }
}

const struct hm_rule hm6016_volume_shared = {
    .id = "HM6016",
    .concept = "volume-shared",
    .since = "0.1",
    .title = "Several services write to the same volume or folder",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_ALL,
    .cwe = { 668 },
    .same_as = HM_IDS("kics:Shared Volumes Between Containers"),
    .needs = HM_NEEDS_COMPOSE,
    .on = HM_ON(MANIFEST),
    .why = "Services that share a volume, or a folder of the host, share their fate: what an "
           "intruder in one of "
           "them changes there is read, and perhaps run, by the others. Often that is "
           "what the volume is for, so it is only listed.",
    .fix = "Give the services that only read the volume `:ro`.",
    .bad = "services:\n"
           "  app:\n"
           "    image: example/app:1.0\n"
           "    volumes: [\"files:/files\"]\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    volumes: [\"files:/srv\"]\n"
           "volumes:\n"
           "  files:\n",
    .good = "services:\n"
            "  app:\n"
            "    image: example/app:1.0\n"
            "    volumes: [\"files:/files\"]\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    volumes: [\"files:/srv:ro\"]\n"
            "volumes:\n"
            "  files:\n",
    .check = check,
};
