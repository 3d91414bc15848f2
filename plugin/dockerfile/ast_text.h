/* SPDX-License-Identifier: Apache-2.0 */
/* Members of JSON objects as Go's encoder writes them. */
#ifndef HM_DOCKERFILE_AST_TEXT_H
#define HM_DOCKERFILE_AST_TEXT_H

#include "plugin/base/buf.h"

/** A string in its quotes; bytes that are no UTF-8 become U+FFFD. */
void hm_put_string(struct hm_buf *buf, struct hm_str s);

/** `"name":`, with a comma in front unless a brace is there. */
void hm_put_name(struct hm_buf *buf, const char *name);

void hm_put_text(struct hm_buf *buf, const char *name, struct hm_str value);

void hm_put_number(struct hm_buf *buf, const char *name, uint64_t value);

void hm_put_bool(struct hm_buf *buf, const char *name, bool value);

#endif
