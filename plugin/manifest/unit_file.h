/* SPDX-License-Identifier: Apache-2.0 */
/* Unit files of systemd as text: sections, keys, values over several lines, words. */
#ifndef HM_MANIFEST_UNIT_FILE_H
#define HM_MANIFEST_UNIT_FILE_H

#include "plugin/base/vec.h"
#include "plugin/model/command.h"

/** Goes through the keys of a unit. `arena` and `text` must be set, the rest zeroed. */
struct hm_unit_reader {
    struct hm_arena *arena;
    struct hm_str text;
    size_t at;
    struct hm_str section;       /**< of the key that was read last: "Service" */
    struct hm_span section_span; /**< of its head */
};

/** One key. What lines hold that go on is one value, with a blank for each line's end. */
struct hm_unit_key {
    struct hm_str name;
    struct hm_str value;
    const uint32_t
        *places;         /**< where in the text each byte of the value stands; NULL without any */
    struct hm_span span; /**< of key and value */
};

/** The next key, in whatever section; false at the end. Comments are passed over. */
bool hm_unit_next(struct hm_unit_reader *reader, struct hm_unit_key *ret_key);

/** A value's words, as systemd parts them: quotes, backslashes, "$$" and "%%" are taken for what
 * they stand for. Specifiers become variables ("%i" is "${i}", "%h" is "${HOME}"). */
struct hm_unit_words {
    const struct hm_arg *args;
    const struct hm_shell_text *texts; /**< by word: its text, and where its bytes stand */
    uint32_t n;
};
void hm_unit_words(struct hm_arena *arena, const struct hm_unit_key *key,
                   struct hm_unit_words *ret_words);

/** The whole value as one word. */
struct hm_arg hm_unit_value(struct hm_arena *arena, const struct hm_unit_key *key);

/** Whether a value is one of systemd's words for yes. */
bool hm_unit_is_true(struct hm_str value);

#endif
