/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/net/retry.h"

#include <criterion/criterion.h>

#include "tests/rows.h"

enum {
    NEVER = HM_RETRY_NEVER,
};

static const struct {
    const char *name;
    struct hm_retry_case c;
    int64_t least; /* NEVER, or the shortest wait */
    int64_t most;
} cases[] = {
    { "lost, first try", { .tries = 1, .is_repeatable = true, .is_connected = true }, 200, 400 },
    { "lost, third try", { .tries = 3, .is_repeatable = true }, 800, 1600 },
    { "tries used up", { .tries = 5, .is_repeatable = true }, NEVER, NEVER },
    { "a POST that may have arrived", { .tries = 1, .is_connected = true }, NEVER, NEVER },
    { "a POST that cannot have arrived", { .tries = 1 }, 200, 400 },
    { "500", { .tries = 1, .status = 500, .is_repeatable = true }, 200, 400 },
    { "502 to a POST", { .tries = 1, .status = 502 }, NEVER, NEVER },
    { "429 to a POST", { .tries = 1, .status = 429 }, 200, 400 },
    { "503 to a POST that says when",
      { .tries = 1, .status = 503, .retry_after = HM_STR("2") },
      2000,
      2100 },
    { "503 to a POST", { .tries = 1, .status = 503 }, NEVER, NEVER },
    { "seconds", { .tries = 1, .status = 429, .retry_after = HM_STR("7") }, 7000, 7100 },
    { "a date, against the server's clock",
      { .tries = 1,
        .status = 503,
        .is_repeatable = true,
        .retry_after = HM_STR("Sun, 06 Nov 1994 08:49:47 GMT"),
        .date = HM_STR("Sun, 06 Nov 1994 08:49:37 GMT"),
        .now = 1 },
      10000,
      10100 },
    { "a date that is past",
      { .tries = 1,
        .status = 429,
        .retry_after = HM_STR("Sun, 06 Nov 1994 08:49:37 GMT"),
        .now = 1700000000 },
      0,
      100 },
    { "nonsense", { .tries = 1, .status = 429, .retry_after = HM_STR("-1") }, 200, 400 },
    { "a used-up rate limit",
      { .tries = 1,
        .status = 403,
        .rate_remaining = HM_STR("0"),
        .rate_reset = HM_STR("1700000005"),
        .now = 1700000000 },
      5000,
      5100 },
    { "a plain 403", { .tries = 1, .status = 403, .is_repeatable = true }, NEVER, NEVER },
    { "403 with a rate left",
      { .tries = 1,
        .status = 403,
        .rate_remaining = HM_STR("7"),
        .rate_reset = HM_STR("1700000005"),
        .now = 1700000000 },
      NEVER,
      NEVER },
    { "400", { .tries = 1, .status = 400, .is_repeatable = true }, NEVER, NEVER },
    { "401", { .tries = 1, .status = 401, .is_repeatable = true }, NEVER, NEVER },
    { "404", { .tries = 1, .status = 404, .is_repeatable = true }, NEVER, NEVER },
    { "501", { .tries = 1, .status = 501, .is_repeatable = true }, NEVER, NEVER },
    { "200", { .tries = 1, .status = 200, .is_repeatable = true }, NEVER, NEVER },
};

ROWS_OF(retry, delay, cases)

ParameterizedTest(size_t *i, retry, delay)
{
    for (uint32_t random = 0; random < 2000; random += 37) {
        struct hm_retry_case c = cases[*i].c;
        c.random = random;
        int64_t delay = hm_retry_delay(&c);
        cr_assert(delay >= cases[*i].least && delay <= cases[*i].most, "%s: %jd", cases[*i].name,
                  (intmax_t)delay);
    }
}

static const struct {
    const char *text;
    int64_t want; /* -1: refused */
} dates[] = {
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
    { "Thu, 29 Feb 2024 23:59:59 GMT", 1709251199 },
    { "Mon, 01 Jan 2100 00:00:00 GMT", 4102444800 },
    { "Sunday, 06-Nov-94 08:49:37 GMT", -1 },
    { "Sun, 06 Xxx 1994 08:49:37 GMT", -1 },
    { "Sun, 06 Nov 1994 08:49:37 CET", -1 },
    { "Sun, 06 Nov 1994 8:49:37 GMT", -1 },
    { "", -1 },
};

ROWS_OF(retry, date, dates)

ParameterizedTest(size_t *i, retry, date)
{
    int64_t seconds = -1;
    bool is_date = hm_http_date(hm_str_c(dates[*i].text), &seconds);

    cr_assert_eq(is_date, dates[*i].want >= 0, "%s", dates[*i].text);
    cr_assert_eq(seconds, dates[*i].want);
}
