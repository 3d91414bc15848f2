/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/instruction_check.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/node.h"

static const struct {
    const char *line;
    const char *beginning; /* empty: it is taken */
} rows[] = {
    { "FROM a", "" },
    { "FROM a As b-1.c_d", "" },
    { "FROM a a\xc5\xbf b", "" },
    { "FROM a AS B", "" },
    { "FROM", "FROM requires either one or three arguments" },
    { "FROM a b", "FROM requires either one or three arguments" },
    { "FROM a is b", "FROM requires either one or three arguments" },
    { "FROM a AS 1b", "invalid name for build stage: \"1b\"" },
    { "FROM a AS b/c", "invalid name for build stage: \"b/c\"" },
    { "FROM --platform=x --platform=y a", "duplicate flag specified: --platform" },

    { "COPY a", "COPY requires at least two arguments" },
    { "ADD", "ADD requires at least two arguments" },
    { "COPY a b", "" },
    { "COPY --exclude=a --exclude=b --parents a b", "" },
    { "COPY --link=TRUE a b", "" },
    { "COPY --link= a b", "missing a value on flag: --link" },
    { "COPY --link=1 a b", "expecting boolean value for flag --link, not: 1" },
    { "COPY --from a b c", "missing a value on flag: --from" },
    { "COPY --from= a b", "" },
    { "COPY --chmode=1 a b", "unknown flag: --chmode" },
    { "COPY --checksum=1 a b", "unknown flag: --checksum" },
    { "ADD --from=a b c", "unknown flag: --from" },
    { "COPY a <<EOF", "COPY cannot accept a heredoc as a destination" },
    { "COPY a b<<", "" },

    { "ENV =a", "ENV names can not be blank" },
    { "LABEL \"\"=a", "" },
    { "ENV", "ENV requires at least one argument" },
    { "ENV --a=b", "unknown flag: --a" },
    { "ARG", "ARG requires at least one argument" },
    { "ARG =a", "ARG names can not be blank" },

    { "ONBUILD RUN a", "" },
    { "ONBUILD", "ONBUILD requires at least one argument" },
    { "ONBUILD onbuild RUN a", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed" },
    { "ONBUILD from a", "FROM isn't allowed as an ONBUILD trigger" },
    { "ONBUILD maintainer a", "MAINTAINER isn't allowed as an ONBUILD trigger" },
    { "ONBUILD NOPE", "" },

    { "RUN --network=none --security=sandbox a", "" },
    { "RUN --network=NONE a", "invalid network mode \"NONE\"" },
    { "RUN --security=off a", "security \"off\" is not valid" },
    { "RUN --mount=from=$A --network=x a", "'from' doesn't support variable expansion" },
    { "RUN --mount=from=$A --device=a,b a", "invalid field 'b' must be a key=value pair" },
    { "RUN --mount=from=$A --nope a", "unknown flag: --nope" },
    { "CMD --a b", "unknown flag: --a" },

    { "HEALTHCHECK", "HEALTHCHECK requires at least one argument" },
    { "HEALTHCHECK none", "" },
    { "HEALTHCHECK NONE a", "HEALTHCHECK NONE takes no arguments" },
    { "HEALTHCHECK --nope NONE", "" },
    { "HEALTHCHECK exec a", "Unknown type \"EXEC\" in HEALTHCHECK (try CMD)" },
    { "HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD" },
    { "HEALTHCHECK --interval=0s --retries=0 CMD a", "" },
    { "HEALTHCHECK --timeout=999us CMD a", "Interval \"timeout\" cannot be less than 1ms" },
    { "HEALTHCHECK --start-period=-1s CMD a", "Interval \"start-period\" cannot be less than 1ms" },
    { "HEALTHCHECK --interval=1 CMD a", "time: missing unit in duration" },
    { "HEALTHCHECK --retries=-1 CMD a", "--retries cannot be negative (-1)" },

    { "USER", "USER requires exactly one argument" },
    { "MAINTAINER a b", "" },
    { "EXPOSE", "EXPOSE requires at least one argument" },
    { "VOLUME [\"a\", \" \"]", "VOLUME specified can not be an empty string" },
    { "VOLUME []", "VOLUME requires at least one argument" },
    { "SHELL a", "SHELL requires the arguments to be in JSON form" },
    { "SHELL []", "SHELL requires at least one argument" },
    { "RUM a", "unknown instruction: RUM" },
};

Test(instruction_check, says_what_buildkit_refuses)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_node_reader reader = { .arena = &arena, .escape = '\\' };
        struct hm_expander plain = { .arena = &arena, .escape = '\\', .work_left = 1000 };
        struct hm_instruction inst = { .logical = hm_str_c(rows[i].line) };
        (void)hm_node_read(&reader, &inst);
        struct hm_str error = hm_check_instruction(&arena, &plain, &inst);
        bool is_good = rows[i].beginning[0] == '\0';
        cr_expect(is_good ? error.n == 0 : hm_str_starts(error, rows[i].beginning), "%s: %.*s",
                  rows[i].line, HM_FMT(error));
        cr_expect_eq(inst.is_valid, is_good, "%s", rows[i].line);
        hm_expander_done(&plain);
    }
}
