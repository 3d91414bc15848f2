/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config/values.h"

#include "plugin/context/ignore.h"
#include "plugin/driver/gate/gate.h"
#include "plugin/driver/config/profile.h"
#include "plugin/driver/suppress/waivers.h"
#include "plugin/model/image_pattern.h"
#include "plugin/net/url.h"
#include "reports/format.h"

enum {
    JOBS_MAX = 256,
    SECONDS_MAX = 86400,
};

static const char *const *
levels(size_t *ret_n)
{
    static const char *const words[] = {
#define SEVERITY(name, word, sarif, score, gitlab, colour) word,
#include "plugin/model/severity.def"
#undef SEVERITY
        "none"
    };

    *ret_n = sizeof words / sizeof words[0];
    return words;
}

static enum hm_status
check_gate(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    struct hm_gate_expression expression;

    return hm_gate_parse(arena, text, &expression, NULL, reterr);
}

static enum hm_status
check_number(struct hm_str text, unsigned most, struct hm_err *reterr)
{
    uint64_t number = 0;

    return hm_str_to_u64(text, most, &number) && number > 0
               ? HM_OK
               : hm_err_set(reterr, HM_E_SYNTAX, "a whole number from 1 to %u is expected here",
                            most);
}

static enum hm_status
check_jobs(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    (void)arena;
    return check_number(text, JOBS_MAX, reterr);
}

static enum hm_status
check_seconds(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    (void)arena;
    return check_number(text, SECONDS_MAX, reterr);
}

static enum hm_status
check_days(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    (void)arena;
    return check_number(text, HM_WAIVER_DAYS_MAX, reterr);
}

/* How a tool's name looks; which of them there are is asked when all are known. */
static enum hm_status
check_tool(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    bool is_name = text.n > 0 && text.n <= 40 && text.p[0] != '-';

    (void)arena;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        is_name = is_name && ((c >= 'a' && c <= 'z') || hm_is_digit(c) || c == '-');
    }
    return is_name ? HM_OK : hm_err_set(reterr, HM_E_SYNTAX, "this is no name of a tool");
}

/* "linux/arm64/v8" */
static bool
is_platform(struct hm_str text)
{
    struct hm_str part;
    size_t n = 0;

    while (hm_str_split(&text, '/', &part)) {
        if (part.n == 0) {
            return false;
        }
        for (size_t i = 0; i < part.n; i++) {
            char c = part.p[i];
            if (!(c >= 'a' && c <= 'z') && !hm_is_digit(c) && !(n > 0 && c == '_') &&
                !(n > 1 && c == '.')) {
                return false;
            }
        }
        n++;
    }
    return n == 2 || n == 3;
}

/* A list as docker buildx takes it, "linux/arm64,linux/amd64", or "all". */
static enum hm_status
check_platform(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    struct hm_str rest = text;
    struct hm_str one = HM_S("");
    bool are_fine = text.n > 0;

    (void)arena;
    while (are_fine && !hm_str_eq(text, "all") && hm_str_split(&rest, ',', &one)) {
        are_fine = is_platform(hm_str_trim(one));
    }
    return are_fine ? HM_OK
                    : hm_err_set(reterr, HM_E_SYNTAX,
                                 "a platform such as linux/arm64, several with commas between "
                                 "them, or all is expected here");
}

static enum hm_status
check_images(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    (void)arena;
    return hm_image_pattern_check(text, reterr);
}

static enum hm_status
check_paths(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    struct hm_ignore ignore;
    struct hm_err err = { 0 };

    if (hm_ignore_parse(arena, text, &ignore, &err) != HM_OK || ignore.n_patterns != 1 ||
        ignore.patterns[0].kind == HM_IGNORE_BROKEN || hm_str_starts(text, "/")) {
        return hm_err_set(reterr, HM_E_SYNTAX,
                          "a pattern over paths is expected here, such as services/legacy/** or "
                          "**/Dockerfile.test");
    }
    return HM_OK;
}

static enum hm_status
check_url(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    struct hm_url url = { 0 };

    return hm_url_parse(arena, text, &url, reterr);
}

static enum hm_status
check_host(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    struct hm_url url = { 0 };

    return hm_url_parse(arena, hm_arena_printf(arena, "http://%.*s/", HM_FMT(text)), &url,
                        reterr) == HM_OK &&
                   hm_str_eq(url.path, "/")
               ? HM_OK
               : hm_err_set(reterr, HM_E_SYNTAX, "HOST or HOST:PORT is expected here");
}

/* "sarif", "sarif=hullmark.sarif" */
static enum hm_status
check_output(struct hm_arena *arena, struct hm_str text, struct hm_err *reterr)
{
    (void)arena;
    return hm_format_find(hm_str_sub(text, 0, hm_str_find(text, '='))) != NULL
               ? HM_OK
               : hm_err_set(reterr, HM_E_SYNTAX,
                            "there is no such format; `hullmark help scan` lists them");
}

static const struct hm_value_row rows[HM_VALUE_COUNT] = {
#define VALUE(name, schema, words, check) [HM_VALUE_##name] = { schema, words, check },
#include "plugin/driver/config/values.def"
#undef VALUE
};

const struct hm_value_row *
hm_value_row(enum hm_value value)
{
    return &rows[value];
}
