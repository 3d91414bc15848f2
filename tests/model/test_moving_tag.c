/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/moving_tag.h"

#include <criterion/criterion.h>

static const struct {
    const char *tag;
    bool is_moving;
    bool is_flavour;
} TAGS[] = {
    { "latest", true, false },     { "Latest", true, false }, { "lts-alpine", true, false },
    { "main", true, false },       { "alpine", false, true }, { "slim-bookworm", false, true },
    { "sid", false, true },        { "1.29", false, false },  { "3.22-alpine", false, false },
    { "mainframe", false, false }, { "", false, false },
};

Test(moving_tag, words)
{
    for (size_t i = 0; i < sizeof TAGS / sizeof TAGS[0]; i++) {
        cr_expect_eq(hm_tag_is_moving(hm_str_c(TAGS[i].tag)), TAGS[i].is_moving, "%s", TAGS[i].tag);
        cr_expect_eq(hm_tag_is_flavour(hm_str_c(TAGS[i].tag)), TAGS[i].is_flavour, "%s",
                     TAGS[i].tag);
    }
}
