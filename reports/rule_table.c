/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/rule_table.h"

/* Where the id is, or where it belongs. */
static size_t
slot_of(const struct hm_rule_table *table, const char *id)
{
    size_t at = (size_t)hm_str_slot(hm_str_c(id)) & (table->n_slots - 1);

    while (table->slots[at] != 0 && strcmp(table->rules[table->slots[at] - 1]->id, id) != 0) {
        at = (at + 1) & (table->n_slots - 1);
    }
    return at;
}

static void
index_all(struct hm_rule_table *table)
{
    memset(table->slots, 0, table->n_slots * sizeof *table->slots);
    for (uint32_t i = 0; i < table->n; i++) {
        table->slots[slot_of(table, table->rules[i]->id)] = i + 1;
    }
}

static void
grow(struct hm_rule_table *table, struct hm_arena *arena)
{
    size_t n_slots = table->n_slots == 0 ? 64 : table->n_slots * 2;
    const struct hm_rule **rules = hm_arena_new(arena, const struct hm_rule *, n_slots / 2);

    if (table->n > 0) {
        memcpy(rules, table->rules, table->n * sizeof *rules);
    }
    table->rules = rules;
    table->slots = hm_arena_new(arena, uint32_t, n_slots);
    table->n_slots = n_slots;
    index_all(table);
}

static void
add(struct hm_rule_table *table, struct hm_arena *arena, const struct hm_rule *rule)
{
    if (2 * ((size_t)table->n + 1) > table->n_slots) {
        grow(table, arena);
    }
    size_t at = slot_of(table, rule->id);
    if (table->slots[at] == 0) {
        table->rules[table->n++] = rule;
        table->slots[at] = table->n;
    }
}

static int
compare(const void *left, const void *right)
{
    const struct hm_rule *const *a = left;
    const struct hm_rule *const *b = right;

    return strcmp((*a)->id, (*b)->id);
}

void
hm_rule_table_init(struct hm_rule_table *table, struct hm_arena *arena,
                   const struct hm_report *report)
{
    *table = (struct hm_rule_table){ 0 };
    grow(table, arena);
    for (size_t i = 0; i < report->findings.n; i++) {
        add(table, arena, report->findings.p[i].rule);
    }
    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        add(table, arena, report->not_evaluated.p[i].rule);
    }
    qsort(table->rules, table->n, sizeof *table->rules, compare);
    index_all(table);
}

uint32_t
hm_rule_table_index(const struct hm_rule_table *table, const struct hm_rule *rule)
{
    return table->slots[slot_of(table, rule->id)] - 1;
}
