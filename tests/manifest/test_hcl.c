/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/hcl.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"

/* Text as it is, names as $NAME, what is not known as '?'. */
static void
dump(struct hm_buf *to, const struct hm_hcl_value *value)
{
    static const char *const open[] = { "", "", "", "", "<", "[", "{" };
    static const char *const closed[] = { "", "", "", "", ">", "]", "}" };

    hm_buf_puts(to, open[value->kind]);
    switch (value->kind) {
    case HM_HCL_UNKNOWN:
        hm_buf_puts(to, "?");
        break;
    case HM_HCL_NULL:
        hm_buf_puts(to, "null");
        break;
    case HM_HCL_TEXT:
        hm_buf_add(to, value->text);
        break;
    case HM_HCL_NAME:
        hm_buf_printf(to, "$%.*s", HM_FMT(value->text));
        break;
    case HM_HCL_JOIN:
    case HM_HCL_LIST:
    case HM_HCL_MAP:
        for (uint32_t i = 0; i < value->n; i++) {
            hm_buf_puts(to, i > 0 ? "|" : "");
            if (value->kind == HM_HCL_MAP) {
                hm_buf_printf(to, "%.*s=", HM_FMT(value->pairs[i].key));
            }
            dump(to, value->kind == HM_HCL_MAP ? &value->pairs[i].value : &value->items[i]);
        }
        break;
    }
    hm_buf_puts(to, closed[value->kind]);
}

static const struct {
    const char *text;
    const char *value; /* of the attribute "a" in the first block; NULL: refused */
} rows[] = {
    { "t \"n\" {\n a = \"x\"\n}\n", "x" },
    { "t \"n\" { a = 12.5 }", "12.5" },
    { "t n {\n a = null\n}", "null" },
    { "t n {\n a = TAG\n}", "$TAG" },
    { "t n {\n a = \"v${TAG}-x\"\n}", "<v|$TAG|-x>" },
    { "t n {\n a = \"v${ upper(\"}\") }-x\"\n}", "<v|?|-x>" },
    { "t n {\n a = \"$${TAG} \\\"q\\\"\"\n}", "${TAG} \"q\"" },
    { "t n {\n a = \"%{ if x }y%{ endif }\"\n b = \"z\"\n}", "<?|y|?>" },
    { "t n {\n a = [\"x\", TAG, # c\n \"y\",\n ]\n}", "[x|$TAG|y]" },
    { "t n {\n a = {\n  x = \"1\"\n  \"y z\" : TAG, w = null\n }\n}", "{x=1|y z=$TAG|w=null}" },
    { "t n {\n a = [for x in y : x]\n}", "?" },
    { "t n {\n a = {for x in y : x => \"}\"}\n}", "?" },
    { "t n {\n a = x == \"\" ? \"b\" : \"c\"\n}", "?" },
    { "t n {\n a = concat([\"x\"], y)\n}", "?" },
    { "t n {\n a = target.base.args\n}", "?" },
    { "t n {\n a = <<-EOT\n  FROM x\n  EOT\n}", "  FROM x\n" },
    { "# c\n// c\n/* c\n*/ t n {\n /* b */ a = \"x\" // d\n inner { a = \"}\" }\n}", "x" },
    { "t n {\n a = \"x\n}", NULL },
    { "t n {\n a = [\"x\" \"y\", z]\n}", "[?|$z]" },
    { "t n {\n a = \"x\"\n", NULL },
    { "t n {\n a\n}", NULL },
    { "= 1\n", NULL },
};

ParameterizedTestParameters(hcl, reads)
{
    static size_t indexes[sizeof rows / sizeof rows[0]];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, sizeof rows / sizeof rows[0], NULL);
}

ParameterizedTest(size_t *row, hcl, reads)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };
    struct hm_hcl file = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = hm_hcl_parse(&arena, hm_str_c(rows[*row].text), &file, &err);

    if (rows[*row].value == NULL) {
        cr_assert_eq(status, HM_E_SYNTAX);
        cr_expect(hm_str_starts(hm_str_c(err.text), "line "), "%s", err.text);
        return;
    }
    cr_assert_eq(status, HM_OK, "%s", err.text);
    cr_assert_eq(file.blocks.n, 1);
    cr_expect(hm_str_eq(file.blocks.p[0].label, "n"));
    dump(&said, hm_hcl_attribute(&file.blocks.p[0], "a"));
    cr_expect(hm_str_eq(hm_buf_str(&said), rows[*row].value), "%.*s", HM_FMT(hm_buf_str(&said)));
}

Test(hcl, json_is_the_same_in_other_words)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };
    struct hm_hcl file = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_hcl_parse_json(&arena,
                                   HM_S("{\"target\": {\n\"app\": {\"a\": [\"${TAG}\", 1, null]}}, "
                                        "\"other\": 1}"),
                                   &file, &err),
                 HM_OK, "%s", err.text);
    cr_assert_eq(file.blocks.n, 1);
    cr_expect(hm_str_eq(file.blocks.p[0].label, "app"));
    cr_expect_eq(file.blocks.p[0].line, 2);
    dump(&said, hm_hcl_attribute(&file.blocks.p[0], "a"));
    cr_expect(hm_str_eq(hm_buf_str(&said), "[<$TAG>|1|null]"), "%.*s", HM_FMT(hm_buf_str(&said)));
}

Test(hcl, nesting_has_a_limit)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_hcl file = { 0 };
    struct hm_err err = { 0 };

    hm_buf_puts(&text, "a = ");
    for (int i = 0; i < 1000; i++) {
        hm_buf_putc(&text, '[');
    }
    cr_expect_eq(hm_hcl_parse(&arena, hm_buf_str(&text), &file, &err), HM_E_LIMIT);
}
