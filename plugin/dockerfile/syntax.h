/* SPDX-License-Identifier: Apache-2.0 */
/* The frontend that a file asks for, in each of the forms that BuildKit detects. */
#ifndef HM_DOCKERFILE_SYNTAX_H
#define HM_DOCKERFILE_SYNTAX_H

#include "plugin/model/facts.h"

/** `# syntax=`, else `// syntax=`, else a JSON object's "syntax"; a first line that begins with
 * "#!" is passed over. An empty ref: the file asks for none. */
struct hm_syntax hm_syntax_detect(struct hm_arena *arena, struct hm_str text);

/** The value of `# check=`, found alike; false when there is none. */
bool hm_check_detect(struct hm_str text, struct hm_str *ret_value);

/** "name = value", as a parser directive has it behind its comment sign; false for anything else.
 */
bool hm_directive_split(struct hm_str text, struct hm_str *ret_name, struct hm_str *ret_value);

#endif
