/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/quadlet.h"

#include "plugin/manifest/command_file.h"
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
    return hm_str_ends(path, ".container") || hm_str_ends(path, ".pod");
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

bool
hm_quadlet_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                struct hm_manifests *ret_manifest)
{
    struct reader r = { .arena = arena, .is_pod = hm_str_ends(path, ".pod") };
    struct hm_unit_reader unit = { .arena = arena, .text = text };
    struct hm_unit_key key;
    const char *section = r.is_pod ? "Pod" : "Container";
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
    for (size_t i = 0; i < r.more.n; i++) {
        hm_vec_add(arena, &r.args, r.more.p[i]);
    }
    struct hm_command_file *file = hm_command_file_new(arena, path, text, HM_RUN_BY_UNIT);
    struct hm_service service = { .form = HM_SERVICE_QUADLET, .is_podman = true };
    hm_run_options(&file->run, r.args.p, (uint32_t)r.args.n, &service);
    service.image = r.image;
    service.command = r.command;
    service.name = service.container_name.is_set ? service.container_name.text : name_of(path);
    service.span = r.section;
    service.body =
        (struct hm_span){ .off = r.section.off, .len = (uint32_t)text.n - r.section.off };
    judge_image(&service);
    if (r.is_pod) {
        service.incomplete = "it is a pod, and its containers have units of their own";
    }
    hm_vec_add(arena, &file->run.services, service);
    return hm_command_file_finish(file, HM_MANIFEST_QUADLET, ret_manifest);
}
