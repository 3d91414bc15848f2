/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside made harmless for tables, XML, workflow commands and Markdown. What comes out
 * is one line: line ends and tabs are blanks, what steers a terminal is "<U+001B>". */
#ifndef HM_REPORTS_INERT_H
#define HM_REPORTS_INERT_H

#include "plugin/base/buf.h"

/** Appends plain text in one line; "##[" and "##vso[" are parted. */
void hm_inert_line(struct hm_buf *buf, struct hm_str s);

/** Appends the inside of an XML attribute or element. */
void hm_inert_xml(struct hm_buf *buf, struct hm_str s);

/** Appends a field of a table in double quotes. A value that a spreadsheet would take for a
 * formula gets an apostrophe in front, also where another separator than ours would begin a cell.
 */
void hm_inert_csv(struct hm_buf *buf, struct hm_str s);

/** Appends the message of a workflow command, and the value of one of its properties. At most
 * @p limit code points of the text. */
void hm_inert_command(struct hm_buf *buf, struct hm_str s, size_t limit);
void hm_inert_command_property(struct hm_buf *buf, struct hm_str s, size_t limit);

/** Appends Markdown (GitHub's and GitLab's) that shows the text and is nothing else: no link,
 * image, mention, reference, tag or end of a table's cell. */
void hm_inert_markdown(struct hm_buf *buf, struct hm_str s);

/** Appends a code span for a table's cell; nothing for an empty text. A '|' is shown as U+00A6,
 * since a cell ends at it even in code. */
void hm_inert_code(struct hm_buf *buf, struct hm_str s);

/** Appends a sentence of at most @p limit code points for a reader who may take it for Markdown and
 * may not: links, mentions, references and tags are broken by characters without width. */
void hm_inert_prose(struct hm_buf *buf, struct hm_str s, size_t limit);

#endif
