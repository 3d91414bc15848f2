/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/signature_look.h"

enum hm_look
hm_signature_look(struct hm_arena *arena, const struct hm_reference *reference,
                  struct hm_str digest, const char *suffix, const struct hm_image_options *options,
                  struct hm_str *ret_why)
{
    size_t colon = hm_str_find(digest, ':');
    struct hm_image_options all = *options;
    struct hm_image_check check = { 0 };
    struct hm_err err = { 0 };
    const struct hm_image_target target = {
        .kind = HM_IMAGE_REGISTRY,
        .text = hm_arena_printf(
            arena, "%.*s:%.*s-%.*s%s", HM_FMT(hm_image_ref_name(arena, &reference->ref)),
            HM_FMT(hm_str_sub(digest, 0, colon)), HM_FMT(hm_str_from(digest, colon + 1)), suffix),
    };

    all.platform = HM_S("all");
    enum hm_status status = hm_image_verify(arena, &target, &all, &check, &err);
    if (status == HM_E_NOT_FOUND) {
        return HM_LOOK_NONE;
    }
    if (status != HM_OK || check.proof != HM_PROOF_VERIFIED) {
        *ret_why = status == HM_OK ? check.text : hm_arena_str(arena, hm_str_c(err.text));
        return HM_LOOK_UNREADABLE;
    }
    return HM_LOOK_WHOLE;
}
