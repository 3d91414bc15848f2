/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/facts.h"

const struct hm_context_file *
hm_context_find(const struct hm_context *context, struct hm_str path)
{
    uint32_t low = 0;
    uint32_t high = context->n_files;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = hm_str_compare(context->files[mid].path, path);
        if (order == 0) {
            return &context->files[mid];
        }
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return NULL;
}

struct hm_str
hm_stage_user(const struct hm_stage *stage)
{
    switch (stage->user_origin) {
    case HM_USER_SET: {
        struct hm_str user = stage->user.word.value;
        return hm_str_sub(user, 0, hm_str_find(user, ':'));
    }
    case HM_USER_OF_BASE:
        if (stage->config != NULL) {
            struct hm_str user = stage->config->user;
            return user.n == 0 ? HM_S("root") : hm_str_sub(user, 0, hm_str_find(user, ':'));
        }
        return hm_str_c(stage->known_base->user);
    case HM_USER_DEFAULT:
        return HM_S("root");
    default:
        return hm_str_make(NULL, 0);
    }
}

enum hm_trit
hm_stage_runs_as_root(const struct hm_stage *stage)
{
    struct hm_str user = hm_stage_user(stage);
    uint64_t id;

    if (stage->user_origin == HM_USER_UNKNOWN) {
        return HM_UNKNOWN;
    }
    /* "USER :group" names no user, and Docker then takes root. */
    bool is_root =
        user.n == 0 || hm_str_eq(user, "root") || (hm_str_to_u64(user, UINT32_MAX, &id) && id == 0);
    bool is_windows_admin =
        stage->is_windows && hm_str_eq_nocase(user, HM_S("containeradministrator"));
    return is_root || is_windows_admin ? HM_YES : HM_NO;
}

/* The last variable of this name among @p n: one with a value hides those declared without. */
static const struct hm_variable *
find_last(const struct hm_variable *variables, uint32_t n, uint32_t before, struct hm_str name,
          const struct hm_variable *fallback)
{
    for (uint32_t i = n; i > 0; i--) {
        const struct hm_variable *variable = &variables[i - 1];
        if (variable->set_by != NULL && variable->set_by->index >= before) {
            continue;
        }
        if (hm_str_is(variable->name, name)) {
            if (variable->has_value) {
                return variable;
            }
            fallback = fallback == NULL ? variable : fallback;
        }
    }
    return fallback;
}

const struct hm_variable *
hm_stage_variable(const struct hm_dockerfile *file, const struct hm_instruction *inst,
                  struct hm_str name)
{
    const struct hm_variable *found = NULL;

    if (inst->stage == HM_NONE || inst->kind == HM_FROM) {
        return find_last(file->globals, file->n_globals, inst->index, name, NULL);
    }
    for (uint32_t i = inst->stage; i != HM_NONE; i = file->stages[i].parent) {
        const struct hm_stage *stage = &file->stages[i];
        found = find_last(stage->variables, stage->n_variables, inst->index, name, found);
        if (found != NULL && found->has_value) {
            return found;
        }
    }
    return found;
}
