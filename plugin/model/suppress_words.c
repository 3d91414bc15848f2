/* SPDX-License-Identifier: Apache-2.0 */
/* Comments of the form "<tool> [global] ignore=<ids>": hullmark's own, hadolint's, tally's. */
#include "plugin/model/suppress_comment.h"

enum {
    IDS_LIMIT = 64, /* of one comment */
};

struct ids {
    struct hm_str id[IDS_LIMIT];
    size_t n;
};

#define HULLMARK_FORM "# hullmark ignore=HM3001 until=2027-01-31 reason=\"...\""
#define HADOLINT_FORM "# hadolint ignore=DL3006,SC2046 # why"
#define TALLY_FORM "# tally ignore=DL3006;reason=why"

/* Takes a list with commas. An empty id, or too many, is none. */
static bool
read_ids(struct hm_str *rest, const char *more, struct ids *ret)
{
    ret->n = 0;
    do {
        hm_take_blanks(rest);
        struct hm_str id;
        if (rest->n > 1 && *rest->p == '"') {
            size_t end = hm_str_find(hm_str_from(*rest, 1), '"');
            id = hm_str_sub(*rest, 1, end);
            *rest = hm_str_from(*rest, end + 2);
        } else {
            id = hm_take_id(rest, more);
        }
        if (id.n == 0 || ret->n == IDS_LIMIT) {
            return false;
        }
        ret->id[ret->n++] = id;
        hm_take_blanks(rest);
    } while (hm_take_word(rest, ",", false));
    return true;
}

/* "<tool> [global] ignore" and what follows; false for other words. */
static bool
read_head(const struct hm_comment *comment, const char *tool, bool any_case, bool *ret_global,
          struct hm_str *ret_rest)
{
    struct hm_str rest = comment->text;

    if (!hm_take_word(&rest, tool, any_case) || rest.n == 0 || !hm_is_space(*rest.p)) {
        return false;
    }
    *ret_global = hm_take_word(&rest, "global", any_case) && rest.n > 0 && hm_is_space(*rest.p);
    if (!hm_take_word(&rest, "ignore", any_case) ||
        (rest.n > 0 && (hm_is_alpha(*rest.p) || *rest.p == '-'))) {
        return false;
    }
    *ret_rest = rest;
    return true;
}

static void
add_all(struct hm_comment_reader *reader, enum hm_suppression_dialect dialect,
        const struct ids *ids, struct hm_cover cover, struct hm_str reason, uint32_t until)
{
    for (size_t i = 0; i < ids->n; i++) {
        struct hm_suppression *added = hm_comment_add(reader, dialect, ids->id[i], cover);
        added->reason = reason;
        added->until = until;
        added->wants_reason = true;
        added->is_all = dialect == HM_SUPPRESS_TALLY && hm_str_eq_nocase(ids->id[i], HM_S("all"));
    }
}

/* --- hullmark --- */

/* until= and reason=, in any order, and a comment behind '#'. */
static const char *
read_attributes(struct hm_str rest, uint32_t *ret_until, struct hm_str *ret_reason)
{
    for (hm_take_blanks(&rest); rest.n > 0; hm_take_blanks(&rest)) {
        size_t end = 0;
        if (*rest.p == '#') {
            *ret_reason = ret_reason->n > 0 ? *ret_reason : hm_str_trim(hm_str_from(rest, 1));
            return NULL;
        }
        if (hm_take_word(&rest, "until=", true)) {
            while (end < rest.n && !hm_is_space(rest.p[end])) {
                end++;
            }
            if (*ret_until != 0 || !hm_day_parse(hm_str_sub(rest, 0, end), ret_until)) {
                return "its until= is no day of the form 2027-01-31";
            }
            rest = hm_str_from(rest, end);
        } else if (hm_take_word(&rest, "reason=", true)) {
            bool is_quoted = rest.n > 0 && *rest.p == '"';
            rest = hm_str_from(rest, is_quoted);
            while (end < rest.n && (is_quoted ? rest.p[end] != '"' : !hm_is_space(rest.p[end]))) {
                end++;
            }
            if (is_quoted && end == rest.n) {
                return "its reason has no closing quote";
            }
            *ret_reason = hm_str_trim(hm_str_sub(rest, 0, end));
            rest = hm_str_from(rest, end + is_quoted);
        } else {
            return "after the ids there may be until= and reason=\"...\" alone";
        }
    }
    return NULL;
}

bool
hm_comment_hullmark(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    bool is_global = false;
    struct hm_str rest;
    struct hm_str reason = { 0 };
    struct hm_cover cover = { 0 };
    uint32_t until = 0;
    struct ids ids;
    const char *wrong = NULL;

    if (comment->is_trailing || !read_head(comment, "hullmark", true, &is_global, &rest)) {
        return false;
    }
    if (!hm_take_word(&rest, "=", false) || !read_ids(&rest, "-_:./", &ids)) {
        wrong = "it names no rule";
    } else {
        wrong = read_attributes(rest, &until, &reason);
    }
    for (size_t i = 0; wrong == NULL && i < ids.n; i++) {
        wrong =
            hm_str_eq_nocase(ids.id[i], HM_S("all")) ? "it must name the rules one by one" : NULL;
    }
    if (wrong == NULL && !is_global && !hm_cover_below(reader, comment, &cover)) {
        wrong = "nothing stands below it";
    }
    if (wrong != NULL) {
        hm_comment_fault(reader, comment->text,
                         "This ignore comment has no effect: %s. The form is `" HULLMARK_FORM
                         "`, above the instruction, or `# hullmark global ignore=...`.",
                         wrong);
        return true;
    }
    add_all(reader, HM_SUPPRESS_HULLMARK, &ids, cover, reason, until);
    return true;
}

/* --- hadolint --- */

/* What it takes for a rule, and besides what only we know: HM3001, runs-as-root. */
static bool
is_hadolint_id(struct hm_str id)
{
    size_t i = 2;
    bool is_code = hm_str_starts(id, "DL") || hm_str_starts(id, "SC") || hm_str_starts(id, "HM");

    if (!is_code) {
        return hm_str_find(id, '-') < id.n && id.p[0] >= 'a' && id.p[0] <= 'z';
    }
    while (i < id.n && hm_is_digit(id.p[i])) {
        i++;
    }
    return i == id.n && id.n > 2;
}

bool
hm_comment_hadolint(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    bool is_global = false;
    struct hm_str rest;
    struct hm_str reason = { 0 };
    struct ids ids;
    const char *wrong = NULL;

    if (comment->is_trailing || !read_head(comment, "hadolint", false, &is_global, &rest)) {
        return false;
    }
    if (!hm_take_word(&rest, "=", false) || !read_ids(&rest, "-", &ids)) {
        wrong = "it names no rule";
    } else if (rest.n > 0 && *rest.p != '#') {
        wrong = "what follows the ids must begin with '#'";
    } else {
        reason = hm_str_trim(hm_str_from(rest, 1));
    }
    for (size_t i = 0; wrong == NULL && i < ids.n; i++) {
        wrong = is_hadolint_id(ids.id[i]) ? NULL : "one of its ids is none, as in DL3006 or SC2046";
    }
    if (wrong == NULL && comment->inside != NULL) {
        wrong = "it interrupts an instruction, and hadolint looks only between them";
    } else if (wrong == NULL && !is_global && !hm_comment_is_adjacent(comment)) {
        wrong = "hadolint reads it only on the line right above an instruction";
    }
    if (wrong != NULL) {
        hm_comment_fault(reader, comment->text,
                         "This ignore comment has no effect: %s. The form is `" HADOLINT_FORM
                         "`, right above the instruction, or `# hadolint global ignore=...`.",
                         wrong);
        return true;
    }
    add_all(reader, HM_SUPPRESS_HADOLINT, &ids,
            is_global ? (struct hm_cover){ 0 } : hm_cover_instruction(comment->next), reason, 0);
    return true;
}

/* --- tally --- */

bool
hm_comment_tally(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    bool is_global = false;
    struct hm_str rest;
    struct hm_str reason = { 0 };
    struct hm_cover cover = { 0 };
    struct ids ids;
    const char *wrong = NULL;

    if (comment->is_trailing || !read_head(comment, "tally", true, &is_global, &rest)) {
        return false;
    }
    if (!hm_take_word(&rest, "=", false) || !read_ids(&rest, "-_/", &ids)) {
        wrong = "it names no rule";
    } else if (hm_str_starts(rest, ";reason=")) {
        reason = hm_str_trim(hm_str_from(rest, strlen(";reason=")));
    } else if (rest.n > 0) {
        wrong = "after the ids there may be ;reason= alone";
    }
    if (wrong == NULL && !is_global && !hm_cover_below(reader, comment, &cover)) {
        wrong = "nothing stands below it";
    }
    if (wrong != NULL) {
        hm_comment_fault(reader, comment->text,
                         "This ignore comment has no effect: %s. The form is `" TALLY_FORM
                         "`, above the instruction, or `# tally global ignore=...`.",
                         wrong);
        return true;
    }
    add_all(reader, HM_SUPPRESS_TALLY, &ids, cover, reason, 0);
    return true;
}
