/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/ignore.h"

#include "plugin/base/path.h"
#include "plugin/base/rune.h"
#include "plugin/base/vec.h"
#include "plugin/context/ignore_pattern.h"
#include "plugin/context/regexp.h"

enum {
    LINE_LIMIT = 64 * 1024, /* Go's bufio.Scanner has no longer ones */
};

struct reader {
    struct hm_arena *arena;
    const char *start; /* of the file */
    HM_VEC(struct hm_ignore_pattern) patterns;
    uint32_t line;
    uint32_t steps;
    struct hm_ignore_fault fault;
    struct hm_err *err;
};

/* Refuses the pattern, with the line in front. */
static enum hm_status
refuse(struct reader *r, enum hm_status status, struct hm_span span, const char *why)
{
    r->fault = (struct hm_ignore_fault){ .span = span, .why = hm_str_c(why) };
    return hm_err_set(r->err, status, "line %u: %s", (unsigned)r->line, why);
}

/* The second half of what BuildKit does to a line: @p text as its first half left it. */
static enum hm_status
add_pattern(struct reader *r, struct hm_str text, struct hm_span span)
{
    text = hm_runes_trim(text);
    if (text.n == 0) {
        return HM_OK;
    }
    text = hm_path_clean(r->arena, text);
    struct hm_ignore_pattern pattern = { .span = span, .line = r->line };
    pattern.is_exception = text.p[0] == '!';
    if (pattern.is_exception && text.n == 1) {
        return refuse(r, HM_E_SYNTAX, span, "illegal exclusion pattern: \"!\"");
    }
    pattern.text = hm_str_from(text, pattern.is_exception ? 1 : 0);
    if (!hm_pattern_is_accepted(pattern.text)) {
        return refuse(r, HM_E_SYNTAX, span, "syntax error in pattern");
    }
    if (r->patterns.n >= HM_IGNORE_PATTERNS) {
        return refuse(r, HM_E_LIMIT, span, "more patterns than are read");
    }
    hm_pattern_compile(r->arena, &pattern);
    r->steps += pattern.regexp == NULL ? 0 : hm_regexp_size(pattern.regexp);
    if (r->steps > HM_IGNORE_STEPS) {
        return refuse(r, HM_E_LIMIT, span, "patterns that are too complex together");
    }
    hm_vec_add(r->arena, &r->patterns, pattern);
    return HM_OK;
}

static struct hm_span
span_of(const struct reader *r, struct hm_str text)
{
    return (struct hm_span){ .off = (uint32_t)(text.p - r->start), .len = (uint32_t)text.n };
}

static enum hm_status
read_line(struct reader *r, struct hm_str line)
{
    if (r->line == 1 && hm_str_starts(line, "\xef\xbb\xbf")) {
        line = hm_str_from(line, 3);
    }
    if (hm_str_starts(line, "#")) {
        return HM_OK;
    }
    line = hm_runes_trim(line);
    if (line.n == 0) {
        return HM_OK;
    }
    struct hm_span span = span_of(r, line);
    bool is_exception = line.p[0] == '!';
    struct hm_str text = is_exception ? hm_runes_trim(hm_str_from(line, 1)) : line;
    if (text.n > 0) {
        text = hm_path_clean(r->arena, text);
        text = text.n > 1 && text.p[0] == '/' ? hm_str_from(text, 1) : text;
    }
    if (is_exception) {
        char *bytes = hm_arena_alloc(r->arena, text.n + 1);
        bytes[0] = '!';
        memcpy(bytes + 1, text.p, text.n);
        text = hm_str_make(bytes, text.n + 1);
    }
    return add_pattern(r, text, span);
}

/* Whether an exception names one path, apart from a final "/" "*" or "**". */
static bool
is_plain(struct hm_str text)
{
    text = hm_pattern_stem(text);
    for (size_t i = 0; i < text.n; i++) {
        if (strchr("*[]?^\\", text.p[i]) != NULL && text.p[i] != '\0') {
            return false;
        }
    }
    return true;
}

static struct hm_ignore
made(const struct reader *r)
{
    struct hm_ignore ignore = { .patterns = r->patterns.p,
                                .n_patterns = (uint32_t)r->patterns.n,
                                .has_plain_exceptions = true };

    for (size_t i = 0; i < r->patterns.n; i++) {
        if (r->patterns.p[i].is_exception) {
            ignore.has_exceptions = true;
            ignore.has_plain_exceptions =
                ignore.has_plain_exceptions && is_plain(r->patterns.p[i].text);
        }
    }
    return ignore;
}

enum hm_status
hm_ignore_parse(struct hm_arena *arena, struct hm_str text, struct hm_ignore *ret_ignore,
                struct hm_err *reterr)
{
    struct reader r = { .arena = arena, .start = text.p, .err = reterr };
    struct hm_str rest = text;
    struct hm_str line = { 0 };
    enum hm_status status = HM_OK;

    while (hm_str_split(&rest, '\n', &line)) {
        r.line++;
        if (line.n >= LINE_LIMIT) {
            status = refuse(&r, HM_E_SYNTAX, span_of(&r, line), "bufio.Scanner: token too long");
        } else {
            status = read_line(&r, line);
        }
        if (status != HM_OK) {
            *ret_ignore = (struct hm_ignore){ .fault = r.fault };
            return status;
        }
    }
    *ret_ignore = made(&r);
    return HM_OK;
}

enum hm_status
hm_ignore_make(struct hm_arena *arena, const struct hm_str *patterns, size_t n,
               struct hm_ignore *ret_ignore, struct hm_err *reterr)
{
    struct reader r = { .arena = arena, .err = reterr };

    for (size_t i = 0; i < n; i++) {
        enum hm_status status = add_pattern(&r, patterns[i], (struct hm_span){ 0 });
        if (status != HM_OK) {
            return status;
        }
    }
    *ret_ignore = made(&r);
    return HM_OK;
}

/* Compares the folders above @p path, whose folder is @p folder, from the top. */
static bool
matches_above(const struct hm_ignore_pattern *pattern, struct hm_str folder, uint64_t *spent)
{
    for (size_t n = 0; n <= folder.n; n++) {
        if ((n == folder.n || folder.p[n] == '/') &&
            hm_pattern_matches(pattern, hm_str_sub(folder, 0, n), spent) == HM_YES) {
            return true;
        }
    }
    return false;
}

/* What Go's filepath.Dir says, in a buffer of HM_PATH_LIMIT. */
static struct hm_str
folder_of(struct hm_str path, char *bytes)
{
    size_t slash = hm_str_find_last(path, '/');
    struct hm_str above = slash == path.n ? hm_str_make(path.p, 0) : hm_str_sub(path, 0, slash + 1);

    return hm_str_make(bytes, hm_path_clean_to(above, bytes));
}

enum hm_trit
hm_ignore_matches(const struct hm_ignore *ignore, struct hm_str path)
{
    return hm_ignore_matches_in(ignore, path, NULL, NULL, NULL, &(uint64_t){ 0 });
}

enum hm_trit
hm_ignore_matches_in(const struct hm_ignore *ignore, struct hm_str path, const unsigned char *above,
                     unsigned char *ret_matched, const struct hm_ignore_pattern **ret_broken,
                     uint64_t *spent)
{
    char bytes[HM_PATH_LIMIT];
    bool is_ignored = false;

    if (path.n > HM_PATH_LIMIT) {
        return HM_UNKNOWN;
    }
    struct hm_str folder = folder_of(path, bytes);
    bool has_folder = above == NULL && !hm_str_eq(folder, ".");
    for (uint32_t i = 0; i < ignore->n_patterns; i++) {
        const struct hm_ignore_pattern *pattern = &ignore->patterns[i];
        bool is_match = above != NULL && above[i] != 0;
        /* Patterns that could change nothing are not compared, nor remembered for what is below. */
        if (!is_match && pattern->is_exception == is_ignored) {
            enum hm_trit answer = hm_pattern_matches(pattern, path, spent);
            if (answer == HM_UNKNOWN) {
                if (ret_broken != NULL) {
                    *ret_broken = pattern;
                }
                return HM_UNKNOWN;
            }
            is_match = answer == HM_YES || (has_folder && matches_above(pattern, folder, spent));
        }
        if (ret_matched != NULL) {
            ret_matched[i] = is_match ? 1 : 0;
        }
        if (is_match) {
            is_ignored = !pattern->is_exception;
        }
    }
    return is_ignored ? HM_YES : HM_NO;
}

bool
hm_ignore_skips(const struct hm_ignore *ignore, struct hm_str path)
{
    if (!ignore->has_plain_exceptions) {
        return false;
    }
    for (uint32_t i = 0; i < ignore->n_patterns; i++) {
        struct hm_str stem = hm_pattern_stem(ignore->patterns[i].text);
        if (ignore->patterns[i].is_exception && stem.n >= path.n &&
            hm_str_is(hm_str_sub(stem, 0, path.n), path) &&
            (stem.n == path.n || stem.p[path.n] == '/')) {
            return false;
        }
    }
    return true;
}
