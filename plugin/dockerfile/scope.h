/* SPDX-License-Identifier: Apache-2.0 */
/* The variables in force while stages are walked, parents before children. */
#ifndef HM_DOCKERFILE_SCOPE_H
#define HM_DOCKERFILE_SCOPE_H

#include "plugin/dockerfile/expand.h"
#include "plugin/dockerfile/names.h"

enum hm_binding_kind {
    HM_BINDING_NONE = 0,
    HM_BINDING_VALUE,
    HM_BINDING_UNKNOWN, /**< set, to something that cannot be known */
    HM_BINDING_BARE,    /**< an ARG without a value that nobody gave one */
};

/** What a name means now. */
struct hm_binding {
    enum hm_binding_kind kind;
    struct hm_str value;
};

struct hm_scope_change {
    uint32_t name;
    struct hm_binding before;
};

/** Names and what they mean, with a log, so that leaving a stage takes back what it set.
 * `names.arena` must be set, the rest zeroed. */
struct hm_scope {
    struct hm_names names;
    HM_VEC(struct hm_binding) bindings; /**< by the name's number */
    HM_VEC(struct hm_scope_change) log;
    bool is_closed;   /**< an ARG without a value has none, rather than one that is not known */
    bool hides_unset; /**< what nobody set may come from an image: unknown, not unset */
    /** What names mean that nobody set in the file; NULL for nothing. */
    struct hm_binding (*fallback)(struct hm_str name);
};

/** Sets a name until hm_scope_leave goes back to before this. */
void hm_scope_set(struct hm_scope *scope, struct hm_str name, struct hm_binding binding);

/** The binding of a name, or what the fallback says; zeroed when there is none. */
struct hm_binding hm_scope_get(const struct hm_scope *scope, struct hm_str name);

/** Where the log stands: for hm_scope_leave. */
size_t hm_scope_enter(const struct hm_scope *scope);

/** Takes back all that was set since. */
void hm_scope_leave(struct hm_scope *scope, size_t mark);

/** For hm_expander.lookup; `of` is the scope. */
enum hm_found hm_scope_lookup(void *of, struct hm_str name, struct hm_str *ret_value);

#endif
