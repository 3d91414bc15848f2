/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/source_tags.h"

#include "plugin/driver/images/images.h"

bool
hm_source_tags_are_locked(const struct hm_source_tags *tags)
{
    return tags->lock != NULL && tags->lock->images.n > 0;
}

void
hm_source_tags_add(struct hm_source_tags *tags, struct hm_arena *arena,
                   const struct hm_source *source, const struct hm_pin *pin)
{
    bool has_both = pin->ref.tag.n > 0 && pin->ref.digest.n > 0;
    bool is_for_lock = pin->ref.digest.n == 0 && hm_source_tags_are_locked(tags);

    if (pin->ref.repository.n == 0 || (!is_for_lock && !(has_both && tags->is_asking))) {
        return;
    }
    struct hm_tag_place *at = hm_vec_push(arena, &tags->places);
    *at = (struct hm_tag_place){
        .path = hm_arena_str(arena, source->path),
        .place = hm_source_place(source, pin->span),
        .off = pin->span.off,
    };
    at->line_text = hm_arena_str(arena, hm_source_line(source, at->place.line));
    /* It was parsed before. */
    if (hm_image_ref_parse(arena, hm_arena_str(arena, pin->ref.text), &at->ref, NULL) != HM_OK) {
        tags->places.n--;
        return;
    }
    at->name = hm_tag_name(arena, &at->ref);
    if (tags->is_asking && (has_both || hm_lock_image(tags->lock, at->name) != NULL)) {
        hm_tags_add(&tags->tags, arena, &at->ref);
    }
}

/* The finding, if there is one, belongs to the place. */
static void
put_finding(const struct hm_tag_place *at, struct hm_finding *finding)
{
    if (finding != NULL) {
        finding->target_kind = HM_TARGET_FILE;
        finding->path = at->path;
        finding->place = at->place;
        finding->off = at->off;
        finding->line_text = at->line_text;
        finding->subject = at->ref.text;
    }
}

/* What became of the references that the lock is for. */
struct locked_counts {
    size_t compared;
    size_t unnamed; /* not in the lock */
    size_t unknown; /* nobody could be asked */
};

static void
judge_locked(const struct hm_source_tags *tags, const struct hm_tag_place *at,
             struct locked_counts *counts, struct hm_report *report)
{
    const struct hm_lock_image *row = hm_lock_image(tags->lock, at->name);
    const struct hm_tag *tag = hm_tags_find(&tags->tags, at->name);

    if (row == NULL) {
        counts->unnamed++;
    } else if (tag == NULL || tag->status != HM_OK) {
        counts->unknown++;
        if (tags->is_asking) {
            hm_report_note(report, HM_NOTE_ERROR, "tag-not-compared", HM_S("hullmark"), at->path,
                           "Whether %.*s is still what the lock says is not known: %s.",
                           HM_FMT(at->name), tag == NULL ? "there are too many" : tag->err.text);
        }
    } else {
        counts->compared++;
        put_finding(at, hm_images_judge_lock(row, tag->found.digest, HM_S(""), report));
    }
}

static void
judge_beside(const struct hm_source_tags *tags, const struct hm_tag_place *at,
             struct hm_report *report)
{
    static const struct hm_err too_many = { .status = HM_E_LIMIT, .text = "there are too many" };
    const struct hm_tag *tag = hm_tags_find(&tags->tags, at->name);
    const struct hm_tag_comparison comparison = {
        .ref = &at->ref,
        .found = tag == NULL ? HM_S("") : tag->found.digest,
        .error = tag == NULL            ? &too_many
                 : tag->status == HM_OK ? NULL
                                        : &tag->err,
    };

    put_finding(at, hm_images_judge_tag(&comparison, HM_S(""), report));
}

static void
account(const struct hm_source_tags *tags, const struct locked_counts *counts,
        struct hm_report *report)
{
    size_t all = counts->compared + counts->unnamed + counts->unknown;

    if (all == 0) {
        return;
    }
    struct hm_ledger_row *row = hm_report_ledger(report);
    row->tool = HM_S("hullmark");
    row->version = HM_S(HM_VERSION);
    row->task = HM_S("lock");
    row->target = HM_S("tags of the files");
    row->is_required = tags->is_locked;
    bool is_open = counts->unknown > 0 || (counts->unnamed > 0 && tags->is_locked);
    if (!tags->is_asking) {
        row->state = HM_LEDGER_SKIPPED;
        row->reason = hm_arena_printf(
            &report->arena, "%zu were not held against the lock: that needs --resolve", all);
        return;
    }
    row->state = is_open ? HM_LEDGER_FAILED : HM_LEDGER_DONE;
    row->reason = hm_arena_printf(
        &report->arena,
        "%zu held against the lock, %zu not named in it, %zu that could not be asked for",
        counts->compared, counts->unnamed, counts->unknown);
}

/* What a tag was resolved to before in this run is what it means. */
static void
take_known(struct hm_source_tags *tags)
{
    for (size_t i = 0; tags->references != NULL && i < tags->tags.all.n; i++) {
        struct hm_tag *tag = &tags->tags.all.p[i];
        const struct hm_reference *known = hm_references_find(tags->references, &tag->ref);
        if (known != NULL && known->digest.n > 0) {
            tag->is_known = true;
            tag->found.digest = known->digest;
            tag->found.is_index = known->is_index;
        }
    }
}

void
hm_source_tags_judge(struct hm_source_tags *tags, const struct hm_image_options *options,
                     struct hm_report *report)
{
    struct locked_counts counts = { 0 };

    if (tags->is_asking) {
        take_known(tags);
        hm_tags_ask(&tags->tags, options);
    }
    for (size_t i = 0; i < tags->places.n; i++) {
        const struct hm_tag_place *at = &tags->places.p[i];
        if (at->ref.digest.n > 0) {
            judge_beside(tags, at, report);
        } else {
            judge_locked(tags, at, &counts, report);
        }
    }
    account(tags, &counts, report);
    hm_tags_done(&tags->tags);
}
