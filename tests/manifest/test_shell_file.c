/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/manifest/described.h"

#include "plugin/manifest/shell_file.h"
#include "plugin/model/suppression.h"

static const struct {
    const char *first;
    bool is_meant;
} firsts[] = {
    { "#!/bin/sh\n", true },
    { "#!/usr/bin/env bash\n", true },
    { "#! /bin/bash -e\n", true },
    { "#!/usr/bin/env -S zsh -f\n", true },
    { "#!/usr/bin/env python3\n", false },
    { "#!/usr/bin/env -S docker build .\n", false },
    { "#!/usr/bin/perl", false },
    { "echo\n", false },
    { "", false },
};

Test(shell_file, whose_first_line_names_a_shell)
{
    for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
        cr_expect_eq(hm_shell_file_is_meant(hm_str_c(firsts[i].first)), firsts[i].is_meant, "%s",
                     firsts[i].first);
    }
    cr_expect(hm_shell_file_is_named(HM_S("a/b.sh")));
    cr_expect_not(hm_shell_file_is_named(HM_S("a/sh")));
}

Test(shell_file, another_language_is_not_read)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_expect_not(hm_shell_file_read(&arena, HM_S("a.sh"), HM_S("#!/usr/bin/perl\ndocker run x\n"),
                                     &manifest));
    cr_expect_not(hm_shell_file_read(&arena, HM_S("a.sh"), HM_S("ls; docker pull x\n"), &manifest));
}

Test(shell_file, its_comments_are_read)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    cr_assert(hm_shell_file_read(&arena, HM_S("a.sh"),
                                 HM_S("# hullmark ignore=HM6001\ndocker run \\\n x\n"), &manifest));
    cr_assert_eq(manifest.suppressions[0]->n, 1);
    cr_expect_eq(manifest.suppressions[0]->list[0].line, 2);
    cr_expect_eq(manifest.suppressions[0]->list[0].end_line, 3);
    cr_expect_eq(manifest.kind, HM_MANIFEST_COMMANDS);
}

Test(shell_file, commands_too_deep_are_said)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifest;

    for (unsigned i = 0; i < 200; i++) {
        hm_buf_puts(&text, "(a; ");
    }
    hm_buf_puts(&text, "docker run x");
    cr_assert(hm_shell_file_read(&arena, HM_S("a.sh"), hm_buf_str(&text), &manifest));
    cr_expect_eq(manifest.n_services, 0);
    cr_expect_eq(manifest.n_problems, 1);
}
