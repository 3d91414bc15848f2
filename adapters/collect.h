/* SPDX-License-Identifier: Apache-2.0 */
/* Where a tool's parser puts what it read, before the runner takes it into the report. */
#ifndef HM_ADAPTERS_COLLECT_H
#define HM_ADAPTERS_COLLECT_H

#include "plugin/model/report.h"

/** The foreign rules that were met so far, by producer and id: one rule for all jobs of a run. */
struct hm_rule_table {
    struct hm_rule **slots;
    size_t n;
    size_t cap;
};

/** A file that the tool was to judge and could not. */
struct hm_unread_file {
    struct hm_str path;
    struct hm_str reason;
};

/** Zero-initialised but for `arena`, `rules` and `producer`. What is put in must lie in the arena
 * (hm_collect_text, hm_collect_name). */
struct hm_collect {
    struct hm_arena *arena;
    struct hm_rule_table *rules;
    const char *producer;
    HM_VEC(struct hm_finding) findings;
    HM_VEC(struct hm_note) notes;
    HM_VEC(struct hm_unread_file) unread;
    struct hm_str document; /**< what was asked for is a document: a bill of materials */
    bool has_evidence;
    struct hm_evidence evidence;
    struct hm_str version;   /**< of the tool, where its output names it */
    struct hm_str data_date; /**< of what it judges by, RFC 3339, where its output names it */
};

/** The rule with this id, made when it is new: then only id and producer are set, and *ret_is_new
 * is true for the caller to fill in the rest. */
struct hm_rule *hm_collect_rule(struct hm_collect *out, struct hm_str id, bool *ret_is_new);

/** Whether hm_collect_rule has made one with this id. */
bool hm_collect_has_rule(const struct hm_collect *out, struct hm_str id);

/**
 * A copy for people to read: one line, at most @p limit bytes (cut at a character, ending in "…"),
 * control characters and invalid UTF-8 replaced, what looks like a secret masked.
 */
struct hm_str hm_collect_text(struct hm_arena *arena, struct hm_str text, size_t limit);

/** The same as a C string; NULL for empty text. */
const char *hm_collect_c(struct hm_arena *arena, struct hm_str text, size_t limit);

/** A copy that stays what it is: paths, names, versions. Control characters become '?'. */
struct hm_str hm_collect_name(struct hm_arena *arena, struct hm_str text);

/** A copy when it is an http(s) URL without white space or quotes, else the empty view. */
struct hm_str hm_collect_url(struct hm_arena *arena, struct hm_str url);

/** A copy when it is a layer's diff id, else the empty view. */
struct hm_str hm_collect_layer(struct hm_arena *arena, struct hm_str diff_id);

/** A note of this tool's; the text is a sentence with its period. */
void hm_collect_note(struct hm_collect *out, enum hm_note_level level, const char *id,
                     struct hm_str path, const char *fmt, ...) HM_PRINTF(5, 6);

#endif
