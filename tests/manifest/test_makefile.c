/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/manifest/described.h"

#include "plugin/manifest/makefile.h"

static const struct {
    const char *text;
    const char *services; /* NULL: no container is run */
} rows[] = {
    { "a:\n\tdocker run x\n", "x: image=x passing" },
    { "a: b\n\t@-+ docker run x\n", "x: image=x passing" },
    { "a: ; docker run x\n", "x: image=x passing" },
    { "a:\n\tdocker run \\\n\t  --net host \\\n\t  x\n", "x: image=x net=host passing" },
    { "a:\r\n\tdocker run \\\r\n\t x\r\n", "x: image=x passing" },
    { "I = x:1\na:\n\tdocker run $(I)\n", "x: image=x:1 passing" },
    { "a:\n\tdocker run ${I}\nI := x:1 # why\n", "x: image=x:1 passing" },
    { "D ?= podman\nR = $(D) run --rm\na:\n\t$(R) x ls\n", "x: image=x cmd=ls passing podman" },
    { "O = -d\nO += --privileged\na:\n\tdocker run $(O) x\n", "x: image=x privileged=true" },
    { "O = -d \\\n  --pid host\na:\n\tdocker run $O x\n", "x: image=x pid=host" },
    { "OPTS != cat o\na:\n\tdocker run $(OPTS) x\n", "x: image=x incomplete" },
    { "ifeq ($(A),b)\nI = x\nelse\nI = y\nendif\na:\n\tdocker run --rm $(I)\n",
      "${I}: image?${I} passing" },
    { "I = x\na: I = y\na:\n\tdocker run --rm $(I)\n", "${I}: image?${I} passing" },
    { "V != cat v\na:\n\tdocker run x/y:$(V)\n", "y:${V}: image?x/y:${V} passing" },
    { "a:\n\tdocker run x/y:$(shell cat v)\n", "y:${shell}: image?x/y:${shell} passing" },
    { "a:\n\tdocker run -v $(CURDIR):/a -v $(shell pwd)/b:/b -v $$PWD:/c -v $$(pwd):/d x\n",
      "x: image=x b(./.>/a) b(./b>/b) b(./.>/c) b(./.>/d) passing" },
    { "a:\n\tfor i in 1 2; do \\\n\t  docker run -e A=$$i x; \\\n\tdone\n",
      "x: image=x env:A ?$i passing" },
    { "define d\n\tdocker run x\nendef\n", "x: image=x passing" },
    { "A = $(A) x\na:\n\tdocker run --rm $(A)\n",
      "${A}: image?${A} cmd=x cmd=x cmd=x cmd=x cmd=x cmd=x cmd=x cmd=x passing incomplete" },
    { "a:\n\tdocker build -t $(I) .\nb:\n\tdocker run --rm $(I)\n",
      "${I}: image?${I} passing made" },
    { "A = docker run x\n", NULL },
    { "# docker run x\na:\n\t# docker run x\n", NULL },
    { "\tdocker run x\n", NULL },
    { "a:\n\tdocker run $(\n", "${made}: image?${made} passing" },
};

Test(makefile, services_of_recipes)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        bool is_read =
            hm_makefile_read(&arena, HM_S("Makefile"), hm_str_c(rows[i].text), &manifest);
        if (rows[i].services == NULL && !is_read) {
            continue;
        }
        struct hm_str got = is_read ? describe_all(&arena, &manifest) : HM_S("nothing");
        cr_expect(rows[i].services != NULL && hm_str_eq(got, rows[i].services), "%s\n  %s\n  %.*s",
                  rows[i].text, rows[i].services == NULL ? "nothing" : rows[i].services,
                  HM_FMT(got));
    }
}

Test(makefile, places_are_those_of_the_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    struct hm_str text =
        HM_S("I = some/image\nO = --privileged\na:\n\tdocker run -u root -e A=$$B $(O) $(I) ls\n");

    cr_assert(hm_makefile_read(&arena, HM_S("Makefile"), text, &manifest));
    const struct hm_service *service = &manifest.services[0];
    cr_expect(hm_str_eq(described_text(&manifest, service->span), "docker run"));
    cr_expect(hm_str_eq(described_text(&manifest, service->user.span), "-u root"));
    cr_expect(hm_str_eq(described_text(&manifest, service->environment.list[0].span), "-e A=$$B"));
    cr_expect(hm_str_eq(described_text(&manifest, service->privileged.span), "$(O)"));
    cr_expect(hm_str_eq(described_text(&manifest, service->image.span), "$(I)"));
    cr_expect(hm_str_eq(described_text(&manifest, service->command.list[0].span), "ls"));
}

Test(makefile, variables_that_double_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifest;

    hm_buf_puts(&text, "A0 = docker run x; docker run x; docker run x\n");
    for (unsigned i = 1; i < 40; i++) {
        hm_buf_printf(&text, "A%u = $(A%u) ; $(A%u)\n", i, i - 1, i - 1);
    }
    hm_buf_puts(&text, "a:\n");
    for (unsigned i = 0; i < 40; i++) {
        hm_buf_printf(&text, "\t$(A%u)\n", i);
    }
    cr_expect(hm_makefile_read(&arena, HM_S("Makefile"), hm_buf_str(&text), &manifest));
    cr_expect_lt(arena.taken, (size_t)400 << 20);
}

Test(makefile, names)
{
    cr_expect(hm_makefile_is_named(HM_S("a/Makefile")));
    cr_expect(hm_makefile_is_named(HM_S("build/docker.mk")));
    cr_expect(hm_makefile_is_named(HM_S("GNUmakefile")));
    cr_expect_not(hm_makefile_is_named(HM_S("Makefile-notes")));
}
