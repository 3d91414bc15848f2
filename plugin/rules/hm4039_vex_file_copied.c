/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < hm_copy_sources(at->inst); i++) {
        struct hm_str name = hm_str_basename(at->inst->words[i].value);
        if (hm_str_ends(name, ".vex.json") || hm_str_ends(name, ".openvex.json") ||
            hm_str_eq(name, "vex.json") || hm_str_eq(name, "openvex.json")) {
            hm_find(out, at->inst->words[i].span, "%.*s belongs beside the image, not into it.",
                    HM_FMT(name));
        }
    }
}

const struct hm_rule hm4039_vex_file_copied = {
    .id = "HM4039",
    .concept = "vex-file-copied",
    .since = "0.1",
    .title = "A statement about vulnerabilities is copied into the image",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_SCANNED,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1059 },
    .same_as = HM_IDS("tally:prefer-vex-attestation"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .why = "A VEX document says which vulnerabilities do not concern the image. It changes more "
           "often than the image does, and inside it nobody finds it: scanners look for an "
           "attestation next to the image, and a new statement would need a new build.",
    .fix = "Attach it: `cosign attest --type openvex --predicate app.vex.json IMAGE`, or `docker "
           "scout attestation add`.",
    .bad = "FROM alpine:3.22\nCOPY app.vex.json /usr/share/vex/\n",
    .good = "FROM alpine:3.22\nCOPY app.json /usr/share/app/\n",
    .check = check,
};
