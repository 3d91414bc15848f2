/* SPDX-License-Identifier: Apache-2.0 */
/* Every tests/golden/<case>: one input, and what each format makes of it, byte for byte. */
#include <criterion/criterion.h>
#include <dirent.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "tests/golden_report.h"

#define FOLDER "tests/golden"

/* Each expected file: its format and options. */
static const struct {
    const char *file;
    const char *format;
    struct hm_format_options options;
} outputs[] = {
    { "expected.sarif", "sarif", { .is_indented = true } },
    { "expected.github.sarif", "sarif:github", { .is_indented = true } },
    { "expected.gitlab.sarif", "sarif:gitlab", { .is_indented = true } },
    { "expected.jenkins.sarif", "sarif:jenkins", { .is_indented = true } },
    { "expected.defectdojo.sarif", "sarif:defectdojo", { .is_indented = true } },
    { "expected.json", "json", { .is_indented = true } },
    { "expected.codequality.json", "codequality", { .is_indented = true } },
    { "expected.gitlab-container-scanning.json",
      "gitlab-container-scanning",
      { .is_indented = true } },
    { "expected.gitlab-sast.json", "gitlab-sast", { .is_indented = true } },
    { "expected.gitlab-secret-detection.json", "gitlab-secret-detection", { .is_indented = true } },
    { "expected.sonar.json", "sonar", { .is_indented = true } },
    { "expected.vsa.json", "vsa", { .is_indented = true } },
    { "expected.junit.xml", "junit", { .with_timings = true } },
    { "expected.csv", "csv", { .is_verbose = false } },
    { "expected.github.txt", "github", { .is_verbose = false } },
    { "expected.html", "html", { .is_verbose = false } },
    { "expected.md", "markdown", { .is_verbose = false } },
    { "expected.txt", "text", { .is_verbose = false } },
    { "expected.verbose.txt", "text", { .is_verbose = true, .with_timings = true } },
    { "expected.terminal.txt",
      "text",
      { .has_colour = true, .width = 80, .with_suppressed = true } },
};

/* The page's style and script have files of their own, which change for other reasons. */
static void
leave_out(struct hm_buf *buf, const char *from, const char *to)
{
    const char *begin = memmem(buf->p, buf->n, from, strlen(from));

    if (begin != NULL) {
        begin += strlen(from);
        size_t off = (size_t)(begin - buf->p);
        const char *end = memmem(begin, buf->n - off, to, strlen(to));
        cr_assert_not_null(end);
        hm_auto_buf struct hm_buf rest = { 0 };
        hm_buf_add(&rest, hm_str_from(hm_buf_str(buf), (size_t)(end - buf->p)));
        hm_buf_cut(buf, off);
        hm_buf_add(buf, hm_buf_str(&rest));
    }
}

static void
check_output(struct golden_case *golden, size_t index, bool is_update)
{
    const struct hm_format *format = hm_format_find(hm_str_c(outputs[index].format));
    hm_auto_buf struct hm_buf name = { 0 };
    hm_auto_buf struct hm_buf made = { 0 };
    hm_auto_buf struct hm_buf expected = { 0 };

    cr_assert_not_null(format);
    hm_buf_printf(&name, "%s/%s", golden->folder, outputs[index].file);
    cr_assert_eq(hm_format_write(format, &golden->report, &outputs[index].options, &made, NULL),
                 HM_OK);
    if (strcmp(format->name, "html") == 0) {
        leave_out(&made, "style-src ", ";");
        leave_out(&made, "script-src ", ";");
        leave_out(&made, "<style>", "</style>");
        leave_out(&made, "<script>", "</script>");
    }
    if (is_update) {
        struct hm_err err = { 0 };
        cr_assert_eq(hm_write_file(name.p, hm_buf_str(&made), &err), HM_OK, "%s", err.text);
        return;
    }
    cr_assert_eq(hm_read_file(AT_FDCWD, name.p, (size_t)1 << 20, &expected, NULL), HM_OK,
                 "%s cannot be read; make golden-update writes it", name.p);
    cr_expect(hm_str_is(hm_buf_str(&made), hm_buf_str(&expected)),
              "%s differs; make golden-update rewrites it, git diff shows how", name.p);
}

static size_t
check_all(bool is_update)
{
    hm_auto_dir DIR *dir = opendir(FOLDER);
    struct dirent *entry = NULL;
    size_t n = 0;

    cr_assert_not_null(dir, "the tests are run from the repository's root");
    while ((entry = readdir(dir)) != NULL) {
        hm_auto_buf struct hm_buf folder = { 0 };
        struct golden_case golden;
        hm_buf_printf(&folder, FOLDER "/%s/input.json", entry->d_name);
        if (entry->d_name[0] == '.' || access(folder.p, R_OK) != 0) {
            continue;
        }
        hm_buf_clear(&folder);
        hm_buf_printf(&folder, FOLDER "/%s", entry->d_name);
        golden_load(&golden, folder.p);
        for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
            check_output(&golden, i, is_update);
        }
        golden_done(&golden);
        n++;
    }
    return n;
}

Test(golden, every_case_is_as_expected)
{
    cr_expect_gt(check_all(getenv("HM_GOLDEN_UPDATE") != NULL), 0);
}
