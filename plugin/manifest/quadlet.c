/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/quadlet.h"

#include "plugin/base/path.h"
#include "plugin/manifest/command_file.h"
#include "plugin/manifest/run_call.h"
#include "plugin/manifest/unit_file.h"

enum form {
    VALUE,
    LIST,
    SWITCH,
    FLAG,
};

static const struct row {
    const char *section;
    const char *name;
    enum form form;
    const char *option;
} rows[] = {
#define KEY(section, name, form, option) { (section), (name), (form), (option) },
#include "plugin/manifest/quadlet_keys.def"
#undef KEY
};

/* The words of the command line that a Quadlet stands for: those of PodmanArgs come last, since
   what they are may not be known. */
struct reader {
    struct hm_arena *arena;
    HM_VEC(struct hm_arg) args;
    HM_VEC(struct hm_arg) more;
    struct hm_scalar image;
    struct hm_scalars command;
    struct hm_span section;
    bool is_pod;
};

bool
hm_quadlet_is_named(struct hm_str path)
{
    return hm_str_ends(path, ".container") || hm_str_ends(path, ".pod") ||
           hm_str_ends(path, ".image") || hm_str_ends(path, ".build");
}

static void
add_option(struct reader *r, const char *option, struct hm_arg value)
{
    value.text = hm_arena_concat(r->arena, hm_str_c(option), value.text);
    hm_vec_add(r->arena, &r->args, value);
}

static void
add_words(struct reader *r, const char *option, const struct hm_unit_key *key)
{
    struct hm_unit_words words;

    hm_unit_words(r->arena, key, &words);
    for (uint32_t i = 0; i < words.n; i++) {
        if (option != NULL) {
            add_option(r, option, words.args[i]);
        } else {
            hm_vec_add(r->arena, &r->more, words.args[i]);
        }
    }
}

static struct hm_scalar
scalar_of(const struct hm_arg *arg, struct hm_span span)
{
    return (struct hm_scalar){ .text = arg->text,
                               .span = span,
                               .value = arg->span,
                               .is_set = true,
                               .is_known = arg->is_literal,
                               .has_variable = !arg->is_literal };
}

static void
set_command(struct reader *r, const struct hm_unit_key *key)
{
    struct hm_unit_words words;

    hm_unit_words(r->arena, key, &words);
    struct hm_scalar *list = hm_arena_new(r->arena, struct hm_scalar, words.n);
    for (uint32_t i = 0; i < words.n; i++) {
        list[i] = scalar_of(&words.args[i], words.args[i].span);
    }
    r->command =
        (struct hm_scalars){ .list = list, .n = words.n, .span = key->span, .is_set = words.n > 0 };
}

static void
read_row(struct reader *r, const struct row *row, const struct hm_unit_key *key)
{
    struct hm_arg value = hm_unit_value(r->arena, key);

    switch (row->form) {
    case VALUE:
        add_option(r, row->option, value);
        break;
    case LIST:
        add_words(r, row->option, key);
        break;
    case SWITCH:
        if (hm_unit_is_true(key->value)) {
            value.text = HM_S("");
            add_option(r, row->option, value);
        }
        break;
    case FLAG:
        value.text = hm_unit_is_true(key->value) ? HM_S("true") : HM_S("false");
        add_option(r, row->option, value);
        break;
    }
}

static void
read_key(struct reader *r, struct hm_str section, const struct hm_unit_key *key)
{
    bool is_own = hm_str_eq(section, "Container") || hm_str_eq(section, "Pod");

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (hm_str_eq(section, rows[i].section) && hm_str_eq(key->name, rows[i].name)) {
            read_row(r, &rows[i], key);
        }
    }
    if (is_own && hm_str_eq(key->name, "PodmanArgs")) {
        add_words(r, NULL, key);
    } else if (hm_str_eq(section, "Container") && hm_str_eq(key->name, "Image")) {
        struct hm_arg value = hm_unit_value(r->arena, key);
        value.span.off = key->places[0];
        value.span.len = key->places[key->value.n - 1] + 1 - key->places[0];
        r->image = scalar_of(&value, key->span);
    } else if (hm_str_eq(section, "Container") && hm_str_eq(key->name, "Exec")) {
        set_command(r, key);
    }
}

static struct hm_str
name_of(struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);

    return hm_str_sub(name, 0, hm_str_find_last(name, '.'));
}

/* An image that another Quadlet makes or pulls: "app.build", "app.image". */
static void
judge_image(struct hm_service *service)
{
    service->is_image_made = hm_str_ends(service->image.text, ".build") ||
                             hm_str_ends(service->image.text, ".image") ||
                             hm_str_starts(service->image.text, "localhost/");
}

/* --- *.image, *.build --- */

/* Whether the unit has the section and key; of several the last counts. */
static bool
find_key(struct hm_arena *arena, struct hm_str text, const char *section, const char *name,
         struct hm_arg *ret_value)
{
    struct hm_unit_reader unit = { .arena = arena, .text = text };
    struct hm_unit_key key;
    bool is_there = false;

    while (hm_unit_next(&unit, &key)) {
        if (hm_str_eq(unit.section, section) && hm_str_eq(key.name, name)) {
            is_there = key.value.n > 0;
            if (is_there) {
                *ret_value = hm_unit_value(arena, &key);
                ret_value->span.off = key.places[0];
                ret_value->span.len = key.places[key.value.n - 1] + 1 - key.places[0];
            }
        }
    }
    return is_there;
}

static void
read_fetched(struct hm_command_file *file, struct hm_str text)
{
    struct hm_arg image;
    struct hm_arg all = { .text = HM_S("") };
    struct hm_arena *arena = file->run.arena;

    if (!find_key(arena, text, "Image", "Image", &image) || !hm_run_is_fetched(image.text) ||
        (find_key(arena, text, "Image", "AllTags", &all) && hm_unit_is_true(all.text))) {
        return;
    }
    struct hm_pull pull = { .image = scalar_of(&image, image.span) };
    hm_vec_add(arena, &file->run.pulls, pull);
}

/* A folder of the unit's, as podman-systemd.unit(5) has it: of SetWorkingDirectory=, or of what
   File= names. Both are relative to the unit then. False where nobody can know them. */
static bool
place_build(struct hm_arena *arena, struct hm_str text, struct hm_act *act)
{
    struct hm_arg folder;
    struct hm_arg dockerfile;
    bool has_folder = find_key(arena, text, "Build", "SetWorkingDirectory", &folder);
    bool has_file = find_key(arena, text, "Build", "File", &dockerfile);

    if (has_file) {
        act->dockerfile = scalar_of(&dockerfile, dockerfile.span);
    }
    if (!has_folder) {
        /* Podman wants File= to be absolute then. */
        return false;
    }
    act->context = scalar_of(&folder, folder.span);
    if (hm_str_eq(folder.text, "unit")) {
        act->context.text = HM_S(".");
    } else if (hm_str_eq(folder.text, "file")) {
        act->context.text = hm_path_clean(arena, hm_str_dirname(act->dockerfile.text));
        return has_file;
    } else if (has_file && !hm_str_starts(dockerfile.text, "/")) {
        act->dockerfile.text = hm_path_join(arena, folder.text, dockerfile.text);
    }
    return true;
}

static void
read_tags(struct hm_arena *arena, struct hm_str text, struct hm_act *act)
{
    struct hm_unit_reader unit = { .arena = arena, .text = text };
    struct hm_unit_key key;
    HM_VEC(struct hm_scalar) names = { 0 };
    HM_VEC(struct hm_entry) args = { 0 };

    while (hm_unit_next(&unit, &key)) {
        if (!hm_str_eq(unit.section, "Build") || key.value.n == 0) {
            continue;
        }
        struct hm_unit_words words;
        hm_unit_words(arena, &key, &words);
        for (uint32_t i = 0; i < words.n; i++) {
            struct hm_scalar value = scalar_of(&words.args[i], key.span);
            size_t equals = hm_str_find(value.text, '=');
            if (hm_str_eq(key.name, "ImageTag")) {
                hm_vec_add(arena, &names, value);
            } else if (hm_str_eq(key.name, "BuildArg") && equals < value.text.n) {
                struct hm_entry *entry = hm_vec_push(arena, &args);
                *entry = (struct hm_entry){ .name = hm_str_sub(value.text, 0, equals),
                                            .value = value,
                                            .span = key.span };
                entry->value.text = hm_str_from(value.text, equals + 1);
            }
        }
    }
    act->names = (struct hm_scalars){ .list = names.p, .n = (uint32_t)names.n };
    act->args = (struct hm_entries){ .list = args.p, .n = (uint32_t)args.n };
    if (names.n > 0) {
        act->names.is_set = true;
        act->image = names.p[0];
    }
}

static void
read_build(struct hm_command_file *file, struct hm_str text, struct hm_span section)
{
    struct hm_arena *arena = file->run.arena;
    struct hm_act act = { .kind = HM_ACT_BUILD, .tool = "podman build", .span = section };
    struct hm_arg target;

    if (!place_build(arena, text, &act)) {
        return;
    }
    if (find_key(arena, text, "Build", "Target", &target)) {
        act.target = scalar_of(&target, target.span);
    }
    read_tags(arena, text, &act);
    hm_vec_add(arena, &file->builds, act);
}

/* --- files --- */

static const char *
section_of(struct hm_str path)
{
    return hm_str_ends(path, ".pod")     ? "Pod"
           : hm_str_ends(path, ".image") ? "Image"
           : hm_str_ends(path, ".build") ? "Build"
                                         : "Container";
}

static void
add_service(struct reader *r, struct hm_command_file *file, struct hm_str path, struct hm_str text)
{
    for (size_t i = 0; i < r->more.n; i++) {
        hm_vec_add(r->arena, &r->args, r->more.p[i]);
    }
    struct hm_service service = { .form = HM_SERVICE_QUADLET, .is_podman = true };
    hm_run_options(&file->run, r->args.p, (uint32_t)r->args.n, &service);
    service.image = r->image;
    service.command = r->command;
    service.name = service.container_name.is_set ? service.container_name.text : name_of(path);
    service.span = r->section;
    service.body =
        (struct hm_span){ .off = r->section.off, .len = (uint32_t)text.n - r->section.off };
    judge_image(&service);
    if (r->is_pod) {
        service.incomplete = "it is a pod, and its containers have units of their own";
    }
    hm_vec_add(r->arena, &file->run.services, service);
}

bool
hm_quadlet_is_meant(struct hm_str path, struct hm_str text)
{
    bool is_open = hm_str_ends(path, ".image") || hm_str_ends(path, ".build");

    return !is_open || hm_str_has(text, hm_str_ends(path, ".build") ? "[Build]" : "[Image]");
}

bool
hm_quadlet_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                struct hm_manifests *ret_manifest)
{
    struct reader r = { .arena = arena, .is_pod = hm_str_ends(path, ".pod") };
    struct hm_unit_reader unit = { .arena = arena, .text = text };
    struct hm_unit_key key;
    const char *section = section_of(path);
    bool has_section = false;

    if (text.n > HM_SOURCE_LIMIT) {
        return false;
    }
    while (hm_unit_next(&unit, &key)) {
        if (hm_str_eq(unit.section, section) && !has_section) {
            r.section = unit.section_span;
            has_section = true;
        }
        if (key.value.n > 0) {
            read_key(&r, unit.section, &key);
        }
    }
    if (!has_section) {
        return false;
    }
    struct hm_command_file *file = hm_command_file_new(arena, path, text, HM_RUN_BY_UNIT);
    if (hm_str_eq(hm_str_c(section), "Image")) {
        read_fetched(file, text);
        return hm_command_file_finish(file, HM_MANIFEST_QUADLET, ret_manifest);
    }
    if (hm_str_eq(hm_str_c(section), "Build")) {
        read_build(file, text, r.section);
        return hm_command_file_finish(file, HM_MANIFEST_QUADLET, ret_manifest);
    }
    add_service(&r, file, path, text);
    return hm_command_file_finish(file, HM_MANIFEST_QUADLET, ret_manifest);
}
