/* SPDX-License-Identifier: Apache-2.0 */
/* Ignore comments of Jenkinsfiles and of other languages whose readers find the comments. */
#include "plugin/model/suppress_comment.h"

void
hm_suppressions_read_lines(struct hm_arena *arena, const struct hm_source *source,
                           const struct hm_comment_line *comments, size_t n,
                           struct hm_suppressions *ret)
{
    struct hm_dockerfile file = { .source = source };
    struct hm_comment_reader reader = { .arena = arena, .file = &file };

    for (size_t i = 0; i < n && !reader.is_full; i++) {
        struct hm_cover cover = { .line = comments[i].from, .end_line = comments[i].to };
        struct hm_comment comment = { .text = hm_str_trim(comments[i].text),
                                      .line = comments[i].line,
                                      .covers = &cover };
        if (comment.text.n > 0) {
            (void)hm_comment_hullmark(&reader, &comment);
        }
    }
    *ret = (struct hm_suppressions){ .list = reader.list.p,
                                     .n = (uint32_t)reader.list.n,
                                     .faults = reader.faults.p,
                                     .n_faults = (uint32_t)reader.faults.n };
}
