/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_flag *flag = hm_instruction_flag(at->inst, "security");

    if (flag != NULL && hm_str_eq(flag->value.value, "insecure")) {
        hm_find(out, flag->span, "This command is built without the builder's sandbox.");
    }
}

const struct hm_rule hm3004_insecure_build = {
    .id = "HM3004",
    .concept = "insecure-build",
    .since = "0.1",
    .title = "RUN is built without the sandbox",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why =
        "`--security=insecure` gives the command all capabilities on the machine that builds: any "
        "package script or downloaded tool it starts can take that machine over, and with it "
        "every image built there.",
    .fix =
        "Do without it: most uses (mounting, device nodes, raw disks) can be done on the finished "
        "image's files, or in a virtual machine outside the build.",
    .bad = "FROM alpine:3.22\nRUN --security=insecure mount -t proc proc /mnt\n",
    .good = "FROM alpine:3.22\nRUN mkdir /mnt/proc\n",
    .check = check,
};
