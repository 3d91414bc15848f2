/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/strict.h"

#include "plugin/base/auto.h"

static void
unpin(const struct hm_args *args, const char *path, struct hm_str name, const char *fmt)
{
    struct hm_loosening *made = hm_vec_push(args->arena, &args->change->loosenings);
    hm_auto_buf struct hm_buf text = { 0 };

    hm_buf_printf(&text, "This change %s %.*s%s", fmt, HM_FMT(name),
                  strcmp(fmt, "pins another") == 0
                      ? ": compare it with what its publisher says."
                      : ", which is pinned in the base revision: here it is pinned as it was.");
    *made = (struct hm_loosening){ .rule = "HM9023",
                                   .path = hm_str_c(path),
                                   .line = 1,
                                   .subject = name,
                                   .text = hm_arena_str(args->arena, hm_buf_str(&text)) };
}

static void
hold_lock(const struct hm_args *args, const char *path, const struct hm_lock *base,
          struct hm_lock *now)
{
    for (size_t i = 0; i < base->tools.n; i++) {
        const struct hm_lock_tool *row = &base->tools.p[i];
        const struct hm_lock_tool *same = hm_lock_tool(now, row->name);
        if (same == NULL) {
            unpin(args, path, row->name, "no longer pins");
            hm_vec_add(args->arena, &now->tools, *row);
        } else if (!hm_str_is(same->sha256, row->sha256)) {
            unpin(args, path, row->name, "pins another");
        }
    }
    for (size_t i = 0; i < base->data.n; i++) {
        const struct hm_lock_data *row = &base->data.p[i];
        struct hm_lock_data *same = hm_lock_data(now, row->tool);
        if (same == NULL) {
            unpin(args, path, row->tool, "no longer pins the data of");
            hm_vec_add(args->arena, &now->data, *row);
            continue;
        }
        if (same->max_age_days > row->max_age_days) {
            unpin(args, path, row->tool, "lets be older the data of");
            same->max_age_days = row->max_age_days;
        }
        if (!hm_str_is(same->source, row->source)) {
            unpin(args, path, row->tool, "takes from elsewhere the data of");
            same->source = row->source;
            same->digest = row->digest;
        }
    }
    for (size_t i = 0; i < base->images.n; i++) {
        const struct hm_lock_image *row = &base->images.p[i];
        const struct hm_lock_image *same = hm_lock_image(now, row->name);
        if (same == NULL) {
            unpin(args, path, row->name, "no longer pins");
            hm_vec_add(args->arena, &now->images, *row);
        } else if (!hm_str_is(same->digest, row->digest)) {
            unpin(args, path, row->name, "pins another");
        }
    }
}

void
hm_strict_lock(const struct hm_args *args, const char *path, struct hm_lock **lock)
{
    struct hm_lock base = { 0 };
    struct hm_str inside, text;

    if (args->change == NULL || !args->change->is_known ||
        !hm_change_locate(args->change, hm_str_c(path), &inside) ||
        hm_change_read(args->change, inside, HM_LOCK_LIMIT, &text, NULL) != HM_OK ||
        hm_lock_parse(args->arena, text, &base, NULL) != HM_OK) {
        return;
    }
    if (*lock == NULL) {
        *lock = hm_arena_new(args->arena, struct hm_lock, 1);
    }
    hold_lock(args, path, &base, *lock);
}
