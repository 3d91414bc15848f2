/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/upload/spool.h"

#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "plugin/base/crypto.h"
#include "plugin/base/io.h"

static struct hm_arena arena;
static struct hm_buf folder;
static struct hm_spool spool;
static struct hm_spool_file file = { .fd = -1 };
static struct hm_err err;

static const char *
no_env(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return NULL;
}

static enum hm_status
open_below(const char *name)
{
    struct hm_str path = hm_arena_printf(&arena, "%s/%s", folder.p, name);
    return hm_spool_open(&arena, path, &(struct hm_env){ .get = no_env }, &spool, &err);
}

static void
begin(void)
{
    cr_assert_eq(hm_crypto_init(NULL), HM_OK);
    cr_assert_eq(hm_make_temp_dir(&folder, &err), HM_OK);
    cr_assert_eq(open_below("a/b"), HM_OK, "%s", err.text);
}

static void
end(void)
{
    hm_spool_release(&file);
    hm_spool_close(&spool);
    hm_remove_tree(folder.p);
    hm_buf_done(&folder);
    hm_arena_done(&arena);
}

static size_t
count(void)
{
    struct hm_str *names = NULL;
    size_t n = 0;

    cr_assert_eq(hm_spool_list(&arena, &spool, &names, &n, &err), HM_OK);
    return n;
}

static void
keep(const char *content)
{
    cr_assert_eq(hm_spool_keep(&arena, &spool, hm_str_c(content), &file, &err), HM_OK, "%s",
                 err.text);
}

Test(spool, what_is_kept_is_taken, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf content = { 0 };
    struct hm_spool_file taken = { .fd = -1 };

    keep("a report");
    hm_spool_release(&file);
    cr_assert_eq(count(), 1u);
    cr_assert_eq(hm_spool_take(&spool, file.name, &taken, &content, &err), HM_OK, "%s", err.text);
    cr_assert(hm_str_eq(hm_buf_str(&content), "a report"));
    hm_spool_drop(&spool, &taken);
    cr_assert_eq(count(), 0u);
}

Test(spool, what_is_sent_just_now_is_left_alone, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf content = { 0 };
    struct hm_spool_file taken = { .fd = -1 };

    keep("a report");
    cr_assert_eq(hm_spool_take(&spool, file.name, &taken, &content, &err), HM_E_REFUSED);
}

Test(spool, what_is_gone, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf content = { 0 };
    struct hm_spool_file taken = { .fd = -1 };

    keep("a report");
    hm_spool_drop(&spool, &file);
    cr_assert_eq(hm_spool_take(&spool, file.name, &taken, &content, &err), HM_E_NOT_FOUND);
}

Test(spool, files_are_the_owners_alone, .init = begin, .fini = end)
{
    struct stat about;

    keep("a report");
    cr_assert_eq(fstatat(spool.fd, file.name.p, &about, 0), 0);
    cr_assert_eq(about.st_mode & 0777U, 0600U);
    cr_assert_eq(fstat(spool.fd, &about), 0);
    cr_assert_eq(about.st_mode & 0777U, 0700U);
}

Test(spool, the_oldest_comes_first, .init = begin, .fini = end)
{
    struct hm_str *names = NULL;
    struct hm_str kept[3];
    size_t n = 0;

    for (size_t i = 0; i < 3; i++) {
        keep("a report");
        kept[i] = file.name;
        hm_spool_release(&file);
    }
    cr_assert_eq(hm_spool_list(&arena, &spool, &names, &n, &err), HM_OK);
    cr_assert_eq(n, 3u);
    for (size_t i = 0; i < n; i++) {
        cr_assert(hm_str_is(names[i], kept[i]));
    }
}

Test(spool, a_link_is_no_report, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf content = { 0 };
    struct hm_spool_file taken = { .fd = -1 };

    keep("a report");
    cr_assert_eq(symlinkat("/etc/passwd", spool.fd, "20260101T000000.000000000Z-0.report"), 0);
    cr_assert_eq(
        hm_spool_take(&spool, HM_S("20260101T000000.000000000Z-0.report"), &taken, &content, &err),
        HM_E_IO);
    cr_assert_eq(content.n, 0u);
}

Test(spool, a_folder_that_others_may_write_into, .init = begin, .fini = end)
{
    struct hm_str path = hm_arena_printf(&arena, "%s/open", folder.p);

    cr_assert_eq(mkdir(path.p, 0700), 0);
    cr_assert_eq(chmod(path.p, 0777), 0);
    cr_assert_eq(open_below("open"), HM_E_REFUSED);
}

Test(spool, no_home, .init = begin, .fini = end)
{
    cr_assert_eq(hm_spool_open(&arena, hm_str_make(NULL, 0), &(struct hm_env){ .get = no_env },
                               &spool, &err),
                 HM_OK);
    cr_assert_eq(spool.path.n, 0u);
    cr_assert_eq(hm_spool_keep(&arena, &spool, HM_S("a report"), &file, &err), HM_E_IO);
}
