/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/suppression.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"

/* What a file's comments ask for, as text: "hadolint DL3006 2-2", "file" for whole files, then
 * "until=", "reason=", "all"; faults as "fault 3" or "near 3". */
struct row {
    const char *name;
    const char *file;
    const char *expected;
};

static void
describe(struct hm_arena *arena, const struct hm_source *source, struct hm_buf *out)
{
    struct hm_dockerfile file;

    hm_dockerfile_parse(arena, source, NULL, &file);
    for (uint32_t i = 0; i < file.suppressions->n; i++) {
        const struct hm_suppression *s = &file.suppressions->list[i];
        hm_buf_printf(out, "%s%s %.*s ", out->n == 0 ? "" : "; ", hm_suppression_word(s->dialect),
                      HM_FMT(s->id));
        if (s->line == 0) {
            hm_buf_puts(out, "file");
        } else {
            hm_buf_printf(out, "%u-%u", s->line, s->end_line);
        }
        if (s->is_all) {
            hm_buf_puts(out, " all");
        }
        if (s->until != 0) {
            hm_buf_printf(out, " until=%u", s->until);
        }
        if (s->reason.n > 0) {
            hm_buf_printf(out, " reason=%.*s", HM_FMT(s->reason));
        }
    }
    for (uint32_t i = 0; i < file.suppressions->n_faults; i++) {
        const struct hm_suppression_fault *fault = &file.suppressions->faults[i];
        hm_buf_printf(out, "%s%s %u", out->n == 0 ? "" : "; ",
                      fault->is_misspelt ? "near" : "fault",
                      hm_source_line_of(source, fault->span.off));
    }
}

static void
expect_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf out = { 0 };
        struct hm_source source;
        hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(rows[i].file));
        describe(&arena, &source, &out);
        cr_expect_str_eq(out.n == 0 ? "" : out.p, rows[i].expected, "%s: %s", rows[i].name,
                         out.n == 0 ? "" : out.p);
    }
}

#define EXPECT_ROWS(rows) expect_rows(rows, sizeof(rows) / sizeof(rows)[0])

Test(suppress_comments, hullmark)
{
    static const struct row rows[] = {
        { "above", "# hullmark ignore=HM3001\nFROM a\n", "hullmark HM3001 2-2" },
        { "all parts",
          "# hullmark ignore=HM3001,runs-as-root until=2027-01-31 reason=\"a b, c\"\nFROM a\n",
          "hullmark HM3001 2-2 until=20270131 reason=a b, c; "
          "hullmark runs-as-root 2-2 until=20270131 reason=a b, c" },
        { "any order", "#hullmark ignore = HM1 , HM2 reason=why until=2027-01-31\nFROM a\n",
          "hullmark HM1 2-2 until=20270131 reason=why; hullmark HM2 2-2 until=20270131 "
          "reason=why" },
        { "reason behind '#'", "# hullmark ignore=HM1 # because\nFROM a\n",
          "hullmark HM1 2-2 reason=because" },
        { "an id with blanks", "# hullmark ignore=\"kics:Last User Is 'root'\"\nFROM a\n",
          "hullmark kics:Last User Is 'root' 2-2" },
        { "lines between", "# hullmark ignore=HM1\n\n# more\nFROM a\n", "hullmark HM1 4-4" },
        { "the whole file", "FROM a\nRUN x\n# hullmark global ignore=HM1\n", "hullmark HM1 file" },
        { "an instruction of several lines", "FROM a\n# hullmark ignore=HM1\nRUN a && \\\n b\n",
          "hullmark HM1 3-4" },
        { "in a continuation: the next line",
          "FROM a\nRUN a && \\\n# hullmark ignore=HM1\n b && \\\n c\n", "hullmark HM1 4-4" },
        { "in a here-document", "FROM a\nRUN <<EOF\n# hullmark ignore=HM1\nb\nEOF\n",
          "hullmark HM1 4-4" },
        { "ONBUILD", "FROM a\n# hullmark ignore=HM1\nONBUILD RUN x\n", "hullmark HM1 3-3" },
        { "in a file's text", "FROM a\nCOPY <<EOF /b\n# hullmark ignore=HM1\nEOF\n", "" },
        { "no day", "# hullmark ignore=HM1 until=2027-02-30\nFROM a\n", "fault 1" },
        { "no day", "# hullmark ignore=HM1 until=soon\nFROM a\n", "fault 1" },
        { "no rule", "# hullmark ignore=\nFROM a\n", "fault 1" },
        { "no rule", "# hullmark ignore\nFROM a\n", "fault 1" },
        { "everything", "# hullmark ignore=all\nFROM a\n", "fault 1" },
        { "no such part", "# hullmark ignore=HM1 untill=2027-01-31\nFROM a\n", "fault 1" },
        { "open quote", "# hullmark ignore=HM1 reason=\"x\nFROM a\n", "fault 1" },
        { "nothing below", "FROM a\n# hullmark ignore=HM1\n", "fault 2" },
        { "prose", "# hullmark is told below\n# hullmark ignores nothing\nFROM a\n", "" },
    };

    EXPECT_ROWS(rows);
}

/* As hadolint 2.15 takes them. */
Test(suppress_comments, hadolint)
{
    static const struct row rows[] = {
        { "above", "# hadolint ignore=DL3006,SC2046\nFROM a\n",
          "hadolint DL3006 2-2; hadolint SC2046 2-2" },
        { "blanks", "#\thadolint   ignore = DL3006 , DL3002\nFROM a\n",
          "hadolint DL3006 2-2; hadolint DL3002 2-2" },
        { "a reason", "# hadolint ignore=DL3006# because\nFROM a\n",
          "hadolint DL3006 2-2 reason=because" },
        { "a reason without '#'", "# hadolint ignore=DL3006 because\nFROM a\n", "fault 1" },
        { "another case of the id", "# hadolint ignore=dl3006\nFROM a\n", "fault 1" },
        { "another case of the word", "# Hadolint ignore=DL3006\nFROM a\n", "near 1" },
        { "a blank line between", "# hadolint ignore=DL3006\n\nFROM a\n", "fault 1" },
        { "a comment between", "# hadolint ignore=DL3006\n# x\nFROM a\n", "fault 1" },
        { "two: the lower counts", "# hadolint ignore=DL3006\n# hadolint ignore=DL3002\nFROM a\n",
          "hadolint DL3002 3-3; fault 1" },
        { "in a continuation", "FROM a\nRUN a && \\\n# hadolint ignore=DL3003\n b\n", "fault 3" },
        { "in a here-document", "FROM a\nRUN <<EOF\n# hadolint ignore=DL3003\nEOF\n", "fault 3" },
        { "whole file, at its end", "FROM a\n# hadolint global ignore=DL3006 # why\n",
          "hadolint DL3006 file reason=why" },
        { "whole file, in a continuation",
          "FROM a\nRUN a && \\\n# hadolint global ignore=DL3003\n b\n", "fault 3" },
        { "an id of another kind", "# hadolint ignore=XX1,DL3006\nFROM a\n", "fault 1" },
        { "our ids", "# hadolint ignore=HM3001,runs-as-root\nFROM a\n",
          "hadolint HM3001 2-2; hadolint runs-as-root 2-2" },
        { "another pragma", "# hadolint shell=/bin/bash\nFROM a\n", "" },
        { "two '#'", "## hadolint ignore=DL3006\nFROM a\n", "near 1" },
        { "behind an instruction", "FROM a # hadolint ignore=DL3006\n", "" },
    };

    EXPECT_ROWS(rows);
}

/* As tally 0.45 takes them. */
Test(suppress_comments, tally)
{
    static const struct row rows[] = {
        { "above", "# tally ignore=StageNameCasing,hadolint/DL3006\nFROM a\n",
          "tally StageNameCasing 2-2; tally hadolint/DL3006 2-2" },
        { "any case, blanks", "#  Tally  Ignore = a , b\nFROM a\n", "tally a 2-2; tally b 2-2" },
        { "all", "# tally ignore=all\nFROM a\n", "tally all 2-2 all" },
        { "a reason", "# tally ignore=a;reason=b c, d # e\nFROM a\n",
          "tally a 2-2 reason=b c, d # e" },
        { "a blank in front of it", "# tally ignore=a; reason = b\nFROM a\n", "fault 1" },
        { "another option", "# tally ignore=a;foo=b\nFROM a\n", "fault 1" },
        { "prose behind it", "# tally ignore=a because\nFROM a\n", "fault 1" },
        { "lines between", "# tally ignore=a\n\n# x\nFROM a\n", "tally a 4-4" },
        { "two", "# tally ignore=a\n# tally ignore=b\nFROM a\n", "tally a 3-3; tally b 3-3" },
        { "whole file, in a continuation", "FROM a\nRUN a && \\\n# tally global ignore=a\n b\n",
          "tally a file" },
        { "in a here-document", "FROM a\nRUN <<EOF\n# tally ignore=a\nb\nEOF\n", "tally a 4-4" },
    };

    EXPECT_ROWS(rows);
}

/* As BuildKit 0.34 takes them. */
Test(suppress_comments, buildkit)
{
    static const struct row rows[] = {
        { "directive", "# check=skip=A,B;error=true\nFROM a\n",
          "buildkit A file; buildkit B file" },
        { "after another", "# syntax=x\n# CHECK = skip=all\nFROM a\n", "buildkit all file all" },
        { "the last counts", "# check=skip=A;skip=B\nFROM a\n", "buildkit B file" },
        { "more behind it", "# check=skip=A # because\nFROM a\n", "buildkit A file" },
        { "no skip", "# check=error=true\nFROM a\n", "" },
        { "all in another case is a name", "# check=skip=All\nFROM a\n", "buildkit All file" },
        { "blanks", "# check=skip = A\nFROM a\n", "fault 1" },
        { "no such option", "# check=skip=A;foo=b\nFROM a\n", "fault 1" },
        { "an empty option", "# check=skip=A;\nFROM a\n", "fault 1" },
        { "error that is no boolean", "# check=error=maybe\nFROM a\n", "fault 1" },
        { "above an instruction", "FROM a\n# x\n# check=skip=A\n\n# y\nFROM b\n",
          "buildkit A 6-6" },
        { "parted by an empty comment", "FROM a\n# check=skip=A\n#\nFROM b\n", "fault 2" },
        { "below everything", "FROM a\n# check=skip=A\n", "fault 2" },
        { "in a continuation", "FROM a\nRUN a && \\\n# check=skip=A\n b\n", "fault 3" },
        { "prose", "FROM a\n# check this\nRUN b\n", "" },
    };

    EXPECT_ROWS(rows);
}

/* As Trivy 0.72 takes them. */
Test(suppress_comments, trivy)
{
    static const struct row rows[] = {
        { "above", "#trivy:ignore:DS-0002\nFROM a\n", "trivy DS-0002 2-2" },
        { "any spelling", "## accepted trivy:ignore:avd-ds-0002 because\nFROM a\n",
          "trivy avd-ds-0002 2-2" },
        { "several", "#trivy:ignore:DS-0001 #tfsec:ignore:DS-0026\nFROM a\n",
          "trivy DS-0001 2-2; trivy DS-0026 2-2" },
        { "a chain", "#trivy:ignore:A1\n#trivy:ignore:A2\n# trivy:ignore:A3\nFROM a\n",
          "trivy A1 4-4; trivy A2 4-4; trivy A3 4-4" },
        { "a broken chain", "#trivy:ignore:A1\n# x\n# trivy:ignore:A3\nFROM a\n",
          "trivy A3 4-4; fault 1" },
        { "a blank line", "#trivy:ignore:A1\n\nFROM a\n", "fault 1" },
        { "an end", "#trivy:ignore:DS-0002:exp:2027-01-31\nFROM a\n",
          "trivy DS-0002 2-2 until=20270131" },
        { "an end that is no day", "#trivy:ignore:DS-0002:exp:2027-1-3\nFROM a\n", "fault 1" },
        { "an end that is loose", "#trivy:ignore:DS-0002 exp:2027-01-31\nFROM a\n", "fault 1" },
        { "a workspace", "#trivy:ignore:DS-0002:ws:dev-*\nFROM a\n", "trivy DS-0002 2-2" },
        { "all, some", "#trivy:ignore:* trivy:ignore:DS-*\nFROM a\n",
          "trivy * 2-2 all; trivy DS-* 2-2" },
        { "commas", "#trivy:ignore:DS-0001,DS-0002\nFROM a\n", "fault 1" },
        { "another case of the word", "#Trivy:ignore:DS-0001\nFROM a\n", "near 1" },
        { "the same line", "FROM a\nRUN b #trivy:ignore:DS-0029\n", "trivy DS-0029 2-2" },
        { "the same line of several", "FROM a\nRUN b && \\\n c #trivy:ignore:DS-0029\n", "" },
        { "below", "FROM a\n#trivy:ignore:DS-0002\n", "fault 2" },
        { "in a continuation", "FROM a\nRUN a && \\\n#trivy:ignore:DS-0029\n b\n", "fault 3" },
        { "in a here-document", "FROM a\nRUN <<EOF\n#trivy:ignore:DS-0029\nEOF\n", "" },
        { "no comment", "FROM a\nRUN echo trivy:ignore:DS-0029\n", "" },
    };

    EXPECT_ROWS(rows);
}

/* As Checkov 3.3 takes them. */
Test(suppress_comments, checkov)
{
    static const struct row rows[] = {
        { "anywhere", "FROM a\nADD b c\n# checkov:skip=CKV_DOCKER_3: no user\n",
          "checkov CKV_DOCKER_3 file reason=no user" },
        { "without a reason", "#checkov:skip=CKV_DOCKER_3\nFROM a\n", "checkov CKV_DOCKER_3 file" },
        { "its old name, behind words", "# ok, bridgecrew:skip=CKV_DOCKER_3:x\nFROM a\n",
          "checkov CKV_DOCKER_3 file reason=x" },
        { "in a continuation", "FROM a\nRUN a && \\\n# checkov:skip=CKV_DOCKER_3:x\n b\n",
          "checkov CKV_DOCKER_3 file reason=x" },
        { "commas", "# checkov:skip=CKV_DOCKER_3,CKV_DOCKER_4:x\nFROM a\n", "fault 1" },
        { "behind an instruction", "FROM a\nRUN b # checkov:skip=CKV_DOCKER_3:x\n", "" },
        { "near", "# checkov:skpi=CKV_DOCKER_3:x\nFROM a\n", "near 1" },
    };

    EXPECT_ROWS(rows);
}

/* As the documentation of KICS has them. */
Test(suppress_comments, kics)
{
    static const struct row rows[] = {
        { "a line", "FROM a\n# kics-scan ignore-line\nRUN a && \\\n b\n",
          "kics ignore-line 3-4 all" },
        { "a block", "# kics-scan ignore-block\nFROM a\nUSER b\n\nFROM c\n",
          "kics ignore-block 2-3 all" },
        { "a block that is none", "FROM a\n# kics-scan ignore-block\nUSER b\n", "fault 2" },
        { "the file", "# x\n# kics-scan ignore\nFROM a\n", "kics ignore file all" },
        { "the file, too late", "FROM a\n# kics-scan ignore\n", "fault 2" },
        { "queries", "# kics-scan disable=0afa-1,0afa-2\nFROM a\n",
          "kics 0afa-1 file; kics 0afa-2 file" },
        { "no such command", "# kics-scan ignore-all\nFROM a\n", "fault 1" },
        { "narrowing", "# kics-scan enable=0afa-1\nFROM a\n", "fault 1" },
        { "near", "# kics_scan ignore-line\nFROM a\n", "near 1" },
    };

    EXPECT_ROWS(rows);
}

/* As Semgrep 1.182 takes them. */
Test(suppress_comments, semgrep)
{
    static const struct row rows[] = {
        { "above", "FROM a\n# nosemgrep\nRUN a && \\\n b\n", "semgrep nosemgrep 3-4 all" },
        { "rules", "FROM a\n# NOSEMGREP: a.b-c, d because\nRUN a\n",
          "semgrep a.b-c 3-3; semgrep d 3-3" },
        { "the old word", "FROM a\n#nosem\nRUN a\n", "semgrep nosem 3-3 all" },
        { "the same line", "FROM a\nRUN b # nosemgrep: x\n", "semgrep x 2-2" },
        { "the last line of several", "FROM a\nRUN b && \\\n c # nosemgrep\n", "" },
        { "a blank line", "FROM a\n# nosemgrep\n\nRUN a\n", "fault 2" },
        { "in a continuation", "FROM a\nRUN a && \\\n# nosemgrep\n b\n", "fault 3" },
        { "behind words", "FROM a\n# ok: nosemgrep\nRUN a\n", "" },
        { "near", "FROM a\n# nosemgrpe\nRUN a\n", "near 2" },
    };

    EXPECT_ROWS(rows);
}

Test(suppress_comments, what_is_nearly_an_ignore_comment)
{
    static const struct row rows[] = {
        { "the verb", "# hadolint ignroe=DL3006\nFROM a\n", "near 1" },
        { "the tool", "# hadolnt ignore=DL3006\nFROM a\n", "near 1" },
        { "global", "# hadolint gobal ignore=DL3006\nFROM a\n", "near 1" },
        { "a colon", "# hullmark ingore: HM3001\nFROM a\n", "near 1" },
        { "Trivy's verb", "#trivy:ignroe:DS-0002\nFROM a\n", "near 1" },
        { "prose", "# hadolint ignores this\n# trivy: ignore this\n# semgrep\n# hull\nFROM a\n",
          "" },
        { "prose with colons", "# note: ignore: this=that\n# tally: skip=1\nFROM a\n", "" },
    };

    EXPECT_ROWS(rows);
}

Test(suppress_comments, too_many_are_said)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    for (unsigned i = 0; i <= HM_SUPPRESSIONS_LIMIT; i++) {
        hm_buf_puts(&text, "# hadolint global ignore=DL3006\n");
    }
    hm_buf_puts(&text, "FROM a\n");
    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_buf_str(&text));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    cr_expect_eq(file.suppressions->n, HM_SUPPRESSIONS_LIMIT);
    cr_assert_eq(file.suppressions->n_faults, 1);
    cr_expect_eq(hm_source_line_of(&source, file.suppressions->faults[0].span.off),
                 HM_SUPPRESSIONS_LIMIT + 1);
}
