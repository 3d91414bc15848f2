/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/net/retry.h"

/* Days since 1970 of a date of the Gregorian calendar. */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static bool
read_number(struct hm_str text, size_t off, size_t n, int64_t max, int64_t *ret_value)
{
    uint64_t value = 0;

    if (!hm_str_to_u64(hm_str_sub(text, off, n), (uint64_t)max, &value)) {
        return false;
    }
    *ret_value = (int64_t)value;
    return true;
}

bool
hm_http_date(struct hm_str text, int64_t *ret_seconds)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t day = 0;
    int64_t year = 0;
    int64_t hour = 0;
    int64_t minute = 0;
    int64_t second = 0;

    if (text.n != 29 || memcmp(text.p + 3, ", ", 2) != 0 || !hm_str_ends(text, " GMT") ||
        text.p[19] != ':' || text.p[22] != ':') {
        return false;
    }
    int64_t month = 0;
    while (month < 12 && memcmp(months + 3 * month, text.p + 8, 3) != 0) {
        month++;
    }
    if (month == 12 || !read_number(text, 5, 2, 31, &day) ||
        !read_number(text, 12, 4, 9999, &year) || !read_number(text, 17, 2, 23, &hour) ||
        !read_number(text, 20, 2, 59, &minute) || !read_number(text, 23, 2, 60, &second) ||
        year < 1970) {
        return false;
    }
    *ret_seconds = days_of(year, month + 1, day) * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

/* Milliseconds that the server asks to wait, or -1 when it does not say. */
static int64_t
wanted_by_server(const struct hm_retry_case *c)
{
    enum {
        LONGEST_S = 7 * 24 * 3600,
    };
    uint64_t seconds = 0;
    int64_t until = 0;
    int64_t now = c->now;

    (void)hm_http_date(c->date, &now);
    if (hm_str_to_u64(c->retry_after, LONGEST_S, &seconds)) {
        return (int64_t)seconds * 1000;
    }
    if (hm_http_date(c->retry_after, &until)) {
        return until > now ? (until - now) * 1000 : 0;
    }
    if (hm_str_eq(c->rate_remaining, "0") && hm_str_to_u64(c->rate_reset, INT32_MAX, &seconds)) {
        return (int64_t)seconds > now ? ((int64_t)seconds - now) * 1000 : 0;
    }
    return -1;
}

static bool
may_succeed_later(const struct hm_retry_case *c, bool server_says_when)
{
    switch (c->status) {
    case 0:
        return c->is_repeatable || !c->is_connected;
    case 429:
        return true;
    case 403: /* a rate limit, if it says when it ends; a refusal otherwise */
        return server_says_when;
    case 503:
        return c->is_repeatable || server_says_when;
    case 408:
    case 500:
    case 502:
    case 504:
        return c->is_repeatable;
    default:
        return false;
    }
}

int64_t
hm_retry_delay(const struct hm_retry_case *c)
{
    int64_t wanted = c->status == 0 ? -1 : wanted_by_server(c);

    if (c->tries >= HM_RETRY_TRIES || !may_succeed_later(c, wanted >= 0)) {
        return HM_RETRY_NEVER;
    }
    int64_t step = (int64_t)HM_RETRY_BASE_MS << (c->tries - 1);
    if (step > HM_RETRY_MAX_MS) {
        step = HM_RETRY_MAX_MS;
    }
    /* Half fixed, half random: clients that failed together do not come back together. */
    int64_t own = step / 2 + (int64_t)(c->random % (uint32_t)(step / 2 + 1));
    return wanted < 0 ? own : wanted + own / 4;
}
