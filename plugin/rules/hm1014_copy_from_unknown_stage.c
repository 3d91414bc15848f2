/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_flag *from = hm_instruction_flag(at->inst, "from");
    struct hm_image_use use;
    uint64_t number;

    if (from == NULL || !from->value.is_known || at->inst->from_stage != HM_NONE) {
        return;
    }
    struct hm_str name = from->value.value;
    if (hm_str_to_u64(name, 1000000, &number)) {
        hm_find_at(out, HM_SEV_HIGH, from->span, "There is no stage %u before this line.",
                   (unsigned)number);
        return;
    }
    if (!hm_image_use(at, 0, out->arena, &use) || !use.has_ref || hm_is_image_name(&use)) {
        return;
    }
    hm_find(out, from->span,
            "No stage before this line is called \"%.*s\", so the build pulls an image of that "
            "name.",
            HM_FMT(name));
}

const struct hm_rule hm1014_copy_from_unknown_stage = {
    .id = "HM1014",
    .concept = "copy-from-unknown-stage",
    .since = "0.1",
    .title = "COPY --from names no earlier stage",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .cwe = { 706, 829 },
    .same_as = HM_IDS("hadolint:DL3022", "droast:DF049"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY),
    .why = "A name that is no stage is taken for an image on Docker Hub. A slip of the pen then "
           "copies files out of whatever a stranger has published, or will publish, under that "
           "name. Images that are meant (with a tag, a path or a digest, or well known) are not "
           "reported here.",
    .fix = "Name a stage that stands before this line, or write the image in full, with its tag.",
    .bad = "FROM alpine:3.22 AS build\nRUN touch /a\nFROM alpine:3.22\nCOPY --from=biuld /a /a\n",
    .good = "FROM alpine:3.22 AS build\nRUN touch /a\nFROM alpine:3.22\nCOPY --from=build /a /a\n",
    .check = check,
};
