/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static bool
runs_sshd(const struct hm_scalars *words)
{
    struct hm_str first = words->n > 0 ? words->list[0].text : HM_S("");

    first = hm_str_sub(first, 0, hm_str_find(first, ' '));
    return hm_str_eq(hm_str_basename(first), "sshd") ||
           hm_str_eq(hm_str_basename(first), "dropbear");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    static const char *const images[] = { "openssh-server", "openssh", "sshd", NULL };
    const struct hm_service *service = at->service;
    struct hm_str image = service->build.is_set ? HM_S("") : hm_str_basename(service->image.text);

    image = hm_str_sub(image, 0, hm_str_find(image, '@'));
    if (hm_str_in(hm_str_sub(image, 0, hm_str_find(image, ':')), images)) {
        hm_find(out, service->image.span, "The %s %.*s is an SSH server.", HM_SERVICE(service));
    } else if (runs_sshd(&service->command)) {
        hm_find(out, service->command.span, "The %s %.*s runs an SSH server.", HM_SERVICE(service));
    } else if (runs_sshd(&service->entrypoint)) {
        hm_find(out, service->entrypoint.span, "The %s %.*s runs an SSH server.",
                HM_SERVICE(service));
    }
    for (uint32_t i = 0; i < service->n_ports; i++) {
        if (hm_str_eq(service->ports[i].target.text, "22")) {
            hm_find(out, service->ports[i].span, "The %s %.*s publishes its port of SSH.",
                    HM_SERVICE(service));
        }
    }
}

const struct hm_rule hm6036_ssh_server_in_service = {
    .id = "HM6036",
    .concept = "ssh-server-in-service",
    .since = "0.1",
    .title = "A service runs an SSH server",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1188 },
    .cis = "5.7",
    .same_as = HM_IDS("cis:5.7"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "An SSH server in a container is one more service that faces the network, "
           "with keys and passwords of its own to be kept, and with what is done by it "
           "nothing of the container is as its image says.",
    .fix = "Use `docker compose exec`, and SSH to the host where that is needed from "
           "afar.",
    .bad = "services:\n"
           "  box:\n"
           "    image: example/box:1.0\n"
           "    command: [\"/usr/sbin/sshd\", \"-D\"]\n",
    .good = "services:\n"
            "  box:\n"
            "    image: example/box:1.0\n"
            "    command: [\"/app/serve\"]\n",
    .check = check,
};
