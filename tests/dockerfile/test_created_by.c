/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/created_by.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"

struct row {
    const char *inst; /* the last line of a Dockerfile */
    const char *created_by;
    enum hm_created is;
};

#define EXACTLY HM_CREATED_EXACTLY
#define PERHAPS HM_CREATED_PERHAPS
#define NOT HM_CREATED_NOT
#define HASH "29b6446b47168e14f34fd55d831c9521ee3ae01712a5fd26c8d55f9079597b3b"

static void
expect(const struct row *row)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_str text = hm_arena_printf(&arena, "FROM a\nARG V=2\nARG W\n%s\n", row->inst);

    hm_source_init(&source, &arena, HM_S("Dockerfile"), text);
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    enum hm_created is = hm_created_by(&file.instructions[3], hm_str_c(row->created_by));
    cr_expect_eq(is, row->is, "%s by %s: %d", row->created_by, row->inst, (int)is);
}

#define EXPECT_ROWS(...)                                                                           \
    do {                                                                                           \
        const struct row rows[] = { __VA_ARGS__ };                                                 \
        for (size_t i_ = 0; i_ < sizeof rows / sizeof rows[0]; i_++) {                             \
            expect(&rows[i_]);                                                                     \
        }                                                                                          \
    } while (0)

Test(created_by, buildkit)
{
    EXPECT_ROWS(
        { "RUN npm ci", "RUN /bin/sh -c npm ci # buildkit", EXACTLY },
        { "RUN npm ci", "RUN |2 V=2 W= /bin/sh -c npm ci # buildkit", EXACTLY },
        { "RUN a && \\\n    b", "RUN /bin/sh -c a &&     b # buildkit", EXACTLY },
        { "RUN [\"/bin/x\", \"a b\"]", "RUN /bin/x a b # buildkit", EXACTLY },
        { "RUN --mount=type=cache,target=/c make", "RUN /bin/sh -c make # buildkit", EXACTLY },
        { "RUN <<EOF\necho a\necho b\nEOF", "RUN /bin/sh -c echo a\necho b\n # buildkit", EXACTLY },
        { "RUN echo $W", "RUN |2 V=2 W=x /bin/sh -c echo $W # buildkit", EXACTLY },
        { "COPY . /app", "COPY . /app # buildkit", EXACTLY },
        { "COPY --from=x --chown=1:1 a b /c/", "COPY --chown=1:1 a b /c/ # buildkit", EXACTLY },
        { "COPY a$V /c", "COPY a2 /c # buildkit", EXACTLY },
        { "COPY $W /c", "COPY x /c # buildkit", PERHAPS },
        { "COPY <<EOF /etc/x\na\nEOF", "COPY <<EOF /etc/x # buildkit", EXACTLY },
        { "ADD a.tar /", "ADD a.tar / # buildkit", EXACTLY },
        { "WORKDIR /app", "WORKDIR /app", EXACTLY },
        { "WORKDIR src/", "WORKDIR /app/src", EXACTLY },
        { "ENV A=$V B=\"x y\"", "ENV A=2 B=x y", EXACTLY },
        { "CMD [\"nginx\", \"-g\", \"daemon off;\"]", "CMD [\"nginx\" \"-g\" \"daemon off;\"]",
          EXACTLY },
        { "CMD echo \"a b\"", "CMD [\"/bin/sh\" \"-c\" \"echo \\\"a b\\\"\"]", EXACTLY },
        { "EXPOSE 80 81/udp", "EXPOSE map[80/tcp:{} 81/udp:{}]", PERHAPS },
        { "VOLUME /data", "VOLUME [/data]", EXACTLY }, { "ARG X=1", "ARG X=2", PERHAPS },
        { "SHELL [\"/bin/bash\", \"-c\"]", "SHELL [/bin/bash -c]", EXACTLY },
        { "USER 1:1", "USER 1:1", EXACTLY }, { "LABEL a=b", "LABEL a=b", EXACTLY });
}

/* What buildah 1.28 and docker's first builder write. */
Test(created_by, builders_that_commit_containers)
{
    EXPECT_ROWS({ "RUN npm ci", "/bin/sh -c npm ci", EXACTLY },
                { "RUN npm ci", "|1 V=9 /bin/sh -c npm ci", EXACTLY },
                { "RUN [\"/bin/sh\", \"-c\", \"echo exec\"]",
                  "|1 V=9 /bin/sh -c [\"/bin/sh\", \"-c\", \"echo exec\"]", EXACTLY },
                { "COPY --from=b --chown=1:1 /built built",
                  "/bin/sh -c #(nop) COPY file:" HASH " in built ", EXACTLY },
                { "COPY --chown=1:1 a built",
                  "/bin/sh -c #(nop) COPY --chown=1:1 file:" HASH " in built ", EXACTLY },
                { "COPY a b ./", "/bin/sh -c #(nop) COPY multi:" HASH " in ./ ", EXACTLY },
                { "COPY a /other", "/bin/sh -c #(nop) COPY file:" HASH " in /app/other ", NOT },
                { "ENV A=${V}x B=\"a b\"", "/bin/sh -c #(nop) ENV A=${V}x B=\"a b\"", EXACTLY },
                { "ENV A=${V}x", "/bin/sh -c #(nop)  ENV A=2x", EXACTLY },
                { "CMD echo \"a b\"", "/bin/sh -c #(nop) CMD echo \"a b\"", EXACTLY },
                { "EXPOSE 80 81/udp", "/bin/sh -c #(nop) EXPOSE 80 81/udp", EXACTLY },
                { "HEALTHCHECK CMD echo x", "/bin/sh -c #(nop) HEALTHCHECK CMD echo x", EXACTLY },
                { "RUN npm ci", "cmd /S /C npm ci", EXACTLY });
}

Test(created_by, kaniko_keeps_the_line)
{
    EXPECT_ROWS({ "RUN npm ci", "RUN npm ci", EXACTLY },
                { "COPY --from=b /x /y", "COPY --from=b /x /y", EXACTLY });
}

Test(created_by, another_instruction_did_not)
{
    EXPECT_ROWS({ "RUN npm ci", "RUN /bin/sh -c npm install # buildkit", NOT },
                { "RUN ci", "RUN /bin/sh -c npm ci # buildkit", NOT },
                { "RUN npm ci", "COPY npm ci # buildkit", NOT },
                { "COPY . /app", "COPY . /srv # buildkit", NOT },
                { "COPY a /app", "COPY b a /app # buildkit", NOT },
                { "COPY a /app", "ADD a /app # buildkit", NOT },
                { "WORKDIR /app", "WORKDIR /srv", NOT }, { "USER 1", "ENV A=1", NOT },
                { "RUN npm ci", "", NOT }, { "RUN npm ci", "#(nop)", NOT },
                { "RUN npm ci", "bazel build ...", NOT });
}

/* Settings make no layers: which of them an image has says little. */
Test(created_by, a_setting_may_have_changed)
{
    EXPECT_ROWS({ "CMD [\"a\"]", "CMD [\"b\"]", PERHAPS }, { "USER 2", "USER 1", PERHAPS },
                { "ENV A=1", "ENV A=2", PERHAPS });
}
