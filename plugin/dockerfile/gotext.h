/* SPDX-License-Identifier: Apache-2.0 */
/* Values as Go's library reads and prints them, where BuildKit's messages and verdicts depend on
 * it. */
#ifndef HM_DOCKERFILE_GOTEXT_H
#define HM_DOCKERFILE_GOTEXT_H

#include "plugin/base/buf.h"
#include "plugin/base/vec.h"

/** strconv.Quote: %q. */
void hm_go_quote(struct hm_buf *buf, struct hm_str s);

struct hm_str hm_go_quoted(struct hm_arena *arena, struct hm_str s);

/** time.ParseDuration, in nanoseconds; false with Go's message. */
bool hm_go_duration(struct hm_arena *arena, struct hm_str s, int64_t *ret_value,
                    struct hm_str *ret_error);

/** strconv.ParseInt(s, 10, 32); false with Go's message. */
bool hm_go_int32(struct hm_arena *arena, struct hm_str s, int32_t *ret_value,
                 struct hm_str *ret_error);

/** strconv.Atoi; false for what is no number. */
bool hm_go_atoi(struct hm_str s, int64_t *ret_value);

/** strconv.ParseUint(s, base, 32) succeeds. */
bool hm_go_is_uint32(struct hm_str s, unsigned base);

/** strconv.ParseBool; false for what is neither. */
bool hm_go_bool(struct hm_str s, bool *ret_value);

/** strings.ToLower. */
struct hm_str hm_go_lower(struct hm_arena *arena, struct hm_str s);

/** strings.ToUpper. */
struct hm_str hm_go_upper(struct hm_arena *arena, struct hm_str s);

/**
 * " (did you mean X?)" for the option that is fewer than three edits from @p value, or the empty
 * view. @p options ends in NULL. Without @p is_exact, case does not count, and the answer is
 * written in the case of @p value. Of options equally far the first is taken (BuildKit: any).
 */
struct hm_str hm_go_suggest(struct hm_arena *arena, struct hm_str value, const char *const *options,
                            bool is_exact);

#endif
