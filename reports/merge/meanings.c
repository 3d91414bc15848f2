/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/meanings.h"

static void
learn(struct hm_meanings *meanings, const struct hm_rule *rule)
{
    struct hm_arena *arena = meanings->map.arena;

    for (const char *const *id = rule->same_as; id != NULL && *id != NULL; id++) {
        struct hm_str entry = hm_str_c(*id);
        size_t colon = hm_str_find(entry, ':');
        hm_buf_clear(&meanings->key);
        hm_rule_key(hm_str_sub(entry, 0, colon), hm_str_from(entry, colon + 1), &meanings->key);
        uint32_t *index = hm_strmap_at(&meanings->map, hm_buf_str(&meanings->key));
        if (*index == 0) {
            (void)hm_vec_push(arena, &meanings->list);
            *index = (uint32_t)meanings->list.n;
        }
        hm_vec_add(arena, &meanings->list.p[*index - 1].rules, rule);
    }
}

void
hm_meanings_init(struct hm_meanings *meanings, struct hm_arena *arena,
                 const struct hm_report *report)
{
    *meanings = (struct hm_meanings){ 0 };
    hm_strmap_init(&meanings->map, arena);
    for (size_t i = 0; i < report->n_catalogue; i++) {
        learn(meanings, report->catalogue[i]);
    }
}

static const struct hm_meaning *
find(struct hm_meanings *meanings, const struct hm_rule *rule, const char *id)
{
    if (id == NULL) {
        return NULL;
    }
    hm_buf_clear(&meanings->key);
    hm_rule_key(hm_str_c(rule->producer), hm_str_c(id), &meanings->key);
    uint32_t index = hm_strmap_find(&meanings->map, hm_buf_str(&meanings->key));
    return index == 0 ? NULL : &meanings->list.p[index - 1];
}

const struct hm_meaning *
hm_meanings_find(struct hm_meanings *meanings, const struct hm_rule *rule)
{
    if (rule->producer == NULL) {
        return NULL;
    }
    const struct hm_meaning *meaning = find(meanings, rule, rule->id);
    return meaning != NULL ? meaning : find(meanings, rule, rule->title);
}

void
hm_meanings_done(struct hm_meanings *meanings)
{
    hm_buf_done(&meanings->key);
}
