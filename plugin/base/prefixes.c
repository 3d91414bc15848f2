/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/prefixes.h"

static const struct hm_str *
row_at(const void *rows, size_t size, size_t i)
{
    return (const struct hm_str *)(const void *)((const char *)rows + i * size);
}

/* The first of the rows [low, high), which agree in their first @p depth bytes, whose next byte is
 * @p c or above; one that ends there comes before all others. */
static size_t
lower_bound(const void *rows, size_t size, size_t low, size_t high, size_t depth, unsigned c)
{
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct hm_str *row = row_at(rows, size, mid);
        if (row->n > depth && (unsigned char)row->p[depth] >= c) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }
    return low;
}

const void *
hm_prefix_find(const void *rows, size_t n, size_t size, struct hm_str text, size_t most)
{
    const struct hm_str *found = NULL;
    size_t low = 0;
    size_t high = n;

    for (size_t depth = 0; depth < text.n && depth < most; depth++) {
        unsigned c = (unsigned char)text.p[depth];
        low = lower_bound(rows, size, low, high, depth, c);
        if (low == high || (unsigned char)row_at(rows, size, low)->p[depth] != c) {
            break;
        }
        high = lower_bound(rows, size, low, high, depth, c + 1);
        if (row_at(rows, size, low)->n == depth + 1) {
            found = row_at(rows, size, low);
        }
    }
    return found;
}

bool
hm_prefix_is_sorted(const void *rows, size_t n, size_t size)
{
    for (size_t i = 0; i < n; i++) {
        const struct hm_str *row = row_at(rows, size, i);
        if (row->n == 0 || (i > 0 && hm_str_compare(*row_at(rows, size, i - 1), *row) >= 0)) {
            return false;
        }
    }
    return true;
}
