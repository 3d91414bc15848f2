/* SPDX-License-Identifier: Apache-2.0 */
/* Words with quotes and variables. The first byte says how they are read; then the word, a byte
 * 0x1e, and the environment, a line each: NAME=VALUE, NAME? (nobody knows), NAME! (an ARG without a
 * value). */
#include "plugin/base/auto.h"
#include "plugin/base/rune.h"
#include "plugin/dockerfile/expand.h"
#include "tests/fuzz/fuzz.h"

enum {
    WORK = 1 << 20,
    VALUE_LIMIT = 4096,
};

static enum hm_found
look_up(void *of, struct hm_str name, struct hm_str *ret_value)
{
    struct hm_str rest = *(const struct hm_str *)of;
    struct hm_str line;

    while (hm_str_split(&rest, '\n', &line)) {
        if (line.n <= name.n || !hm_str_is(hm_str_sub(line, 0, name.n), name)) {
            continue;
        }
        switch (line.p[name.n]) {
        case '=':
            *ret_value = hm_str_from(line, name.n + 1);
            return HM_FOUND_SET;
        case '?':
            return HM_FOUND_UNKNOWN;
        case '!':
            return HM_FOUND_BARE;
        default:
            break;
        }
    }
    return HM_FOUND_UNSET;
}

static bool
is_plain(struct hm_str word)
{
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] <= ' ' || strchr("$\\`'\"<", word.p[i]) != NULL) {
            return false;
        }
    }
    return true;
}

static void
check_word(struct hm_expander *ex, struct hm_str word)
{
    struct hm_expanded first;
    struct hm_expanded second;
    uint64_t before = ex->work_left;

    hm_expand_word(ex, word, &first);
    require(ex->work_left <= before);
    require(first.error.n == 0 || first.value.n == 0);
    require(hm_runes_are_valid(first.error) || !hm_runes_are_valid(word) || first.error.n > 0);
    require(first.value.n <= VALUE_LIMIT || ex->is_exhausted || first.value.n <= 3 * word.n);
    require(ex->is_exhausted || first.has_variable || first.is_known);
    if (is_plain(word) && !ex->is_exhausted) {
        require(hm_str_is(first.value, word) && first.error.n == 0);
    }
    if (!ex->is_exhausted) {
        hm_expand_word(ex, word, &second);
        require(ex->is_exhausted ||
                (hm_str_is(first.value, second.value) && hm_str_is(first.error, second.error) &&
                 first.is_known == second.is_known));
    }
}

static void
check_words(struct hm_expander *ex, struct hm_str text)
{
    struct hm_pieces pieces = { 0 };
    struct hm_expanded expanded;
    uint32_t from = 0;

    hm_expand_words(ex, text, &pieces, &expanded);
    require(expanded.error.n == 0 || pieces.list.n == 0);
    for (size_t i = 0; i < pieces.list.n; i++) {
        const struct hm_piece *piece = &pieces.list.p[i];
        require(piece->text.n > 0);
        require(piece->from >= from && piece->from <= piece->to && piece->to <= text.n);
        from = piece->from;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    hm_auto_arena struct hm_arena arena = { 0 };
    unsigned mode = data[0];
    struct hm_str all = hm_str_make((const char *)data + 1, size - 1);
    size_t end = hm_str_find(all, '\x1e');
    struct hm_str word = hm_str_sub(all, 0, end);
    struct hm_str environment = hm_str_from(all, end + 1);
    struct hm_expander ex = {
        .arena = &arena,
        .escape = (mode & 1) != 0 ? '`' : '\\',
        .lookup = look_up,
        .of = &environment,
        .keeps_quotes = (mode & 2) != 0,
        .keeps_escapes = (mode & 4) != 0,
        .ignores_quotes = (mode & 8) != 0,
        .keeps_unset = (mode & 16) != 0,
        .value_limit = VALUE_LIMIT,
        .work_left = WORK,
    };

    check_word(&ex, word);
    check_words(&ex, word);
    hm_expander_done(&ex);
    require(arena.taken <= 65536 + 512 * size + 8 * (size_t)WORK);
    return 0;
}
