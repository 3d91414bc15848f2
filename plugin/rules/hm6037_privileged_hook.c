/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static bool
is_root(struct hm_str user)
{
    struct hm_str name = hm_str_sub(user, 0, hm_str_find(user, ':'));

    return hm_str_eq(name, "root") || hm_str_eq(name, "0");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->n_hooks; i++) {
        const struct hm_hook *hook = &at->service->hooks[i];
        switch (hm_scalar_is_true(&hook->privileged)) {
        case HM_YES:
            hm_find(out, hook->privileged.span, "A hook of the service %.*s runs privileged.",
                    HM_FMT(at->service->name));
            break;
        case HM_UNKNOWN:
            hm_cannot_tell(out, hook->privileged.span, "It depends on a variable.");
            break;
        case HM_NO:
            break;
        }
        if (hook->user.is_set && hook->user.is_known && is_root(hook->user.text)) {
            hm_find_at(out, HM_SEV_MEDIUM, hook->user.span,
                       "A hook of the service %.*s runs as root.", HM_FMT(at->service->name));
        }
    }
}

const struct hm_rule hm6037_privileged_hook = {
    .id = "HM6037",
    .concept = "privileged-hook",
    .since = "0.1",
    .title = "A command is run in a container with more rights than it has",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250 },
    .cis = "5.23",
    .same_as = HM_IDS("cis:5.23", "cis:5.24"),
    .needs = HM_NEEDS_COMPOSE,
    .on = HM_ON(SERVICE),
    .why = "`post_start` and `pre_stop` run commands in the container, and may do so "
           "privileged or as root, whatever the service itself is: what the container "
           "was kept from, the command is not, nor is what it starts or reads there.",
    .fix = "Prepare files in the image or by a service that runs once, and run the hook "
           "as the service's own user.",
    .bad = "services:\n"
           "  app:\n"
           "    image: example/app:1.0\n"
           "    user: \"10001\"\n"
           "    post_start:\n"
           "      - command: ./prepare\n"
           "        user: root\n",
    .good = "services:\n"
            "  app:\n"
            "    image: example/app:1.0\n"
            "    user: \"10001\"\n"
            "    post_start:\n"
            "      - command: ./prepare\n",
    .check = check,
};
