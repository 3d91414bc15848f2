/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/signatures.h"

#include "adapters/locate.h"
#include "plugin/base/auto.h"
#include "plugin/driver/signature_look.h"
#include "plugin/image/manifest.h"

static const size_t NO_CHILD = SIZE_MAX;

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
image_of(struct hm_signatures *signatures, struct hm_arena *arena, struct hm_str name,
         struct hm_str platform, struct hm_str why, bool is_given)
{
    for (size_t i = 0; i < signatures->images.n; i++) {
        struct hm_signature_image *image = &signatures->images.p[i];
        if (hm_str_is(image->name, name) && hm_str_is(image->platform, platform) &&
            hm_str_is(image->why, why) && image->is_given == is_given) {
            return image;
        }
    }
    if (signatures->images.n > HM_SIGNATURE_IMAGES_LIMIT) {
        return NULL;
    }
    struct hm_signature_image *image = hm_vec_push(arena, &signatures->images);
    image->name = name;
    image->platform = platform;
    image->why = why;
    image->is_given = is_given;
    image->is_unused = !is_given;
    return image;
}

static struct hm_signature_answer
unverifiable(struct hm_str why)
{
    return (struct hm_signature_answer){
        .is_asked = true, .is_known = true, .proof = HM_PROOF_UNVERIFIABLE, .detail = why
    };
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
    struct hm_signature_image *image =
        image_of(signatures, arena, place->text, platform, place->why, false);

    if (image == NULL) {
        return;
    }
    if (image->places.n == 0 && place->why.n == 0) {
        decide(signatures, image, &place->ref, arena);
    } else if (image->places.n == 0) {
        image->policy = signatures->policy;
        image->signature = unverifiable(place->why);
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
        image->signature =
            unverifiable(HM_S("the signature of an image outside a registry cannot be looked for"));
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

/* --- the questions --- */

/* notary tells an unsigned image from a server that does not answer, and keeps to a root key;
 * docker, where only it is there, states no more than it knows. */
static const struct hm_adapter *
docker_trust_client(const struct hm_env *env)
{
    const struct hm_adapter *notary = hm_adapters_find(HM_S("notary"));
    const struct hm_adapter *docker = hm_adapters_find(HM_S("docker-trust"));
    hm_auto_buf struct hm_buf path = { 0 };

    return hm_tool_locate(notary, env, &path, NULL) == HM_OK ||
                   hm_tool_locate(docker, env, &path, NULL) != HM_OK
               ? notary
               : docker;
}

static const struct hm_adapter *
adapter_of(const struct hm_trust *trust, const struct hm_env *env)
{
    switch (trust->kind) {
    case HM_TRUST_KEY:
    case HM_TRUST_IDENTITY:
        return hm_adapters_find(HM_S("cosign"));
    case HM_TRUST_NOTATION:
        return hm_adapters_find(HM_S("notation"));
    case HM_TRUST_DOCKER:
        return docker_trust_client(env);
    }
    return NULL;
}

static struct hm_signature_answer *
answer_of(struct hm_signatures *signatures, const struct hm_signature_question *question)
{
    struct hm_signature_image *image = &signatures->images.p[question->image];

    return question->attestation < 0 ? &image->signature
                                     : &image->attestations[question->attestation];
}

static void
add_question(struct hm_signatures *signatures, struct hm_arena *arena, size_t index,
             const struct hm_trust *trust, int attestation, const char *predicate, size_t child)
{
    const struct hm_signature_image *image = &signatures->images.p[index];
    const struct hm_reference *reference = image->reference;
    const struct hm_adapter *adapter = adapter_of(trust, &signatures->tools->options.env);
    const struct hm_args *args = signatures->tools->args;

    if (attestation >= 0 && (trust->kind == HM_TRUST_NOTATION || trust->kind == HM_TRUST_DOCKER)) {
        return;
    }
    if (adapter == NULL) {
        *answer_of(signatures,
                   &(struct hm_signature_question){ .image = index, .attestation = attestation }) =
            unverifiable(HM_S("there is no tool that could tell"));
        return;
    }
    struct hm_str digest =
        child == NO_CHILD ? reference->digest : reference->children[child].digest;
    hm_vec_add(arena, &signatures->questions,
               ((struct hm_signature_question){
                   .image = index, .attestation = attestation, .child = child }));
    hm_vec_add(arena, &signatures->jobs,
               ((struct hm_tool_job){
                   .adapter = adapter,
                   .task = HM_TASK_SIGNATURE,
                   .kind = HM_AT_REGISTRY,
                   .target = image->name,
                   .location = hm_reference_pinned(arena, reference, digest),
                   .tag = reference->tag,
                   .digest = digest,
                   .trust = trust,
                   .predicate = hm_str_c(predicate),
                   .is_plain_http = reference->is_plain_http,
                   .is_old_form = signatures->is_old_form,
                   .is_required = true,
                   .is_allowed = hm_args_lists(args, HM_OPT_ALLOW_INCOMPLETE, adapter->name),
                   .timeout_s = signatures->tools->timeout_s,
               }));
}

/* What a rule asks of one digest; @p attestation -1 is the signature. */
static void
ask_about(struct hm_signatures *signatures, struct hm_arena *arena, size_t index, int attestation,
          size_t child)
{
    const struct hm_trust_rule *rule = signatures->images.p[index].rule;
    const char *const signature[] = { NULL, NULL };

    for (uint32_t t = 0; t < rule->n_trusts; t++) {
        const char *const *predicate =
            attestation < 0 ? signature
                            : hm_attestation_predicates((enum hm_attestation)attestation);
        do {
            add_question(signatures, arena, index, &rule->trusts[t], attestation, *predicate,
                         child);
        } while (*predicate != NULL && *++predicate != NULL);
    }
}

static void
ask_first(struct hm_signatures *signatures, size_t index, struct hm_arena *arena)
{
    struct hm_signature_image *image = &signatures->images.p[index];
    const struct hm_reference *reference = image->reference;
    struct hm_str why = { 0 };

    if (image->rule == NULL || image->signature.is_known) {
        return;
    }
    if (reference == NULL) {
        why = HM_S("the image itself could not be read");
    } else if (reference->err.status != HM_OK) {
        image->is_mismatch = reference->err.status == HM_E_MISMATCH;
        why = hm_arena_str(arena, hm_str_c(reference->err.text));
    }
    for (int a = -1; a < HM_ATTESTATION_COUNT; a++) {
        struct hm_signature_answer *answer = a < 0 ? &image->signature : &image->attestations[a];
        if (answer->is_asked && why.n > 0) {
            *answer = unverifiable(why);
        } else if (answer->is_asked) {
            ask_about(signatures, arena, index, a, NO_CHILD);
        }
    }
}

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
        ask_first(signatures, i, arena);
    }
    if (signatures->jobs.n == 0) {
        return HM_OK;
    }
    return hm_runner_start(&tools->options, signatures->jobs.p, signatures->jobs.n,
                           &signatures->runner, reterr);
}

/* --- the answers --- */

/* Of several tries, one that holds is enough; where none does, one that could not be made may have
 * been it. */
static int
weight_of(const struct hm_signature_answer *answer)
{
    static const int weights[] = {
        [HM_PROOF_VERIFIED] = 6, [HM_PROOF_UNVERIFIABLE] = 5, [HM_PROOF_WRONG] = 4,
        [HM_PROOF_STATED] = 3,   [HM_PROOF_ABSENT] = 2,       [HM_PROOF_ACCEPTED] = 0,
        [HM_PROOF_UNCOVERED] = 0
    };
    bool is_weak = answer->is_for_review &&
                   (answer->proof == HM_PROOF_WRONG || answer->proof == HM_PROOF_ABSENT);

    return is_weak ? 1 : weights[answer->proof];
}

static bool
is_weightier(const struct hm_signature_answer *answer, const struct hm_signature_answer *than)
{
    return weight_of(answer) > weight_of(than);
}

static void
take_answer(struct hm_signature_answer *answer, const struct hm_evidence *evidence,
            const struct hm_tool_job *job)
{
    struct hm_signature_answer next = { .is_asked = true,
                                        .is_known = true,
                                        .proof = evidence->proof,
                                        .detail = evidence->detail,
                                        .digest = evidence->digest,
                                        .is_for_review = job->trust->kind == HM_TRUST_DOCKER };

    if (!answer->is_known || is_weightier(&next, answer)) {
        *answer = next;
    }
}

static bool
has_held(const struct hm_signature_answer *answer)
{
    return answer->is_known && answer->proof == HM_PROOF_VERIFIED;
}

/* A failure does not count where another key or identity of the rule held. */
static void
take_ledger(struct hm_signatures *signatures, struct hm_report *said, struct hm_report *report)
{
    for (size_t i = 0; i < said->ledger.n; i++) {
        struct hm_ledger_row *row = &said->ledger.p[i];
        if (said->ledger.n == signatures->questions.n &&
            has_held(answer_of(signatures, &signatures->questions.p[i]))) {
            row->is_allowed = true;
        }
        hm_vec_add(&report->arena, &report->ledger, *row);
    }
    for (size_t i = 0; i < said->notes.n; i++) {
        hm_vec_add(&report->arena, &report->notes, said->notes.p[i]);
    }
}

/* Whether a child is one of those that the image is used for. */
static bool
is_wanted(const struct hm_signature_image *image, const struct hm_reference_child *child)
{
    const struct hm_reference *reference = image->reference;

    if (hm_str_eq(image->platform, "all") || reference->n_children == 1) {
        return true;
    }
    return hm_platform_fits(image->platform.n > 0 ? image->platform : HM_S("linux/amd64"),
                            child->platform);
}

/* --- a second look --- */

static bool
is_by_cosign(const struct hm_trust_rule *rule)
{
    bool is_all = rule != NULL && !rule->is_unsigned;

    for (uint32_t t = 0; is_all && t < rule->n_trusts; t++) {
        is_all = rule->trusts[t].kind == HM_TRUST_KEY || rule->trusts[t].kind == HM_TRUST_IDENTITY;
    }
    return is_all;
}

/* What cosign calls absent or wrong is so only if all of it could be read; and what it made before
 * it made bundles it passes over where there are bundles. */
static void
look_again(struct hm_signatures *signatures, size_t index, int attestation, struct hm_arena *arena)
{
    const struct hm_signature_image *image = &signatures->images.p[index];
    const struct hm_signature_question question = { .image = index, .attestation = attestation };
    struct hm_signature_answer *answer = answer_of(signatures, &question);
    struct hm_str attached = { 0 };
    struct hm_str why = { 0 };

    for (size_t i = 0; i < 2; i++) {
        enum hm_look look =
            i == 0 ? hm_signature_look(arena, image->reference, image->reference->digest,
                                       attestation < 0 ? ".sig" : ".att", signatures->options, &why)
                   : hm_signature_look_at_list(arena, image->reference, image->reference->digest,
                                               signatures->options, &attached, &why);
        if (look == HM_LOOK_UNREADABLE) {
            *answer = unverifiable(
                i == 0 ? hm_arena_printf(arena, "%s is there, and cannot be read whole: %.*s",
                                         attestation < 0 ? "a signature" : "an attestation",
                                         HM_FMT(why))
                       : hm_arena_printf(arena, "what is attached to it cannot be read whole: %.*s",
                                         HM_FMT(why)));
            return;
        }
        if (look == HM_LOOK_WHOLE && i == 0) {
            signatures->is_old_form = true;
            ask_about(signatures, arena, index, attestation, NO_CHILD);
            signatures->is_old_form = false;
        }
    }
    if (answer->proof == HM_PROOF_ABSENT && attached.n > 0) {
        answer->detail = hm_arena_printf(arena, "%.*s (attached, and not verified: %.*s)",
                                         HM_FMT(answer->detail), HM_FMT(attached));
    }
}

static void
take_old_form(struct hm_signatures *signatures, const struct hm_report *said)
{
    for (size_t i = 0; i < signatures->questions.n; i++) {
        const struct hm_signature_question *question = &signatures->questions.p[i];
        struct hm_signature_answer *answer = answer_of(signatures, question);
        take_answer(answer, &said->evidence.p[i], &signatures->jobs.p[i]);
        bool is_last = i + 1 == signatures->questions.n ||
                       signatures->questions.p[i + 1].image != question->image ||
                       signatures->questions.p[i + 1].attestation != question->attestation;
        if (is_last && question->attestation < 0 && answer->proof == HM_PROOF_ABSENT) {
            *answer = unverifiable(HM_S("a signature of cosign's old form is there, which this "
                                        "cosign passes over beside bundles"));
        }
    }
}

static void
look_at_all_again(struct hm_signatures *signatures, struct hm_report *report)
{
    struct hm_report said = { 0 };
    struct hm_err err = { 0 };

    signatures->questions.n = 0;
    signatures->jobs.n = 0;
    for (size_t i = 0; i < signatures->images.n; i++) {
        const struct hm_signature_image *image = &signatures->images.p[i];
        for (int a = -1; a < HM_ATTESTATION_COUNT; a++) {
            const struct hm_signature_answer *answer =
                a < 0 ? &image->signature : &image->attestations[a];
            bool is_bad = answer->is_known &&
                          (answer->proof == HM_PROOF_ABSENT || answer->proof == HM_PROOF_WRONG);
            if (is_bad && image->reference != NULL && is_by_cosign(image->rule)) {
                look_again(signatures, i, a, &report->arena);
            }
        }
    }
    if (signatures->questions.n > 0 &&
        hm_runner_run(&signatures->tools->options, signatures->jobs.p, signatures->jobs.n, &said,
                      &err) == HM_OK &&
        said.evidence.n == signatures->questions.n) {
        take_old_form(signatures, &said);
    }
    take_ledger(signatures, &said, report);
    hm_arena_adopt(&report->arena, &said.arena);
    hm_report_done(&said);
}

/* --- what is below an index --- */

/* Signatures that exist only below the index: each wanted child must have one. */
static void
ask_about_children(struct hm_signatures *signatures, struct hm_arena *arena)
{
    for (size_t i = 0; i < signatures->images.n; i++) {
        const struct hm_signature_image *image = &signatures->images.p[i];
        const struct hm_reference *reference = image->reference;
        for (int a = -1; a < HM_ATTESTATION_COUNT; a++) {
            const struct hm_signature_answer *answer =
                a < 0 ? &image->signature : &image->attestations[a];
            bool is_absent =
                answer->is_known && answer->proof == HM_PROOF_ABSENT && !answer->is_for_review;
            if (!is_absent || image->rule == NULL || image->rule->is_unsigned ||
                reference == NULL) {
                continue;
            }
            for (size_t c = 0; c < reference->n_children; c++) {
                if (is_wanted(image, &reference->children[c])) {
                    ask_about(signatures, arena, i, a, c);
                }
            }
        }
    }
}

/* What came of the children of one index, whose questions are [from, to). */
static void
take_children(struct hm_signatures *signatures, const struct hm_report *said, size_t from,
              size_t to, struct hm_arena *arena)
{
    const struct hm_signature_question *questions = signatures->questions.p;
    const struct hm_reference *reference = signatures->images.p[questions[from].image].reference;
    struct hm_signature_answer *answer = answer_of(signatures, &questions[from]);
    struct hm_signature_answer worst = { 0 };
    struct hm_str platform = { 0 };
    bool has_any = false;

    for (size_t i = from, end; i < to; i = end) {
        struct hm_signature_answer one = { 0 };
        for (end = i; end < to && questions[end].child == questions[i].child; end++) {
            take_answer(&one, &said->evidence.p[end], &signatures->jobs.p[end]);
        }
        has_any |= has_held(&one);
        /* What held is better than all else. */
        if (!worst.is_known || (has_held(&worst) && !has_held(&one)) ||
            (!has_held(&one) && is_weightier(&one, &worst))) {
            worst = one;
            platform = reference->children[questions[i].child].platform;
        }
    }
    if (worst.proof == HM_PROOF_ABSENT && !has_any) {
        return;
    }
    *answer = worst;
    answer->is_of_child = true;
    answer->detail =
        hm_arena_printf(arena, "the index has none; its manifest%s%.*s: %.*s",
                        platform.n > 0 ? " for " : "", HM_FMT(platform), HM_FMT(worst.detail));
}

/* Asks the tools about the manifests below indexes that have nothing themselves. */
static void
ask_again(struct hm_signatures *signatures, struct hm_report *report)
{
    struct hm_report said = { 0 };
    struct hm_err err = { 0 };

    signatures->questions.n = 0;
    signatures->jobs.n = 0;
    ask_about_children(signatures, &report->arena);
    size_t n = signatures->questions.n;
    if (n == 0) {
        return;
    }
    enum hm_status status =
        hm_runner_run(&signatures->tools->options, signatures->jobs.p, n, &said, &err);
    for (size_t i = 0, end; i < n; i = end) {
        const struct hm_signature_question *first = &signatures->questions.p[i];
        for (end = i; end < n && signatures->questions.p[end].image == first->image &&
                      signatures->questions.p[end].attestation == first->attestation;
             end++) {
        }
        if (status == HM_OK && said.evidence.n == n) {
            take_children(signatures, &said, i, end, &report->arena);
        } else {
            *answer_of(signatures, first) =
                unverifiable(HM_S("the manifests below the index could not be asked about"));
        }
    }
    take_ledger(signatures, &said, report);
    hm_arena_adopt(&report->arena, &said.arena);
    hm_report_done(&said);
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
                *answer = unverifiable(HM_S("there is no tool that could tell"));
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
            take_answer(answer_of(signatures, &signatures->questions.p[i]), &said.evidence.p[i],
                        &signatures->jobs.p[i]);
        }
    }
    take_ledger(signatures, &said, report);
    look_at_all_again(signatures, report);
    ask_again(signatures, report);
    fill_unanswered(signatures);
    hm_arena_adopt(&report->arena, &said.arena);
    hm_report_done(&said);
    hm_signatures_report(signatures, report);
}
