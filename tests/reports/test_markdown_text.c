/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/markdown_text.h"

static const struct {
    const char *markdown;
    const char *plain;
} texts[] = {
    { "", "" },
    { "Plain text.", "Plain text." },
    { "Use `USER 10001` **now**.", "Use USER 10001 now." },
    { "`**/*.pem`", "**/*.pem" },
    { "`[a](b)`", "[a](b)" },
    { "See [the page](https://example.org/x).", "See the page (https://example.org/x)." },
    { "CMD [\"sh\"]", "CMD [\"sh\"]" },
    { "[open", "[open" },
    { "[a](open", "[a](open" },
    { " trimmed\n\n", "trimmed" },
    { "two\n\nparagraphs", "two\n\nparagraphs" },
};

Test(markdown_text, plain)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        hm_markdown_plain(&buf, hm_str_c(texts[i].markdown));
        cr_expect(hm_str_eq(hm_buf_str(&buf), texts[i].plain), "%s: %.*s", texts[i].markdown,
                  HM_FMT(hm_buf_str(&buf)));
    }
}

Test(markdown_text, first_paragraph)
{
    cr_expect(hm_str_eq(hm_markdown_first_paragraph(HM_S("\na\nb\n\nc\n\nd")), "a\nb"));
    cr_expect(hm_str_eq(hm_markdown_first_paragraph(HM_S("a\n")), "a"));
    cr_expect_eq(hm_markdown_first_paragraph(hm_str_make(NULL, 0)).n, 0);
}

static const struct {
    const char *content;
    const char *fenced;
} fences[] = {
    { "FROM a\n", "```x\nFROM a\n```\n" },
    { "FROM a", "```x\nFROM a\n```\n" },
    { "```\n", "````x\n```\n````\n" },
    { "a ````` b", "``````x\na ````` b\n``````\n" },
    { "", "```x\n\n```\n" },
};

Test(markdown_text, a_fence_cannot_be_left)
{
    for (size_t i = 0; i < sizeof fences / sizeof fences[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        hm_markdown_fence(&buf, "x", hm_str_c(fences[i].content));
        cr_expect_str_eq(buf.p, fences[i].fenced);
    }
}
