/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/prefixes.h"

struct row {
    struct hm_str prefix;
    int value;
};

static const struct row rows[] = {
    { HM_STR("A"), 1 },   { HM_STR("AB"), 2 },  { HM_STR("ABBA"), 3 }, { HM_STR("B"), 4 },
    { HM_STR("BA-"), 5 }, { HM_STR("BAB"), 6 }, { HM_STR("a"), 7 },    { HM_STR("\xc3\xa9"), 8 },
};

enum {
    N = sizeof rows / sizeof rows[0],
};

static int
find(struct hm_str text, size_t most)
{
    const struct row *row = hm_prefix_find(rows, N, sizeof rows[0], text, most);

    return row == NULL ? 0 : row->value;
}

static int
find_naively(struct hm_str text, size_t most)
{
    const struct row *best = NULL;

    for (size_t i = 0; i < N; i++) {
        const struct row *row = &rows[i];
        if (row->prefix.n <= most && hm_str_is(hm_str_sub(text, 0, row->prefix.n), row->prefix) &&
            (best == NULL || row->prefix.n > best->prefix.n)) {
            best = row;
        }
    }
    return best == NULL ? 0 : best->value;
}

Test(prefixes, the_longest_is_found)
{
    cr_expect_eq(find(HM_S("ABBA!"), SIZE_MAX), 3);
    cr_expect_eq(find(HM_S("ABBE"), SIZE_MAX), 2);
    cr_expect_eq(find(HM_S("BA"), SIZE_MAX), 4);
}

Test(prefixes, shorter_ones_are_found_by_a_lower_limit)
{
    cr_expect_eq(find(HM_S("ABBA"), 3), 2);
    cr_expect_eq(find(HM_S("ABBA"), 1), 1);
    cr_expect_eq(find(HM_S("ABBA"), 0), 0);
}

Test(prefixes, nothing_is_found_in_other_texts)
{
    cr_expect_eq(find(HM_S(""), SIZE_MAX), 0);
    cr_expect_eq(find(HM_S("C"), SIZE_MAX), 0);
    cr_expect_eq(find(HM_S("\xc3"), SIZE_MAX), 0);
}

/* All texts of up to six of these bytes. */
Test(prefixes, it_finds_what_trying_them_all_finds)
{
    static const char alphabet[] = { 'A', 'B', '-', 'a', '\xc3', '\xa9' };

    for (unsigned seed = 0; seed < 6 * 6 * 6 * 6 * 6 * 6; seed++) {
        char bytes[6];
        unsigned rest = seed;
        for (size_t i = 0; i < sizeof bytes; i++) {
            bytes[i] = alphabet[rest % sizeof alphabet];
            rest /= sizeof alphabet;
        }
        struct hm_str text = hm_str_make(bytes, seed % (sizeof bytes + 1));
        size_t most = seed % 5 == 0 ? SIZE_MAX : seed % 5;
        cr_assert_eq(find(text, most), find_naively(text, most), "%.*s", HM_FMT(text));
    }
}

Test(prefixes, the_order_is_told)
{
    const struct row twice[] = { { HM_STR("A"), 1 }, { HM_STR("A"), 2 } };
    const struct row wrong[] = { { HM_STR("B"), 1 }, { HM_STR("A"), 2 } };
    const struct row empty[] = { { HM_STR(""), 1 } };

    cr_expect(hm_prefix_is_sorted(rows, N, sizeof rows[0]));
    cr_expect_not(hm_prefix_is_sorted(twice, 2, sizeof twice[0]));
    cr_expect_not(hm_prefix_is_sorted(wrong, 2, sizeof wrong[0]));
    cr_expect_not(hm_prefix_is_sorted(empty, 1, sizeof empty[0]));
}
