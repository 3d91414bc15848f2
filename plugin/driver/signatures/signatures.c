/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/signatures/signatures.h"

#include "plugin/driver/signatures/signature_again.h"
#include "plugin/driver/signatures/signature_children.h"
#include "plugin/driver/signatures/signature_questions.h"

/* --- what is asked for --- */

bool
hm_signatures_are_asked(const struct hm_signatures *signatures)
{
    return signatures->policy != NULL;
}

void
hm_signatures_find(struct hm_signatures *signatures, const struct hm_inputs *inputs,
                   const struct hm_build *build, struct hm_report *report)
{
    if (!hm_signatures_are_asked(signatures)) {
        return;
    }
    hm_image_places_find(inputs, build, &report->arena, &signatures->places);
    for (size_t i = 0; i < signatures->places.list.n; i++) {
        const struct hm_image_place *place = &signatures->places.list.p[i];
        const struct hm_trust_rule *rule =
            place->why.n > 0 ? NULL : hm_trust_policy_find(signatures->policy, &place->ref);
        if (rule != NULL && !rule->is_unsigned) {
            hm_references_add(&signatures->references, &report->arena, &place->ref);
        }
    }
}

/* --- which images there are --- */

static struct hm_signature_image *
image_of(struct hm_signatures *signatures, struct hm_arena *arena, struct hm_str key,
         struct hm_str platform, struct hm_str why, bool is_given)
{
    for (size_t i = 0; i < signatures->images.n; i++) {
        struct hm_signature_image *image = &signatures->images.p[i];
        if (hm_str_is(image->key, key) && hm_str_is(image->platform, platform) &&
            hm_str_is(image->why, why) && image->is_given == is_given) {
            return image;
        }
    }
    if (signatures->images.n > HM_SIGNATURE_IMAGES_LIMIT) {
        return NULL;
    }
    struct hm_signature_image *image = hm_vec_push(arena, &signatures->images);
    image->key = key;
    image->name = key;
    image->platform = platform;
    image->why = why;
    image->is_given = is_given;
    image->is_unused = !is_given;
    return image;
}

/* What the policy asks of an image, and what it says without asking anybody. */
static void
decide(struct hm_signatures *signatures, struct hm_signature_image *image,
       const struct hm_image_ref *ref, struct hm_arena *arena)
{
    const struct hm_trust_policy *policy =
        image->is_given && signatures->has_given ? &signatures->given : signatures->policy;
    const struct hm_trust_rule *rule = hm_trust_policy_find(policy, ref);
    struct hm_signature_answer *answer = &image->signature;
    char day[16];

    image->policy = policy;
    image->rule = rule;
    image->reference = hm_references_find(&signatures->references, ref);
    answer->is_asked = true;
    answer->is_known = rule == NULL || rule->is_unsigned;
    if (rule == NULL) {
        answer->proof = HM_PROOF_UNCOVERED;
        answer->detail = hm_arena_printf(arena, "no rule of %.*s fits it", HM_FMT(policy->origin));
    } else if (rule->is_unsigned) {
        bool is_accepted = hm_trust_rule_accepts_unsigned(rule, signatures->today);
        answer->proof = is_accepted ? HM_PROOF_ACCEPTED : HM_PROOF_ABSENT;
        answer->detail = hm_arena_printf(arena, "%s without a signature until %s: %.*s",
                                         is_accepted ? "accepted" : "it was accepted",
                                         hm_day_text(rule->until, day), HM_FMT(rule->reason));
    } else {
        for (int a = 0; a < HM_ATTESTATION_COUNT; a++) {
            image->attestations[a].is_asked = (rule->attestations & 1U << a) != 0;
        }
    }
}

static void
add_place(struct hm_signatures *signatures, const struct hm_image_place *place,
          struct hm_arena *arena)
{
    struct hm_str platform =
        place->platform.n > 0 ? place->platform : signatures->options->platform;
    struct hm_str key = place->why.n > 0 ? place->text : hm_image_ref_key(arena, &place->ref);
    struct hm_signature_image *image =
        image_of(signatures, arena, key, platform, place->why, false);

    if (image == NULL) {
        return;
    }
    image->name = image->places.n == 0 ? place->text : image->name;
    if (image->places.n == 0 && place->why.n == 0) {
        decide(signatures, image, &place->ref, arena);
    } else if (image->places.n == 0) {
        image->policy = signatures->policy;
        image->signature = hm_signature_unverifiable(place->why);
    }
    image->is_unused = image->is_unused && place->is_unused;
    hm_vec_add(arena, &image->places, place);
}

/* An image of the command line; its digest is known, if it could be read. */
static void
add_given(struct hm_signatures *signatures, const struct hm_image_entry *entry,
          struct hm_report *report, bool is_verify)
{
    struct hm_arena *arena = &report->arena;
    struct hm_image_ref ref;
    bool is_remote = entry->target.kind == HM_IMAGE_REGISTRY;

    if (!signatures->has_given && signatures->policy == NULL) {
        return;
    }
    if (!is_remote && !signatures->has_given && !is_verify) {
        hm_report_note(report, HM_NOTE_INFO, "signature-not-asked", HM_S("hullmark"), entry->name,
                       "The policy of signatures speaks of images in registries; this one lies "
                       "outside, and was not held against it.");
        return;
    }
    struct hm_signature_image *image =
        image_of(signatures, arena, entry->name, signatures->options->platform, HM_S(""), true);
    if (image == NULL || image->signature.is_asked) {
        return;
    }
    if (!is_remote || hm_image_ref_parse(arena, entry->name, &ref, NULL) != HM_OK) {
        image->policy = signatures->has_given ? &signatures->given : signatures->policy;
        image->signature = hm_signature_unverifiable(
            HM_S("the signature of an image outside a registry cannot be looked for"));
        return;
    }
    decide(signatures, image, &ref, arena);
}

/* What was hashed is what is verified, whatever a tag stands for by now. */
static void
seed_given(struct hm_signatures *signatures, const struct hm_images *images, struct hm_arena *arena)
{
    for (size_t i = 0; i < images->entries.n; i++) {
        const struct hm_image_entry *entry = &images->entries.p[i];
        const struct hm_image_check *check = &entry->check;
        struct hm_image_ref ref;
        if (entry->is_checked && entry->target.kind == HM_IMAGE_REGISTRY && check->digest.n > 0 &&
            hm_image_ref_parse(arena, entry->name, &ref, NULL) == HM_OK) {
            hm_references_add_known(&signatures->references, arena, &ref,
                                    check->index_digest.n > 0 ? check->index_digest
                                                              : check->digest);
        }
    }
}

/* --- the run --- */

enum hm_status
hm_signatures_start(struct hm_signatures *signatures, struct hm_tools *tools,
                    const struct hm_images *images, const struct hm_image_options *options,
                    struct hm_report *report, struct hm_err *reterr)
{
    struct hm_arena *arena = &report->arena;

    signatures->tools = tools;
    signatures->options = options;
    if (signatures->policy == NULL && !signatures->has_given) {
        return HM_OK;
    }
    seed_given(signatures, images, arena);
    hm_references_resolve(&signatures->references, arena, options);
    for (size_t i = 0; i < images->entries.n; i++) {
        add_given(signatures, &images->entries.p[i], report,
                  tools->args->command == HM_COMMAND_VERIFY);
    }
    for (size_t i = 0; i < signatures->places.list.n; i++) {
        add_place(signatures, &signatures->places.list.p[i], arena);
    }
    if (signatures->images.n > HM_SIGNATURE_IMAGES_LIMIT) {
        signatures->images.n = HM_SIGNATURE_IMAGES_LIMIT;
        signatures->places.is_cut = true;
    }
    for (size_t i = 0; i < signatures->images.n; i++) {
        hm_signatures_ask_first(signatures, i, arena);
    }
    if (signatures->jobs.n == 0) {
        return HM_OK;
    }
    return hm_runner_start(&tools->options, signatures->jobs.p, signatures->jobs.n,
                           &signatures->runner, reterr);
}

/* What was asked for and nobody could answer. */
static void
fill_unanswered(struct hm_signatures *signatures)
{
    for (size_t i = 0; i < signatures->images.n; i++) {
        struct hm_signature_image *image = &signatures->images.p[i];
        for (int a = -1; a < HM_ATTESTATION_COUNT; a++) {
            struct hm_signature_answer *answer =
                a < 0 ? &image->signature : &image->attestations[a];
            if (answer->is_asked && !answer->is_known) {
                *answer = hm_signature_unverifiable(HM_S("there is no tool that could tell"));
            }
        }
    }
}

void
hm_signatures_finish(struct hm_signatures *signatures, struct hm_report *report)
{
    struct hm_report said = { 0 };

    hm_runner_finish(signatures->runner, &said);
    signatures->runner = NULL;
    if (said.evidence.n == signatures->questions.n) {
        for (size_t i = 0; i < said.evidence.n; i++) {
            hm_signature_take(hm_signatures_answer(signatures, &signatures->questions.p[i]),
                              &said.evidence.p[i], &signatures->jobs.p[i]);
        }
    }
    hm_signatures_take_ledger(signatures, &said, report);
    hm_signatures_look_again(signatures, report);
    hm_signatures_ask_children(signatures, report);
    fill_unanswered(signatures);
    hm_arena_adopt(&report->arena, &said.arena);
    hm_report_done(&said);
    hm_signatures_report(signatures, report);
}
