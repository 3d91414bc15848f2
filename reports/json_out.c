/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_out.h"

#include "plugin/base/auto.h"
#include "plugin/base/pool.h"
#include "reports/escape.h"

enum {
    RANGES_PER_WORKER = 8, /* in a round: what their members become is in memory twice */
};

static void
break_line(struct hm_json_out *json)
{
    static const char blanks[] = "\n                                ";
    unsigned n = 2 * json->depth;
    unsigned most = (unsigned)sizeof blanks - 2;

    if (json->is_indented) {
        hm_buf_add(json->buf, hm_str_make(blanks, 1 + (n < most ? n : most)));
        for (; n > most; n -= 2) {
            hm_buf_puts(json->buf, "  ");
        }
    }
}

/* All that comes before a value: the comma, the line break and the key. */
static void
begin(struct hm_json_out *json, const char *key)
{
    if (json->depth > 0) {
        uint64_t bit = (uint64_t)1 << (json->depth - 1);
        if ((json->has_member & bit) != 0) {
            hm_buf_putc(json->buf, ',');
        }
        json->has_member |= bit;
        break_line(json);
    }
    if (key != NULL) {
        hm_buf_putc(json->buf, '"');
        hm_buf_puts(json->buf, key);
        hm_buf_add(json->buf, json->is_indented ? HM_S("\": ") : HM_S("\":"));
    }
}

static void
open_level(struct hm_json_out *json, const char *key, char bracket)
{
    begin(json, key);
    hm_buf_putc(json->buf, bracket);
    json->depth++;
    json->has_member &= ~((uint64_t)1 << (json->depth - 1));
}

static void
close_level(struct hm_json_out *json, char bracket)
{
    bool has_member = (json->has_member & (uint64_t)1 << (json->depth - 1)) != 0;

    json->depth--;
    if (has_member) {
        break_line(json);
    }
    hm_buf_putc(json->buf, bracket);
}

void
hm_json_out_object(struct hm_json_out *json, const char *key)
{
    open_level(json, key, '{');
}

void
hm_json_out_end_object(struct hm_json_out *json)
{
    close_level(json, '}');
}

void
hm_json_out_array(struct hm_json_out *json, const char *key)
{
    open_level(json, key, '[');
}

void
hm_json_out_end_array(struct hm_json_out *json)
{
    close_level(json, ']');
}

void
hm_json_out_str(struct hm_json_out *json, const char *key, struct hm_str value)
{
    begin(json, key);
    hm_buf_putc(json->buf, '"');
    hm_escape_json(json->buf, value);
    hm_buf_putc(json->buf, '"');
}

void
hm_json_out_c(struct hm_json_out *json, const char *key, const char *value)
{
    hm_json_out_str(json, key, hm_str_c(value));
}

static void
put_uint(struct hm_buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hm_buf_add(buf, hm_str_make(digits + at, sizeof digits - at));
}

void
hm_json_out_uint(struct hm_json_out *json, const char *key, uint64_t value)
{
    begin(json, key);
    put_uint(json->buf, value);
}

void
hm_json_out_int(struct hm_json_out *json, const char *key, int64_t value)
{
    begin(json, key);
    hm_buf_printf(json->buf, "%lld", (long long)value);
}

void
hm_json_out_bool(struct hm_json_out *json, const char *key, bool value)
{
    begin(json, key);
    hm_buf_puts(json->buf, value ? "true" : "false");
}

void
hm_json_out_fixed(struct hm_json_out *json, const char *key, double value)
{
    uint64_t thousandths = value > 0 && value < 1e12 ? (uint64_t)(value * 1000 + 0.5) : 0;

    begin(json, key);
    hm_buf_printf(json->buf, "%llu.%03u", (unsigned long long)(thousandths / 1000),
                  (unsigned)(thousandths % 1000));
}

void
hm_json_out_some(struct hm_json_out *json, const char *key, struct hm_str value)
{
    if (value.n > 0) {
        hm_json_out_str(json, key, value);
    }
}

/* What several workers write at a time, a buffer for each range of members. */
struct round {
    const struct hm_json_out *json;
    size_t first; /* member */
    hm_json_members_fn *fn;
    const void *ctx;
    struct hm_buf *bufs;
};

static void
write_range(uint32_t worker, size_t from, size_t to, void *ctx)
{
    const struct round *round = ctx;
    struct hm_json_out json = *round->json;

    (void)worker;
    json.buf = &round->bufs[from / HM_POOL_RANGE];
    if (round->first + from > 0) {
        json.has_member |= (uint64_t)1 << (json.depth - 1);
    }
    round->fn(&json, round->first + from, round->first + to, round->ctx);
}

static void
write_alone(struct hm_json_out *json, size_t n, hm_json_members_fn *fn, const void *ctx)
{
    for (size_t from = 0; from < n; from += HM_POOL_RANGE) {
        fn(json, from, n - from < HM_POOL_RANGE ? n : from + HM_POOL_RANGE, ctx);
        hm_buf_drain(json->buf, HM_BUF_PIECE);
    }
}

void
hm_json_out_members(struct hm_json_out *json, size_t n, unsigned jobs, hm_json_members_fn *fn,
                    const void *ctx)
{
    uint32_t n_workers =
        n <= HM_POOL_RANGE ? 1 : hm_pool_workers(jobs, (uint32_t)(n / HM_POOL_RANGE));
    size_t n_bufs = n_workers == 1 ? 0 : (size_t)n_workers * RANGES_PER_WORKER;
    hm_auto_arena struct hm_arena arena = { 0 };
    struct round round = { .json = json, .fn = fn, .ctx = ctx };

    if (n_workers == 1) {
        write_alone(json, n, fn, ctx);
        return;
    }
    round.bufs = hm_arena_new(&arena, struct hm_buf, n_bufs);
    for (; round.first < n; round.first += n_bufs * HM_POOL_RANGE) {
        size_t left = n - round.first;
        hm_pool_ranges(jobs, left < n_bufs * HM_POOL_RANGE ? left : n_bufs * HM_POOL_RANGE,
                       write_range, &round);
        for (size_t i = 0; i < n_bufs; i++) {
            hm_buf_add(json->buf, hm_buf_str(&round.bufs[i]));
            hm_buf_drain(json->buf, HM_BUF_PIECE);
            hm_buf_clear(&round.bufs[i]);
        }
    }
    json->has_member |= (uint64_t)1 << (json->depth - 1);
    for (size_t i = 0; i < n_bufs; i++) {
        hm_buf_done(&round.bufs[i]);
    }
}
