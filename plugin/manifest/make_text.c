/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/make_text.h"

enum { DEPTH = 8 };

/* --- variables --- */

static size_t
slot_of(const struct hm_make_variables *v, struct hm_str name)
{
    size_t at = (size_t)hm_str_slot(name) & (v->slots.n - 1);

    while (v->slots.p[at] != 0 && !hm_str_is(v->list.p[v->slots.p[at] - 1].name, name)) {
        at = (at + 1) & (v->slots.n - 1);
    }
    return at;
}

static void
make_room(struct hm_make_variables *v)
{
    if (v->slots.n > 2 * (v->list.n + 1)) {
        return;
    }
    size_t n = v->slots.n == 0 ? 64 : v->slots.n * 2;
    v->slots.p = hm_arena_new(v->arena, uint32_t, n);
    v->slots.n = v->slots.cap = n;
    for (uint32_t i = 0; i < v->list.n; i++) {
        v->slots.p[slot_of(v, v->list.p[i].name)] = i + 1;
    }
}

static const struct hm_make_variable *
find(const struct hm_make_variables *v, struct hm_str name)
{
    if (v->slots.n == 0) {
        return NULL;
    }
    uint32_t index = v->slots.p[slot_of(v, name)];
    return index == 0 ? NULL : &v->list.p[index - 1];
}

void
hm_make_assign(struct hm_make_variables *v, struct hm_str name, struct hm_str value,
               enum hm_make_assign how)
{
    make_room(v);
    size_t slot = slot_of(v, name);
    bool is_new = v->slots.p[slot] == 0;
    if (is_new) {
        hm_vec_add(v->arena, &v->list, ((struct hm_make_variable){ .name = name }));
        v->slots.p[slot] = (uint32_t)v->list.n;
    }
    struct hm_make_variable *variable = &v->list.p[v->slots.p[slot] - 1];
    switch (how) {
    case HM_MAKE_SET:
        variable->value = value;
        variable->is_known = true;
        break;
    case HM_MAKE_DEFAULT:
        if (is_new) {
            variable->value = value;
            variable->is_known = true;
        }
        break;
    case HM_MAKE_APPEND:
        /* Of one that another file set only this part is known. */
        variable->is_known = variable->is_known && variable->value.n + value.n < HM_MAKE_GROWTH;
        if (variable->is_known) {
            variable->value = hm_arena_concat(v->arena, variable->value, HM_S(" "), value);
        }
        break;
    case HM_MAKE_UNKNOWN:
        variable->is_known = false;
        break;
    }
}

/* --- texts --- */

/* A text that is put in, all of which stands at one place of the file. */
struct seat {
    uint32_t off;
    uint32_t len;
    size_t from;    /* in the text that is made: where it begins */
    bool is_within; /* in a variable's value */
};

static void
put(const struct hm_make_variables *v, struct hm_make_text *to, char c, uint32_t place)
{
    const struct hm_join *last = to->joins.n == 0 ? NULL : &to->joins.p[to->joins.n - 1];
    uint32_t at = (uint32_t)to->bytes.n;

    if (last == NULL || last->original + (at - last->logical) != place) {
        struct hm_join join = { .logical = at, .original = place };
        hm_vec_add(v->arena, &to->joins, join);
    }
    hm_vec_add(v->arena, &to->bytes, c);
}

/* From the reference's first byte on, as far as it goes: what all of it stands for has all of its
   place. */
static uint32_t
place_in(const struct hm_make_text *to, const struct seat *seat)
{
    size_t n = to->bytes.n - seat->from;

    return seat->off + (n < seat->len ? (uint32_t)n : seat->len - 1);
}

static void
put_at(const struct hm_make_variables *v, struct hm_make_text *to, struct hm_str text,
       const struct seat *seat)
{
    for (size_t i = 0; i < text.n; i++) {
        put(v, to, text.p[i], place_in(to, seat));
    }
}

/* "(NAME)", "{NAME}" or one character, behind a dollar; returns its length. */
static size_t
reference(struct hm_str s, struct hm_str *ret_inside)
{
    char open = s.n > 0 ? s.p[0] : '\0';
    char close = open == '(' ? ')' : '}';
    size_t depth = 0;

    if (open != '(' && open != '{') {
        *ret_inside = hm_str_sub(s, 0, 1);
        return ret_inside->n;
    }
    for (size_t i = 0; i < s.n && s.p[i] != '\n'; i++) {
        depth += s.p[i] == open;
        depth -= s.p[i] == close;
        if (depth == 0) {
            *ret_inside = hm_str_sub(s, 1, i - 1);
            return i + 1;
        }
    }
    *ret_inside = hm_str_sub(s, 0, 0);
    return 1;
}

static bool
is_name(struct hm_str s)
{
    bool is_name = s.n > 0 && !hm_is_digit(*s.p);

    for (size_t i = 0; i < s.n; i++) {
        is_name = is_name && (hm_is_alpha(s.p[i]) || hm_is_digit(s.p[i]) || s.p[i] == '_');
    }
    return is_name;
}

/* What is not known, as a variable of the shell's. */
static void
put_unknown(const struct hm_make_variables *v, struct hm_make_text *to, struct hm_str inside,
            const struct seat *seat)
{
    struct hm_str name = hm_str_sub(inside, 0, hm_str_find(inside, ':'));

    if (hm_str_eq(hm_str_trim(inside), "shell pwd")) {
        name = HM_S("PWD");
    } else if (!is_name(name)) {
        name = hm_str_sub(inside, 0, hm_str_find(inside, ' '));
        name = is_name(name) ? name : HM_S("made");
    }
    put_at(v, to, HM_S("${"), seat);
    put_at(v, to, name, seat);
    put_at(v, to, HM_S("}"), seat);
}

static void
expand(const struct hm_make_variables *v, struct hm_make_text *to, struct hm_str s,
       const struct seat *seat, unsigned depth)
{
    for (size_t i = 0; i < s.n;) {
        uint32_t place = seat->is_within ? place_in(to, seat) : seat->off + (uint32_t)i;
        struct seat here = *seat;
        struct hm_str inside;
        if (s.p[i] != '$' || i + 1 == s.n) {
            put(v, to, s.p[i++], place);
            continue;
        }
        if (s.p[i + 1] == '$') {
            put(v, to, '$', place);
            i += 2;
            continue;
        }
        size_t n = 1 + reference(hm_str_from(s, i + 1), &inside);
        const struct hm_make_variable *variable = find(v, hm_str_trim(inside));
        if (!seat->is_within) {
            here = (struct seat){
                .off = place, .len = (uint32_t)n, .from = to->bytes.n, .is_within = true
            };
        }
        if (variable != NULL && variable->is_known && depth > 0 &&
            to->bytes.n + variable->value.n < HM_MAKE_GROWTH) {
            expand(v, to, variable->value, &here, depth - 1);
        } else {
            put_unknown(v, to, inside, &here);
        }
        i += n;
    }
}

void
hm_make_expand(const struct hm_make_variables *v, struct hm_make_text *to, struct hm_str piece,
               uint32_t off)
{
    const struct seat seat = { .off = off };

    expand(v, to, piece, &seat, DEPTH);
}
