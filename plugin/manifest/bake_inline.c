/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/bake_inline.h"

#include "plugin/manifest/embedded.h"
#include "plugin/manifest/hcl.h"

static struct hm_build
build_of(struct hm_arena *arena, const struct hm_hcl_block *target)
{
    const struct hm_hcl_value *args = hm_hcl_attribute(target, "args");
    const struct hm_hcl_value *stage = hm_hcl_attribute(target, "target");
    struct hm_build build = { .has_all_args = false };

    if (args != NULL && args->kind == HM_HCL_MAP) {
        struct hm_build_arg *list = hm_arena_new(arena, struct hm_build_arg, args->n);
        for (uint32_t i = 0; i < args->n; i++) {
            if (args->pairs[i].value.kind == HM_HCL_TEXT) {
                list[build.n_args++] = (struct hm_build_arg){ .name = args->pairs[i].key,
                                                              .value = args->pairs[i].value.text };
            }
        }
        build.args = list;
    }
    if (stage != NULL && stage->kind == HM_HCL_TEXT) {
        build.target = stage->text;
    }
    return build;
}

static void
add(struct hm_arena *arena, const struct hm_hcl_block *target, struct hm_bake_inlines *to)
{
    const struct hm_hcl_value *value = hm_hcl_attribute(target, "dockerfile-inline");
    struct hm_str all = to->source.text;

    if (value == NULL || value->kind == HM_HCL_NULL) {
        return;
    }
    struct hm_bake_inline *made = hm_vec_push(arena, &to->list);
    made->target = target->label;
    made->line = hm_source_line_of(&to->source, value->off);
    if (value->kind != HM_HCL_TEXT) {
        return;
    }
    struct hm_build build = build_of(arena, target);
    /* A here-document's text is the file's own. */
    bool is_own =
        value->text.p > all.p && value->text.p < all.p + all.n && value->text.p[-1] == '\n';
    made->file =
        is_own ? hm_embedded_parse_lines(arena, &to->source, value->text, &build)
               : hm_embedded_parse(arena, &to->source, (struct hm_span){ value->off, value->len },
                                   value->text, &build);
}

enum hm_status
hm_bake_inline_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                    struct hm_bake_inlines *ret, struct hm_err *reterr)
{
    struct hm_hcl file = { 0 };

    if (hm_str_ends(path, ".json")) {
        HM_TRY(hm_hcl_parse_json(arena, text, &file, reterr));
    } else {
        HM_TRY(hm_hcl_parse(arena, text, &file, reterr));
    }
    *ret = (struct hm_bake_inlines){ 0 };
    hm_source_init(&ret->source, arena, path, text);
    for (size_t i = 0; i < file.blocks.n; i++) {
        if (hm_str_eq(file.blocks.p[i].type, "target")) {
            add(arena, &file.blocks.p[i], ret);
        }
    }
    return HM_OK;
}
