/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_groovy.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

#define DIGEST "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* A "+" stands where each reference without a digest is given one; `left` are the references that
 * cannot be given one, with " | " between them. */
static const struct {
    const char *text;
    const char *left;
} cases[] = {
    { "pipeline {\n  agent { docker { image 'node:20+' } }\n}\n", "" },
    { "pipeline {\n  agent { docker 'node:20+' }\n}\n", "" },
    { "pipeline { agent { docker(image: \"node:20+\", args: '-v /a:/b') } }\n", "" },
    { "agent {\n  docker {\n    label 'x'\n    image 'node+'\n    args '-u 0'\n  }\n}\n", "" },
    { "agent { docker { image \"node:${V}\" } }\n", "node:${V}" },
    { "agent { docker { image \"node:$V\" } }\n", "node:$V" },
    { "agent { docker { image 'node:' + V } }\n", "'node:' + V" },
    { "agent { docker { image env.IMAGE\n } }\n", "env.IMAGE" },
    { "agent { docker { image \"a\\u003a1\" } }\n", "a\\u003a1" },
    { "agent { docker { image 'UPPER:1' } }\n", "UPPER:1" },
    { "agent { docker { image 'a:1@" DIGEST "' } }\n", "" },
    { "agent { docker { image \"a:$V@" DIGEST "\" } }\n", "" },
    /* Another registry is put before it. */
    { "agent { docker { image 'a:1'; registryUrl 'https://r.test' } }\n", "a:1" },
    { "docker.withRegistry('https://r.test', 'c') {\n  docker.image('a:1').inside {\n  }\n}\n"
      "docker.image('b:1+').pull()\n",
      "a:1" },
    { "docker.withRegistry('', 'c') { docker.image('a:1+').inside { } }\n", "" },
    { "docker.image('a:1+').inside('-e A=1') { sh 'make' }\n", "" },
    { "def db = docker.image(\"postgres:16+\").run()\n", "" },
    { "docker.image(NAME).inside { }\n", "NAME" },
    { "node { docker.image(\n  'a:1+'\n).inside { } }\n", "" },
    /* What the pipeline makes itself. */
    { "docker.build('mine:1')\ndocker.image('mine:1').inside { }\ndocker.image('a+').run()\n", "" },
    { "docker.build(\"m:$ID\", '.')\ndocker.image(\"m:$ID\").push('latest')\n", "" },
    { "docker.image('r.test/mine').push()\ndocker.image('r.test/it').tag('x')\n", "" },
    { "podTemplate(containers: [\n  containerTemplate(name: 'a', image: 'a:1+', ttyEnabled: true),"
      "\n  containerTemplate(name: 'b', image: \"b:$V\")\n]) { node(POD_LABEL) { } }\n",
      "b:$V" },
    { "node('x') {\n  containerTemplate name: 'a',\n    image: 'a:1+'\n}\n", "" },
    { "kubernetes { containerTemplate { name 'a'\n image 'a:1+'\n } }\n", "" },
    { "withDockerContainer('a:1+') { }\nwithDockerContainer(args: '-t', image: 'b:1+') { }\n", "" },
    { "withDockerContainer([image: 'b:1+']) { }\ndockerNode('c:1+') { }\n", "" },
    { "agent { kubernetes { yaml '''\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: "
      "a\n"
      "    image: a:1+\n  - image: \"b+\"\n'''\n} }\n",
      "" },
    { "podTemplate(yaml: \"\"\"\\\n  spec:\n    containers:\n    - image: a:1+\n    - image: "
      "b:${V}\n\"\"\") { }\n",
      "b:${V}" },
    { "podTemplate yaml: 'spec: {containers: [{image: a:1+}]}', label: 'x'\n", "" },
    { "kubernetes { yaml 'a:\\n  image: b' }\n", "what the YAML of a pod names" },
    { "kubernetes { yaml readTrusted('pod.yaml') }\n", "what the YAML of a pod names" },
    { "kubernetes { yaml \"\"\"spec:\n${CONTAINERS}\n - x\"\"\" }\n",
      "what the YAML of a pod names" },
    /* What looks like an image and is none. */
    { "// docker { image 'a:1' }\n/* docker.image('a:1') */\nsh \"docker.image('a:1')\"\n", "" },
    { "echo image: 'a:1'\ndef image = 'a:1'\nsh(script: 'x', image: 'a:1')\n", "" },
    { "x.docker { y.image 'a:1' }\nimage('a:1')\n", "" },
    { "sh 'docker ps alpine:3'\nagent { dockerfile { filename 'a' } }\n", "" },
};

ROWS_OF(pin_groovy, apply, cases)

static struct hm_str
replace(struct hm_arena *arena, const char *text, const char *by)
{
    hm_auto_buf struct hm_buf out = { 0 };

    for (size_t i = 0; text[i] != '\0'; i++) {
        bool is_mark = text[i] == '+' && i > 0 && text[i - 1] != ' ';
        if (is_mark) {
            hm_buf_puts(&out, by);
        } else {
            hm_buf_putc(&out, text[i]);
        }
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

/* Those without a tag are ":latest". */
static struct hm_str
without_latest(struct hm_arena *arena, struct hm_str text)
{
    hm_auto_buf struct hm_buf out = { 0 };

    for (size_t i = 0; i < text.n;) {
        if (hm_str_starts(hm_str_from(text, i), ":latest@")) {
            i += strlen(":latest");
        } else {
            hm_buf_putc(&out, text.p[i++]);
        }
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

ParameterizedTest(size_t *i, pin_groovy, apply)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf left = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_err err = { 0 };
    struct hm_str path = HM_S("Jenkinsfile");
    struct hm_str before = replace(&arena, cases[*i].text, "");
    struct hm_str after = { 0 };

    cr_assert_eq(hm_pin_groovy_find(&arena, path, before, &pins, &err), HM_OK, "%s", err.text);
    for (size_t k = 0; k < pins.all.n; k++) {
        struct hm_pin *pin = &pins.all.p[k];
        if (pin->is_editable) {
            pin->digest = HM_S(DIGEST);
        } else if (!pin->is_pinned) {
            cr_expect_gt(pin->why.n, 0);
            hm_buf_printf(&left, "%s%.*s", left.n > 0 ? " | " : "", HM_FMT(pin->text));
        }
    }
    cr_assert_eq(hm_pins_apply_to(hm_pin_groovy_find, &arena, path, before, &pins, &after, &err),
                 HM_OK, "%s", err.text);
    after = without_latest(&arena, after);
    cr_expect(hm_str_is(after, replace(&arena, cases[*i].text, "@" DIGEST)), "%.*s", HM_FMT(after));
    cr_expect(hm_str_eq(hm_buf_str(&left), cases[*i].left), "%.*s", HM_FMT(hm_buf_str(&left)));
}

Test(pin_groovy, lines_of_what_is_in_a_string)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_str text =
        HM_S("kubernetes {\n  yaml '''\\\nspec:\n  containers:\n  - image: a\n'''\n}"
             "\ndocker.image('b').run()\n");

    cr_assert_eq(hm_pin_groovy_find(&arena, HM_S("Jenkinsfile"), text, &pins, NULL), HM_OK);
    cr_assert_eq(pins.all.n, 2);
    cr_expect_eq(pins.all.p[0].line, 5);
    cr_expect(hm_str_eq(hm_str_sub(text, pins.all.p[0].span.off, pins.all.p[0].span.len), "a"));
    cr_expect_eq(pins.all.p[1].line, 8);
}

Test(pin_groovy, a_line_without_an_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_pins pins = { 0 };

    hm_buf_puts(&text, "docker {");
    for (size_t i = 0; i < 100000; i++) {
        hm_buf_puts(&text, "image a ");
    }
    hm_buf_puts(&text, "}");
    cr_assert_eq(hm_pin_groovy_find(&arena, HM_S("Jenkinsfile"), hm_buf_str(&text), &pins, NULL),
                 HM_OK);
    cr_expect_eq(pins.all.n, 100000);
}

Test(pin_groovy, names)
{
    cr_expect(hm_pin_groovy_is_named(HM_S("Jenkinsfile")));
    cr_expect(hm_pin_groovy_is_named(HM_S("ci/Jenkinsfile.release")));
    cr_expect(hm_pin_groovy_is_named(HM_S("jenkinsfile-nightly")));
    cr_expect(hm_pin_groovy_is_named(HM_S("nightly.Jenkinsfile")));
    cr_expect_not(hm_pin_groovy_is_named(HM_S("Jenkinsfile.md")));
    cr_expect_not(hm_pin_groovy_is_named(HM_S("Jenkinsfiles")));
    cr_expect_not(hm_pin_groovy_is_named(HM_S("Jenkinsfile/a")));
    cr_expect_not(hm_pin_groovy_is_named(HM_S("a.groovy")));
}
