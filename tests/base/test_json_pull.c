/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/json_pull.h"

#include <criterion/criterion.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

/* The document again, made from what was pulled: what is less than @p depth deep is entered. */
static json_t *
rebuild(struct hm_json_pull *pull, unsigned depth, struct hm_err *reterr)
{
    char first = pull->at < pull->text.n ? pull->text.p[pull->at] : '\0';
    bool is_array = first == '[';

    if (depth == 0 || (first != '{' && !is_array)) {
        json_t *owner = NULL;
        struct hm_json value;
        return hm_json_pull_take(pull, &owner, &value, reterr) == HM_OK ? owner : NULL;
    }
    if (hm_json_pull_enter(pull, is_array ? JSON_ARRAY : JSON_OBJECT, reterr) != HM_OK) {
        return NULL;
    }
    hm_auto_json json_t *made = is_array ? json_array() : json_object();
    for (bool has = false;;) {
        if (hm_json_pull_next(pull, &has, reterr) != HM_OK) {
            return NULL;
        }
        if (!has) {
            return json_incref(made);
        }
        struct hm_str key = pull->key;
        json_t *value = rebuild(pull, depth - 1, reterr);
        if (value == NULL) {
            return NULL;
        }
        cr_assert_eq(is_array ? json_array_append_new(made, value)
                              : json_object_setn_new(made, key.p, key.n, value),
                     0);
    }
}

static json_t *
pull_whole(struct hm_str text, unsigned depth, bool is_mapped, struct hm_err *reterr)
{
    struct hm_json_pull pull;

    hm_json_pull_begin(&pull, text, is_mapped);
    json_t *made = rebuild(&pull, depth, reterr);
    if (made != NULL && hm_json_pull_end(&pull, reterr) != HM_OK) {
        json_decref(made);
        made = NULL;
    }
    hm_json_pull_done(&pull);
    return made;
}

static const char *const documents[] = {
    "{}",
    "[]",
    " [ ] \n",
    "{\"a\":1}",
    "[1,-2.5e3,true,false,null,\"\"]",
    "{\"a\":{\"b\":{\"c\":[1,[2,{\"d\":null}]]}},\"e\":\"f\"}",
    "{ \"a\" : [ { \"b\" : \"}]\\\"\\\\\" } , [ ] ] , \"c\" : { } }",
    "[\"\\\\\",\"\\\\\\\"\",\"\\u00e9\"]",
    "\"alone\"",
    "12",
};

ROWS_OF(json_pull, gives_what_is_there, documents)

ParameterizedTest(const size_t *i, json_pull, gives_what_is_there)
{
    for (unsigned depth = 0; depth < 6; depth++) {
        hm_auto_json json_t *whole = NULL;
        struct hm_str text = hm_str_c(documents[*i]);
        struct hm_err err = { 0 };
        cr_assert_eq(hm_json_parse(text, &whole, NULL), HM_OK);
        hm_auto_json json_t *made = pull_whole(text, depth, false, &err);
        cr_assert(json_equal(whole, made), "%s, %u deep: %s", documents[*i], depth, err.text);
    }
}

/* Every part of a document, and every document with one byte of another kind: refused where the
 * reader of whole documents refuses it. */
ROWS_OF(json_pull, refuses_what_is_broken, documents)

ParameterizedTest(const size_t *i, json_pull, refuses_what_is_broken)
{
    static const char bytes[] = "{}[],:\"\\ax1 \n";
    size_t n = strlen(documents[*i]);

    for (size_t at = 0; at < n; at++) {
        for (size_t k = 0; k < sizeof bytes; k++) {
            hm_auto_buf struct hm_buf text = { 0 };
            hm_buf_puts(&text, documents[*i]);
            if (k == sizeof bytes - 1) {
                text.n = at; /* cut instead */
            } else {
                text.p[at] = bytes[k];
            }
            hm_auto_json json_t *whole = NULL;
            bool is_good = hm_json_parse(hm_buf_str(&text), &whole, NULL) == HM_OK;
            hm_auto_json json_t *made = pull_whole(hm_buf_str(&text), 4, false, NULL);
            bool has_escape = hm_str_has(hm_buf_str(&text), "\\");
            cr_expect((made != NULL) == is_good || (has_escape && made == NULL), "%.*s",
                      HM_FMT(hm_buf_str(&text)));
            cr_expect(made == NULL || json_equal(whole, made), "%.*s", HM_FMT(hm_buf_str(&text)));
        }
    }
}

static const struct {
    const char *text;
    const char *error;
} faults[] = {
    { "", "the document: it ends too early" },
    { "[1 2]", "[0]: no comma behind it" },
    { "{\"a\":[{\"b\":}]}", "a[0].b: it is not JSON" },
    { "{\"a\":[{\"b\":1", "a[0].b: it ends too early" },
    { "{\"a\":[{\"b\":oops}]}", "a[0].b: this cannot be read, line 1: it is not JSON" },
    { "{\"a\":1,\"a\":2}", "the document: a member occurs twice" },
    { "{a:1}", "the document: a member without a name" },
    { "{\"a\" 1}", "a: it has no value" },
    { "{\"a\\n\":1}", "the document: a member's name has more than plain letters" },
    { "[1,}", "[1]: it is not JSON" },
    { "[{]}", "[0]: a member without a name" },
    { "{} {}", "something follows the document's end" },
    { "[1,]", ": it is not JSON" },
};

ROWS_OF(json_pull, says_where_and_what, faults)

ParameterizedTest(const size_t *i, json_pull, says_where_and_what)
{
    struct hm_err err = { 0 };
    hm_auto_json json_t *made = pull_whole(hm_str_c(faults[*i].text), 4, false, &err);

    cr_assert_null(made);
    cr_assert(hm_str_has(hm_str_c(err.text), faults[*i].error), "%s", err.text);
}

Test(json_pull, bounds_members_and_levels)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_err err = { 0 };

    for (int i = 0; i <= HM_JSON_PULL_MEMBERS; i++) {
        hm_buf_printf(&text, "%s\"m%d\":%d", i == 0 ? "{" : ",", i, i);
    }
    hm_buf_putc(&text, '}');
    cr_expect_null(pull_whole(hm_buf_str(&text), 4, false, &err));
    cr_expect_str_eq(err.text, "the document: more than 64 members");
    cr_expect_null(pull_whole(HM_S("[[[[[[[[[[[[]]]]]]]]]]]]"), 12, false, &err));
    cr_expect(hm_str_ends(hm_str_c(err.text), ": this is too deep"), "%s", err.text);
}

Test(json_pull, keeps_what_stands_beside_a_list)
{
    struct hm_json_pull pull;
    hm_auto_json json_t *head = json_object();
    bool has = false;

    hm_json_pull_begin(&pull, HM_S("{\"a\":{\"b\":[1]},\"list\":[2],\"c\":null}"), false);
    cr_assert_eq(hm_json_pull_enter(&pull, JSON_OBJECT, NULL), HM_OK);
    while (hm_json_pull_next(&pull, &has, NULL) == HM_OK && has) {
        cr_assert_eq(hm_str_eq(pull.key, "list") ? hm_json_pull_skip(&pull, NULL)
                                                 : hm_json_pull_keep(&pull, head, NULL),
                     HM_OK);
    }
    cr_expect_eq(json_object_size(head), 2);
    cr_expect_eq(json_array_size(json_object_get(json_object_get(head, "a"), "b")), 1);
    cr_expect(json_is_null(json_object_get(head, "c")));
    hm_json_pull_done(&pull);
}

Test(json_pull, takes_only_what_is_named)
{
    static const char *const names[] = { "id", "list", NULL };
    struct hm_json_pull pull;
    hm_auto_json json_t *owner = NULL;
    struct hm_json value;
    struct hm_str id;

    hm_json_pull_begin(
        &pull, HM_S("{\"about\":\"\\uZZZZ, never read\",\"id\":\"x\", \"list\" : [1]}"), false);
    cr_expect(hm_str_eq(hm_json_pull_peek(&pull, HM_S("id")), "x"));
    cr_expect_eq(hm_json_pull_peek(&pull, HM_S("list")).n, 0);
    cr_expect_eq(hm_json_pull_peek(&pull, HM_S("about")).n, 0);
    cr_assert_eq(hm_json_pull_take_only(&pull, names, &owner, &value, NULL), HM_OK);
    cr_expect_eq(json_object_size(owner), 2);
    cr_expect_eq(hm_json_need_str(&value, "id", &id, NULL), HM_OK);
    cr_expect(hm_str_eq(id, "x"));
    hm_json_pull_done(&pull);
}

/* A part that is passed over is read afterwards, and errors in it name it as the document's. */
Test(json_pull, reads_later_what_it_passed_over)
{
    struct hm_json root = { 0 };
    struct hm_json at = { .up = &root, .key = "list" };
    struct hm_json_pull pull, within;
    struct hm_str text;
    hm_auto_json json_t *owner = NULL;
    hm_auto_json json_t *broken = NULL;
    struct hm_json value;
    struct hm_err err = { 0 };
    bool has = false;

    hm_json_pull_begin(&pull, HM_S("{\"list\":[1,oops],\"id\":2}"), false);
    cr_assert_eq(hm_json_pull_enter(&pull, JSON_OBJECT, NULL), HM_OK);
    cr_assert_eq(hm_json_pull_next(&pull, &has, NULL), HM_OK);
    cr_assert_eq(hm_json_pull_pass(&pull, &text, NULL), HM_OK);
    cr_assert_eq(hm_json_pull_next(&pull, &has, NULL), HM_OK);
    cr_expect(has && hm_str_eq(pull.key, "id"));
    hm_json_pull_begin_within(&within, text, false, &at);
    cr_assert_eq(hm_json_pull_enter(&within, JSON_ARRAY, NULL), HM_OK);
    cr_assert_eq(hm_json_pull_next(&within, &has, NULL), HM_OK);
    cr_assert_eq(hm_json_pull_take(&within, &owner, &value, NULL), HM_OK);
    cr_expect_eq(json_integer_value(owner), 1);
    cr_assert_eq(hm_json_pull_next(&within, &has, NULL), HM_OK);
    cr_expect_eq(hm_json_pull_take(&within, &broken, &value, &err), HM_E_SYNTAX);
    cr_expect(hm_str_starts(hm_str_c(err.text), "list[1]: "), "%s", err.text);
    hm_json_pull_done(&within);
    hm_json_pull_done(&pull);
}

static const char *const parts[] = { "{\"id\"}", "{\"id\":1,}", "{\"id\":1 \"b\":2}",
                                     "{,}",      "{\"id\":[}",  "{\"id\":\"x}" };

ROWS_OF(json_pull, takes_no_part_of_what_is_broken, parts)

ParameterizedTest(const size_t *i, json_pull, takes_no_part_of_what_is_broken)
{
    static const char *const names[] = { "b", NULL };
    struct hm_json_pull pull;
    hm_auto_json json_t *owner = NULL;
    struct hm_json value;

    hm_json_pull_begin(&pull, hm_str_c(parts[*i]), false);
    cr_expect_eq(hm_json_pull_take_only(&pull, names, &owner, &value, NULL), HM_E_SYNTAX);
    cr_expect_null(owner);
    hm_json_pull_done(&pull);
}

Test(json_pull, gives_pages_back_and_reads_on)
{
    char path[] = "/tmp/hullmark-pull-XXXXXX";
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_fd int fd = mkstemp(path);
    struct hm_err err = { 0 };

    for (int i = 0; i < 100000; i++) {
        hm_buf_printf(&text, "%s{\"name\":\"%0100d\"}", i == 0 ? "[" : ",\n", i);
    }
    hm_buf_putc(&text, ']');
    cr_assert(fd >= 0 && unlink(path) == 0);
    cr_assert_eq(write(fd, text.p, text.n), (ssize_t)text.n);
    char *map = mmap(NULL, text.n, PROT_READ, MAP_PRIVATE, fd, 0);
    cr_assert_neq(map, MAP_FAILED);
    hm_auto_json json_t *made = pull_whole(hm_str_make(map, text.n), 1, true, &err);
    hm_auto_json json_t *whole = json_loadb(text.p, text.n, 0, NULL);
    cr_expect(json_equal(made, whole), "%s", err.text);
    (void)munmap(map, text.n);
}
