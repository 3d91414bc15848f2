/* SPDX-License-Identifier: Apache-2.0 */
/* What Compose refuses in a file before it looks at what the keys say. */
#include "plugin/manifest/compose_project.h"

enum {
    TEXT = 1 << 0,
    LIST = 1 << 1,
    MAP = 1 << 2,
    TEXT_OR_LIST = TEXT | LIST,
    TEXT_OR_MAP = TEXT | MAP,
    LIST_OR_MAP = LIST | MAP,
};

struct known_key {
    const char *name;
    unsigned kinds;
};

static const struct known_key of_service[] = {
#define KEY(name, kinds) { #name, kinds },
#include "plugin/manifest/compose_keys.def"
#undef KEY
    { NULL, 0 },
};

static const struct known_key of_file[] = {
    { "configs", MAP },  { "include", LIST }, { "models", MAP },   { "name", TEXT },
    { "networks", MAP }, { "secrets", MAP },  { "services", MAP }, { "version", TEXT },
    { "volumes", MAP },  { NULL, 0 },
};

static const char *
wanted(unsigned kinds)
{
    switch (kinds) {
    case TEXT:
        return "text or a number";
    case LIST:
        return "a list";
    case MAP:
        return "a map";
    case TEXT_OR_LIST:
        return "text or a list";
    case TEXT_OR_MAP:
        return "text or a map";
    default:
        return "a list or a map";
    }
}

static unsigned
kind_of(const struct hm_ynode *node)
{
    return node->kind == HM_YAML_LIST ? LIST : node->kind == HM_YAML_MAP ? MAP : TEXT;
}

/* So many complaints of a file. */
enum { COMPLAINTS_LIMIT = 100 };

static void
check_keys(struct hm_compose *compose, const struct hm_ynode *map, const struct known_key *keys,
           const char *where)
{
    for (uint32_t i = 0; i < map->n && compose->maker.problems.n < COMPLAINTS_LIMIT; i++) {
        const struct hm_ynode *item = map->items[i];
        const struct known_key *key = keys;
        while (key->name != NULL && !hm_str_eq(item->key, key->name)) {
            key++;
        }
        if (key->name == NULL && !hm_str_starts(item->key, "x-")) {
            hm_ynode_problem(&compose->maker, item->span, true,
                             "Compose refuses the key `%.*s`: there is none of that name in %s.",
                             HM_FMT(hm_str_sub(item->key, 0, 100)), where);
        } else if (key->name != NULL && item->kind != HM_YAML_NULL && item->tag.n == 0 &&
                   (key->kinds & kind_of(item)) == 0) {
            hm_ynode_problem(&compose->maker, item->span, true,
                             "Compose refuses the value of `%s`: it should be %s.", key->name,
                             wanted(key->kinds));
        }
    }
}

void
hm_compose_check(struct hm_compose *compose, const struct hm_ynode *root)
{
    const struct hm_ynode *services = hm_ynode_get(root, "services");

    check_keys(compose, root, of_file, "a Compose file");
    for (uint32_t i = 0; services != NULL && services->kind == HM_YAML_MAP && i < services->n;
         i++) {
        const struct hm_ynode *service = services->items[i];
        if (service->kind == HM_YAML_MAP) {
            check_keys(compose, service, of_service, "a service");
        } else if (service->tag.n == 0) {
            hm_ynode_problem(&compose->maker, service->span, true,
                             "Compose refuses this service: it has no keys.");
        }
    }
}
