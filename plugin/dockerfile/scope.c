/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/scope.h"

void
hm_scope_set(struct hm_scope *scope, struct hm_str name, struct hm_binding binding)
{
    struct hm_arena *arena = scope->names.arena;
    uint32_t id = hm_names_add(&scope->names, name);

    if (id == scope->bindings.n) {
        (void)hm_vec_push(arena, &scope->bindings);
    }
    hm_vec_add(arena, &scope->log,
               ((struct hm_scope_change){ .name = id, .before = scope->bindings.p[id] }));
    scope->bindings.p[id] = binding;
}

struct hm_binding
hm_scope_get(const struct hm_scope *scope, struct hm_str name)
{
    uint32_t id = hm_names_find(&scope->names, name);
    struct hm_binding binding = { 0 };

    if (id != UINT32_MAX) {
        binding = scope->bindings.p[id];
    }
    if (binding.kind == HM_BINDING_NONE && scope->fallback != NULL) {
        binding = scope->fallback(name);
    }
    return binding;
}

size_t
hm_scope_enter(const struct hm_scope *scope)
{
    return scope->log.n;
}

void
hm_scope_leave(struct hm_scope *scope, size_t mark)
{
    while (scope->log.n > mark) {
        const struct hm_scope_change *change = &scope->log.p[--scope->log.n];
        scope->bindings.p[change->name] = change->before;
    }
}

enum hm_found
hm_scope_lookup(void *of, struct hm_str name, struct hm_str *ret_value)
{
    const struct hm_scope *scope = of;
    struct hm_binding binding = hm_scope_get(scope, name);

    switch (binding.kind) {
    case HM_BINDING_VALUE:
        *ret_value = binding.value;
        return HM_FOUND_SET;
    case HM_BINDING_BARE:
        return scope->is_closed ? HM_FOUND_UNSET : HM_FOUND_BARE;
    case HM_BINDING_UNKNOWN:
        return HM_FOUND_UNKNOWN;
    default:
        return scope->hides_unset ? HM_FOUND_UNKNOWN : HM_FOUND_UNSET;
    }
}
