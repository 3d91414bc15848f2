/* SPDX-License-Identifier: Apache-2.0 */
/* A file's bytes and its line table: the only place that turns a byte span into a line and a
 * column. */
#ifndef HM_MODEL_SOURCE_H
#define HM_MODEL_SOURCE_H

#include <stdint.h>

#include "plugin/base/arena.h"
#include "plugin/base/str.h"

/** 4 MiB: larger Dockerfiles and manifests are refused with a note. Offsets therefore fit 32 bits.
 */
#define HM_SOURCE_LIMIT ((size_t)4 << 20)

/** How many UTF-16 code units a text has in front of an offset, which is at a character's
 * beginning.
 */
struct hm_source_mark {
    uint32_t off;
    uint32_t units;
};

/** A file as it was read. Everything that points into it lasts as long as its arena. */
struct hm_source {
    struct hm_str path; /**< as reports name it: relative to the scan's root, '/' between parts */
    struct hm_str text; /**< the original bytes, a BOM and CRs included */
    const uint32_t *line_starts; /**< offset of each line's first byte; a line ends after LF */
    uint32_t n_lines;
    const struct hm_source_mark *marks; /**< every few KiB of a long text: columns of a line of
                                           megabytes cost no more than others */
    uint32_t n_marks;
    bool is_plain; /**< nothing in it looks like a secret: hm_may_redact says no */
    /* Of what is one of several sources, or stands inside another file (a Dockerfile in YAML). */
    uint32_t base;       /**< what spans count this text's first byte as */
    uint32_t first_line; /**< so many empty lines were put in front of the text, so that its lines
                            have the numbers that they have in the file */
    uint32_t indent;     /**< in the file so many blanks stand in front of each line */
    const struct hm_place *seat;    /**< everything in the text lies there; NULL: where it says */
    const struct hm_source *within; /**< the file that the text stands in, whose lines excerpts
                                       show; NULL: its own */
};

/** Bytes [off, off + len) of one source's original text; its first byte is at `base`. */
struct hm_span {
    uint32_t off;
    uint32_t len;
};

/**
 * Where a span lies for a reader. Lines and columns count from 1; columns count UTF-16 code units
 * (SARIF's columnKind utf16CodeUnits) of the text as readers decode it: what is no UTF-8 counts as
 * the U+FFFDs that hm_utf8_next gives for it. The end column is one past the last character.
 */
struct hm_place {
    uint32_t line;
    uint32_t column;
    uint32_t end_line;
    uint32_t end_column;
};

/** Makes the line table. The views are kept, not copied. @p text is at most HM_SOURCE_LIMIT bytes.
 */
void hm_source_init(struct hm_source *source, struct hm_arena *arena, struct hm_str path,
                    struct hm_str text);

/** The place of a span; a span past the end is clamped to the end. A span's trailing line ends are
 * left out. */
struct hm_place hm_source_place(const struct hm_source *source, struct hm_span span);

/** The 1-based line that holds byte @p off. */
uint32_t hm_source_line_of(const struct hm_source *source, uint32_t off);

/** The text of a 1-based line without its LF, CR LF; empty past the end. A BOM is left out of
 * line 1. */
struct hm_str hm_source_line(const struct hm_source *source, uint32_t line);

/** The bytes of a span. */
static inline struct hm_str
hm_source_text(const struct hm_source *source, struct hm_span span)
{
    return hm_str_sub(source->text, span.off - source->base, span.len);
}

/** The smallest span that holds both. */
struct hm_span hm_span_join(struct hm_span a, struct hm_span b);

#endif
