/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/diff.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct {
    const char *before;
    const char *after;
    const char *diff;
} cases[] = {
    { "a\nb\n", "a\nb\n", "" },
    { "", "", "" },
    { "a\nb\n", "a\nc\n", "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n" },
    { "a", "b",
      "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at "
      "end of file\n" },
    { "a\r\nb\r\n", "c\r\nd\r\n", "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a\r\n-b\r\n+c\r\n+d\r\n" },
    { "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nE\n6\n7\n8\n9\n",
      "--- a/x\n+++ b/x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+E\n 6\n 7\n 8\n" },
    { "1\n2\n3\n4\n5\n6\n7\n8\n", "A\n2\n3\n4\n5\n6\n7\nH\n",
      "--- a/x\n+++ b/x\n@@ -1,8 +1,8 @@\n-1\n+A\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+H\n" },
    { "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "A\n2\n3\n4\n5\n6\n7\n8\nI\n",
      "--- a/x\n+++ b/x\n@@ -1,4 +1,4 @@\n-1\n+A\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n "
      "8\n-9\n+I\n" },
    { "a\n", "a\nb\n", "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+b\n" },
    { "a", "a\nb",
      "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at "
      "end of file\n" },
    { "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\nx\n2\n3\n4\n5\n6\n7\n8\n9+\ny\n",
      "--- a/x\n+++ b/x\n@@ -1,4 +1,5 @@\n 1\n+x\n 2\n 3\n 4\n@@ -6,4 +7,5 @@\n 6\n 7\n 8\n-9\n"
      "+9+\n+y\n" },
    { "", "a\n", "--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+a\n" },
};

Test(diff, of_changed_lines)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hm_auto_buf struct hm_buf out = { 0 };
        cr_expect(
            hm_diff_lines(HM_S("x"), hm_str_c(cases[i].before), hm_str_c(cases[i].after), &out));
        cr_expect(hm_str_eq(hm_buf_str(&out), cases[i].diff), "%zu: %s", i, out.p);
    }
}

Test(diff, of_removed_lines_is_none)
{
    hm_auto_buf struct hm_buf out = { 0 };

    cr_assert_not(hm_diff_lines(HM_S("x"), HM_S("a\nb\n"), HM_S("a\n"), &out));
    cr_assert_eq(out.n, 0u);
}
