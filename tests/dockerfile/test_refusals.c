/* SPDX-License-Identifier: Apache-2.0 */
/* What BuildKit refuses only when it builds: the message, and when it is met. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"
#include "tests/rows.h"

struct refusal {
    const char *text;
    const char *problem; /* NULL: the build goes through */
    enum hm_phase phase;
    uint32_t line; /* 0: BuildKit names none */
};

#define FROM "FROM alpine\n"
#define EMPTY_SUM "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const struct refusal refusals[] = {
    { FROM "STOPSIGNAL SIGQUIT\n", NULL, 0, 0 },
    { FROM "STOPSIGNAL rtmin+3\n", NULL, 0, 0 },
    { FROM "STOPSIGNAL 9\n", NULL, 0, 0 },
    { FROM "STOPSIGNAL NOPE\n", "invalid signal: NOPE", HM_PHASE_RUN, 2 },
    { FROM "STOPSIGNAL 0\n", "invalid signal: 0", HM_PHASE_RUN, 2 },
    { FROM "STOPSIGNAL $WHO\n", NULL, 0, 0 },
    { FROM "EXPOSE 80 443/tcp 8000-8010/UDP\n", NULL, 0, 0 },
    { FROM "EXPOSE 80/http\n", "invalid port: \"80/http\": invalid proto: http", HM_PHASE_RUN, 2 },
    { FROM "EXPOSE 99999\n", "invalid containerPort: 99999", HM_PHASE_RUN, 2 },
    { FROM "EXPOSE z 10-9\n", "invalid containerPort: 10-9", HM_PHASE_RUN, 2 },
    { FROM "EXPOSE 1.2.3:80:80\n", "invalid IP address: 1.2.3", HM_PHASE_RUN, 2 },
    { FROM "ENV P=\"80 90\"\nEXPOSE $P\n", NULL, 0, 0 },
    { FROM "ENV E=\nVOLUME $E\n", "VOLUME specified can not be an empty string", HM_PHASE_RUN, 3 },
    { FROM "COPY --chmod=0755 a b\n", NULL, 0, 0 },
    { FROM "COPY --chmod=u+x,go=r a b\n", NULL, 0, 0 },
    { FROM "COPY --chmod=9 a b\n",
      "invalid chmod parameter: '9'. it should be octal string and between 0 and 07777",
      HM_PHASE_RUN, 2 },
    { FROM "COPY --chmod=u a b\n", "invalid syntax", HM_PHASE_RUN, 2 },
    { FROM "COPY --link --chown=app a b\n",
      "--chown=app: user and group names can't be resolved when used with --link, use numeric "
      "uid[:gid] instead",
      HM_PHASE_RUN, 2 },
    { FROM "COPY --link --chown=0:root a b\n", NULL, 0, 0 },
    { FROM "COPY https://example.com/x /x\n", "source can't be a URL for COPY", HM_PHASE_RUN, 2 },
    { FROM "COPY git@example.com:x/y.git /x\n", "source can't be a git ref for COPY", HM_PHASE_RUN,
      2 },
    { FROM "ADD --checksum=sha256:" EMPTY_SUM " https://example.com/x /x\n", NULL, 0, 0 },
    { FROM "ADD --checksum=sha256:12 https://example.com/x /x\n", "invalid checksum digest length",
      HM_PHASE_RUN, 2 },
    { FROM "ADD --checksum=x a /x\n", "checksum requires HTTP(S) or Git sources", HM_PHASE_RUN, 2 },
    { FROM "ADD --checksum=x a b /x\n", "checksum can't be specified for multiple sources",
      HM_PHASE_RUN, 2 },
    { "FROM scratch AS b\nARG PATH=\nFROM b\nADD --checksum=$PATH a b /x\n",
      "checksum can't be specified for multiple sources", HM_PHASE_RUN, 4 },
    { FROM "ADD https://example.com/x.git?what=1 /x\n", "unexpected query \"what\"", HM_PHASE_RUN,
      2 },
    { FROM "ADD https://example.com/x.git?ref=a&ref=a /x\n", "query \"ref\" has multiple values",
      HM_PHASE_RUN, 2 },
    { FROM "ADD https://example.com/x.git?tag=a&branch=b /x\n", "branch conflicts with tag",
      HM_PHASE_RUN, 2 },
    { FROM "ADD https://example.com/x.git?subdir=a#v1:b /x\n", "subdir conflicts: \"b\" vs \"a\"",
      HM_PHASE_RUN, 2 },
    { FROM "ADD --keep-git-dir=false https://example.com/x.git?keep-git-dir /x\n",
      "inconsistent keep-git-dir configuration", HM_PHASE_RUN, 2 },
    { FROM "ADD --checksum=x github.com/x/y /x\n", NULL, 0, 0 },
    { FROM "COPY github.com/x/y?what=1 /x\n", "unexpected query \"what\"", HM_PHASE_RUN, 2 },
    { FROM "COPY --from=x a b\nCOPY --from=1 a b\n", NULL, 0, 0 },
    { FROM "RUN --mount=type=tmpfs,target=/x y\nCOPY --from=1 a b\n", NULL, 0, 0 },
    { FROM "SHELL [\"powershell\"]\nRUN --mount=type=tmpfs,target=.. y\n", NULL, 0, 0 },
    { "FROM scratch\nSHELL [\"powershell\"]\nRUN --mount=type=tmpfs,target=.. y\n",
      "invalid mount target \"/\"", HM_PHASE_RUN, 3 },
    { "FROM --platform=windows/amd64 w\nADD d:/x /\n",
      "removing drive letter: removing drive letter: The specified path is not on the system drive "
      "(C:)",
      HM_PHASE_RUN, 2 },
    { "FROM --platform=windows/amd64 w\nCOPY x C:\\\\a:b\n",
      "removing drive letter: The specified path is not on the system drive (C:)", HM_PHASE_RUN,
      2 },
    { "FROM --platform=windows/amd64 w\nRUN --mount=type=secret,id=k x\n",
      "secret target is required on Windows, e.g. "
      "--mount=type=secret,id=k,target=C:/path/to/secret",
      HM_PHASE_RUN, 2 },
    { "FROM --platform=windows/amd64 w\nRUN --mount=type=secret,id=k,target=C:/k x\n", NULL, 0, 0 },
    { FROM "ONBUILD COPY --from=0 a b\nFROM 0\n", NULL, 0, 0 },
    { FROM "ONBUILD COPY --from=Bad a b\n", NULL, 0, 0 },
    { FROM "COPY --from=$A a b\n",
      "variable expansion is not supported for --from, define a new stage with FROM using ARG from "
      "global scope as a workaround",
      HM_PHASE_SOURCES, 0 },
    { FROM "COPY --from=7 a b\n", "invalid stage index 7", HM_PHASE_SOURCES, 0 },
    { FROM "COPY --from=b a b\nFROM alpine AS b\nCOPY --from=0 a b\n",
      "circular dependency detected on stage: stage-0", HM_PHASE_CYCLE, 1 },
    { "FROM alpine AS a\nCOPY --from=b x /\nFROM alpine AS b\nFROM a\n",
      "cannot copy from stage \"b\", it needs to be defined before current stage \"a\"",
      HM_PHASE_RUN, 2 },
    { "FROM alpine AS a\nRUN --mount=from=b,target=/x x\nFROM alpine AS b\nFROM a\n",
      "cannot mount from stage \"b\" to \"/x\", stage needs to be defined before current command",
      HM_PHASE_RUN, 2 },
    { "FROM --platform=a/b/c/d alpine\n",
      "failed to parse platform a/b/c/d: \"a/b/c/d\": cannot parse platform specifier: invalid "
      "argument",
      HM_PHASE_FROM, 1 },
    { "FROM --platform=nonsense alpine\n",
      "failed to parse platform nonsense: \"nonsense\": unknown operating system or architecture: "
      "invalid argument",
      HM_PHASE_FROM, 1 },
    { "FROM --platform=ARM64 alpine\n", NULL, 0, 0 },
    { "FROM Alpine\n",
      "failed to parse stage name \"Alpine\": invalid reference format: repository name "
      "(library/Alpine) must be lowercase",
      HM_PHASE_BASES, 1 },
    { FROM "COPY --from=a:b:c x /\n",
      "failed to parse stage name \"a:b:c\": invalid reference format", HM_PHASE_BASES, 2 },
    { "# check=skip=all;error=maybe\nFROM alpine\n",
      "failed to parse check options: failed to parse check option \"error=maybe\": "
      "strconv.ParseBool: parsing \"maybe\": invalid syntax",
      HM_PHASE_OPTIONS, 0 },
    { "ARG SOURCE_DATE_EPOCH=soon\nFROM alpine\n", "invalid SOURCE_DATE_EPOCH: soon",
      HM_PHASE_GLOBALS, 0 },
    { FROM "RUN []\n", "arguments are required", HM_PHASE_MARSHAL, 0 },
    { "FROM --platform=windows/amd64 w\nWORKDIR d:/x\n",
      "normalizing workdir: normalizing working directory: removing drive letter: The specified "
      "path is not on the system drive (C:)",
      HM_PHASE_RUN, 2 },
    { FROM "ONBUILD STOPSIGNAL NOPE\n", NULL, 0, 0 },
    { "FROM alpine AS a\nONBUILD STOPSIGNAL NOPE\nFROM a\n", "invalid signal: NOPE", HM_PHASE_RUN,
      3 },
    { "FROM alpine AS a\nONBUILD RUM x\nFROM a\n", "unknown instruction: RUM (did you mean RUN?)",
      HM_PHASE_TRIGGERS, 3 },
};

ROWS_OF(refusals, what_a_build_says, refusals)

ParameterizedTest(size_t *index, refusals, what_a_build_says)
{
    const struct refusal *want = &refusals[*index];
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    const struct hm_problem *found = NULL;

    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(want->text));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    for (uint32_t i = 0; i < file.n_problems && found == NULL; i++) {
        found = file.problems[i].is_fatal ? &file.problems[i] : NULL;
    }
    if (want->problem == NULL) {
        cr_assert_null(found, "%s: %.*s", want->text, HM_FMT(found->text));
        return;
    }
    cr_assert_not_null(found, "%s", want->text);
    cr_assert(hm_str_eq(found->text, want->problem), "%s: %.*s", want->text, HM_FMT(found->text));
    cr_assert_eq(found->phase, want->phase, "%s", want->text);
    cr_assert_eq(found->is_unplaced ? 0 : found->line, want->line, "%s: line %u", want->text,
                 found->line);
}

/* Files whose only problems are of stages that are not built, or not. */
static const struct {
    const char *text;
    bool is_fatal; /* the last problem */
} stages[] = {
    { "FROM alpine AS a\nSTOPSIGNAL NOPE\nFROM alpine\n", false },
    { "FROM alpine AS a\nONBUILD RUM x\nFROM a AS b\nFROM alpine\n", false },
    { "FROM alpine AS a\nRUN []\nFROM alpine\nRUN <<E\n", true },
};

ROWS_OF(refusals, what_is_not_built_is_not_refused, stages)

ParameterizedTest(size_t *index, refusals, what_is_not_built_is_not_refused)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(stages[*index].text));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    cr_assert_gt(file.n_problems, 0);
    cr_assert_eq(file.problems[file.n_problems - 1].is_fatal, stages[*index].is_fatal);
}
