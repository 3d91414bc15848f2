/* SPDX-License-Identifier: Apache-2.0 */
/* Expands the words that generate.py --words prints: reads JSON lines and answers as the oracle's
 * -words does. */
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/dockerfile/expand.h"

static enum hm_found
look_up(void *of, struct hm_str name, struct hm_str *ret_value)
{
    json_t *value = json_object_getn(of, name.p, name.n);

    if (value == NULL) {
        return HM_FOUND_UNSET;
    }
    *ret_value = hm_str_make(json_string_value(value), json_string_length(value));
    return HM_FOUND_SET;
}

static void
set_text(json_t *answer, const char *name, struct hm_str s)
{
    json_object_set_new(answer, name, json_stringn(s.n > 0 ? s.p : "", s.n));
}

static int
answer(struct hm_str line)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_json json_t *question = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL);
    if (question == NULL) {
        return 1;
    }
    json_t *word = json_object_get(question, "word");
    struct hm_str text = { json_string_value(word), json_string_length(word) };
    bool is_raw = json_is_true(json_object_get(question, "raw"));
    struct hm_expander ex = { .arena = &arena,
                              .escape = *json_string_value(json_object_get(question, "escape")),
                              .lookup = look_up,
                              .of = json_object_get(question, "env"),
                              .keeps_quotes = is_raw,
                              .keeps_escapes = is_raw,
                              .keeps_unset = json_is_true(json_object_get(question, "unset")),
                              .work_left = hm_expand_work(text.n) };
    struct hm_expanded expanded;
    struct hm_pieces pieces = { 0 };

    hm_expand_word(&ex, text, &expanded);
    set_text(question, "value", expanded.value);
    if (expanded.error.n > 0) {
        set_text(question, "error", expanded.error);
    }
    hm_expand_words(&ex, text, &pieces, &expanded);
    json_t *words = json_array();
    for (size_t i = 0; i < pieces.list.n; i++) {
        json_array_append_new(words,
                              json_stringn(pieces.list.p[i].text.p, pieces.list.p[i].text.n));
    }
    json_object_set_new(question, "words", words);
    if (expanded.error.n > 0) {
        set_text(question, "words_error", expanded.error);
    }
    hm_expander_done(&ex);
    json_dumpf(question, stdout, JSON_COMPACT);
    putchar('\n');
    return 0;
}

int
main(void)
{
    hm_auto_buf struct hm_buf in = { 0 };
    struct hm_err err;
    struct hm_str line;

    if (hm_read_fd(0, "standard input", HM_BUF_LIMIT, &in, &err) != HM_OK) {
        fprintf(stderr, "words: %s\n", err.text);
        return 1;
    }
    for (struct hm_str rest = hm_buf_str(&in); hm_str_split(&rest, '\n', &line) && line.n > 0;) {
        if (answer(line) != 0) {
            fprintf(stderr, "words: not JSON: %.*s\n", HM_FMT(line));
            return 1;
        }
    }
    return 0;
}
