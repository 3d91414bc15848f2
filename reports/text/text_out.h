/* SPDX-License-Identifier: Apache-2.0 */
/* What the console report is put together from: styled, padded and wrapped text, and source
 * excerpts. Everything from outside goes through hm_escape_terminal. */
#ifndef HM_REPORTS_TEXT_OUT_H
#define HM_REPORTS_TEXT_OUT_H

#include "reports/format.h"

/** SGR parameters for hm_text_style. */
#define HM_STYLE_BOLD "1"
#define HM_STYLE_FAINT "2"
#define HM_STYLE_GOOD "32"
#define HM_STYLE_WARN "33"
#define HM_STYLE_BAD "1;31"

struct hm_text {
    struct hm_buf *buf;
    bool has_colour;
    unsigned width; /**< 0: never wrap */
};

/** Trusted text as it is. */
void hm_text_puts(struct hm_text *out, const char *c);

/** Foreign text, escaped; returns its columns. */
size_t hm_text_put(struct hm_text *out, struct hm_str s);

void hm_text_spaces(struct hm_text *out, size_t n);

/** Foreign text in a style (NULL: none), padded to @p width columns, two blanks at least; nothing
 * is padded for width 0. */
void hm_text_cell(struct hm_text *out, struct hm_str s, const char *style, size_t width);

/** The larger of a column's width and that of one more cell; cells of more than 48 columns push the
 * rest of their row to the right instead. */
size_t hm_text_wider(size_t width, struct hm_str cell);

/** Foreign text in a style. */
void hm_text_styled(struct hm_text *out, struct hm_str s, const char *style);

/**
 * Foreign text from column @p column on, broken at blanks so that it ends at the width, the next
 * lines indented by @p indent; ends the line. Text that is long begins on a line of its own where
 * hardly any room is left.
 */
void hm_text_wrap(struct hm_text *out, struct hm_str s, size_t column, size_t indent);

/** "1 file", "2 files". */
void hm_text_count(struct hm_text *out, uint64_t n, const char *one, const char *many);

/** "512 bytes", "34.1 MB". */
void hm_text_bytes(struct hm_text *out, uint64_t bytes);

/**
 * The finding's line with its number and, below, a caret and tildes under its region. TABs stand
 * at every fourth column; a line that is too long is shown around the region. Nothing when the
 * line is not known.
 */
void hm_text_excerpt(struct hm_text *out, const struct hm_finding *finding);

#endif
