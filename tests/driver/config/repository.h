/* SPDX-License-Identifier: Apache-2.0 */
/* For tests that read a configuration: a new folder "repository" to be in, beside what lies outside
 * of what is scanned. One set of them for a file of tests. */
#ifndef HM_TESTS_REPOSITORY_H
#define HM_TESTS_REPOSITORY_H

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/config/config.h"

static struct hm_arena arena;
static struct hm_args args;
static struct hm_config config;
static struct hm_err err;
static struct hm_buf top;

static void
put(const char *name, const char *text)
{
    cr_assert_eq(hm_write_file(name, hm_str_c(text), &err), HM_OK, "%s", err.text);
}

static void
enter_repository(void)
{
    args.arena = &arena;
    cr_assert_eq(hm_make_temp_dir(&top, &err), HM_OK);
    cr_assert_eq(chdir(top.p), 0);
    cr_assert_eq(mkdir("repository", 0700), 0);
    cr_assert_eq(chdir("repository"), 0);
}

static void
leave_repository(void)
{
    hm_remove_tree(top.p);
    hm_buf_done(&top);
    hm_arena_done(&arena);
}

#endif
