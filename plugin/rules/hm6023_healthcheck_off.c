/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

/* HEALTHCHECK of the Dockerfile that stands in the file itself. */
static enum hm_trit
image_has_check(const struct hm_service *service)
{
    const struct hm_dockerfile *file = service->build.file;

    if (file == NULL || file->target >= file->n_stages) {
        return HM_UNKNOWN;
    }
    const struct hm_instruction *set_by = file->stages[file->target].healthcheck.set_by;
    if (set_by == NULL) {
        return HM_NO;
    }
    return set_by->n_words > 0 && hm_str_eq_nocase(set_by->words[0].text, HM_S("none")) ? HM_NO
                                                                                        : HM_YES;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_service *service = at->service;

    if (service->is_passing) {
        return;
    }
    if (service->has_healthcheck_off == HM_YES) {
        hm_find(out, service->healthcheck.span, "The health check of the %s %.*s is off.",
                HM_SERVICE(service));
    } else if (service->has_healthcheck_off == HM_UNKNOWN) {
        hm_cannot_tell(out, service->healthcheck.span,
                       "Whether the check is off depends on a variable.");
    } else if (!service->healthcheck.is_set) {
        switch (image_has_check(service)) {
        case HM_YES:
            break;
        case HM_NO:
            hm_service_lacks(at, out, HM_KEY_HEALTHCHECK,
                             "has no health check, and its Dockerfile has none");
            break;
        case HM_UNKNOWN:
            hm_cannot_tell(out, service->span,
                           "No check is written here, and whether the image has one was not read.");
            break;
        }
    }
}

const struct hm_rule hm6023_healthcheck_off = {
    .id = "HM6023",
    .concept = "healthcheck-off",
    .since = "0.1",
    .title = "A service is started without a health check",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 703 },
    .cis = "5.27",
    .same_as =
        HM_IDS("kics:Healthcheck Not Set", "docksec:compose-missing-healthcheck", "cis:5.27"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Without a check a service that hangs counts as running: nothing restarts it, "
           "and `depends_on` with `condition: service_healthy` cannot wait for it. A "
           "check that is switched off is reported; where none is written the image may "
           "have one, which is not known here."
           " Containers that do one task and end (`docker run --rm`, or in the foreground of a "
           "script) are not asked for it: they are gone before it would matter.",
    .fix = "Write a `healthcheck:` that asks the service what its users ask it."
           " On a command line: `--health-cmd`, in a Quadlet `HealthCmd=`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    healthcheck:\n"
           "      disable: true\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    healthcheck:\n"
            "      test: [\"CMD\", \"curl\", \"-fsS\", \"http://localhost/\"]\n",
    .check = check,
};
