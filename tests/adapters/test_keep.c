/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/keep.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

Test(keep, writes_masked_files_for_the_owner_alone)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf root = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_err err = { 0 };
    struct stat st;

    cr_assert_eq(hm_make_temp_dir(&root, NULL), HM_OK);
    const char *dir = hm_arena_printf(&arena, "%s/raw", root.p).p;
    cr_assert_eq(hm_keep_prepare(dir, &err), HM_OK, "%s", err.text);
    cr_assert_eq(hm_keep_prepare(dir, &err), HM_OK, "%s", err.text); /* ours, empty, closed */
    struct hm_str secret = HM_S("{\"Env\":[\"DB_PASSWORD=hunter2hunter2\",\"T=ghp"
                                "_0123456789012345678901234567890123456\"]}");
    cr_assert_eq(hm_keep_write(dir, "trivy", "fs", "stdout", secret, &err), HM_OK, "%s", err.text);
    cr_assert_eq(hm_keep_write(dir, "trivy", "fs", "stdout", HM_S("two"), &err), HM_OK);
    const char *path = hm_arena_printf(&arena, "%s/trivy-fs-1.stdout", dir).p;
    cr_assert_eq(hm_read_file(AT_FDCWD, path, 1000, &text, NULL), HM_OK);
    cr_expect_not(hm_str_has(hm_buf_str(&text), "hunter2"), "%s", text.p);
    cr_expect_not(hm_str_has(hm_buf_str(&text), "0123456789"), "%s", text.p);
    cr_assert_eq(stat(path, &st), 0);
    cr_assert_eq(st.st_mode & 0777, 0600);
    cr_assert_eq(stat(dir, &st), 0);
    cr_assert_eq(st.st_mode & 0777, 0700);
    cr_assert_eq(hm_keep_prepare(dir, &err), HM_E_USAGE); /* no longer empty */
    hm_remove_tree(root.p);
}

Test(keep, refuses_folders_that_others_may_read_or_own)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf root = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_make_temp_dir(&root, NULL), HM_OK);
    const char *open_one = hm_arena_printf(&arena, "%s/open", root.p).p;
    const char *file = hm_arena_printf(&arena, "%s/file", root.p).p;
    const char *link = hm_arena_printf(&arena, "%s/link", root.p).p;
    const char *own = hm_arena_printf(&arena, "%s/own", root.p).p;
    cr_assert_eq(mkdir(open_one, 0700) + chmod(open_one, 0755), 0);
    cr_assert_eq(mkdir(own, 0700), 0);
    cr_assert_eq(symlink(own, link), 0);
    cr_assert_eq(hm_write_file(file, HM_S(""), NULL), HM_OK);
    const char *bad[] = { open_one, file, link, "/nowhere/raw" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_eq(hm_keep_prepare(bad[i], &err), HM_E_USAGE, "%s", bad[i]);
    }
    if (geteuid() == 0) {
        cr_assert_eq(chown(own, 65534, 65534), 0);
        cr_expect_eq(hm_keep_prepare(own, &err), HM_E_USAGE);
    }
    hm_remove_tree(root.p);
}
