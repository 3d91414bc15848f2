/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static const char *const critical[] = {
    "/dev/mem",  "/dev/kmem", "/dev/port",   "/dev/sd",     "/dev/hd", "/dev/vd",   "/dev/xvd",
    "/dev/nvme", "/dev/dm-",  "/dev/mapper", "/dev/mmcblk", "/dev/md", "/dev/disk", NULL,
};

static const char *const high[] = {
    "/dev/loop",    "/dev/kvm",  "/dev/vhost", "/dev/fuse",   "/dev/net/tun",
    "/dev/bus/usb", "/dev/kmsg", "/dev/cpu",   "/dev/uinput", "/dev/input",
    "/dev/console", "/dev/vfio", NULL,
};

static bool
begins(struct hm_str path, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (hm_str_starts(path, *list)) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_service *service = at->service;

    for (uint32_t i = 0; i < service->devices.n; i++) {
        const struct hm_scalar *device = &service->devices.list[i];
        struct hm_str path = hm_str_sub(device->text, 0, hm_str_find(device->text, ':'));
        bool is_all = hm_str_eq(path, "/dev") || hm_str_eq(path, "/dev/");
        if (!device->is_known) {
            hm_cannot_tell(out, device->span, "Which device it is depends on a variable.");
        } else if (is_all || begins(path, critical)) {
            hm_find_at(out, HM_SEV_CRITICAL, device->span,
                       "With %.*s the %s %.*s has the host's memory or disks.", HM_FMT(path),
                       HM_SERVICE(service));
        } else if (begins(path, high)) {
            hm_find(out, device->span, "With %.*s the %s %.*s reaches past its container.",
                    HM_FMT(path), HM_SERVICE(service));
        }
    }
    for (uint32_t i = 0; i < service->device_cgroup_rules.n; i++) {
        const struct hm_scalar *rule = &service->device_cgroup_rules.list[i];
        if (hm_str_starts(rule->text, "a") || hm_str_starts(rule->text, "b *:*") ||
            hm_str_starts(rule->text, "c *:*")) {
            hm_find_at(out, HM_SEV_CRITICAL, rule->span,
                       "The %s %.*s may use every device of a kind.", HM_SERVICE(service));
        }
    }
}

const struct hm_rule hm6032_host_device = {
    .id = "HM6032",
    .concept = "host-device",
    .since = "0.1",
    .title = "A device of the host is given to a container",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .cis = "5.18",
    .same_as = HM_IDS("compose-lint:CL-0016", "cis:5.18"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Memory, disks and ports of the machine as devices (`/dev/mem`, `/dev/sda`, "
           "`/dev/port`), or all devices by a rule `a *:* rwm`, are the host itself: "
           "critical. Virtual machines, loop devices, raw network packets and USB as a "
           "whole reach past the container: high. Graphics, sound and serial lines are "
           "what devices are given for; they are not reported.",
    .fix = "Give the one device that is needed, with the rights it needs: "
           "`/dev/ttyUSB0:/dev/ttyUSB0:rw`.",
    .bad = "services:\n"
           "  backup:\n"
           "    image: example/backup:1.0\n"
           "    devices:\n"
           "      - /dev/sda:/dev/sda\n",
    .good = "services:\n"
            "  modem:\n"
            "    image: example/modem:1.0\n"
            "    devices:\n"
            "      - /dev/ttyUSB0:/dev/ttyUSB0:rw\n",
    .check = check,
};
