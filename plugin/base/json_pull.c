/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/json_pull.h"

#include <sys/mman.h>
#include <unistd.h>

#include "plugin/base/auto.h"

enum {
    GIVE_BACK = 4 << 20, /* in pieces of so many bytes */
};

/* No end of a value: the text ends before it does, or a bracket closes what it does not open. */
#define CUT ((size_t)0)
#define CROSSED SIZE_MAX

/* --- where values end --- */

static size_t
past_space(struct hm_str text, size_t at)
{
    while (at < text.n &&
           (text.p[at] == ' ' || text.p[at] == '\n' || text.p[at] == '\r' || text.p[at] == '\t')) {
        at++;
    }
    return at;
}

/* Past the string whose opening quote is at @p at, or CUT. */
static size_t
past_string(struct hm_str text, size_t at)
{
    size_t from = at + 1;

    for (size_t i = from; i < text.n;) {
        const char *quote = memchr(text.p + i, '"', text.n - i);
        if (quote == NULL) {
            break;
        }
        size_t end = (size_t)(quote - text.p);
        size_t slashes = 0;
        while (end - slashes > i && text.p[end - slashes - 1] == '\\') {
            slashes++;
        }
        if (slashes % 2 == 0) {
            return end + 1;
        }
        i = end + 1;
    }
    return CUT;
}

/* Past the object or array at @p at, CUT, or CROSSED, where brackets that are too many count. */
static size_t
past_brackets(struct hm_str text, size_t at)
{
    uint64_t arrays = 0; /* a bit for each open bracket */
    unsigned depth = 0;

    for (size_t i = at; i < text.n; i++) {
        char c = text.p[i];
        if (c == '"') {
            i = past_string(text, i);
            if (i == CUT) {
                return CUT;
            }
            i--;
        } else if (c == '{' || c == '[') {
            if (depth == HM_JSON_DEPTH) {
                return CROSSED;
            }
            arrays = arrays << 1 | (c == '[');
            depth++;
        } else if (c == '}' || c == ']') {
            if ((arrays & 1) != (c == ']')) {
                return CROSSED;
            }
            arrays >>= 1;
            if (--depth == 0) {
                return i + 1;
            }
        }
    }
    return CUT;
}

/* Past the value at @p at, which is no space, CUT or CROSSED. What it is made of is not looked at.
 */
static size_t
past_value(struct hm_str text, size_t at)
{
    if (at >= text.n) {
        return CUT;
    }
    if (text.p[at] == '"') {
        return past_string(text, at);
    }
    if (text.p[at] == '{' || text.p[at] == '[') {
        return past_brackets(text, at);
    }
    size_t end = at;
    while (end < text.n && memchr(",]} \n\r\t", text.p[end], 7) == NULL) {
        end++;
    }
    return end == at ? CROSSED : end;
}

/* --- the reading --- */

static struct hm_json_pull_level *
top(struct hm_json_pull *pull)
{
    return &pull->levels[pull->n_levels - 1];
}

/* The value at hand, as errors name it. */
static struct hm_json
here(const struct hm_json_pull *pull)
{
    if (pull->n_levels == 0) {
        return pull->root;
    }
    const struct hm_json_pull_level *level = &pull->levels[pull->n_levels - 1];
    return (struct hm_json){ .up = &level->node,
                             .key = level->is_array ? NULL : level->key,
                             .index = level->index };
}

static enum hm_status
refuse(const struct hm_json_pull *pull, const char *what, struct hm_err *reterr)
{
    struct hm_json at = here(pull);

    return hm_json_error(&at, reterr, "%s", what);
}

static void
give_back(struct hm_json_pull *pull)
{
    if (!pull->gives_back || pull->at - pull->given_back < GIVE_BACK) {
        return;
    }
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t skew = (uintptr_t)pull->text.p % page; /* a part of a mapping begins anywhere */
    size_t upto = (pull->at + skew) / page * page - skew;
    size_t from = pull->given_back == 0 && skew > 0 ? page - skew : pull->given_back;
    (void)madvise((void *)(pull->text.p + from), upto - from, MADV_DONTNEED);
    pull->given_back = upto;
}

void
hm_json_pull_begin(struct hm_json_pull *pull, struct hm_str text, bool is_mapped)
{
    *pull = (struct hm_json_pull){ .text = text, .gives_back = is_mapped };
    pull->at = past_space(text, 0);
}

void
hm_json_pull_begin_within(struct hm_json_pull *pull, struct hm_str text, bool is_mapped,
                          const struct hm_json *at)
{
    hm_json_pull_begin(pull, text, is_mapped);
    pull->root = *at;
}

void
hm_json_pull_done(struct hm_json_pull *pull)
{
    hm_buf_done(&pull->part);
}

bool
hm_json_pull_is_null(const struct hm_json_pull *pull)
{
    return hm_str_starts(hm_str_from(pull->text, pull->at), "null");
}

/* What begins here, or NULL when nothing does. */
static const char *
kind_of(struct hm_str text)
{
    switch (text.p[0]) {
    case '{':
        return "an object";
    case '[':
        return "an array";
    case '"':
        return "a string";
    case 'n':
        return hm_str_starts(text, "null") ? "null" : NULL;
    case 't':
    case 'f':
        return hm_str_starts(text, "true") || hm_str_starts(text, "false") ? "true or false" : NULL;
    default:
        return text.p[0] == '-' || hm_is_digit(text.p[0]) ? "a number" : NULL;
    }
}

enum hm_status
hm_json_pull_enter(struct hm_json_pull *pull, json_type type, struct hm_err *reterr)
{
    bool is_array = type == JSON_ARRAY;

    if (pull->n_levels == 0 && pull->at >= pull->text.n) {
        return hm_err_set(reterr, HM_E_SYNTAX, "the document is empty");
    }
    if (pull->at >= pull->text.n) {
        return refuse(pull, "it ends too early", reterr);
    }
    if (pull->text.p[pull->at] != (is_array ? '[' : '{')) {
        const char *found = kind_of(hm_str_from(pull->text, pull->at));
        struct hm_json at = here(pull);
        return found == NULL ? hm_json_error(&at, reterr, "it is not JSON")
                             : hm_json_error(&at, reterr, "%s where an %s is expected", found,
                                             is_array ? "array" : "object");
    }
    if (pull->n_levels > HM_JSON_PULL_DEPTH) {
        return refuse(pull, "this is too deep", reterr);
    }
    struct hm_json node = here(pull);
    pull->at++;
    pull->n_levels++;
    struct hm_json_pull_level *level = top(pull);
    level->node = node;
    level->is_array = is_array;
    level->has_begun = false;
    level->index = 0;
    level->key[0] = '\0';
    level->n_seen = 0;
    return HM_OK;
}

/* No escapes, and nothing that would have to be checked for being UTF-8. */
static bool
is_plain(struct hm_str key)
{
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] < ' ' || key.p[i] > '~' || key.p[i] == '\\') {
            return false;
        }
    }
    return true;
}

/* Reads `"key":`, and says if it was there before. */
static enum hm_status
read_key(struct hm_json_pull *pull, struct hm_err *reterr)
{
    struct hm_json_pull_level *level = top(pull);
    size_t end = pull->at < pull->text.n && pull->text.p[pull->at] == '"'
                     ? past_string(pull->text, pull->at)
                     : CUT;

    level->key[0] = '\0';
    if (end == CUT) {
        return hm_json_error(&level->node, reterr, "a member without a name");
    }
    struct hm_str key = hm_str_sub(pull->text, pull->at + 1, end - pull->at - 2);
    if (!is_plain(key)) {
        return hm_json_error(&level->node, reterr, "a member's name has more than plain letters");
    }
    for (size_t i = 0; i < level->n_seen; i++) {
        if (hm_str_is(level->seen[i], key)) {
            return hm_json_error(&level->node, reterr, "a member occurs twice");
        }
    }
    if (level->n_seen == HM_JSON_PULL_MEMBERS) {
        return hm_json_error(&level->node, reterr, "more than %d members", HM_JSON_PULL_MEMBERS);
    }
    level->seen[level->n_seen++] = key;
    (void)snprintf(level->key, sizeof level->key, "%.*s", HM_FMT(key));
    pull->key = key;
    pull->at = past_space(pull->text, end);
    if (pull->at >= pull->text.n || pull->text.p[pull->at] != ':') {
        return refuse(pull, "it has no value", reterr);
    }
    pull->at = past_space(pull->text, pull->at + 1);
    return HM_OK;
}

enum hm_status
hm_json_pull_next(struct hm_json_pull *pull, bool *ret_has, struct hm_err *reterr)
{
    struct hm_json_pull_level *level = top(pull);
    bool is_first = !level->has_begun;

    give_back(pull);
    pull->key = (struct hm_str){ 0 };
    pull->at = past_space(pull->text, pull->at);
    char c = pull->at < pull->text.n ? pull->text.p[pull->at] : '\0';
    if (c == (level->is_array ? ']' : '}')) {
        pull->at++;
        pull->n_levels--;
        *ret_has = false;
        return HM_OK;
    }
    if (!is_first) {
        if (c != ',') {
            return refuse(pull, c == '\0' ? "it ends too early" : "no comma behind it", reterr);
        }
        pull->at = past_space(pull->text, pull->at + 1);
        level->index++;
    }
    level->has_begun = true;
    *ret_has = true;
    return level->is_array ? HM_OK : read_key(pull, reterr);
}

enum hm_status
hm_json_pull_pass(struct hm_json_pull *pull, struct hm_str *ret, struct hm_err *reterr)
{
    size_t end = past_value(pull->text, pull->at);

    if (end == CUT || end == CROSSED) {
        return refuse(pull, end == CUT ? "it ends too early" : "it is not JSON", reterr);
    }
    *ret = hm_str_sub(pull->text, pull->at, end - pull->at);
    pull->at = end;
    return HM_OK;
}

/* The bytes of a value that becomes one. */
static enum hm_status
read_value(struct hm_json_pull *pull, struct hm_str *ret, struct hm_err *reterr)
{
    struct hm_str text = { 0 };

    HM_TRY(hm_json_pull_pass(pull, &text, reterr));
    if (text.n > HM_JSON_PULL_VALUE) {
        struct hm_json at = here(pull);
        (void)hm_json_error(&at, reterr, "it is longer than %zu MiB", HM_JSON_PULL_VALUE >> 20);
        return HM_E_LIMIT;
    }
    *ret = text;
    return HM_OK;
}

static enum hm_status
parse(const struct hm_json_pull *pull, struct hm_str text, json_t **ret_owner, struct hm_json *ret,
      struct hm_err *reterr)
{
    struct hm_err err = { 0 };
    struct hm_json at = here(pull);

    enum hm_status status = hm_json_parse(text, ret_owner, &err);
    if (status != HM_OK) {
        static const char whole[] = "the document ";
        bool is_whole = strncmp(err.text, whole, strlen(whole)) == 0;
        (void)hm_json_error(&at, reterr, "this %s", err.text + (is_whole ? strlen(whole) : 0));
        return status;
    }
    at.value = *ret_owner;
    *ret = at;
    return HM_OK;
}

enum hm_status
hm_json_pull_take(struct hm_json_pull *pull, json_t **ret_owner, struct hm_json *ret,
                  struct hm_err *reterr)
{
    struct hm_str text = { 0 };

    HM_TRY(read_value(pull, &text, reterr));
    return parse(pull, text, ret_owner, ret, reterr);
}

enum hm_status
hm_json_pull_keep(struct hm_json_pull *pull, json_t *object, struct hm_err *reterr)
{
    struct hm_str key = pull->key;
    json_t *owner = NULL;
    struct hm_json at;

    HM_TRY(hm_json_pull_take(pull, &owner, &at, reterr));
    (void)json_object_setn_new(object, key.p, key.n, owner);
    return HM_OK;
}

/* A member of an object's text: past it, or CUT where there is none. */
static size_t
read_member(struct hm_str text, size_t at, struct hm_str *ret_key, struct hm_str *ret_value)
{
    at = past_space(text, at);
    if (at >= text.n || text.p[at] != '"') {
        return CUT;
    }
    size_t end = past_string(text, at);
    if (end == CUT) {
        return CUT;
    }
    *ret_key = hm_str_sub(text, at + 1, end - at - 2);
    at = past_space(text, end);
    if (at >= text.n || text.p[at] != ':') {
        return CUT;
    }
    at = past_space(text, at + 1);
    end = past_value(text, at);
    if (end == CUT || end == CROSSED) {
        return CUT;
    }
    *ret_value = hm_str_sub(text, at, end - at);
    return end;
}

struct hm_str
hm_json_pull_peek(const struct hm_json_pull *pull, struct hm_str name)
{
    struct hm_str key, value;

    if (pull->at >= pull->text.n || pull->text.p[pull->at] != '{') {
        return (struct hm_str){ 0 };
    }
    for (size_t at = pull->at + 1; (at = read_member(pull->text, at, &key, &value)) != CUT;) {
        if (hm_str_is(key, name)) {
            bool is_text = value.p[0] == '"' && is_plain(value);
            return is_text ? hm_str_sub(value, 1, value.n - 2) : (struct hm_str){ 0 };
        }
        at = past_space(pull->text, at);
        if (at >= pull->text.n || pull->text.p[at] != ',') {
            break;
        }
        at++;
    }
    return (struct hm_str){ 0 };
}

static bool
is_among(struct hm_str key, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (hm_str_eq(key, *names)) {
            return true;
        }
    }
    return false;
}

enum hm_status
hm_json_pull_take_only(struct hm_json_pull *pull, const char *const *names, json_t **ret_owner,
                       struct hm_json *ret, struct hm_err *reterr)
{
    struct hm_str text = { 0 };
    struct hm_str key, value;
    struct hm_buf *part = &pull->part;
    size_t at = 1;

    HM_TRY(read_value(pull, &text, reterr));
    if (text.p[0] != '{') {
        return parse(pull, text, ret_owner, ret, reterr);
    }
    hm_buf_clear(part);
    hm_buf_putc(part, '{');
    at = past_space(text, at);
    while (text.p[at] != '}') {
        at = read_member(text, at, &key, &value);
        if (at == CUT) {
            return refuse(pull, "a member without a name or a value", reterr);
        }
        if (is_among(key, names)) {
            hm_buf_puts(part, part->n > 1 ? ",\"" : "\"");
            hm_buf_add(part, key);
            hm_buf_puts(part, "\":");
            hm_buf_add(part, value);
        }
        at = past_space(text, at);
        if (text.p[at] == '}') {
            break;
        }
        if (text.p[at] != ',') {
            return refuse(pull, "no comma between two members", reterr);
        }
        at = past_space(text, at + 1);
        if (text.p[at] == '}') {
            return refuse(pull, "a comma without a member behind it", reterr);
        }
    }
    hm_buf_putc(part, '}');
    if (part->is_cut) {
        return refuse(pull, "it is too long", reterr);
    }
    return parse(pull, hm_buf_str(part), ret_owner, ret, reterr);
}

enum hm_status
hm_json_pull_skip(struct hm_json_pull *pull, struct hm_err *reterr)
{
    hm_auto_json json_t *owner = NULL;
    struct hm_json value;

    return hm_json_pull_take(pull, &owner, &value, reterr);
}

enum hm_status
hm_json_pull_end(struct hm_json_pull *pull, struct hm_err *reterr)
{
    if (past_space(pull->text, pull->at) < pull->text.n) {
        return hm_err_set(reterr, HM_E_SYNTAX, "something follows the document's end");
    }
    return HM_OK;
}
