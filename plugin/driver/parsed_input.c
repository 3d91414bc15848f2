/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/parsed_input.h"

#include "plugin/base/auto.h"
#include "plugin/driver/builds/judgements.h"

enum hm_status
hm_inputs_parse(const struct hm_inputs *inputs, struct hm_str path, const struct hm_build *build,
                struct hm_arena *arena, struct hm_parsed_input *ret, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { 0 };

    HM_TRY(hm_inputs_read(inputs, path, &text, reterr));
    hm_source_init(&ret->source, arena, path, hm_arena_str(arena, hm_buf_str(&text)));
    hm_dockerfile_parse(arena, &ret->source, build, &ret->file);
    return HM_OK;
}

enum hm_status
hm_inputs_each_build(const struct hm_inputs *inputs, const struct hm_input_file *input,
                     const struct hm_build *options, struct hm_arena *arena,
                     hm_parsed_build_fn *each, void *ctx, struct hm_err *reterr)
{
    struct hm_parsed_input *parsed = hm_arena_new(arena, struct hm_parsed_input, 1);
    struct hm_judgements *judgements = hm_arena_new(arena, struct hm_judgements, 1);

    HM_TRY(hm_inputs_parse(inputs, input->path, options, arena, parsed, reterr));
    if (parsed->file.is_too_large) {
        enum hm_status status = hm_dockerfile_refuse(reterr);
        (void)hm_err_prefix(reterr, "%.*s", HM_FMT(input->path));
        return status;
    }
    if (input->n_builds == 0) {
        each(ctx, &(struct hm_parsed_build){ .file = &parsed->file, .build = options });
        return HM_OK;
    }
    hm_judgements_make(arena, options, input, &parsed->file, judgements);
    for (uint32_t i = 0; i < judgements->n; i++) {
        const struct hm_judgement *judgement = &judgements->list[i];
        struct hm_dockerfile *file = hm_arena_new(arena, struct hm_dockerfile, 1);
        hm_dockerfile_parse(arena, &parsed->source, &judgement->build, file);
        each(ctx, &(struct hm_parsed_build){ .file = file,
                                             .build = &judgement->build,
                                             .is_assumed = judgement->uses.n == 0 });
    }
    return HM_OK;
}
