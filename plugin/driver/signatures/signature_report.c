/* SPDX-License-Identifier: Apache-2.0 */
/* What became of the images' signatures, as evidence, findings and notes. */
#include "plugin/driver/signatures/signatures.h"

#include "plugin/base/auto.h"
#include "plugin/rules/registry.h"

enum {
    PLACES_NAMED = 5, /* in evidence and notes; of more, the number is told */
};

/* "Dockerfile:3, Dockerfile:9 and 4 more" */
static struct hm_str
places_of(const struct hm_signature_image *image, struct hm_arena *arena)
{
    hm_auto_buf struct hm_buf text = { 0 };

    for (size_t i = 0; i < image->places.n && i < PLACES_NAMED; i++) {
        const struct hm_finding *at = &image->places.p[i]->at;
        hm_buf_printf(&text, "%s%.*s:%u", i == 0 ? "" : ", ", HM_FMT(at->path),
                      (unsigned)at->place.line);
    }
    if (image->places.n > PLACES_NAMED) {
        hm_buf_printf(&text, " and %zu more", image->places.n - PLACES_NAMED);
    }
    return hm_arena_str(arena, hm_buf_str(&text));
}

/* The answer, where it was asked for, and by what. */
static struct hm_str
detail_of(const struct hm_signature_image *image, const struct hm_signature_answer *answer,
          const char *what, struct hm_arena *arena)
{
    hm_auto_buf struct hm_buf text = { 0 };

    hm_buf_printf(&text, "%s%s%.*s", what == NULL ? "" : what, what == NULL ? "" : ": ",
                  HM_FMT(answer->detail));
    if (image->rule != NULL && image->rule->line > 0) {
        hm_buf_printf(&text, " (%.*s, line %u)", HM_FMT(image->policy->origin),
                      (unsigned)image->rule->line);
    }
    if (image->places.n > 0) {
        struct hm_str places = places_of(image, arena);
        hm_buf_printf(&text, "; used in %.*s%s", HM_FMT(places),
                      image->is_unused ? ", in a stage that the target does not need" : "");
    }
    return hm_arena_str(arena, hm_buf_str(&text));
}

static void
add_evidence(const struct hm_signature_image *image, const struct hm_signature_answer *answer,
             const char *what, struct hm_report *report)
{
    struct hm_evidence *evidence = hm_vec_push(&report->arena, &report->evidence);

    *evidence = (struct hm_evidence){
        .kind = what == NULL ? "signature" : "attestation",
        .subject = image->name,
        .proof = answer->proof,
        .digest = answer->digest,
        .detail = detail_of(image, answer, what, &report->arena),
    };
}

static struct hm_finding *
add_finding(struct hm_report *report, const char *concept, const struct hm_signature_image *image,
            const struct hm_image_place *place)
{
    const struct hm_rule *rule = hm_rules_find(hm_str_c(concept));
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    if (place != NULL) {
        *finding = place->at;
    } else {
        finding->target_kind = HM_TARGET_IMAGE;
        finding->target = image->name;
        finding->subject = HM_S("signature");
    }
    finding->rule = rule;
    finding->severity = rule->severity;
    return finding;
}

/* A finding at each place of the image, all of one fault; or one about the image itself. */
static void
add_findings(struct hm_report *report, const char *concept, const struct hm_signature_image *image,
             const char *what, struct hm_str detail)
{
    size_t n = image->is_given ? 1 : image->places.n;

    for (size_t i = 0; i < n; i++) {
        const struct hm_image_place *place = image->is_given ? NULL : image->places.p[i];
        struct hm_finding *finding = add_finding(report, concept, image, place);
        if (what != NULL && place == NULL) {
            finding->subject = hm_str_c(what);
        }
        if (place != NULL && place->why.n == 0) {
            finding->fault = hm_arena_printf(&report->arena, "%s %.*s",
                                             what == NULL ? "signature" : what, HM_FMT(image->key));
        }
        finding->message = hm_arena_printf(
            &report->arena, "%.*s: %s%s%.*s%s.", HM_FMT(image->name), what == NULL ? "" : what,
            what == NULL ? "" : ": ", HM_FMT(detail),
            place != NULL && place->is_unused ? " (in a stage that the target does not need)" : "");
    }
}

static void
add_note(struct hm_report *report, const struct hm_signature_image *image, enum hm_note_level level,
         const char *id, const char *what, struct hm_str detail)
{
    struct hm_str places = places_of(image, &report->arena);
    bool has_places = image->places.n > 0;

    hm_report_note(
        report, level, id, HM_S("hullmark"), has_places ? image->places.p[0]->at.path : image->name,
        "The %s of %.*s was not verified: %.*s%s%.*s.", what == NULL ? "signature" : what,
        HM_FMT(image->name), HM_FMT(detail), has_places ? "; used in " : "", HM_FMT(places));
}

static void
report_answer(struct hm_report *report, const struct hm_signature_image *image,
              const struct hm_signature_answer *answer, const char *what)
{
    if (answer->is_for_review && answer->proof != HM_PROOF_UNVERIFIABLE) {
        add_note(report, image, HM_NOTE_WARNING, "signature-for-review", what, answer->detail);
        return;
    }
    switch (answer->proof) {
    case HM_PROOF_STATED:
    case HM_PROOF_VERIFIED:
    case HM_PROOF_ACCEPTED:
        break;
    case HM_PROOF_WRONG:
        add_findings(report, "wrong-signature", image, what, answer->detail);
        break;
    case HM_PROOF_ABSENT:
        add_findings(report, what == NULL ? "unsigned-image" : "missing-attestation", image, what,
                     answer->detail);
        break;
    case HM_PROOF_UNVERIFIABLE:
        /* Of images that the command line names, the tools and the hashing have told. */
        if (!image->is_given) {
            add_note(report, image, HM_NOTE_ERROR, "signature-unverifiable", what, answer->detail);
        }
        break;
    case HM_PROOF_UNCOVERED:
        if (image->policy->otherwise == HM_OTHERWISE_REFUSE) {
            add_findings(report, "unsigned-image", image, what, answer->detail);
        } else {
            add_note(report, image, HM_NOTE_WARNING, "signature-no-rule", what, answer->detail);
        }
        break;
    }
}

/* A mirror need not hold what is attached to an image: that it is not there would say nothing. */
static void
say_mirror(const struct hm_signature_image *image, struct hm_report *report)
{
    if (image->reference != NULL && image->reference->mirror.n > 0 && image->rule != NULL) {
        hm_report_note(report, HM_NOTE_INFO, "signature-not-from-mirror", HM_S("hullmark"),
                       image->name,
                       "Its digest came from the mirror %.*s; its signatures are looked for in the "
                       "registry itself.",
                       HM_FMT(image->reference->mirror));
    }
}

void
hm_signatures_report(const struct hm_signatures *signatures, struct hm_report *report)
{
    for (size_t i = 0; i < signatures->images.n; i++) {
        const struct hm_signature_image *image = &signatures->images.p[i];
        for (int a = -1; a < HM_ATTESTATION_COUNT; a++) {
            const struct hm_signature_answer *answer =
                a < 0 ? &image->signature : &image->attestations[a];
            const char *what = a < 0 ? NULL : hm_attestation_name((enum hm_attestation)a);
            if (answer->is_asked) {
                add_evidence(image, answer, what, report);
                report_answer(report, image, answer, what);
            }
        }
        say_mirror(image, report);
        if (image->is_mismatch && !image->is_given) {
            add_findings(report, "digest-mismatch", image, NULL, image->signature.detail);
        }
    }
    if (signatures->places.is_cut) {
        hm_report_fail(
            report, "signature", HM_S("images"),
            "there are more than %d uses of images, or more than %d images; the rest was "
            "not verified",
            HM_IMAGE_PLACES_LIMIT, HM_SIGNATURE_IMAGES_LIMIT);
    }
}
