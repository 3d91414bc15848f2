/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/compose.h"

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/manifest/compose_project.h"
#include "plugin/model/suppression.h"

/* --- names --- */

static bool
is_yaml(struct hm_str name)
{
    return hm_str_ends(name, ".yml") || hm_str_ends(name, ".yaml");
}

bool
hm_compose_is_named(struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);
    size_t n = hm_str_starts(name, "docker-compose")   ? 14
               : hm_str_starts(name, "podman-compose") ? 14
               : hm_str_starts(name, "compose")        ? 7
                                                       : 0;

    return is_yaml(name) && ((n > 0 && strchr(".-_", name.p[n]) != NULL) ||
                             hm_str_has(name, ".compose.y") || hm_str_has(name, "-compose.y"));
}

bool
hm_compose_is_override(struct hm_str path)
{
    return hm_compose_is_named(path) && hm_str_has(hm_str_basename(path), "compose.override.y");
}

/* A Dockerfile may hold a Compose file as a here-document: what stands first tells. */
static bool
begins_with_key(struct hm_str text)
{
    struct hm_str line;

    while (hm_str_split(&text, '\n', &line)) {
        size_t n = 0;
        if (hm_str_trim(line).n == 0 || *line.p == '#' || hm_str_starts(line, "---")) {
            continue;
        }
        while (n < line.n && (hm_is_alpha(line.p[n]) || hm_is_digit(line.p[n]) ||
                              strchr("-_.\"'", line.p[n]) != NULL)) {
            n++;
        }
        return n > 0 && n < line.n && line.p[n] == ':';
    }
    return false;
}

bool
hm_compose_is_meant(struct hm_str text)
{
    struct hm_str line;

    if (!begins_with_key(text)) {
        return false;
    }
    while (hm_str_split(&text, '\n', &line)) {
        if (hm_str_starts(line, "services:")) {
            return true;
        }
    }
    return false;
}

/* --- files --- */

static void
problem_at(struct hm_compose *compose, const struct hm_source *source, struct hm_yaml_mark at,
           bool is_fatal, struct hm_str text)
{
    struct hm_str line = hm_source_line(source, at.line);
    uint32_t off = line.p == NULL ? (uint32_t)source->text.n
                                  : (uint32_t)(line.p - source->text.p) +
                                        (at.column > 0 && at.column <= line.n ? at.column - 1 : 0);

    hm_ynode_problem(&compose->maker, (struct hm_span){ .off = source->base + off, .len = 1 },
                     is_fatal, "%.*s.", HM_FMT(text));
}

/* "{A: 1, B:}" is YAML 1.2, which Compose reads, and not 1.1, which libyaml does. */
static bool
is_tight_colon(const struct hm_source *source, struct hm_yaml_mark at)
{
    struct hm_str line = hm_source_line(source, at.line);

    return at.column > 0 && at.column < line.n && line.p[at.column - 1] == ':' &&
           strchr(",}]", line.p[at.column]) != NULL;
}

static void
parse(struct hm_compose *compose, struct hm_compose_file *file)
{
    struct hm_yaml_stream stream;
    struct hm_yaml_mark at = { .line = 1, .column = 1 };
    struct hm_err err;
    struct hm_suppressions *suppressions = hm_arena_new(compose->arena, struct hm_suppressions, 1);

    if (hm_yaml_parse(compose->arena, file->file.source.text, &stream, &at, &err) != HM_OK) {
        problem_at(compose, &file->file.source, at, true,
                   hm_arena_printf(compose->arena,
                                   "This YAML cannot be read, and nothing of the file was judged: "
                                   "%.*s%s",
                                   HM_FMT(hm_yaml_fault(&err)),
                                   is_tight_colon(&file->file.source, at)
                                       ? "; Compose reads a colon with no blank behind it here, "
                                         "hullmark does not: write the blank"
                                       : ""));
    } else if (stream.n == 0) {
        problem_at(compose, &file->file.source, at, false,
                   HM_S("There is nothing in this file, which Compose refuses where it is used"));
    } else if (stream.documents[0]->kind != HM_YAML_MAP) {
        problem_at(compose, &file->file.source, at, true,
                   HM_S("This is no Compose file: it has no keys"));
    } else {
        uint32_t made = compose->maker.n_made;
        file->root = hm_ynode_make(&compose->maker, &file->file, stream.documents[0]);
        for (uint32_t i = 1; i < stream.n && made < HM_NODES_LIMIT; i++) {
            struct hm_ynode *more =
                hm_ynode_make(&compose->maker, &file->file, stream.documents[i]);
            file->root = hm_ynode_merge(&compose->maker, file->root, more, HM_LEVEL_DOCUMENT);
        }
        hm_compose_check(compose, file->root);
        hm_suppressions_read_yaml(compose->arena, &file->file.source, &stream, suppressions);
    }
    hm_vec_add(compose->arena, &compose->suppressions, suppressions);
}

enum hm_status
hm_compose_open(struct hm_compose *compose, struct hm_str path, struct hm_str folder,
                const struct hm_dotenv *env, struct hm_compose_file **ret_file,
                struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT + 1 };

    for (size_t i = 0; i < compose->files.n; i++) {
        struct hm_compose_file *file = compose->files.p[i];
        if (hm_str_is(file->file.source.path, path) && hm_str_is(file->file.folder, folder)) {
            *ret_file = file;
            return HM_OK;
        }
    }
    if (compose->files.n >= HM_COMPOSE_FILES) {
        compose->is_cut = true;
        return hm_err_set(reterr, HM_E_LIMIT, "the project has more than %u files",
                          HM_COMPOSE_FILES);
    }
    enum hm_status status = compose->reader->read(compose->reader->ctx, path, &text, reterr);
    if (status != HM_OK) {
        return status;
    }
    if (text.n > HM_SOURCE_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "%.*s has more than %zu bytes", HM_FMT(path),
                          HM_SOURCE_LIMIT);
    }
    struct hm_compose_file *file = hm_arena_new(compose->arena, struct hm_compose_file, 1);
    hm_source_init(&file->file.source, compose->arena, hm_arena_str(compose->arena, path),
                   hm_arena_str(compose->arena, hm_buf_str(&text)));
    file->file.source.base = compose->next_base;
    compose->next_base += (uint32_t)text.n + 1;
    file->file.folder = folder;
    file->file.env = env;
    hm_vec_add(compose->arena, &compose->files, file);
    parse(compose, file);
    *ret_file = file;
    return HM_OK;
}

/* --- .env --- */

static void
read_env(struct hm_compose *compose, struct hm_dotenv *env, struct hm_str path)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_err err;

    if (compose->reader->read(compose->reader->ctx, path, &text, &err) == HM_OK) {
        hm_dotenv_read(env, compose->arena, hm_buf_str(&text));
    }
}

static struct hm_dotenv *
env_of(struct hm_compose *compose, struct hm_str folder)
{
    struct hm_dotenv *env = hm_arena_new(compose->arena, struct hm_dotenv, 1);

    read_env(compose, env, hm_path_join(compose->arena, folder, HM_S(".env")));
    return env;
}

/* --- include: --- */

static struct hm_ynode *load_files(struct hm_compose *compose, const struct hm_str *paths, size_t n,
                                   struct hm_str folder, const struct hm_dotenv *env,
                                   unsigned depth);

/* One of the list: a path, or a map with paths, a folder and files of variables. */
static struct hm_ynode *
include_one(struct hm_compose *compose, const struct hm_ynode *item, unsigned depth)
{
    struct hm_arena *arena = compose->arena;
    const struct hm_ynode *given = item->kind == HM_YAML_MAP ? hm_ynode_get(item, "path") : item;
    struct hm_scalars named = hm_ynode_values(arena, given);
    struct hm_scalar folder = hm_ynode_value(hm_ynode_get(item, "project_directory"));
    struct hm_scalars env_files = hm_ynode_values(arena, hm_ynode_get(item, "env_file"));
    struct hm_str *paths = hm_arena_new(arena, struct hm_str, named.n);
    struct hm_dotenv *env = NULL;

    for (uint32_t i = 0; i < named.n; i++) {
        if (!named.list[i].is_known || hm_str_has(named.list[i].text, "://")) {
            hm_ynode_problem(&compose->maker, named.list[i].span, false,
                             "What is included here is not known, so it was not judged.");
            return NULL;
        }
        paths[i] = hm_path_join(arena, item->file->folder, named.list[i].text);
    }
    if (named.n == 0) {
        return NULL;
    }
    struct hm_str home = folder.is_set && folder.is_known
                             ? hm_path_join(arena, item->file->folder, folder.text)
                             : hm_path_clean(arena, hm_str_dirname(paths[0]));
    env = hm_arena_new(arena, struct hm_dotenv, 1);
    env->above = item->file->env;
    if (env_files.n == 0) {
        read_env(compose, env, hm_path_join(arena, home, HM_S(".env")));
    }
    for (uint32_t i = 0; i < env_files.n; i++) {
        read_env(compose, env, hm_path_join(arena, item->file->folder, env_files.list[i].text));
    }
    return load_files(compose, paths, named.n, home, env, depth + 1);
}

static struct hm_ynode *
include_all(struct hm_compose *compose, struct hm_ynode *root, unsigned depth)
{
    const struct hm_ynode *include = hm_ynode_get(root, "include");

    if (include == NULL || include->kind != HM_YAML_LIST) {
        return root;
    }
    if (depth >= HM_COMPOSE_DEPTH) {
        hm_ynode_problem(&compose->maker, include->span, false,
                         "Files include each other more than %u deep; what is included here was "
                         "not judged.",
                         HM_COMPOSE_DEPTH);
        return root;
    }
    for (uint32_t i = 0; i < include->n; i++) {
        struct hm_ynode *more = include_one(compose, include->items[i], depth);
        if (more != NULL) {
            root = hm_ynode_merge(&compose->maker, more, root, HM_LEVEL_DOCUMENT);
        }
    }
    return root;
}

/* A file's tree with what it includes, and what its services extend. */
static struct hm_ynode *
whole_tree(struct hm_compose *compose, const struct hm_compose_file *file, unsigned depth)
{
    return hm_compose_extend_all(compose, include_all(compose, file->root, depth));
}

static struct hm_ynode *
load_files(struct hm_compose *compose, const struct hm_str *paths, size_t n, struct hm_str folder,
           const struct hm_dotenv *env, unsigned depth)
{
    struct hm_ynode *root = NULL;

    for (size_t i = 0; i < n; i++) {
        struct hm_compose_file *file = NULL;
        struct hm_err err = { 0 };
        if (hm_compose_open(compose, paths[i], folder, env, &file, &err) != HM_OK) {
            struct hm_span span = { 0 };
            hm_ynode_problem(&compose->maker, span, false,
                             "%.*s belongs to the project and could not be read: %s.",
                             HM_FMT(paths[i]), err.text);
        } else if (file->root != NULL) {
            root = hm_ynode_merge(&compose->maker, root, whole_tree(compose, file, depth),
                                  HM_LEVEL_DOCUMENT);
        }
    }
    return root;
}

/* --- the whole --- */

/* Networks and volumes by a name of the project; @p what is "networks" or "volumes". */
static struct hm_ynode *
named(const struct hm_ynode *root, const char *what, struct hm_str name)
{
    const struct hm_ynode *map = hm_ynode_get(root, what);

    for (uint32_t i = 0; map != NULL && map->kind == HM_YAML_MAP && i < map->n; i++) {
        if (hm_str_is(map->items[i]->key, name)) {
            return map->items[i];
        }
    }
    return NULL;
}

static void
find_host_network(const struct hm_ynode *root, struct hm_service *service)
{
    for (uint32_t i = 0; i < service->networks.n; i++) {
        const struct hm_ynode *network = named(root, "networks", service->networks.list[i].text);
        const struct hm_ynode *external = hm_ynode_get(network, "external");
        struct hm_scalar is_external = hm_ynode_value(external);
        struct hm_scalar name = hm_ynode_value(hm_ynode_get(network, "name"));
        struct hm_scalar old_name = hm_ynode_value(hm_ynode_get(external, "name"));
        if ((hm_scalar_is_true(&is_external) == HM_YES && hm_scalar_is(&name, "host") == HM_YES) ||
            hm_scalar_is(&old_name, "host") == HM_YES) {
            service->host_network = service->networks.list[i];
        }
    }
}

/* A volume's driver mounts a path of the host where it is told `o: bind`. */
static void
find_bound_volumes(struct hm_compose *compose, const struct hm_ynode *root,
                   struct hm_service *service)
{
    struct hm_volume *list = hm_arena_new(compose->arena, struct hm_volume, service->n_volumes);

    for (uint32_t i = 0; i < service->n_volumes; i++) {
        list[i] = service->volumes[i];
        const struct hm_ynode *volume =
            list[i].kind == HM_VOLUME_NAMED ? named(root, "volumes", list[i].source.text) : NULL;
        const struct hm_ynode *options = hm_ynode_get(volume, "driver_opts");
        struct hm_scalar how = hm_ynode_value(hm_ynode_get(options, "o"));
        struct hm_scalar device = hm_ynode_value(hm_ynode_get(options, "device"));
        struct hm_str rest = how.text;
        struct hm_str option;
        bool is_bound = false;
        while (how.is_set && hm_str_split(&rest, ',', &option)) {
            option = hm_str_trim(option);
            is_bound = is_bound || hm_str_eq(option, "bind") || hm_str_eq(option, "rbind");
            if (hm_str_eq(option, "ro")) {
                list[i].is_read_only = HM_YES;
            }
        }
        if (is_bound && device.is_set && (hm_str_starts(device.text, "/") || !device.is_known)) {
            list[i].kind = HM_VOLUME_BIND;
            list[i].source.text = device.text;
            list[i].source.is_known = device.is_known;
            list[i].path =
                device.is_known ? hm_path_clean(compose->arena, device.text) : list[i].path;
        }
    }
    service->volumes = list;
}

static void
read_services(struct hm_compose *compose, struct hm_ynode *root, struct hm_manifests *manifest)
{
    struct hm_ynode *services = hm_ynode_get(root, "services");
    struct hm_service *list;

    if (services == NULL || services->kind != HM_YAML_MAP) {
        return;
    }
    list = hm_arena_new(compose->arena, struct hm_service, services->n);
    for (uint32_t i = 0; i < services->n; i++) {
        struct hm_service *service = &list[manifest->n_services];
        struct hm_ynode *node = services->items[i];
        if (node->kind != HM_YAML_MAP) {
            continue;
        }
        service->name = node->key;
        service->span = node->span;
        service->body = node->value;
        service->incomplete = node->incomplete;
        hm_compose_service(compose, node, service);
        find_host_network(root, service);
        find_bound_volumes(compose, root, service);
        if (service->incomplete == NULL && !service->image.is_set && !service->build.is_set &&
            hm_ynode_get(node, "provider") == NULL) {
            service->incomplete = "it has neither image nor build, so another file belongs to it";
        }
        if (compose->maker.is_full || compose->is_cut) {
            service->incomplete = "the project is too large to be read to its end";
        }
        manifest->n_services++;
    }
    manifest->services = list;
}

/* Secrets and configurations of the project as a whole. */
static void
read_given(struct hm_compose *compose, struct hm_ynode *root, struct hm_manifests *manifest)
{
    static const char *const keys[] = { "configs", "secrets" };
    struct hm_given *list = NULL;
    uint32_t n = 0;

    for (unsigned i = 0; i < 2; i++) {
        struct hm_ynode *map = hm_ynode_get(root, keys[i]);
        n += map != NULL && map->kind == HM_YAML_MAP ? map->n : 0;
    }
    list = hm_arena_new(compose->arena, struct hm_given, n);
    for (unsigned i = 0; i < 2; i++) {
        struct hm_ynode *map = hm_ynode_get(root, keys[i]);
        for (uint32_t k = 0; map != NULL && map->kind == HM_YAML_MAP && k < map->n; k++) {
            const struct hm_ynode *file = hm_ynode_get(map->items[k], "file");
            struct hm_given *given = &list[manifest->n_given++];
            *given = (struct hm_given){
                .name = map->items[k]->key,
                .is_secret = i == 1,
                .content = hm_ynode_value(hm_ynode_get(map->items[k], "content")),
                .file = hm_ynode_value(file),
            };
            if (given->file.is_set && given->file.is_known) {
                given->path = hm_path_join(compose->arena, file->file->folder, given->file.text);
            }
        }
    }
    manifest->given = list;
}

static void
finish(struct hm_compose *compose, struct hm_ynode *root, struct hm_manifests *manifest)
{
    size_t n = compose->files.n;
    const struct hm_source **sources = hm_arena_new(compose->arena, const struct hm_source *, n);

    for (size_t i = 0; i < n; i++) {
        sources[i] = &compose->files.p[i]->file.source;
    }
    if (compose->maker.is_full) {
        hm_ynode_problem(&compose->maker, (struct hm_span){ 0 }, false,
                         "With its aliases written out the project has more than %u values; it was "
                         "not read to its end.",
                         HM_NODES_LIMIT);
    }
    manifest->kind = HM_MANIFEST_COMPOSE;
    manifest->sources = sources;
    manifest->n_sources = (uint32_t)n;
    manifest->problems = compose->maker.problems.p;
    manifest->n_problems = (uint32_t)compose->maker.problems.n;
    manifest->suppressions = compose->suppressions.p;
    manifest->has_name = hm_ynode_get(root, "name") != NULL;
    manifest->version = hm_ynode_value(hm_ynode_get(root, "version"));
}

/* "compose.yaml" gives "compose.override.yaml" and "compose.override.yml". */
static size_t
override_of(struct hm_compose *compose, struct hm_str path, struct hm_str ret[static 2])
{
    static const char *const bases[] = { "compose.yaml", "compose.yml", "docker-compose.yml",
                                         "docker-compose.yaml", NULL };
    struct hm_str name = hm_str_basename(path);
    struct hm_str folder = hm_str_dirname(path);

    if (!hm_str_in(name, bases)) {
        return 0;
    }
    struct hm_str stem = hm_str_sub(name, 0, hm_str_find(name, '.'));
    for (unsigned i = 0; i < 2; i++) {
        ret[i] = hm_path_join(compose->arena, folder,
                              hm_arena_printf(compose->arena, "%.*s.override.%s", HM_FMT(stem),
                                              i == 0 ? "yaml" : "yml"));
    }
    return 2;
}

enum hm_status
hm_compose_load(struct hm_arena *arena, const struct hm_path_reader *reader,
                const struct hm_str *paths, size_t n_paths, struct hm_manifests *ret_manifest,
                struct hm_err *reterr)
{
    struct hm_compose compose = { .arena = arena, .reader = reader };
    struct hm_manifests manifest = { 0 };
    struct hm_str folder = hm_path_clean(arena, hm_str_dirname(paths[0]));
    struct hm_dotenv *env = env_of(&compose, folder);
    struct hm_compose_file *file = NULL;
    struct hm_str overrides[2];

    compose.maker.arena = arena;
    enum hm_status status = hm_compose_open(&compose, paths[0], folder, env, &file, reterr);
    if (status != HM_OK) {
        return status;
    }
    struct hm_ynode *root = load_files(&compose, paths, n_paths, folder, env, 0);
    size_t n = n_paths == 1 ? override_of(&compose, paths[0], overrides) : 0;
    for (size_t i = 0; i < n; i++) {
        struct hm_err err;
        if (hm_compose_open(&compose, overrides[i], folder, env, &file, &err) == HM_OK) {
            if (file->root != NULL) {
                root = hm_ynode_merge(&compose.maker, root, whole_tree(&compose, file, 0),
                                      HM_LEVEL_DOCUMENT);
            }
            break;
        }
    }
    read_services(&compose, root, &manifest);
    read_given(&compose, root, &manifest);
    finish(&compose, root, &manifest);
    *ret_manifest = manifest;
    return HM_OK;
}
