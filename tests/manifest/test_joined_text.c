/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/joined_text.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/yaml.h"

struct style {
    const char *yaml;
    const char *text;
    const char *words; /* which must be found where they stand */
};

static const struct style STYLES[] = {
    { "a: docker build x", "docker build x", "docker build x" },
    { "a: docker\n  build\n\n  x", "docker build\nx", "docker build x" },
    { "a: 'it''s a docker'", "it's a docker", "s a docker" },
    { "a: \"docker \\\"b\\\" \\u00e9 push\\n run\"", "docker \"b\" \xc3\xa9 push\n run",
      "docker b push run" },
    { "a: \"docker \\\n   push\"", "docker push", "docker push" },
    { "a: |\n  docker build\n\n    push x\n", "docker build\n\n  push x\n", "docker build push x" },
    { "a: |-\n\n  docker\r\n  build\n", "\ndocker\nbuild", "docker build" },
    { "a: &b |2\n    docker\n  build\n", "  docker\nbuild\n", "docker build" },
    { "a: >\n  docker\n  build\n\n  push\n    more\n", "docker build\npush\n  more\n",
      "docker build push more" },
    { "a: !tag &b 'docker build'", "docker build", "docker build" },
    { "a: \xc3\xa9 docker", "\xc3\xa9 docker", "\xc3\xa9 docker" },
    { "a: \"\"", "", "" },
};

static void
expect_places(const struct style *style, const struct hm_joined_text *joined)
{
    struct hm_str rest = hm_str_c(style->words);
    struct hm_str word;
    size_t in_yaml = 2;
    size_t in_text = 0;

    while (rest.n > 0 && hm_str_split(&rest, ' ', &word)) {
        const char *there =
            memmem(style->yaml + in_yaml, strlen(style->yaml + in_yaml), word.p, word.n);
        const char *here =
            memmem(joined->text.p + in_text, joined->text.n - in_text, word.p, word.n);
        cr_assert(there != NULL && here != NULL, "%.*s in %s", HM_FMT(word), style->yaml);
        in_yaml = (size_t)(there - style->yaml);
        in_text = (size_t)(here - joined->text.p);
        cr_expect_eq(hm_joined_original(joined, in_text), 100 + in_yaml,
                     "%.*s in %s: at %u, not %zu", HM_FMT(word), style->yaml,
                     hm_joined_original(joined, in_text), 100 + in_yaml);
        in_yaml += word.n;
        in_text += word.n;
    }
}

Test(joined_text, words_of_every_style_lie_where_they_stand)
{
    for (size_t i = 0; i < sizeof STYLES / sizeof STYLES[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_source source;
        struct hm_yaml_stream stream;
        struct hm_err err;
        struct hm_joined_text joined = { .arena = &arena };
        hm_source_init(&source, &arena, HM_S("a.yml"), hm_str_c(STYLES[i].yaml));
        source.base = 100;
        cr_assert_eq(hm_yaml_parse(&arena, source.text, &stream, NULL, &err), HM_OK, "%s",
                     err.text);
        const struct hm_yaml *value = hm_yaml_get(stream.documents[0], "a");
        hm_joined_add_yaml(&joined, &source, (struct hm_span){ 100 + value->off, value->len },
                           value->text);
        cr_expect(hm_str_eq(hm_joined_shell_text(&joined).text, STYLES[i].text), "%s",
                  STYLES[i].yaml);
        expect_places(&STYLES[i], &joined);
    }
}

Test(joined_text, what_cannot_be_brought_together_has_the_place_of_the_value)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_joined_text joined = { .arena = &arena };

    hm_source_init(&source, &arena, HM_S("a.yml"), HM_S("a: one two"));
    hm_joined_add_yaml(&joined, &source, (struct hm_span){ 3, 7 }, HM_S("one else"));
    cr_expect(hm_str_eq(hm_joined_shell_text(&joined).text, "one else"));
    cr_expect_eq(hm_joined_original(&joined, 2), 5);
    cr_expect_eq(hm_joined_original(&joined, 6), 3);
}

Test(joined_text, a_value_lies_where_its_variable_stands)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_joined_text joined = { .arena = &arena };
    struct hm_joined_text copy = { .arena = &arena };

    hm_joined_add(&joined, HM_S("push "), 10);
    hm_joined_put(&joined, HM_S("registry/app"), (struct hm_span){ 15, 4 });
    hm_joined_add(&joined, HM_S(" now"), 19);
    cr_expect_eq(hm_joined_original(&joined, 5), 15);
    cr_expect_eq(hm_joined_original(&joined, 16), 18, "the last byte of the variable");
    cr_expect_eq(hm_joined_original(&joined, 18), 20);
    hm_joined_copy(&copy, &joined, 3, 20);
    cr_expect(hm_str_eq(hm_joined_shell_text(&copy).text, "h registry/app no"));
    cr_expect_eq(hm_joined_original(&copy, 0), 13);
    cr_expect_eq(hm_joined_original(&copy, 2), 15);
    cr_expect_eq(hm_joined_original(&copy, 15), 20);
}

Test(joined_text, the_end_of_the_last_line_lies_in_the_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_joined_text joined = { .arena = &arena };
    struct hm_source source;

    hm_source_init(&source, &arena, HM_S("a"), HM_S("|\n  make"));
    hm_joined_add_yaml(&joined, &source, (struct hm_span){ .len = 8 }, HM_S("make\n"));
    cr_assert_eq(joined.text.n, 5);
    cr_expect_eq(hm_joined_original(&joined, 3), 7);
    cr_expect_eq(hm_joined_original(&joined, 4), 7);
}
