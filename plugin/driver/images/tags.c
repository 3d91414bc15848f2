/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/tags.h"

#include "plugin/base/pool.h"

enum {
    WORKERS = 8, /* tags that are asked for side by side */
};

struct hm_str
hm_tag_name(struct hm_arena *arena, const struct hm_image_ref *ref)
{
    struct hm_str name = hm_image_ref_name(arena, ref);

    return hm_arena_printf(arena, "%.*s:%.*s", HM_FMT(name),
                           HM_FMT(ref->tag.n > 0 ? ref->tag : HM_S("latest")));
}

const struct hm_tag *
hm_tags_find(const struct hm_tags *tags, struct hm_str name)
{
    for (size_t i = 0; i < tags->all.n; i++) {
        if (hm_str_is(tags->all.p[i].name, name)) {
            return &tags->all.p[i];
        }
    }
    return NULL;
}

void
hm_tags_add(struct hm_tags *tags, struct hm_arena *arena, const struct hm_image_ref *ref)
{
    struct hm_str name = hm_tag_name(arena, ref);

    if (tags->all.n < HM_TAGS_LIMIT && hm_tags_find(tags, name) == NULL) {
        struct hm_tag *tag = hm_vec_push(arena, &tags->all);
        tag->name = name;
        tag->status = hm_image_ref_parse(arena, name, &tag->ref, &tag->err);
    }
}

struct question {
    struct hm_tags *tags;
    const struct hm_image_options *options;
};

static void
ask_one(uint32_t worker, uint32_t item, void *ctx)
{
    const struct question *question = ctx;
    struct hm_tag *tag = &question->tags->all.p[item];

    (void)worker;
    if (tag->status == HM_OK) {
        tag->status =
            hm_image_resolve_tag(&tag->arena, &tag->ref, question->options, &tag->found, &tag->err);
    }
}

void
hm_tags_ask(struct hm_tags *tags, const struct hm_image_options *options)
{
    struct question question = { .tags = tags, .options = options };
    uint32_t n = (uint32_t)tags->all.n;

    hm_pool_run(hm_pool_workers(WORKERS, n), n, ask_one, &question);
}

void
hm_tags_done(struct hm_tags *tags)
{
    for (size_t i = 0; i < tags->all.n; i++) {
        hm_arena_done(&tags->all.p[i].arena);
    }
    tags->all.n = 0;
}
