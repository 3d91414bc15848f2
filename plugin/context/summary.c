/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/summary.h"

#include "plugin/base/vec.h"
#include "plugin/context/copied.h"
#include "plugin/context/ignore.h"

static void
add(struct hm_amount *amount, const struct hm_context_file *file)
{
    amount->files++;
    amount->bytes += file->size;
}

static void
rank(struct hm_context_summary *sum, const struct hm_context_file *file)
{
    uint32_t at = sum->n_largest;

    while (at > 0 && sum->largest[at - 1]->size < file->size) {
        at--;
    }
    if (at >= HM_LARGEST) {
        return;
    }
    uint32_t last = sum->n_largest < HM_LARGEST ? sum->n_largest++ : HM_LARGEST - 1;
    for (uint32_t i = last; i > at; i--) {
        sum->largest[i] = sum->largest[i - 1];
    }
    sum->largest[at] = file;
}

static struct hm_pattern_amount *
list_patterns(struct hm_arena *arena, const struct hm_context *context,
              struct hm_context_summary *sum)
{
    const struct hm_ignore *ignore = context->ignore;
    uint32_t n = ignore == NULL ? 0 : ignore->n_patterns;
    struct hm_pattern_amount *list = hm_arena_new(arena, struct hm_pattern_amount, n);

    for (uint32_t i = 0; i < n; i++) {
        list[i].span = ignore->patterns[i].span;
        list[i].line = ignore->patterns[i].line;
        list[i].is_exception = ignore->patterns[i].is_exception;
    }
    sum->patterns = list;
    sum->n_patterns = n;
    return list;
}

static void
sum_copies(struct hm_arena *arena, const struct hm_context *context,
           const struct hm_dockerfile *file, struct hm_context_summary *sum)
{
    const struct hm_copied *const *all = hm_copies_make(arena, context, file);
    unsigned char *asked = hm_arena_alloc(arena, context->n_files + 1);
    HM_VEC(struct hm_copy_amount) copies = { 0 };

    for (uint32_t k = 0; k < file->n_instructions; k++) {
        struct hm_copy_amount copy = { .inst = &file->instructions[k] };
        for (uint32_t i = 0; all[k] != NULL && i < context->n_files; i++) {
            const struct hm_context_file *f = &context->files[i];
            if (f->is_ignored || !all[k]->takes(all[k], f->path)) {
                continue;
            }
            add(&copy.taken, f);
            if (asked[i] == 0) {
                asked[i] = 1;
                add(&sum->asked, f);
            }
        }
        if (all[k] != NULL) {
            copy.is_certain = all[k]->is_certain;
            hm_vec_add(arena, &copies, copy);
        }
    }
    sum->copies = copies.p;
    sum->n_copies = (uint32_t)copies.n;
}

void
hm_context_sum(struct hm_arena *arena, const struct hm_context *context,
               const struct hm_dockerfile *file, struct hm_context_summary *ret_summary)
{
    struct hm_context_summary sum = { 0 };
    struct hm_pattern_amount *patterns = list_patterns(arena, context, &sum);

    for (uint32_t i = 0; i < context->n_files; i++) {
        const struct hm_context_file *f = &context->files[i];
        if (!f->is_ignored) {
            add(&sum.sent, f);
            rank(&sum, f);
            continue;
        }
        add(&sum.ignored, f);
        if (f->ignored_by < sum.n_patterns) {
            add(&patterns[f->ignored_by].kept_out, f);
        }
    }
    if (file != NULL) {
        sum_copies(arena, context, file, &sum);
    }
    *ret_summary = sum;
}
