/* SPDX-License-Identifier: Apache-2.0 */
/* Comments that are nearly ignore comments: one letter off, and nobody reads them. */
#include "plugin/model/suppress_comment.h"

enum {
    WORD_LIMIT = 16, /* longer words are compared with none */
};

/* How many letters must be put in, taken out, changed or swapped; WORD_LIMIT for long words. */
static size_t
distance(struct hm_str a, struct hm_str b)
{
    size_t rows[3][WORD_LIMIT + 1];

    if (a.n > WORD_LIMIT || b.n > WORD_LIMIT) {
        return WORD_LIMIT;
    }
    for (size_t j = 0; j <= b.n; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a.n; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            char x = hm_ascii_lower(a.p[i - 1]);
            char y = hm_ascii_lower(b.p[j - 1]);
            size_t best = above[j - 1] + (x != y);
            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && x == hm_ascii_lower(b.p[j - 2]) &&
                hm_ascii_lower(a.p[i - 2]) == y && rows[(i - 2) % 3][j - 2] + 1 < best) {
                best = rows[(i - 2) % 3][j - 2] + 1;
            }
            row[j] = best;
        }
    }
    return rows[a.n % 3][b.n];
}

static bool
is_near(struct hm_str a, const char *b)
{
    size_t n = strlen(b);

    return a.n > 2 && a.n + 2 >= n && a.n <= n + 2 && distance(a, hm_str_make(b, n)) <= 2;
}

/* Takes the next word, which white space or one of two signs ends; what ends it stays. */
static struct hm_str
next_word(struct hm_str *rest, char end, char other)
{
    size_t n = 0;

    hm_take_blanks(rest);
    while (n < rest->n && !hm_is_space(rest->p[n]) && rest->p[n] != end && rest->p[n] != other) {
        n++;
    }
    struct hm_str word = hm_str_sub(*rest, 0, n);
    *rest = hm_str_from(*rest, n);
    return word;
}

static void
say(struct hm_comment_reader *reader, const struct hm_comment *comment, const char *form)
{
    size_t n = reader->faults.n;

    hm_comment_fault(reader, comment->text,
                     "This comment is nearly an ignore comment, and so has no effect. Is `%s` what "
                     "it should be?",
                     form);
    if (reader->faults.n > n) {
        reader->faults.p[n].is_misspelt = true;
    }
}

/* "hadolint ignroe=DL3006": two words and an '=', of which one is right and the other near. Gives
 * the first word. */
static bool
is_near_ignore(struct hm_str text, struct hm_str *ret_tool)
{
    struct hm_str rest = text;
    struct hm_str first = next_word(&rest, '=', ':');
    struct hm_str second = next_word(&rest, '=', ':');

    if (is_near(second, "global")) {
        second = next_word(&rest, '=', ':');
    }
    hm_take_blanks(&rest);
    *ret_tool = first;
    return rest.n > 0 && (*rest.p == '=' || *rest.p == ':') && is_near(second, "ignore");
}

/* "trivy:ignroe:DS-0002" */
static bool
is_near_colons(struct hm_str text, const char *tool, const char *verb, char end)
{
    struct hm_str rest = text;
    struct hm_str first = next_word(&rest, ':', ':');

    if (rest.n == 0 || *rest.p != ':') {
        return false;
    }
    rest = hm_str_from(rest, 1);
    struct hm_str second = next_word(&rest, '=', ':');
    return rest.n > 0 && (*rest.p == end || *rest.p == ':') && is_near(first, tool) &&
           is_near(second, verb);
}

void
hm_comment_misspelt(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    static const struct {
        const char *tool;
        const char *form;
    } words[] = {
        { "hullmark", "# hullmark ignore=HM3001" },
        { "hadolint", "# hadolint ignore=DL3006" },
        { "tally", "# tally ignore=DL3006" },
    };
    struct hm_str rest = comment->text;
    struct hm_str first = next_word(&rest, '=', ':');

    while (comment->text.n > 0 && first.n > 0 && *first.p == '#') {
        /* "## hadolint ignore=": one '#' too many. */
        first = hm_str_from(first, 1);
        if (first.n == 0) {
            first = next_word(&rest, '=', ':');
        }
    }
    struct hm_str text =
        first.n == 0 ? first : hm_str_from(comment->text, (size_t)(first.p - comment->text.p));
    /* Ordinary comments have no such sign: nothing is compared for them. */
    bool has_sign = hm_str_find(text, '=') < text.n || hm_str_find(text, ':') < text.n;
    struct hm_str tool = { 0 };
    bool is_ignore = has_sign && is_near_ignore(text, &tool);
    for (size_t i = 0; is_ignore && i < sizeof words / sizeof words[0]; i++) {
        if (is_near(tool, words[i].tool)) {
            say(reader, comment, words[i].form);
            return;
        }
    }
    if (is_near_colons(text, "trivy", "ignore", ':')) {
        say(reader, comment, "#trivy:ignore:DS-0002");
    } else if (is_near_colons(text, "checkov", "skip", '=')) {
        say(reader, comment, "# checkov:skip=CKV_DOCKER_3:why");
    } else if (hm_ascii_lower(first.n > 0 ? *first.p : 0) == 'n' && is_near(first, "nosemgrep") &&
               (rest.n == 0 || *rest.p == ':')) {
        say(reader, comment, "# nosemgrep: rule-id");
    } else if (hm_take_word(&rest, "ignore", true) &&
               (is_near(first, "kics-scan") || hm_str_eq_nocase(first, HM_S("kics")))) {
        say(reader, comment, "# kics-scan ignore-line");
    }
}
