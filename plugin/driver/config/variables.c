/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config/variables.h"

#include "adapters/adapter.h"

#define PREFIX "HULLMARK_"

enum {
    NAME_LIMIT = 64,   /* bytes after the prefix: a longer name resembles none of ours */
    WARNED_LIMIT = 16, /* lines */
};

/* Names without the prefix. */
struct names {
    const char **p;
    size_t n;
    size_t cap;
};

static const char *
bare(const char *name)
{
    return name + strlen(PREFIX);
}

static void
collect(struct hm_arena *arena, struct names *read, struct names *flags)
{
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (int i = 0; i < HM_OPT_COUNT; i++) {
        hm_vec_add(arena, hm_options[i].key.name != NULL || i == HM_OPT_CONFIG ? read : flags,
                   bare(hm_option_env(arena, &hm_options[i])));
    }
    hm_vec_add(arena, read, "SEAL_PASSWORD"); /* cmd_seal.c: no option may hold a password */
    for (size_t i = 0; i < n; i++) {
        if (adapters[i]->program_env != NULL) {
            hm_vec_add(arena, read, bare(adapters[i]->program_env));
        }
    }
}

static size_t
index_in(const struct names *names, const char *name)
{
    size_t i = 0;

    while (i < names->n && strcmp(names->p[i], name) != 0) {
        i++;
    }
    return i;
}

/* What a message may quote as it is. */
static bool
is_name(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_letter && c != '_' && !(c >= '0' && c <= '9')) {
            return false;
        }
    }
    return text.n > 0 && text.n <= NAME_LIMIT;
}

/* The option whose variable stands at this place among those that are not read. */
static const char *
flag_of(size_t index)
{
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        if (hm_options[i].key.name == NULL && i != HM_OPT_CONFIG && index-- == 0) {
            return hm_options[i].name;
        }
    }
    return "";
}

static bool
warn(const char *name, const struct names *read, const struct names *flags, bool is_verbose,
     struct hm_buf *out)
{
    size_t flag = index_in(flags, name);
    const char *near = hm_nearest(name, read->p, read->n);

    if (index_in(read, name) < read->n) {
        return false;
    }
    if (flag < flags->n) {
        hm_buf_printf(out,
                      "hullmark: warning: " PREFIX
                      "%s is not read: --%s is taken from the command line "
                      "only\n",
                      name, flag_of(flag));
    } else if (near != NULL) {
        hm_buf_printf(out,
                      "hullmark: warning: " PREFIX "%s is not read; did you mean " PREFIX "%s?\n",
                      name, near);
    } else if (is_verbose) {
        hm_buf_printf(
            out, "hullmark: warning: " PREFIX "%s is not read: there is no such setting\n", name);
    } else {
        return false;
    }
    return true;
}

void
hm_variables_check(struct hm_arena *arena, char *const *environment, bool is_verbose,
                   struct hm_buf *out)
{
    struct names read = { 0 };
    struct names flags = { 0 };
    size_t n_warned = 0;

    collect(arena, &read, &flags);
    for (; *environment != NULL && n_warned < WARNED_LIMIT; environment++) {
        struct hm_str entry = hm_str_c(*environment);
        if (!hm_str_starts(entry, PREFIX)) {
            continue;
        }
        size_t equals = hm_str_find(entry, '=');
        struct hm_str name = hm_str_from(hm_str_sub(entry, 0, equals), strlen(PREFIX));
        if (is_name(name)) {
            n_warned += warn(hm_arena_c(arena, name), &read, &flags, is_verbose, out);
        }
    }
}
