/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside made harmless for the medium it is written to. */
#ifndef HM_REPORTS_ESCAPE_H
#define HM_REPORTS_ESCAPE_H

#include "plugin/base/buf.h"

/**
 * Appends the inside of a JSON string, without the quotes. Bytes that are no UTF-8, and NUL (which
 * databases behind some readers refuse), become U+FFFD. Besides what JSON demands, everything that
 * steers a terminal or the direction of text is written as \u…, and so is the second '#' of two:
 * a CI runner looks for "##[" and "##vso[" in all that is printed.
 */
void hm_escape_json(struct hm_buf *buf, struct hm_str s);

/**
 * Appends one line of text for a terminal or a log: control characters, bidirectional overrides,
 * invisible characters and line separators become "<U+001B>", a TAB one blank, bytes that are no
 * UTF-8 U+FFFD.
 */
void hm_escape_terminal(struct hm_buf *buf, struct hm_str s);

/** Columns that hm_escape_terminal's output takes: 2 for wide characters, 0 for combining ones. */
size_t hm_terminal_width(struct hm_str s);

/** Columns of one code point as hm_escape_terminal writes it. */
size_t hm_terminal_width_of(uint32_t code);

/**
 * Appends whole lines for a CI log, so that none is a command to the runner: "::" at the start of
 * a line (after any kind of blank) is parted, and so is "##[" and "##vso[" anywhere.
 */
void hm_escape_ci(struct hm_buf *buf, struct hm_str lines);

/**
 * Appends a path as a relative URI reference (or file:// for a path that starts with '/'), all but
 * RFC 3986's unreserved characters and '/' percent-encoded, "./" at its front left out.
 */
void hm_escape_path_uri(struct hm_buf *buf, struct hm_str path);

/**
 * Appends an absolute http or https URI, characters that RFC 3986 forbids percent-encoded. Returns
 * false, and appends nothing, for any other scheme, for user information, an empty host, or more
 * than 2,048 bytes.
 */
bool hm_escape_web_uri(struct hm_buf *buf, struct hm_str uri);

/**
 * Appends the text as a sentence for readers that limit it: trimmed, "](" parted so that it is no
 * link, at most @p limit code points, cut ones ending in "…", and a period at the end.
 */
void hm_escape_sentence(struct hm_buf *buf, struct hm_str text, size_t limit);

#endif
