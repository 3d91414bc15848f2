/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/program.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

Test(program, is_found_in_the_first_folder_that_has_it)
{
    hm_auto_buf struct hm_buf path = { 0 };

    cr_assert(hm_program_find(HM_S("/nowhere:/bin:/usr/bin"), "sh", &path));
    cr_assert_str_eq(path.p, "/bin/sh");
}

Test(program, is_not_found_in_relative_folders)
{
    hm_auto_buf struct hm_buf path = { 0 };

    cr_assert_not(hm_program_find(HM_S("bin:.::../../../../../../../../bin"), "sh", &path));
    cr_assert_eq(path.n, 0u);
}

Test(program, is_no_folder_and_no_plain_file)
{
    hm_auto_buf struct hm_buf path = { 0 };

    cr_assert_not(hm_program_find(HM_S("/usr"), "bin", &path));
    cr_assert_not(hm_program_find(HM_S("/etc"), "passwd", &path));
    cr_assert_not(hm_program_find(HM_S(""), "sh", &path));
}
