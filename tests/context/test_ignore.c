/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/context/ignore.h"
#include "tests/rows.h"

/* tests/context/cases/ignore.jsonl: what moby/patternmatcher 0.6.1 says of these files. */
static const char CASES[] = "tests/context/cases/ignore.jsonl";

enum {
    N_CASES = 137,
};

static json_t *
load_case(size_t i)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_str rest = { 0 };
    struct hm_str line = { 0 };

    cr_assert_eq(hm_read_file(AT_FDCWD, CASES, 1 << 20, &buf, NULL), HM_OK);
    rest = hm_buf_str(&buf);
    for (size_t n = 0; n <= i; n++) {
        cr_assert(hm_str_split(&rest, '\n', &line) && line.n > 0, "case %zu is not there", i);
    }
    json_t *loaded = json_loadb(line.p, line.n, 0, NULL);
    cr_assert_not_null(loaded);
    return loaded;
}

ParameterizedTestParameters(ignore, agrees_with_patternmatcher)
{
    static size_t indexes[N_CASES];
    for (size_t i = 0; i < N_CASES; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, N_CASES);
}

ParameterizedTest(size_t *i, ignore, agrees_with_patternmatcher)
{
    static const struct {
        const char *key;
        enum hm_trit answer;
    } keys[] = { { "ignored", HM_YES }, { "kept", HM_NO }, { "fails", HM_UNKNOWN } };
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_json json_t *item = load_case(*i);
    const char *content = json_string_value(json_object_get(item, "content"));
    bool is_refused = json_is_true(json_object_get(item, "refused"));
    struct hm_ignore ignore = { 0 };

    cr_assert_eq(hm_ignore_parse(&arena, hm_str_c(content), &ignore, NULL),
                 is_refused ? HM_E_SYNTAX : HM_OK, "%s", content);
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        const json_t *path = NULL;
        size_t n = 0;
        json_array_foreach (json_object_get(item, keys[k].key), n, path) {
            const char *p = json_string_value(path);
            cr_assert_eq(hm_ignore_matches(&ignore, hm_str_c(p)), keys[k].answer,
                         "%s: %s is not %s", content, p, keys[k].key);
        }
    }
}

Test(ignore, has_no_case_that_is_not_run)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    size_t n = 0;

    cr_assert_eq(hm_read_file(AT_FDCWD, CASES, 1 << 20, &buf, NULL), HM_OK);
    for (size_t i = 0; i < buf.n; i++) {
        n += buf.p[i] == '\n' ? 1 : 0;
    }
    cr_assert_eq(n, N_CASES);
}

static struct hm_ignore
parse(struct hm_arena *arena, const char *text)
{
    struct hm_ignore ignore = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_ignore_parse(arena, hm_str_c(text), &ignore, &err), HM_OK, "%s", err.text);
    return ignore;
}

Test(ignore, keeps_where_a_pattern_stands)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const char *text = "# first\n\n  ! /a/../b \nc";
    struct hm_ignore ignore = parse(&arena, text);

    cr_assert_eq(ignore.n_patterns, 2);
    cr_assert_eq(ignore.patterns[0].line, 3);
    cr_assert(hm_str_eq(ignore.patterns[0].text, "b"));
    cr_assert(hm_str_eq(
        hm_str_sub(hm_str_c(text), ignore.patterns[0].span.off, ignore.patterns[0].span.len),
        "! /a/../b"));
}

Test(ignore, names_the_line_it_refuses)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ignore ignore = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_ignore_parse(&arena, HM_S("a\n[\n"), &ignore, &err), HM_E_SYNTAX);
    cr_assert_str_eq(err.text, "line 2: syntax error in pattern");
}

static enum hm_status
parse_line_of(size_t n, bool has_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_ignore ignore = { 0 };

    for (size_t i = 0; i < n; i++) {
        hm_buf_putc(&buf, 'a');
    }
    hm_buf_puts(&buf, has_end ? "\n" : "");
    return hm_ignore_parse(&arena, hm_buf_str(&buf), &ignore, NULL);
}

Test(ignore, takes_a_line_as_long_as_go_does)
{
    cr_assert_eq(parse_line_of(65535, true), HM_OK);
}

Test(ignore, takes_a_last_line_as_long_as_go_does)
{
    cr_assert_eq(parse_line_of(65535, false), HM_OK);
}

Test(ignore, refuses_a_longer_line)
{
    cr_assert_eq(parse_line_of(65536, true), HM_E_SYNTAX);
}

Test(ignore, does_not_stop_at_a_nul)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ignore ignore = { 0 };

    cr_assert_eq(hm_ignore_parse(&arena, HM_S("*\n!\0a\n"), &ignore, NULL), HM_OK);
    cr_assert_eq(hm_ignore_matches(&ignore, HM_S("\0a")), HM_NO);
}

Test(ignore, says_unknown_for_a_path_that_is_too_long)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ignore ignore = parse(&arena, "*\n");
    char *path = hm_arena_alloc(&arena, HM_PATH_LIMIT + 1);

    memset(path, 'a', HM_PATH_LIMIT + 1);
    cr_assert_eq(hm_ignore_matches(&ignore, hm_str_make(path, HM_PATH_LIMIT + 1)), HM_UNKNOWN);
}

Test(ignore, refuses_too_many_patterns)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_ignore ignore = { 0 };

    for (uint32_t i = 0; i <= HM_IGNORE_PATTERNS; i++) {
        hm_buf_puts(&buf, "a\n");
    }
    cr_assert_eq(hm_ignore_parse(&arena, hm_buf_str(&buf), &ignore, NULL), HM_E_LIMIT);
}

Test(ignore, refuses_patterns_that_expand_too_far)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_ignore ignore = { 0 };

    for (int i = 0; i < 600; i++) {
        hm_buf_puts(&buf, "a{1000}*\n");
    }
    cr_assert_eq(hm_ignore_parse(&arena, hm_buf_str(&buf), &ignore, NULL), HM_E_LIMIT);
}

/* What a walk that comes down from the root says. */
static enum hm_trit
descend(const struct hm_ignore *ignore, const char *path)
{
    unsigned char rows[8][8] = { 0 };
    const unsigned char *above = NULL;
    struct hm_str whole = hm_str_c(path);
    enum hm_trit answer = HM_UNKNOWN;
    uint64_t spent = 0;
    size_t depth = 0;

    for (size_t n = 1; n <= whole.n; n++) {
        if (n == whole.n || whole.p[n] == '/') {
            answer = hm_ignore_matches_in(ignore, hm_str_sub(whole, 0, n), above, rows[depth], NULL,
                                          &spent);
            above = rows[depth++];
        }
    }
    return answer;
}

Test(ignore, loses_on_the_way_down_an_exception_that_changed_nothing)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ignore ignore = parse(&arena, "dir/*\n!dir\n");

    cr_assert_eq(descend(&ignore, "dir/a"), HM_YES);
    cr_assert_eq(hm_ignore_matches(&ignore, HM_S("dir/a")), HM_NO);
}

Test(ignore, keeps_on_the_way_down_what_took_a_folder_back)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ignore ignore = parse(&arena, "*\n!dir\n");

    cr_assert_eq(descend(&ignore, "dir/a/b"), HM_NO);
}

Test(ignore, names_the_broken_pattern)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ignore ignore = parse(&arena, "x\na*[\n");
    const struct hm_ignore_pattern *broken = NULL;
    uint64_t spent = 0;

    cr_assert_eq(hm_ignore_matches_in(&ignore, HM_S("y"), NULL, NULL, &broken, &spent), HM_UNKNOWN);
    cr_assert_eq(broken, &ignore.patterns[1]);
}

static const struct {
    const char *text;
    const char *folder;
    bool is_skipped;
} SKIPS[] = {
    { "a\n", "a", true },          { "a\n!b\n", "a", true },     { "a\n!a/x\n", "a", false },
    { "a\n!a/x\n", "a/x", false }, { "a\n!a/x\n", "a/y", true }, { "a\n!a/x/y\n", "a/x", false },
    { "a\n!ab\n", "a", true },     { "*\n!a/*\n", "a", false },  { "*\n!a/**\n", "a/b", true },
    { "*\n!*.md\n", "a", false },  { "*\n!a?\n", "b", false },
};

ROWS_OF(ignore, skips_folders, SKIPS)

ParameterizedTest(size_t *i, ignore, skips_folders)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ignore ignore = parse(&arena, SKIPS[*i].text);

    cr_assert_eq(hm_ignore_skips(&ignore, hm_str_c(SKIPS[*i].folder)), SKIPS[*i].is_skipped,
                 "%s: %s", SKIPS[*i].text, SKIPS[*i].folder);
}
