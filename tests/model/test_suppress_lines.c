/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/model/suppression.h"

Test(suppress_lines, each_covers_the_lines_that_were_given)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_suppressions asked;
    struct hm_str text = HM_S(" hullmark ignore=HM8001\n hullmark ignore=HM8002\n other\n"
                              " hullmark ignore=HM8003\n");

    hm_source_init(&source, &arena, HM_S("Jenkinsfile"), text);
    struct hm_comment_line lines[4];
    for (uint32_t i = 0; i < 4; i++) {
        lines[i] = (struct hm_comment_line){
            .text = hm_source_line(&source, i + 1), .line = i + 1, .from = i + 2, .to = 9
        };
    }
    lines[3].from = lines[3].to = 0;
    hm_suppressions_read_lines(&arena, &source, lines, 4, &asked);
    cr_assert_eq(asked.n, 2);
    cr_expect(hm_str_eq(asked.list[1].id, "HM8002"));
    cr_expect_eq(asked.list[1].line, 3);
    cr_expect_eq(asked.list[1].end_line, 9);
    cr_expect_eq(asked.n_faults, 1, "it stands above nothing");
}
