/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/collect.h"

#include "plugin/base/auto.h"
#include "plugin/model/redact.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define REPLACEMENT "\xef\xbf\xbd"

static struct hm_rule **
slot_of(const struct hm_rule_table *table, const char *producer, struct hm_str id)
{
    size_t at = (size_t)hm_str_slot(id) & (table->cap - 1);

    while (table->slots[at] != NULL && (strcmp(table->slots[at]->producer, producer) != 0 ||
                                        !hm_str_eq(id, table->slots[at]->id))) {
        at = (at + 1) & (table->cap - 1);
    }
    return &table->slots[at];
}

static void
grow(struct hm_arena *arena, struct hm_rule_table *table)
{
    struct hm_rule_table bigger = { .n = table->n, .cap = table->cap == 0 ? 64 : 2 * table->cap };

    bigger.slots = hm_arena_new(arena, struct hm_rule *, bigger.cap);
    for (size_t i = 0; i < table->cap; i++) {
        struct hm_rule *rule = table->slots[i];
        if (rule != NULL) {
            *slot_of(&bigger, rule->producer, hm_str_c(rule->id)) = rule;
        }
    }
    *table = bigger;
}

struct hm_rule *
hm_collect_rule(struct hm_collect *out, struct hm_str id, bool *ret_is_new)
{
    id = hm_collect_name(out->arena, id);
    if (2 * (out->rules->n + 1) > out->rules->cap) {
        grow(out->arena, out->rules);
    }
    struct hm_rule **slot = slot_of(out->rules, out->producer, id);
    *ret_is_new = *slot == NULL;
    if (*slot == NULL) {
        *slot = hm_arena_new(out->arena, struct hm_rule, 1);
        (*slot)->id = id.p;
        (*slot)->producer = out->producer;
        out->rules->n++;
    }
    return *slot;
}

bool
hm_collect_has_rule(const struct hm_collect *out, struct hm_str id)
{
    return out->rules->n > 0 && *slot_of(out->rules, out->producer, id) != NULL;
}

/* Length of the well-formed UTF-8 sequence at the start; 0 for none or a control character. */
static size_t
printable(struct hm_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    unsigned c = p[0];
    size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

    if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xc2) || c > 0xf4 || n > s.n) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    /* C1 controls, overlong forms, surrogates, and what lies past the last plane. */
    if ((c == 0xc2 && p[1] < 0xa0) || (c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f) ||
        (c == 0xf0 && p[1] < 0x90) || (c == 0xf4 && p[1] > 0x8f)) {
        return 0;
    }
    return n;
}

struct hm_str
hm_collect_text(struct hm_arena *arena, struct hm_str text, size_t limit)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    for (text = hm_str_trim(text); text.n > 0;) {
        size_t n = printable(text);
        if (buf.n + (n == 0 ? 3 : n) > limit) {
            hm_buf_puts(&buf, ELLIPSIS);
            break;
        }
        if (hm_is_space(text.p[0])) {
            hm_buf_puts(&buf, buf.p[buf.n - 1] == ' ' ? "" : " ");
        } else if (n == 0) {
            hm_buf_puts(&buf, REPLACEMENT);
        } else {
            hm_buf_add(&buf, hm_str_sub(text, 0, n));
        }
        text = hm_str_from(text, n == 0 ? 1 : n);
    }
    return hm_redact(arena, hm_arena_str(arena, hm_buf_str(&buf)));
}

const char *
hm_collect_c(struct hm_arena *arena, struct hm_str text, size_t limit)
{
    struct hm_str tidy = hm_collect_text(arena, text, limit);

    return tidy.n == 0 ? NULL : hm_arena_c(arena, tidy);
}

struct hm_str
hm_collect_name(struct hm_arena *arena, struct hm_str text)
{
    char *p = hm_arena_alloc(arena, text.n + 1);

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        p[i] = (unsigned char)c < 0x20 || c == 0x7f ? '?' : c;
    }
    return hm_str_make(p, text.n);
}

struct hm_str
hm_collect_url(struct hm_arena *arena, struct hm_str url)
{
    if ((!hm_str_starts(url, "https://") && !hm_str_starts(url, "http://")) || url.n > 2000) {
        return hm_str_c("");
    }
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= 0x20 || c >= 0x7f || strchr("\"'<>\\^`{|}", c) != NULL) {
            return hm_str_c("");
        }
    }
    return hm_arena_str(arena, url);
}

struct hm_str
hm_collect_layer(struct hm_arena *arena, struct hm_str diff_id)
{
    return hm_digest_is_canonical(diff_id) ? hm_arena_str(arena, diff_id) : hm_str_c("");
}

void
hm_collect_note(struct hm_collect *out, enum hm_note_level level, const char *id,
                struct hm_str path, const char *fmt, ...)
{
    struct hm_note note = {
        .level = level,
        .id = id,
        .tool = hm_str_c(out->producer),
        .path = hm_collect_name(out->arena, path),
    };
    va_list ap;

    va_start(ap, fmt);
    note.text = hm_arena_vprintf(out->arena, fmt, ap);
    va_end(ap);
    hm_vec_add(out->arena, &out->notes, note);
}
