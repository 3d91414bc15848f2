/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/parsed_input.h"

#include "plugin/base/auto.h"

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
