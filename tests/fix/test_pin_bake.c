/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_bake.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

/* `found` has a word for each reference: "a:1" for one that can be given a digest, "a:1@" for one
 * that has it, "(a:1)" for one that cannot be given one; "!" where the file cannot be read. */
static const struct {
    const char *text;
    const char *found;
} cases[] = {
    { "target \"a\" {\n  contexts = {\n    base = \"docker-image://alpine:3\"\n    src = "
      "\"../a\"\n  "
      "}\n}\n",
      "alpine:3" },
    { "contexts = { a = \"docker-image://a\", b = \"docker-image://b:1@sha256:"
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" }\n",
      "a b:1@" },
    { "a = \"docker-image://a:${V}\"\n", "(a:${V})" },
    { "a = \"docker-image://a:${V == \"}\" ? \"x\" : {a = 1}}\"\nb = \"docker-image://b:1\"\n",
      "(a:${V == \"}\" ? \"x\" : {a = 1}}) b:1" },
    { "a = \"docker-image://UPPER\"\nb = \"docker-image://\\u0061\"\n", "(UPPER) (\\u0061)" },
    { "# \"docker-image://a\n// \"docker-image://a\n/* \"docker-image://a\n */ x = \"y\"\n", "" },
    { "a = <<EOT\n\"docker-image://a\nEOT\nb = <<-EOT\n  x\n  EOT\nc = \"docker-image://c:1\"\n",
      "c:1" },
    { "target \"a\" {\n  dockerfile-inline = \"FROM a\"\n}\n", "(what dockerfile-inline names)" },
    { "target \"a\" {\n  dockerfile-inline = <<EOT\nFROM a:1 AS x\nFROM b:${V}\nCOPY --from=c:1 / "
      "/\nEOT\n  contexts = { d = \"docker-image://d:1\" }\n}\n",
      "a:1 (b:${V}) c:1 d:1" },
    { "dockerfile-inline = <<-EOT\n  FROM a:1\n  EOT\n", "a:1" },
    { "dockerfile-inline = <<EOT\n%{ if x }\nFROM a:1\n%{ endif }\nEOT\n",
      "(what dockerfile-inline names)" },
    { "a = \"docker-image://a\n", "!" },
    { "a = \"${\"\n", "!" },
    { "/* a\n", "!" },
    { "a = <<EOT\nb\n", "!" },
};

ROWS_OF(pin_bake, find, cases)

ParameterizedTest(size_t *i, pin_bake, find)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf found = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_str path = HM_S("docker-bake.hcl");
    struct hm_str text = hm_str_c(cases[*i].text);

    if (hm_pin_bake_find(&arena, path, text, &pins, NULL) != HM_OK) {
        hm_buf_puts(&found, "!");
    }
    for (size_t k = 0; k < pins.all.n; k++) {
        const struct hm_pin *pin = &pins.all.p[k];
        size_t n = pin->is_pinned ? hm_str_find(pin->text, '@') + 1 : pin->text.n;
        bool is_left = !pin->is_editable && !pin->is_pinned;
        hm_buf_printf(&found, "%s%s%.*s%s", k > 0 ? " " : "", is_left ? "(" : "",
                      HM_FMT(hm_str_sub(pin->text, 0, n)), is_left ? ")" : "");
    }
    cr_expect(hm_str_eq(hm_buf_str(&found), cases[*i].found), "%.*s", HM_FMT(hm_buf_str(&found)));
}

Test(pin_bake, apply)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_str path = HM_S("docker-bake.hcl");
    struct hm_str text = HM_S("x = \"y\"\na = \"docker-image://a\" # c\n");
    struct hm_str after = { 0 };

    cr_assert_eq(hm_pin_bake_find(&arena, path, text, &pins, NULL), HM_OK);
    cr_assert_eq(pins.all.n, 1);
    cr_expect_eq(pins.all.p[0].line, 2);
    pins.all.p[0].digest =
        HM_S("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    cr_assert_eq(hm_pins_apply_to(hm_pin_bake_find, &arena, path, text, &pins, &after, NULL),
                 HM_OK);
    cr_expect(hm_str_eq(after, "x = \"y\"\na = \"docker-image://a:latest@sha256:"
                               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                               "\" # c\n"));
}
