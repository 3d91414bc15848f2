/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/driver/build_options.h"
#include "plugin/driver/command_inputs.h"
#include "plugin/driver/run.h"
#include "plugin/driver/images/kustomized.h"
#include "plugin/driver/images/manifest_images.h"
#include "plugin/driver/images/tags.h"
#include "plugin/driver/parsed_input.h"
#include "plugin/fix/diff.h"
#include "plugin/fix/pin.h"
#include "plugin/fix/pin_files.h"
#include "plugin/fix/pin_run.h"
#include "plugin/fix/pin_yaml.h"

struct pinning {
    const struct hm_args *args;
    struct hm_run run;
    struct hm_kustomized kustomized;
    struct hm_build build;
    struct hm_tags tags;
    struct hm_buf out;      /* standard output */
    struct hm_buf messages; /* standard error */
    bool is_check;
    bool is_writing;
    size_t n_read; /* Dockerfiles, and other files that name an image */
    size_t n_unpinned;
    size_t n_failed; /* references that nobody could pin, files that could not be written */
};

/* One file, parsed. */
struct parsed {
    struct hm_arena arena;
    hm_pins_find_fn *find; /* of what is no Dockerfile: `input` has the source alone; else NULL */
    struct hm_parsed_input input;
    struct hm_pins pins;
};

static enum hm_status
parse_other(const struct pinning *p, struct hm_str path, hm_pins_find_fn *find,
            struct parsed *parsed, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_source *source = &parsed->input.source;

    HM_TRY(hm_inputs_read(&p->run.inputs, path, &text, reterr));
    parsed->find = find;
    hm_source_init(source, &parsed->arena, path, hm_arena_str(&parsed->arena, hm_buf_str(&text)));
    enum hm_status status = find(&parsed->arena, path, source->text, &parsed->pins, reterr);
    return status == HM_OK ? HM_OK : hm_err_prefix(reterr, "%.*s", HM_FMT(path));
}

static enum hm_status
parse_manifest(const struct pinning *p, const struct hm_input_file *file, struct parsed *parsed,
               struct hm_err *reterr)
{
    return parse_other(p, file->path, hm_manifest_images_reader(&p->run.inputs, file), parsed,
                       reterr);
}

/* One that was named itself may be taken for a Dockerfile, whatever it is called. */
static enum hm_status
parse_dockerfile(const struct pinning *p, const struct hm_input_file *file, struct parsed *parsed,
                 struct hm_err *reterr)
{
    struct hm_str path = file->path;

    if (hm_pin_files_reader(path) != NULL) {
        return parse_manifest(p, file, parsed, reterr);
    }
    HM_TRY(
        hm_inputs_parse(&p->run.inputs, path, &p->build, &parsed->arena, &parsed->input, reterr));
    if (parsed->input.file.is_too_large) {
        (void)hm_dockerfile_refuse(reterr);
        return hm_err_prefix(reterr, "%.*s", HM_FMT(path));
    }
    hm_pins_find(&parsed->arena, &parsed->input.file, &parsed->pins);
    return HM_OK;
}

static enum hm_status
parse_commands(const struct pinning *p, const struct hm_input_file *file, struct parsed *parsed,
               struct hm_err *reterr)
{
    enum hm_status status = parse_other(p, file->path, hm_pin_run_find, parsed, reterr);

    if (status != HM_OK && !hm_command_is_missed(file->path, reterr)) {
        parsed->find = hm_pin_run_find;
        return HM_OK;
    }
    return status;
}

/* What the repository makes itself, and what is never deployed as it is written here. */
static bool
is_left(const struct pinning *p, struct parsed *parsed, const struct hm_pin *pin)
{
    struct hm_kustomized_images images = { 0 };

    if (hm_manifest_images_is_made(&p->run.inputs, pin)) {
        return true;
    }
    if (parsed->find == hm_pin_yaml_find) {
        hm_kustomized_images(&parsed->arena, &p->kustomized, parsed->input.source.path, pin->text,
                             &images);
    }
    return images.is_replaced;
}

static void
collect_tags(struct pinning *p, struct parsed *parsed)
{
    for (size_t i = 0; i < parsed->pins.all.n; i++) {
        const struct hm_pin *pin = &parsed->pins.all.p[i];
        if (pin->is_editable && !is_left(p, parsed, pin)) {
            hm_tags_add(&p->tags, &p->run.report.arena, &pin->ref);
        }
    }
}

/* --- files */

static void
complain_of(struct pinning *p, struct hm_str path, const struct hm_pin *pin, struct hm_str why)
{
    hm_buf_printf(&p->messages, "hullmark: %.*s:%u: %.*s is not pinned: %.*s\n", HM_FMT(path),
                  pin->line, HM_FMT(pin->text), HM_FMT(why));
    p->n_failed++;
}

static void
fill_digests(struct pinning *p, struct parsed *parsed)
{
    struct hm_str path = parsed->input.source.path;

    for (size_t i = 0; i < parsed->pins.all.n; i++) {
        struct hm_pin *pin = &parsed->pins.all.p[i];
        if (pin->is_pinned || is_left(p, parsed, pin)) {
            continue;
        }
        p->n_unpinned++;
        if (p->is_check) {
            hm_buf_printf(&p->out, "%.*s:%u: %.*s has no digest\n", HM_FMT(path), pin->line,
                          HM_FMT(pin->text));
            continue;
        }
        if (!pin->is_editable) {
            complain_of(p, path, pin, pin->why);
            continue;
        }
        const struct hm_tag *tag = hm_tags_find(&p->tags, hm_tag_name(&parsed->arena, &pin->ref));
        if (tag == NULL || tag->status != HM_OK) {
            complain_of(p, path, pin,
                        tag == NULL ? HM_S("there are too many") : hm_str_c(tag->err.text));
        } else {
            pin->digest = tag->found.digest;
        }
    }
}

/* The path of a file for writing: its tree's folder, and what is below it. */
static const char *
real_path(const struct pinning *p, const struct hm_input_file *file, struct hm_arena *arena)
{
    const struct hm_input_tree *tree = &p->run.inputs.trees.p[file->tree];

    return hm_arena_c(
        arena, hm_path_join(arena, hm_str_c(tree->root), hm_str_from(file->path, tree->prefix.n)));
}

static void
change_file(struct pinning *p, const struct hm_input_file *file, struct parsed *parsed)
{
    struct hm_str text = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status =
        parsed->find != NULL
            ? hm_pins_apply_to(parsed->find, &parsed->arena, file->path, parsed->input.source.text,
                               &parsed->pins, &text, &err)
            : hm_pins_apply(&parsed->arena, &parsed->input.file, &p->build, &parsed->pins, &text,
                            &err);

    if (status == HM_OK && hm_str_is(text, parsed->input.source.text)) {
        return;
    }
    if (status == HM_OK && p->is_writing && !hm_str_eq(file->path, "-")) {
        status = hm_write_file(real_path(p, file, &parsed->arena), text, &err);
    }
    if (status != HM_OK) {
        hm_buf_printf(&p->messages, "hullmark: %s\n", err.text);
        p->n_failed++;
        return;
    }
    (void)hm_diff_lines(file->path, parsed->input.source.text, text, &p->out);
}

typedef enum hm_status parse_fn(const struct pinning *p, const struct hm_input_file *file,
                                struct parsed *parsed, struct hm_err *reterr);

static void
visit(struct pinning *p, const struct hm_input_file *file, parse_fn *parse, bool is_first_pass)
{
    struct parsed parsed = { 0 };
    struct hm_err err = { 0 };

    if (parse(p, file, &parsed, &err) != HM_OK) {
        if (is_first_pass &&
            (parsed.find == NULL || hm_pin_files_is_missed(file->path, parsed.input.source.text))) {
            hm_buf_printf(&p->messages, "hullmark: %s\n", err.text);
            p->n_failed++;
        }
    } else if (is_first_pass) {
        p->n_read += parsed.find == NULL || parsed.pins.all.n > 0;
        collect_tags(p, &parsed);
    } else {
        fill_digests(p, &parsed);
        if (!p->is_check) {
            change_file(p, file, &parsed);
        }
    }
    hm_arena_done(&parsed.arena);
}

static void
each_file(struct pinning *p, bool is_first_pass)
{
    const struct hm_inputs *inputs = &p->run.inputs;

    for (size_t i = 0; i < inputs->files.n; i++) {
        visit(p, &inputs->files.p[i], parse_dockerfile, is_first_pass);
    }
    for (size_t i = 0; i < inputs->manifests.n; i++) {
        visit(p, &inputs->manifests.p[i], parse_manifest, is_first_pass);
    }
    for (size_t i = 0; i < inputs->commands.n; i++) {
        visit(p, &inputs->commands.p[i], parse_commands, is_first_pass);
    }
}

static void
take_notes(struct pinning *p)
{
    for (size_t i = 0; i < p->run.report.notes.n; i++) {
        const struct hm_note *note = &p->run.report.notes.p[i];
        if (note->level == HM_NOTE_ERROR) {
            hm_buf_printf(&p->messages, "hullmark: %.*s: %.*s\n", HM_FMT(note->path),
                          HM_FMT(note->text));
            p->n_failed++;
        }
    }
}

static void
pin_all(struct pinning *p)
{
    take_notes(p);
    hm_kustomized_find(&p->run.report.arena, &p->run.inputs, &p->kustomized);
    each_file(p, true);
    if (!p->is_check) {
        hm_tags_ask(&p->tags, &p->run.image_options);
    }
    each_file(p, false);
}

static int
conclude(struct pinning *p)
{
    struct hm_err err = { 0 };

    if (p->n_read == 0 && p->n_failed == 0) {
        (void)hm_err_set(
            &err, HM_E_NOT_FOUND,
            "there was nothing to pin: no Dockerfile was found, and no compose file, "
            "Kubernetes manifest, workflow, pipeline, bake file or script that names an image");
        return hm_complain(&err);
    }
    int exit_code = hm_print(&p->out);

    if (hm_write_fd(STDERR_FILENO, hm_buf_str(&p->messages), "standard error", &err) != HM_OK) {
        return HM_EXIT_INCOMPLETE;
    }
    if (exit_code == HM_EXIT_PASS && p->is_check && p->n_unpinned > 0) {
        exit_code = HM_EXIT_FAIL;
    }
    return exit_code == HM_EXIT_PASS && p->n_failed > 0 ? HM_EXIT_INCOMPLETE : exit_code;
}

int
hm_cmd_pin(const struct hm_args *args)
{
    struct pinning p = {
        .args = args,
        .is_check = hm_args_has(args, HM_OPT_CHECK),
        .is_writing = hm_args_has(args, HM_OPT_WRITE),
    };
    struct hm_err err = { 0 };

    if (p.is_check && p.is_writing) {
        return hm_complain_usage(args, "--check changes nothing, so --write does not go with it");
    }
    enum hm_status status = hm_run_init(&p.run, args, &err);
    if (status == HM_OK) {
        status = hm_build_read(args, &p.build, &err);
    }
    if (status == HM_OK) {
        status = hm_inputs_find(args, false, &p.run.report, &p.run.inputs, &err);
    }
    int exit_code = HM_EXIT_PASS;
    if (status == HM_OK) {
        pin_all(&p);
        exit_code = conclude(&p);
    } else {
        exit_code = hm_complain(&err);
    }
    hm_tags_done(&p.tags);
    hm_buf_done(&p.out);
    hm_buf_done(&p.messages);
    hm_run_done(&p.run);
    return exit_code;
}
