/* SPDX-License-Identifier: Apache-2.0 */
/* Variables in the words of PowerShell and of cmd; for fields.c. */
#ifndef HM_DOCKERFILE_FIELDS_WINDOWS_H
#define HM_DOCKERFILE_FIELDS_WINDOWS_H

#include "plugin/dockerfile/scope.h"
#include "plugin/model/command.h"

/** Where values come from. `arena` and `scope` must be set, the rest zeroed. */
struct hm_windows_values {
    struct hm_arena *arena;
    struct hm_scope *scope;  /**< the environment, and what PowerShell scripts set, under names that
                                no variable has */
    uint64_t *work_left;     /**< bytes that may still be handled */
    struct hm_names names;   /**< in lower case: what the text gives values to */
    HM_VEC(uint32_t) counts; /**< of the names: how often */
    bool is_tainted;         /**< something unseen may have set any variable */
    bool is_env_tainted;
    bool hides_env; /**< another shell set variables that may or may not be in the environment */
};

/** Looks through an instruction's text for what gives values to variables, and forgets what was
 * found in another. */
void hm_windows_values_scan(struct hm_windows_values *values, struct hm_str text);

/** `$NAME = VALUE` in PowerShell number @p shell; an unknown binding where the value is not known,
 * and what the scan saw assigned more than once stays unknown too. */
void hm_powershell_assign(struct hm_windows_values *values, uint64_t shell, struct hm_str name,
                          struct hm_binding binding);

/**
 * What a PowerShell word comes to, quotes removed; false where that is not known. @p raw is the
 * word as the file has it, @p is_value: it stands behind `=`, where a bare word is an expression.
 */
bool hm_powershell_expand(struct hm_windows_values *values, uint64_t shell,
                          const struct hm_arg *arg, struct hm_str raw, bool is_value,
                          struct hm_str *ret_text);

/**
 * The same for cmd, which puts the values of %NAME% into a line before it reads it: what the line
 * itself sets does not count. A value that cmd would read more than letters in is not known.
 */
bool hm_cmd_expand(struct hm_windows_values *values, const struct hm_arg *arg, struct hm_str raw,
                   struct hm_str *ret_text);

#endif
