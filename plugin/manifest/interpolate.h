/* SPDX-License-Identifier: Apache-2.0 */
/* Variables of Compose files: $NAME, ${NAME:-default} and their kin, and the .env files that give
 * them values. */
#ifndef HM_MANIFEST_INTERPOLATE_H
#define HM_MANIFEST_INTERPOLATE_H

#include "plugin/base/vec.h"

struct hm_dotenv_value {
    struct hm_str name;
    struct hm_str value;
    bool is_known;
};

/** What a project's .env files say. Of several with one name the last counts. */
struct hm_dotenv {
    HM_VEC(struct hm_dotenv_value) list;
    const struct hm_dotenv *above; /**< variables that count before these; or NULL */
};

/** As many variables of .env files count. */
#define HM_DOTENV_LIMIT 2000u

/** So deep may defaults hold variables themselves. */
#define HM_INTERPOLATE_DEPTH 16u

struct hm_interpolated {
    struct hm_str text; /**< what cannot be known stands in it as it was written */
    bool is_known;
    bool has_variable;
    const char *error; /**< what Compose refuses, a clause; or NULL */
};

/**
 * Replaces the variables of a value as Compose does: `$$` is a `$`; a value of @p env (may be NULL)
 * counts, else a default. What neither gives is not known: whoever starts the project may have set
 * it.
 */
struct hm_interpolated hm_interpolate(struct hm_arena *arena, struct hm_str text,
                                      const struct hm_dotenv *env);

/** The value of a variable, or NULL. */
const struct hm_dotenv_value *hm_dotenv_find(const struct hm_dotenv *env, struct hm_str name);

/** Adds what the text of a .env file says. Lines that say nothing are passed over. */
void hm_dotenv_read(struct hm_dotenv *env, struct hm_arena *arena, struct hm_str text);

#endif
