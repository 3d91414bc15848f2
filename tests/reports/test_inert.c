/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/inert.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

typedef void inert_fn(struct hm_buf *buf, struct hm_str s);

static void
command(struct hm_buf *buf, struct hm_str s)
{
    hm_inert_command(buf, s, 20);
}

static void
property(struct hm_buf *buf, struct hm_str s)
{
    hm_inert_command_property(buf, s, 20);
}

static void
prose(struct hm_buf *buf, struct hm_str s)
{
    hm_inert_prose(buf, s, 100);
}

static const struct {
    inert_fn *inert;
    const char *in;
    const char *out;
} rows[] = {
    { hm_inert_line, "a\r\nb\tc", "a  b c" },
    { hm_inert_line, "\x1b[1m", "<U+001B>[1m" },
    { hm_inert_line, "x ##[error] ##VSO[y]", "x # #[error] # #VSO[y]" },
    { hm_inert_line, "a\n::error::x", "a ::error::x" },
    { hm_inert_line, "::error::x", ": :error::x" },
    { hm_inert_xml, "<a href=\"x\">&'\x01",
      "&lt;a href=&quot;x&quot;&gt;&amp;&apos;&lt;U+0001&gt;" },
    { hm_inert_xml, "]]>", "]]&gt;" },
    { hm_inert_csv, "", "\"\"" },
    { hm_inert_csv, "plain", "\"plain\"" },
    { hm_inert_csv, "a \"b\"", "\"a \"\"b\"\"\"" },
    { hm_inert_csv, "=1", "\"'=1\"" },
    { hm_inert_csv, "+1", "\"'+1\"" },
    { hm_inert_csv, "-1", "\"'-1\"" },
    { hm_inert_csv, "@a", "\"'@a\"" },
    { hm_inert_csv, "\t=1", "\" '=1\"" },
    { hm_inert_csv, "\r=1", "\" '=1\"" },
    { hm_inert_csv, "\xef\xbc\x9d", "\"'\xef\xbc\x9d\"" },
    { hm_inert_csv, "a;=1", "\"a;'=1\"" },
    { hm_inert_csv, "\",=1", "\"\"\",'=1\"" },
    { hm_inert_csv, "a=1", "\"a=1\"" },
    { command, "100%\na:b,c", "100%25 a:b,c" },
    { command, "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrs\xe2\x80\xa6" },
    { property, "a:b,c%", "a%3Ab%2Cc%25" },
    { hm_inert_markdown, "a *b* `c` [d](e)", "a \\*b\\* \\`c\\` \\[d\\]\\(e\\)" },
    { hm_inert_markdown, "<b>&amp;", "&lt;b&gt;&amp;&#8203;amp;" },
    { hm_inert_markdown, "@user #12", "@&#8203;user \\#&#8203;12" },
    { hm_inert_markdown, "http://x www.x.y", "http:&#8203;//x www&#8203;.x.y" },
    { hm_inert_markdown, "GH-12 CVE-2024-1", "GH-&#8203;12 CVE-2024-1" },
    { hm_inert_markdown, "a|b\n\nc", "a\\|b  c" },
    { hm_inert_code, "", "" },
    { hm_inert_code, "a b", "`a b`" },
    { hm_inert_code, "a`b", "``a`b``" },
    { hm_inert_code, "`", "`` ` ``" },
    { hm_inert_code, "a|b\\|",
      "`a\xc2\xa6"
      "b\\\xc2\xa6`" },
    { hm_inert_code, "##[error]", "`# #[error]`" },
    { prose, "Ask @user",
      "Ask @\xe2\x80\x8b"
      "user." },
    { prose, "<script> a < b", "<\xe2\x80\x8bscript> a < b." },
    { prose, "[a](b) #12",
      "[a] (b) #\xe2\x80\x8b"
      "12." },
};

Test(inert, each_text_is_only_text)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        rows[i].inert(&buf, hm_str_c(rows[i].in));
        cr_expect(hm_str_eq(hm_buf_str(&buf), rows[i].out), "%s: %.*s", rows[i].in,
                  HM_FMT(hm_buf_str(&buf)));
    }
}
