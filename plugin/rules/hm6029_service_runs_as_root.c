/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *user = &at->service->user;
    struct hm_str name = hm_str_sub(user->text, 0, hm_str_find(user->text, ':'));
    uint64_t number = 1;

    if (!user->is_set || user->text.n == 0) {
        if (!hm_service_is_built(at->service) && !at->service->is_passing) {
            hm_cannot_tell(out, at->service->span,
                           "No user is named: the image's own counts, and it was not read.");
        }
    } else if (!user->is_known && hm_str_find(name, '$') < name.n) {
        hm_cannot_tell(out, user->span, "The user depends on a variable without a value.");
    } else if (hm_str_eq(name, "root") ||
               (hm_str_to_u64(name, UINT32_MAX, &number) && number == 0)) {
        hm_find_at(out, at->service->is_passing ? HM_SEV_HIGH : HM_SEV_CRITICAL, user->span,
                   "The %s %.*s is started as root.", HM_SERVICE(at->service));
    }
}

const struct hm_rule hm6029_service_runs_as_root = {
    .id = "HM6029",
    .concept = "service-runs-as-root",
    .since = "0.1",
    .title = "A service is started as root",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250 },
    .cis = "4.1",
    .same_as = HM_IDS("compose-lint:CL-0018", "docksec:compose-no-non-root-user", "cis:4.1"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "`user: root` (or 0) overrides whatever user the image was made for. A "
           "process that is root in its container is root towards the kernel: a hole in "
           "the runtime or a careless mount makes it root of the host.\n\nWithout "
           "`user:` the image decides: for images that are built here the rule HM3001 "
           "looks at the Dockerfile, of others it is not known."
           " Of a container that does one task and ends (`docker run --rm -u root`) it is medium: "
           "most images would have run it as root anyway.",
    .fix = "Take `user: root` out, or name a user by number: `user: \"10001:10001\"`."
           " On a command line: `--user=10001`, in a Quadlet `User=10001`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    user: root\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginxinc/nginx-unprivileged:1.29\n"
            "    user: \"101:101\"\n",
    .check = check,
};
