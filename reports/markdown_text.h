/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue's Markdown as plain text, and text as Markdown's code. */
#ifndef HM_REPORTS_MARKDOWN_TEXT_H
#define HM_REPORTS_MARKDOWN_TEXT_H

#include "plugin/base/buf.h"

/** The text up to the first empty line. */
struct hm_str hm_markdown_first_paragraph(struct hm_str text);

/** Appends the text without its emphasis and code marks, links as "text (target)". Only for the
 * catalogue's own text, and only the Markdown that it uses is known. */
void hm_markdown_plain(struct hm_buf *buf, struct hm_str text);

/** Appends a fenced block that its content cannot leave, with a line end at the end of both. */
void hm_markdown_fence(struct hm_buf *buf, const char *language, struct hm_str content);

#endif
