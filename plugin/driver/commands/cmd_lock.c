/* SPDX-License-Identifier: Apache-2.0 */
/* lock: what the tags of images point to, written down. */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/build_options.h"
#include "plugin/driver/tools/lockfile.h"
#include "plugin/driver/run.h"
#include "plugin/driver/images/manifest_images.h"
#include "plugin/driver/images/tags.h"
#include "plugin/driver/parsed_input.h"
#include "plugin/fix/pin.h"

struct locking {
    const struct hm_args *args;
    struct hm_run run;
    struct hm_build build;
    struct hm_tags tags;
    struct hm_lock *lock;
    struct hm_buf out;
    struct hm_buf messages; /* standard error */
    bool is_incomplete;
    size_t n_references; /* of files, those with a digest too */
};

static void
complain(struct locking *l, struct hm_str about, struct hm_str why)
{
    hm_buf_printf(&l->messages, "hullmark: %.*s%s%.*s\n", HM_FMT(about), about.n > 0 ? ": " : "",
                  HM_FMT(why));
    l->is_incomplete = true;
}

static void
complain_of_reference(struct locking *l, struct hm_str name, struct hm_str why)
{
    complain(l, hm_arena_printf(&l->run.report.arena, "%.*s is not locked", HM_FMT(name)), why);
}

static void
add_pin(struct locking *l, struct hm_str path, const struct hm_pin *pin)
{
    l->n_references++;
    if (pin->is_pinned) {
        return;
    }
    if (pin->ref.repository.n > 0) {
        hm_tags_add(&l->tags, &l->run.report.arena, &pin->ref);
        return;
    }
    complain_of_reference(l,
                          hm_arena_printf(&l->run.report.arena, "%.*s:%u: %.*s", HM_FMT(path),
                                          pin->line, HM_FMT(pin->text)),
                          pin->why);
}

static void
add_pins(struct locking *l, const struct hm_dockerfile *file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_pins pins = { 0 };

    hm_pins_find(&arena, file, &pins);
    for (size_t i = 0; i < pins.all.n; i++) {
        add_pin(l, file->source->path, &pins.all.p[i]);
    }
}

/* All that the builds of a file name, each once; an argument that only some of them give is known
   by those. */
struct built_pins {
    struct hm_arena arena;
    struct hm_pins pins;
};

static void
take_build(void *ctx, const struct hm_parsed_build *built)
{
    struct built_pins *all = ctx;
    struct hm_pins pins = { 0 };
    size_t n = all->pins.all.n;

    hm_pins_find(&all->arena, built->file, &pins);
    for (size_t i = 0; i < pins.all.n; i++) {
        const struct hm_pin *pin = &pins.all.p[i];
        bool is_there = false;
        for (size_t k = 0; k < n; k++) {
            const struct hm_pin *other = &all->pins.all.p[k];
            is_there = is_there || (other->span.off == pin->span.off &&
                                    (hm_str_is(other->text, pin->text) ||
                                     (built->is_assumed && pin->ref.repository.n == 0)));
        }
        if (!is_there) {
            hm_vec_add(&all->arena, &all->pins.all, *pin);
        }
    }
}

static void
add_file(struct locking *l, const struct hm_input_file *input)
{
    struct built_pins all = { 0 };
    struct hm_err err = { 0 };

    if (hm_inputs_each_build(&l->run.inputs, input, &l->build, &all.arena, take_build, &all,
                             &err) != HM_OK) {
        complain(l, HM_S(""), hm_str_c(err.text));
    }
    for (size_t i = 0; i < all.pins.all.n; i++) {
        add_pin(l, input->path, &all.pins.all.p[i]);
    }
    hm_arena_done(&all.arena);
}

/* --- what other files name */

static void
take_image(void *ctx, const struct hm_visit *visit, const struct hm_source *source,
           const struct hm_pin *pin)
{
    (void)visit;
    add_pin(ctx, source->path, pin);
}

static void
take_dockerfile(void *ctx, const struct hm_dockerfile *file)
{
    add_pins(ctx, file);
}

static void
take_unread(void *ctx, struct hm_str path, struct hm_str why)
{
    complain(ctx, path, why);
}

static void
add_others(struct locking *l)
{
    const struct hm_manifest_images of = {
        .ctx = l,
        .image = take_image,
        .dockerfile = take_dockerfile,
        .unread = take_unread,
    };

    hm_manifest_images_each(&l->run.inputs, &of);
}

static enum hm_status
add_images(struct locking *l, struct hm_err *reterr)
{
    for (size_t i = 0; i < l->run.images.entries.n; i++) {
        const struct hm_image_entry *entry = &l->run.images.entries.p[i];
        struct hm_image_ref ref = { 0 };
        if (entry->engine.n > 0) {
            return hm_err_set(reterr, HM_E_USAGE,
                              "--image %.*s: a local engine's tags are not locked",
                              HM_FMT(entry->name));
        }
        HM_TRY(hm_image_ref_parse(l->args->arena, entry->target.text, &ref, reterr));
        if (ref.digest.n > 0) {
            return hm_err_set(reterr, HM_E_USAGE,
                              "--image %.*s: it has a digest, which needs no lock",
                              HM_FMT(entry->name));
        }
        hm_tags_add(&l->tags, &l->run.report.arena, &ref);
    }
    return HM_OK;
}

static void
take_tag(struct locking *l, const struct hm_tag *tag)
{
    struct hm_arena *arena = &l->run.report.arena;
    struct hm_lock_image *row = hm_lock_image(l->lock, tag->name);

    if (tag->status != HM_OK) {
        complain_of_reference(l, tag->name, hm_str_c(tag->err.text));
        return;
    }
    if (row == NULL && l->lock->images.n >= HM_LOCK_IMAGES) {
        complain_of_reference(l, tag->name, HM_S("there are too many"));
        return;
    }
    hm_buf_printf(&l->out, "%.*s: %.*s", HM_FMT(tag->name), HM_FMT(tag->found.digest));
    if (row == NULL) {
        row = hm_vec_push(arena, &l->lock->images);
        row->name = tag->name;
    } else if (!hm_str_is(row->digest, tag->found.digest)) {
        hm_buf_printf(&l->out, " (was %.*s)", HM_FMT(row->digest));
    }
    hm_buf_putc(&l->out, '\n');
    row->digest = hm_arena_str(arena, tag->found.digest);
}

static enum hm_status
write_lock(struct locking *l, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { 0 };

    hm_lock_write(l->lock, &text);
    return hm_write_file(hm_lockfile_path(l->args), hm_buf_str(&text), reterr);
}

static void
take_notes(struct locking *l)
{
    for (size_t i = 0; i < l->run.report.notes.n; i++) {
        const struct hm_note *note = &l->run.report.notes.p[i];
        if (note->level == HM_NOTE_ERROR) {
            complain(l, note->path, note->text);
        }
    }
}

/* Nobody shall take silence for a lock. */
static void
say_that_nothing_was(struct locking *l)
{
    size_t n = l->run.inputs.files.n;

    if (n + l->run.images.entries.n + l->n_references == 0) {
        complain(l, HM_S(""),
                 HM_S("there was nothing to lock: no Dockerfile was found, no other file names an "
                      "image, and none was named (--image)"));
    } else {
        hm_buf_printf(&l->messages,
                      "hullmark: no lock is needed: %zu Dockerfile%s, and no reference without a "
                      "digest\n",
                      n, n == 1 ? "" : "s");
    }
}

static enum hm_status
lock_all(struct locking *l, struct hm_err *reterr)
{
    HM_TRY(hm_run_init(&l->run, l->args, reterr));
    HM_TRY(hm_build_read(l->args, &l->build, reterr));
    HM_TRY(hm_images_find(l->args, &l->run.images, reterr));
    HM_TRY(hm_lockfile_read(l->args, true, &l->lock, reterr));
    HM_TRY(hm_inputs_find(l->args, l->run.images.entries.n > 0, &l->run.report, &l->run.inputs,
                          reterr));
    take_notes(l);
    HM_TRY(add_images(l, reterr));
    for (size_t i = 0; i < l->run.inputs.files.n; i++) {
        add_file(l, &l->run.inputs.files.p[i]);
    }
    add_others(l);
    if (l->lock == NULL) {
        l->lock = hm_arena_new(l->args->arena, struct hm_lock, 1);
    }
    hm_tags_ask(&l->tags, &l->run.image_options);
    for (size_t i = 0; i < l->tags.all.n; i++) {
        take_tag(l, &l->tags.all.p[i]);
    }
    if (l->tags.all.n == 0 && !l->is_incomplete) {
        say_that_nothing_was(l);
    }
    /* A lock without a row would be no lock, and look like one. */
    return l->out.n == 0 ? HM_OK : write_lock(l, reterr);
}

int
hm_cmd_lock(const struct hm_args *args)
{
    struct locking l = { .args = args };
    struct hm_err err = { 0 };
    enum hm_status status = lock_all(&l, &err);
    int exit_code = status == HM_OK ? hm_print(&l.out) : hm_complain(&err);

    if (status == HM_OK &&
        hm_write_fd(STDERR_FILENO, hm_buf_str(&l.messages), "standard error", &err) != HM_OK) {
        exit_code = HM_EXIT_INCOMPLETE;
    }
    if (exit_code == HM_EXIT_PASS && l.is_incomplete) {
        exit_code = HM_EXIT_INCOMPLETE;
    }
    hm_tags_done(&l.tags);
    hm_buf_done(&l.out);
    hm_buf_done(&l.messages);
    hm_run_done(&l.run);
    return exit_code;
}
