/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/images.h"

#include <errno.h>
#include <fcntl.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/images/tags.h"
#include "plugin/image/daemon.h"
#include "plugin/image/extract.h"
#include "plugin/image/resolve.h"
#include "plugin/rules/registry.h"

enum hm_status
hm_images_add(struct hm_images *images, struct hm_arena *arena, enum hm_image_kind kind,
              const char *text, struct hm_err *reterr)
{
    struct hm_image_ref ref;

    if (text[0] == '\0') {
        return hm_err_set(reterr, HM_E_USAGE, "the name of an image is empty");
    }
    bool is_in_engine = kind == HM_IMAGE_REGISTRY && hm_daemon_is_named(hm_str_c(text));
    enum hm_status status = HM_OK;
    if (is_in_engine) {
        status = hm_daemon_check(hm_str_c(text), reterr);
    } else if (kind == HM_IMAGE_REGISTRY) {
        status = hm_image_ref_parse(arena, hm_str_c(text), &ref, reterr);
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", text);
        return reterr->status = HM_E_USAGE;
    }
    struct hm_image_entry *entry = hm_vec_push(arena, &images->entries);
    entry->target = (struct hm_image_target){ .kind = kind, .text = hm_str_c(text) };
    entry->name = hm_str_c(text);
    if (is_in_engine) {
        entry->target.kind = HM_IMAGE_ARCHIVE;
        entry->engine = hm_str_c(text);
    }
    return HM_OK;
}

static enum hm_status
add_images(const struct hm_args *args, enum hm_option_id option, enum hm_image_kind kind,
           struct hm_images *images, struct hm_err *reterr)
{
    for (size_t i = 0; i < args->values[option].n; i++) {
        enum hm_status status =
            hm_images_add(images, args->arena, kind, args->values[option].p[i], reterr);
        if (status != HM_OK) {
            (void)hm_err_prefix(reterr, "--%s", hm_options[option].name);
            return status;
        }
    }
    return HM_OK;
}

enum hm_status
hm_images_find(const struct hm_args *args, struct hm_images *ret_images, struct hm_err *reterr)
{
    struct hm_images images = { 0 };
    enum hm_status status = add_images(args, HM_OPT_IMAGE, HM_IMAGE_REGISTRY, &images, reterr);

    if (status == HM_OK) {
        status = add_images(args, HM_OPT_LAYOUT, HM_IMAGE_LAYOUT, &images, reterr);
    }
    if (status == HM_OK) {
        status = add_images(args, HM_OPT_ARCHIVE, HM_IMAGE_ARCHIVE, &images, reterr);
    }
    if (status == HM_OK) {
        *ret_images = images;
    }
    return status;
}

/* A finding about an image as a whole; the report places it. */
static struct hm_finding *
add_finding(struct hm_report *report, const char *concept, struct hm_str image,
            struct hm_str subject, struct hm_str message)
{
    const struct hm_rule *rule = hm_rules_find(hm_str_c(concept));
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = rule;
    finding->severity = rule->severity;
    finding->target_kind = HM_TARGET_IMAGE;
    finding->target = hm_arena_str(&report->arena, image);
    finding->subject = hm_arena_str(&report->arena, subject);
    finding->message = message;
    return finding;
}

static void
report_check(const struct hm_image_entry *entry, struct hm_report *report)
{
    const struct hm_image_check *check = &entry->check;
    struct hm_evidence *evidence = hm_vec_push(&report->arena, &report->evidence);

    evidence->kind = "digest";
    evidence->subject = entry->name;
    evidence->digest = check->digest.n > 0 ? check->digest : check->config_digest;
    evidence->proof = check->proof;
    /* What was verified is told by the numbers. */
    evidence->detail = check->proof == HM_PROOF_VERIFIED && check->diff_ids_open == 0
                           ? hm_str_make(NULL, 0)
                           : check->text;
    evidence->bytes = check->bytes;
    evidence->blobs = check->blobs;
    for (size_t i = 0; i < check->problems.n; i++) {
        const struct hm_image_problem *problem = &check->problems.p[i];
        if (problem->is_wrong) {
            (void)add_finding(report, "digest-mismatch", entry->name, problem->what,
                              hm_arena_printf(&report->arena, "%.*s.", HM_FMT(problem->text)));
        }
    }
}

/* The digest is what is verified, whatever its tag means by now; but that is worth knowing. */
static void
compare_tag(const struct hm_image_entry *entry, const struct hm_image_options *options,
            struct hm_report *report)
{
    struct hm_image_ref ref = { 0 };
    struct hm_err err = { 0 };

    if (entry->target.kind == HM_IMAGE_REGISTRY &&
        hm_image_ref_parse(&report->arena, entry->target.text, &ref, &err) == HM_OK &&
        ref.tag.n > 0 && ref.digest.n > 0) {
        struct hm_resolved found = { 0 };
        enum hm_status status = hm_image_resolve_tag(&report->arena, &ref, options, &found, &err);
        const struct hm_tag_comparison comparison = {
            .ref = &ref,
            .found = found.digest,
            .error = status == HM_OK ? NULL : &err,
        };
        hm_images_judge_tag(&comparison, entry->name, report);
    }
}

/* Without a digest, what the tag led to is what is verified: the lock says what that should be. */
static void
compare_lock(const struct hm_images *images, const struct hm_image_entry *entry,
             struct hm_report *report)
{
    struct hm_image_ref ref = { 0 };

    if (images->lock == NULL || images->lock->images.n == 0 ||
        entry->target.kind != HM_IMAGE_REGISTRY ||
        hm_image_ref_parse(&report->arena, entry->name, &ref, NULL) != HM_OK || ref.digest.n > 0) {
        return;
    }
    struct hm_str name = hm_tag_name(&report->arena, &ref);
    const struct hm_lock_image *image = hm_lock_image(images->lock, name);
    struct hm_ledger_row *row = hm_report_ledger(report);
    row->tool = HM_S("hullmark");
    row->version = HM_S(HM_VERSION);
    row->task = HM_S("lock");
    row->target = entry->name;
    row->is_required = images->is_locked;
    if (image == NULL) {
        row->state = HM_LEDGER_SKIPPED;
        row->reason = hm_arena_printf(&report->arena, "the lock does not name %.*s", HM_FMT(name));
        return;
    }
    bool is_same = hm_images_judge_lock(image, entry->check.resolved, entry->name, report) == NULL;
    row->state = HM_LEDGER_DONE;
    row->reason = is_same ? HM_S("as the lock says") : HM_S("not as the lock says");
}

struct hm_finding *
hm_images_judge_lock(const struct hm_lock_image *row, struct hm_str found, struct hm_str target,
                     struct hm_report *report)
{
    if (hm_str_is(row->digest, found)) {
        return NULL;
    }
    return add_finding(report, "tag-moved-since-lock", target, HM_S("tag"),
                       hm_arena_printf(&report->arena,
                                       "%.*s points to %.*s now; the lock says %.*s.",
                                       HM_FMT(row->name), HM_FMT(found), HM_FMT(row->digest)));
}

struct hm_finding *
hm_images_judge_tag(const struct hm_tag_comparison *comparison, struct hm_str target,
                    struct hm_report *report)
{
    const struct hm_image_ref *ref = comparison->ref;

    if (comparison->error != NULL) {
        hm_report_note(report, HM_NOTE_WARNING, "tag-not-compared", HM_S("hullmark"), target,
                       "Whether the tag still points to the digest beside it is not known: %s.",
                       comparison->error->text);
        return NULL;
    }
    if (hm_str_is(comparison->found, ref->digest)) {
        return NULL;
    }
    if (!hm_str_is(hm_str_sub(comparison->found, 0, 7), hm_str_sub(ref->digest, 0, 7))) {
        hm_report_note(report, HM_NOTE_WARNING, "tag-not-compared", HM_S("hullmark"), target,
                       "The tag's digest was computed with another algorithm than the one beside "
                       "it, so they cannot be compared.");
        return NULL;
    }
    return add_finding(report, "tag-points-elsewhere", target, HM_S("tag"),
                       hm_arena_printf(&report->arena,
                                       "The tag \"%.*s\" points to %.*s now, not to the digest "
                                       "beside it.",
                                       HM_FMT(ref->tag), HM_FMT(comparison->found)));
}

/* Whoever runs out of requests should have seen it coming. */
static void
say_rate(const struct hm_image_entry *entry, struct hm_report *report)
{
    const struct hm_image_check *check = &entry->check;

    if (!check->has_rate) {
        return;
    }
    bool is_low = check->rate_left < 10 || check->rate_left < check->rate_limit / 10;
    hm_auto_buf struct hm_buf of = { 0 };
    if (check->rate_limit > 0) {
        hm_buf_printf(&of, ", of %ju", (uintmax_t)check->rate_limit);
    }
    hm_report_note(report, is_low ? HM_NOTE_WARNING : HM_NOTE_INFO, "rate-limit", HM_S("hullmark"),
                   check->server, "The registry allows %ju more requests for images%.*s.",
                   (uintmax_t)check->rate_left, HM_FMT(hm_buf_str(&of)));
}

/* Tools that know of no mirrors are sent to where the bytes came from. */
static void
say_mirror(const struct hm_image_entry *entry, struct hm_report *report)
{
    if (entry->check.mirror.n > 0) {
        hm_report_note(report, HM_NOTE_INFO, "mirror-answered", HM_S("hullmark"), entry->name,
                       "The mirror %.*s answered for its registry; tools are given the image by "
                       "its digest from there.",
                       HM_FMT(entry->check.mirror));
    }
}

/* A verdict about some of an index's images says nothing of the others. */
static void
judge_coverage(const struct hm_image_entry *entry, struct hm_report *report)
{
    const struct hm_image_check *check = &entry->check;
    hm_auto_buf struct hm_buf seen = { 0 };

    if (check->n_offered <= check->images.n || check->images.n == 0) {
        return;
    }
    for (size_t i = 0; i < check->images.n; i++) {
        hm_buf_printf(&seen, "%s%.*s", i > 0 ? ", " : "", HM_FMT(check->images.p[i].platform));
    }
    (void)add_finding(report, "partly-scanned-index", entry->name, HM_S("platforms"),
                      hm_arena_printf(&report->arena,
                                      "It is an index of %u images, of which %zu %s looked at "
                                      "(%.*s); --platform all takes all of them.",
                                      check->n_offered, check->images.n,
                                      check->images.n == 1 ? "was" : "were",
                                      HM_FMT(hm_buf_str(&seen))));
}

/* --- copies, in a folder of ours */

static enum hm_status
make_folder(struct hm_image_entry *entry, struct hm_arena *arena, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf path = { 0 };

    if (entry->folder.n > 0) {
        return HM_OK;
    }
    enum hm_status status = hm_make_temp_dir(&path, reterr);
    if (status == HM_OK) {
        entry->folder = hm_arena_str(arena, hm_buf_str(&path));
    }
    return status;
}

/* What is verified and what tools see is this copy: the engine is asked once. */
static enum hm_status
take_from_engine(struct hm_image_entry *entry, const struct hm_image_options *options,
                 struct hm_arena *arena, struct hm_err *reterr)
{
    enum hm_status status = make_folder(entry, arena, reterr);

    if (status != HM_OK) {
        return status;
    }
    struct hm_str path = hm_arena_printf(arena, "%.*s/image.tar", HM_FMT(entry->folder));
    hm_auto_fd int fd = open(path.p, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return hm_err_set(reterr, HM_E_IO, "%.*s: %s", HM_FMT(path), strerror(errno));
    }
    entry->target.text = path;
    return hm_daemon_export(entry->engine, options, path.p, fd, reterr);
}

/* Tools that read archives do not read an OCI layout as one. */
static void
lay_out(struct hm_image_entry *entry, const struct hm_image_options *options,
        struct hm_report *report)
{
    struct hm_err err = { 0 };
    enum hm_status status = make_folder(entry, &report->arena, &err);

    if (status == HM_OK) {
        status = hm_archive_extract(entry->check.path, options, entry->folder.p, &err);
    }
    if (status == HM_OK) {
        entry->layout = entry->folder;
    } else {
        hm_report_note(report, HM_NOTE_WARNING, "image-not-converted", HM_S("hullmark"),
                       entry->name,
                       "It is an OCI layout in a tar file, which most tools cannot read, and it "
                       "could not be unpacked for them: %s.",
                       err.text);
    }
}

void
hm_images_done(struct hm_images *images)
{
    for (size_t i = 0; i < images->entries.n; i++) {
        if (images->entries.p[i].folder.n > 0) {
            hm_remove_tree(images->entries.p[i].folder.p);
            images->entries.p[i].folder.n = 0;
        }
    }
}

static void
verify_one(const struct hm_images *images, struct hm_image_entry *entry,
           const struct hm_image_options *options, struct hm_report *report)
{
    struct hm_err err = { 0 };
    enum hm_status status = HM_OK;

    if (entry->engine.n > 0) {
        status = take_from_engine(entry, options, &report->arena, &err);
    }
    if (status == HM_OK) {
        status = hm_image_verify(&report->arena, &entry->target, options, &entry->check, &err);
    }
    entry->is_checked = status == HM_OK;
    if (entry->is_checked) {
        report_check(entry, report);
        compare_tag(entry, options, report);
        compare_lock(images, entry, report);
        judge_coverage(entry, report);
        say_rate(entry, report);
        say_mirror(entry, report);
    } else {
        *hm_vec_push(&report->arena, &report->evidence) = (struct hm_evidence){
            .kind = "digest",
            .subject = entry->name,
            .proof = HM_PROOF_UNVERIFIABLE,
            .detail = hm_arena_str(&report->arena, hm_str_c(err.text)),
        };
        hm_report_note(report, HM_NOTE_ERROR, "image-unreadable", HM_S("hullmark"), entry->name,
                       "This image was not verified: %s.", err.text);
    }
    struct hm_ledger_row *row = hm_report_ledger(report);
    row->tool = HM_S("hullmark");
    row->version = HM_S(HM_VERSION);
    row->task = HM_S("digest");
    row->target = entry->name;
    row->state = entry->is_checked && entry->check.proof != HM_PROOF_UNVERIFIABLE
                     ? HM_LEDGER_DONE
                     : HM_LEDGER_FAILED;
    row->reason =
        entry->is_checked ? entry->check.text : hm_arena_str(&report->arena, hm_str_c(err.text));
}

void
hm_images_verify(struct hm_images *images, const struct hm_image_options *options,
                 struct hm_report *report)
{
    struct hm_image_options watched = *options;

    watched.watch = images->progress == NULL ? NULL : hm_progress_watch_image;
    watched.watch_ctx = images->progress;
    for (size_t i = 0; i < images->entries.n; i++) {
        struct hm_image_entry *entry = &images->entries.p[i];
        if (images->progress != NULL) {
            images->progress->image = entry->name;
        }
        verify_one(images, entry, &watched, report);
        if (images->are_scanned && entry->is_checked && entry->check.is_layout_only) {
            lay_out(entry, options, report);
        }
    }
}
