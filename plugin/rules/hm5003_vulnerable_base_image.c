/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm5003_vulnerable_base_image = {
    .id = "HM5003",
    .concept = "vulnerable-base-image",
    .since = "0.1",
    .title = "The base image has known vulnerabilities",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SCANNED,
    .cwe = { 1395, 1104 },
    .cis = "4.4",
    .same_as = HM_IDS("cis:4.4", "dockle:CIS-DI-0004"),
    .scope = HM_SCOPE_IMAGE,
    .needs = HM_NEEDS_IMAGE,
    .why =
        "Packages that come with the base have published vulnerabilities. Everything built on it "
        "has them too, and what attacks them is often published as well. The single advisories "
        "are findings of their own; this one is as severe as the worst of them, and high at least. "
        "Advisories that were accepted do not count.",
    .fix = "Build on the newest patch of the base and pin it by digest; where the distribution has "
           "not mended it, take a smaller base without the package. Rebuild regularly.",
    .raised_by = "scan",
};
