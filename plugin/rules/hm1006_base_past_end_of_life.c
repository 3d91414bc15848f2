/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_image_use use;

    if (hm_image_use(at, 0, out->arena, &use) && use.has_ref) {
        hm_find_past_end(at, out, &use.ref, use.word->value, use.word->span);
    }
}

const struct hm_rule hm1006_base_past_end_of_life = {
    .id = "HM1006",
    .concept = "base-past-end-of-life",
    .since = "0.1",
    .title = "The base image is past its end of life",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .cwe = { 1104, 1395 },
    .same_as = HM_IDS("tally:ruby/eol-ruby-version"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM),
    .why =
        "Vulnerabilities found after the end of support are published, but not mended: the image "
        "gets worse every day, and rebuilding it does not help. Scanners that depend on the "
        "distribution's own advisories even fall silent. The distribution under a language's "
        "image (`python:3.12-buster`) counts too.",
    .fix = "Move to a version that is maintained; `hullmark` lists the dates in its table of base "
           "images, each release brings it up to date.",
    .bad = "FROM debian:10-slim\n",
    .good = "FROM debian:13-slim\n",
    .check = check,
};
