/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/kustomize.h"

#include "plugin/base/path.h"
#include "plugin/base/vec.h"

bool
hm_kustomize_is_named(struct hm_str path)
{
    static const char *const names[] = { "kustomization.yaml", "kustomization.yml", "Kustomization",
                                         NULL };

    return hm_str_in(hm_str_basename(path), names);
}

struct reading {
    struct hm_arena *arena;
    struct hm_str folder;
    HM_VEC(struct hm_kustomize_image) images;
    HM_VEC(struct hm_str) resources;
};

static struct hm_str
text_of(const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml *value = hm_yaml_get(map, key);
    bool is_text = value != NULL && value->kind != HM_YAML_LIST && value->kind != HM_YAML_MAP &&
                   value->kind != HM_YAML_NULL;

    return is_text ? value->text : HM_S("");
}

static void
read_image(struct reading *r, const struct hm_yaml *row)
{
    static const char *const givers[] = { "digest", "newTag", "newName" };
    struct hm_kustomize_image image = {
        .name = text_of(row, "name"),
        .new_name = text_of(row, "newName"),
        .new_tag = text_of(row, "newTag"),
        .digest = text_of(row, "digest"),
        .tree = row,
    };

    image.is_whole = image.new_tag.n + image.digest.n > 0;
    for (size_t i = 0; image.span.len == 0 && i < sizeof givers / sizeof givers[0]; i++) {
        const struct hm_yaml *value = hm_yaml_get(row, givers[i]);
        if (text_of(row, givers[i]).n > 0) {
            image.span = (struct hm_span){ value->off, value->len };
        }
    }
    if (image.name.n > 0 && image.span.len > 0) {
        hm_vec_add(r->arena, &r->images, image);
    }
}

static enum hm_status
read_document(struct reading *r, const struct hm_yaml *document, struct hm_err *reterr)
{
    static const char *const lists[] = { "resources", "bases", "components" };
    const struct hm_yaml *images = hm_yaml_get(document, "images");

    for (uint32_t i = 0; images != NULL && images->kind == HM_YAML_LIST && i < images->n; i++) {
        read_image(r, images->items[i]);
    }
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
        const struct hm_yaml *list = hm_yaml_get(document, lists[k]);
        for (uint32_t i = 0; list != NULL && list->kind == HM_YAML_LIST && i < list->n; i++) {
            const struct hm_yaml *item = list->items[i];
            if (item->kind == HM_YAML_TEXT && !hm_str_has(item->text, "://") &&
                !hm_str_starts(item->text, "/")) {
                hm_vec_add(r->arena, &r->resources, hm_path_join(r->arena, r->folder, item->text));
            }
        }
    }
    if (r->images.n > HM_KUSTOMIZE_ROWS || r->resources.n > HM_KUSTOMIZE_ROWS) {
        return hm_err_set(reterr, HM_E_LIMIT, "it has more than %u images or resources",
                          HM_KUSTOMIZE_ROWS);
    }
    return HM_OK;
}

enum hm_status
hm_kustomize_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                  struct hm_kustomization *ret, struct hm_err *reterr)
{
    struct reading r = { .arena = arena, .folder = hm_str_dirname(path) };
    struct hm_yaml_stream stream = { 0 };

    HM_TRY(hm_yaml_parse(arena, text, &stream, NULL, reterr));
    for (uint32_t i = 0; i < stream.n; i++) {
        HM_TRY(read_document(&r, stream.documents[i], reterr));
    }
    *ret = (struct hm_kustomization){ .images = r.images.p,
                                      .n_images = (uint32_t)r.images.n,
                                      .resources = r.resources.p,
                                      .n_resources = (uint32_t)r.resources.n };
    hm_source_init(&ret->source, arena, path, text);
    return HM_OK;
}

static struct hm_str
joined(struct hm_arena *arena, struct hm_str name, struct hm_str tag, struct hm_str digest)
{
    return hm_arena_printf(arena, "%.*s%s%.*s%s%.*s", HM_FMT(name), tag.n > 0 ? ":" : "",
                           HM_FMT(tag), digest.n > 0 ? "@" : "", HM_FMT(digest));
}

struct hm_str
hm_kustomize_image_text(struct hm_arena *arena, const struct hm_kustomize_image *row)
{
    return joined(arena, row->new_name.n > 0 ? row->new_name : row->name, row->new_tag,
                  row->digest);
}

struct hm_str
hm_kustomize_apply(struct hm_arena *arena, const struct hm_kustomization *by, struct hm_str image,
                   const struct hm_kustomize_image **ret_row)
{
    *ret_row = NULL;
    for (uint32_t i = 0; i < by->n_images; i++) {
        const struct hm_kustomize_image *row = &by->images[i];
        struct hm_str whole = hm_str_sub(image, 0, hm_str_find(image, '@'));
        struct hm_str digest = hm_str_from(image, whole.n + 1);
        size_t slash = hm_str_find_last(whole, '/');
        size_t from = slash < whole.n ? slash : 0;
        struct hm_str name =
            hm_str_sub(whole, 0, from + hm_str_find(hm_str_from(whole, from), ':'));
        struct hm_str tag = hm_str_from(whole, name.n + 1);
        if (!hm_str_is(name, row->name)) {
            continue;
        }
        /* A tag or a digest takes the place of both. */
        image = joined(arena, row->new_name.n > 0 ? row->new_name : name,
                       row->is_whole ? row->new_tag : tag, row->is_whole ? row->digest : digest);
        *ret_row = row;
    }
    return image;
}
