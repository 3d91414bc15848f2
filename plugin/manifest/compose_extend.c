/* SPDX-License-Identifier: Apache-2.0 */
/* `extends:`: what a service takes over from another one, of its own file or of another. */
#include "plugin/manifest/compose_project.h"

#include "plugin/base/path.h"

/* The services of the other file, or NULL and why not. */
static struct hm_ynode *
services_of(struct hm_compose *compose, const struct hm_ynode *extends, struct hm_scalar file,
            const char **ret_incomplete)
{
    struct hm_compose_file *other = NULL;
    struct hm_err err = { 0 };

    if (!file.is_known) {
        *ret_incomplete = "it extends a service of a file whose name depends on a variable";
        return NULL;
    }
    struct hm_str path = hm_path_join(compose->arena, extends->file->folder, file.text);
    struct hm_str folder = hm_path_clean(compose->arena, hm_str_dirname(path));
    if (hm_compose_open(compose, path, folder, extends->file->env, &other, &err) != HM_OK) {
        hm_ynode_problem(&compose->maker, file.span, false,
                         "The file that the service extends could not be read: %s.", err.text);
        *ret_incomplete = "it extends a service of a file that could not be read";
        return NULL;
    }
    *ret_incomplete = "it extends a service of a file that could not be read";
    return hm_ynode_get(other->root, "services");
}

/* The service with all that it extends. @p ret_incomplete gets why not all of that is known, or
 * stays. */
static struct hm_ynode *
extend(struct hm_compose *compose, struct hm_ynode *services, struct hm_ynode *service,
       unsigned depth, const char **ret_incomplete)
{
    const struct hm_ynode *extends = hm_ynode_get(service, "extends");
    const char *incomplete = NULL;

    if (extends == NULL) {
        return service;
    }
    struct hm_scalar name =
        hm_ynode_value(extends->kind == HM_YAML_MAP ? hm_ynode_get(extends, "service") : extends);
    struct hm_scalar file = hm_ynode_value(hm_ynode_get(extends, "file"));
    struct hm_ynode *from =
        file.is_set ? services_of(compose, extends, file, &incomplete) : services;
    struct hm_ynode *base = name.is_set && name.is_known
                                ? hm_ynode_get(from, hm_arena_c(compose->arena, name.text))
                                : NULL;
    if (base == NULL || base->kind != HM_YAML_MAP || base == service || depth >= HM_COMPOSE_DEPTH) {
        if (incomplete == NULL || base != NULL) {
            hm_ynode_problem(&compose->maker, extends->span, true,
                             "What the service extends is not there, or extends itself.");
        }
        *ret_incomplete =
            incomplete != NULL ? incomplete : "the service that it extends is not known";
        return service;
    }
    base = extend(compose, from, base, depth + 1, ret_incomplete);
    return hm_ynode_merge(&compose->maker, base, service, HM_LEVEL_SERVICE);
}

static struct hm_ynode *
copy_of(struct hm_compose *compose, const struct hm_ynode *map)
{
    struct hm_ynode *copy = hm_arena_new(compose->arena, struct hm_ynode, 1);

    *copy = *map;
    copy->items = hm_arena_new(compose->arena, struct hm_ynode *, map->n);
    for (uint32_t i = 0; i < map->n; i++) {
        copy->items[i] = map->items[i];
    }
    return copy;
}

struct hm_ynode *
hm_compose_extend_all(struct hm_compose *compose, struct hm_ynode *root)
{
    struct hm_ynode *services = hm_ynode_get(root, "services");
    struct hm_ynode *whole;

    if (services == NULL || services->kind != HM_YAML_MAP) {
        return root;
    }
    whole = copy_of(compose, services);
    for (uint32_t i = 0; i < services->n; i++) {
        struct hm_ynode *service = services->items[i];
        const char *incomplete = service->incomplete;
        if (hm_ynode_get(service, "extends") != NULL) {
            whole->items[i] = copy_of(compose, extend(compose, services, service, 0, &incomplete));
            whole->items[i]->key = service->key;
            whole->items[i]->incomplete = incomplete;
        }
    }
    root = copy_of(compose, root);
    for (uint32_t i = 0; i < root->n; i++) {
        root->items[i] = root->items[i] == services ? whole : root->items[i];
    }
    return root;
}
