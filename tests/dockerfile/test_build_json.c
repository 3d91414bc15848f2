/* SPDX-License-Identifier: Apache-2.0 */
/* Builds as JSON: what an image is at the end, and the operations that make it. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/build_json.h"
#include "tests/rows.h"

struct build_case {
    const char *text;
    const char *wanted; /* a part of the object */
};

#define PLAIN_PATH "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static const struct build_case cases[] = {
    { "FROM a\n", "\"images\":[\"docker.io/library/a:latest linux/amd64\"]" },
    { "FROM nobody\nUSER app:x\n", "\"user\":\"app:x\"" },
    { "FROM configured\n", "\"user\":\"node\",\"workdir\":\"/home/node\"" },
    { "FROM configured\nWORKDIR x\n", "\"workdir\":\"/home/node/x\"" },
    { "FROM configured\nENV A=${B}2 B=3\n", "\"env\":[\"B=3\",\"" PLAIN_PATH "\",\"A=12\"]" },
    { "FROM configured\nENTRYPOINT [\"x\"]\n", "\"entrypoint\":[\"x\"],\"cmd\":null" },
    { "FROM configured\nCMD run\n", "\"cmd\":[\"/bin/bash\",\"-c\",\"run\"]" },
    { "FROM configured\nEXPOSE 81-82 80\n", "\"ports\":[\"80/tcp\",\"81/tcp\",\"82/tcp\"]" },
    { "FROM configured\nHEALTHCHECK --interval=2s CMD x\n",
      "\"test\":[\"CMD-SHELL\",\"x\"],\"interval\":2000000000" },
    { "FROM a AS p\nARG X=1\nENV X=2\nARG X=3\nRUN one\nFROM p\nRUN two\n",
      "\"args\":[\"/bin/sh\",\"-c\",\"two\"],\"env\":[\"" PLAIN_PATH "\",\"X=2\"]" },
    { "FROM a\nARG TARGETARCH\nRUN x\n", "\"TARGETARCH=amd64\"" },
    { "FROM a\nARG NOBODY\nRUN x\n", "\"env\":[\"" PLAIN_PATH "\"]" },
    { "FROM a AS p\nONBUILD USER u\nFROM p\n", "\"user\":\"u\"" },
    { "FROM a\nONBUILD RUN x\n", "\"onbuild\":[\"RUN x\"]" },
    { "FROM triggers\nENV Y=$T\n", "\"Y=yes\"" },
    { "FROM a\nCOPY <<E /x\n$PATH \"q\"\nE\n", "\"content\":\"/usr/local/sbin:/usr/local/bin:/usr/"
                                               "sbin:/usr/bin:/sbin:/bin \\\"q\\\"\\u000a\"" },
    { "FROM a\nCOPY <<'E' /x\n$PATH\nE\n", "\"content\":\"$PATH\\u000a\"" },
    { "FROM a\nRUN <<E\n#!/bin/x\nE\n", "\"args\":[\"/bin/sh\",\"-c\",\"/dev/pipes/E\"]" },
    { "FROM a\nRUN cat <<E\nb\nE\n", "\"cat <<E\\u000ab\\u000aE\"" },
    { "FROM a AS p\nRUN x\nFROM scratch\nCOPY --from=p --chown=app /a /b/\n",
      "\"source\":\"line 2\",\"from\":\"/a\",\"to\":\"/b/\",\"chown\":\"app\"" },
    { "FROM a\nADD https://e.com/p/f%20g?x /d\n",
      "\"source\":\"https://e.com/p/f%20g?x http.filename=f g\",\"from\":\"/f g\"" },
    { "FROM a\nADD https://e.com/r.git#main:sub /d\n",
      "\"source\":\"git https://e.com/r.git#main:sub\"" },
    { "FROM a\nRUN --mount=type=cache,target=c --mount=type=secret,id=s x\n",
      "\"target\":\"/"
      "c\",\"readonly\":false,\"sharing\":\"shared\",\"required\":false,\"id\":\"c\"" },
    { "FROM --platform=windows/amd64 w\nWORKDIR /a/b\nCOPY x c\\\\d\n", "\"to\":\"/a/b/c/d\"" },
    { "FROM a\nSTOPSIGNAL NOPE\n",
      "\"ok\":false,\"error\":\"invalid signal: NOPE\",\"error_line\":2" },
};

#define CONFIGS                                                                                    \
    "{\"*\": {\"os\": \"linux\"}, \"configured\": {\"os\": \"linux\", \"config\": {"               \
    "\"User\": \"node\", \"WorkingDir\": \"/home/node\", \"Env\": [\"B=1\"], \"Cmd\": [\"n\"],"    \
    "\"Shell\": [\"/bin/bash\", \"-c\"], \"ExposedPorts\": {\"80/tcp\": {}}}},"                    \
    "\"triggers\": {\"config\": {\"OnBuild\": [\"ENV T=yes\"]}}}"

static void
judge(struct hm_arena *arena, const char *text, bool has_configs, struct hm_buf *out)
{
    struct hm_base_configs configs = { 0 };
    struct hm_build build = { .has_all_args = has_configs };
    struct hm_source source;
    struct hm_dockerfile file;

    if (has_configs) {
        cr_assert_eq(hm_base_configs_parse(arena, HM_S(CONFIGS), &configs, NULL), HM_OK);
        build.configs = &configs;
        build.platform = HM_S("linux/amd64");
    }
    hm_source_init(&source, arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(arena, &source, &build, &file);
    hm_build_json(&file, &build, out);
}

ROWS_OF(build_json, says_what_a_build_makes, cases)

ParameterizedTest(size_t *index, build_json, says_what_a_build_makes)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };

    judge(&arena, cases[*index].text, true, &out);
    cr_assert(hm_str_has(hm_buf_str(&out), cases[*index].wanted), "%s: %.*s", cases[*index].text,
              HM_FMT(hm_buf_str(&out)));
}

static const struct build_case unknown[] = {
    { "FROM a\n", "\"user\":null,\"workdir\":null" },
    { "FROM a\n", "\"base_unknown\":true" },
    { "FROM scratch\n", "\"user\":\"\",\"workdir\":\"/\"" },
    { "FROM a\nARG U\nUSER $U\n", "\"user\":null" },
    { "FROM a\nUSER u\nWORKDIR x\n", "\"user\":\"u\",\"workdir\":null" },
    { "FROM a\nARG TARGETARCH\nENV A=$TARGETARCH\n", "\"env\":[\"A\"]" },
    { "FROM a\nARG T\nCOPY $T /x\n", "\"from\":null,\"to\":\"/x\"" },
};

ROWS_OF(build_json, tells_unknown_from_empty, unknown)

ParameterizedTest(size_t *index, build_json, tells_unknown_from_empty)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };

    judge(&arena, unknown[*index].text, false, &out);
    cr_assert(hm_str_has(hm_buf_str(&out), unknown[*index].wanted), "%s: %.*s",
              unknown[*index].text, HM_FMT(hm_buf_str(&out)));
}
