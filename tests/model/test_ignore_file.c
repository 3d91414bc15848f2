/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/ignore_file.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

/* What a file accepts, as text: "ID@line", then "until=", "in=" and "reason="; "*" where comments
 * are switched off; "!" for each remark; "error" for what cannot be read. */
static void
describe(enum hm_ignore_file_kind kind, const char *text, struct hm_buf *out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ignore_file file = { 0 };
    struct hm_source source;
    struct hm_err err;

    hm_source_init(&source, &arena, HM_S("sub/.ignore"), hm_str_c(text));
    if (hm_ignore_file_read(&arena, kind, &source, HM_S("sub/"), &file, &err) != HM_OK) {
        hm_buf_puts(out, "error");
        return;
    }
    for (size_t i = 0; i < file.list.n; i++) {
        const struct hm_suppression *from = &file.list.p[i];
        hm_buf_printf(out, "%s%.*s@%u", i == 0 ? "" : "; ", HM_FMT(from->id), from->place.line);
        if (from->until != 0) {
            hm_buf_printf(out, " until=%u", from->until);
        }
        if (from->pattern.n > 0) {
            hm_buf_printf(out, " in=%.*s", HM_FMT(from->pattern));
        }
        if (from->reason.n > 0) {
            hm_buf_printf(out, " reason=%.*s", HM_FMT(from->reason));
        }
        cr_expect(from->is_external && hm_str_eq(from->scope, "sub/"));
        cr_expect(hm_str_is(hm_source_text(&source, (struct hm_span){ from->off, 1 }),
                            hm_str_sub(hm_str_from(source.text, from->off), 0, 1)));
    }
    for (size_t i = 0; i < file.trusted.n; i++) {
        hm_buf_printf(out, "%strusts %.*s", i == 0 ? "" : "; ", HM_FMT(file.trusted.p[i]));
    }
    hm_buf_puts(out, file.are_comments_off ? "*" : "");
    for (size_t i = 0; i < file.remarks.n; i++) {
        hm_buf_puts(out, "!");
    }
}

static const struct {
    enum hm_ignore_file_kind kind;
    const char *text;
    const char *expected;
} rows[] = {
    { HM_IGNORE_FILE_TRIVY,
      "# accepted\nDS-0001\n\n  CVE-2024-1  # not reachable\nDS-0005 because\n",
      "DS-0001@2; CVE-2024-1@4 reason=not reachable; DS-0005@5" },
    { HM_IGNORE_FILE_TRIVY, "DS-0001 exp:2027-01-31\r\nDS-0002 exp:2027-03-01\nX exp:2027-01-01\n",
      "DS-0001@1 until=20270130; DS-0002@2 until=20270228; X@3 until=20261231" },
    { HM_IGNORE_FILE_TRIVY, "DS-0001 exp:2027-1-31\nDS-*\n", "!!" },
    { HM_IGNORE_FILE_TRIVY, "", "" },
    { HM_IGNORE_FILE_TRIVY_YAML,
      "vulnerabilities:\n  - id: CVE-2024-1\n    statement: not reachable\n"
      "    expired_at: 2027-01-31\nmisconfigurations:\n  - id: AVD-DS-0002\n"
      "    paths: [a/Dockerfile, 'b/*']\nsecrets:\nlicenses:\n  - id: MIT\n",
      "CVE-2024-1@2 until=20270130 reason=not reachable; AVD-DS-0002@6 in=a/Dockerfile; "
      "AVD-DS-0002@6 in=b/*" },
    { HM_IGNORE_FILE_TRIVY_YAML, "vulnerabilities:\n  - id: CVE-1\n    purls: [pkg:npm/x]\n", "!" },
    { HM_IGNORE_FILE_TRIVY_YAML, "vulnerabilities:\n  - paths: [x]\n", "error" },
    { HM_IGNORE_FILE_TRIVY_YAML, "vulnerabilities: x\n", "error" },
    { HM_IGNORE_FILE_TRIVY_YAML, "vulnerabilities:\n  - id: a\n    expired_at: soon\n", "error" },
    { HM_IGNORE_FILE_HADOLINT, "ignored:\n  - DL3006\n  - SC2046\ndisable-ignore-pragma: true\n",
      "DL3006@2; SC2046@3*" },
    { HM_IGNORE_FILE_HADOLINT, "override:\n  error: [DL3001]\nstrict-labels: true\n", "!!" },
    { HM_IGNORE_FILE_HADOLINT, "trustedRegistries: [docker.io, '*.gcr.io', 'a.b:500', '*']\n",
      "trusts docker.io/**; trusts *.gcr.io/**; trusts a.b:500/**; trusts */**" },
    { HM_IGNORE_FILE_HADOLINT, "trustedRegistries:\n  - ghcr.io/acme\n  - a b\n", "!!" },
    { HM_IGNORE_FILE_HADOLINT, "trustedRegistries: docker.io\n", "error" },
    { HM_IGNORE_FILE_HADOLINT, "ignored: DL3006\n", "error" },
    { HM_IGNORE_FILE_HADOLINT, "ignored: [DL3006\n", "error" },
    { HM_IGNORE_FILE_HADOLINT, "# nothing\n", "" },
    { HM_IGNORE_FILE_HADOLINT, "- DL3006\n", "error" },
    { HM_IGNORE_FILE_CHECKOV, "skip-check:\n  - CKV_DOCKER_3\n  - CKV_DOCKER_*\n",
      "CKV_DOCKER_3@2; CKV_DOCKER_*@3" },
    { HM_IGNORE_FILE_CHECKOV, "quiet: true\nskip-check: CKV_DOCKER_2, CKV_DOCKER_3\n",
      "CKV_DOCKER_2@2; CKV_DOCKER_3@2" },
    { HM_IGNORE_FILE_CHECKOV, "skip-check: {a: b}\n", "error" },
};

Test(ignore_file, what_it_accepts)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_buf struct hm_buf out = { 0 };
        describe(rows[i].kind, rows[i].text, &out);
        cr_expect_str_eq(out.n == 0 ? "" : out.p, rows[i].expected, "%s: %s", rows[i].text,
                         out.n == 0 ? "" : out.p);
    }
}

Test(ignore_file, too_many_entries_are_said)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ignore_file file = { 0 };
    struct hm_source source;

    for (unsigned i = 0; i <= HM_IGNORE_FILE_LIMIT + 1; i++) {
        hm_buf_printf(&text, "CVE-2024-%u\n", i);
    }
    hm_source_init(&source, &arena, HM_S(".trivyignore"), hm_buf_str(&text));
    cr_assert_eq(hm_ignore_file_read(&arena, HM_IGNORE_FILE_TRIVY, &source, HM_S(""), &file, NULL),
                 HM_OK);
    cr_expect_eq(file.list.n, HM_IGNORE_FILE_LIMIT);
    cr_expect_eq(file.remarks.n, 1);
}
