/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/signature_again.h"

#include "plugin/driver/signature_look.h"
#include "plugin/driver/signature_questions.h"

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
    struct hm_signature_answer *answer = hm_signatures_answer(signatures, &question);
    struct hm_str attached = { 0 };
    struct hm_str why = { 0 };

    for (size_t i = 0; i < 2; i++) {
        enum hm_look look =
            i == 0 ? hm_signature_look(arena, image->reference, image->reference->digest,
                                       attestation < 0 ? ".sig" : ".att", signatures->options, &why)
                   : hm_signature_look_at_list(arena, image->reference, image->reference->digest,
                                               signatures->options, &attached, &why);
        if (look == HM_LOOK_UNREADABLE) {
            *answer = hm_signature_unverifiable(
                i == 0 ? hm_arena_printf(arena, "%s is there, and cannot be read whole: %.*s",
                                         attestation < 0 ? "a signature" : "an attestation",
                                         HM_FMT(why))
                       : hm_arena_printf(arena, "what is attached to it cannot be read whole: %.*s",
                                         HM_FMT(why)));
            return;
        }
        if (look == HM_LOOK_WHOLE && i == 0) {
            signatures->is_old_form = true;
            hm_signatures_ask(signatures, arena, index, attestation, HM_NO_CHILD);
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
        struct hm_signature_answer *answer = hm_signatures_answer(signatures, question);
        hm_signature_take(answer, &said->evidence.p[i], &signatures->jobs.p[i]);
        bool is_last = i + 1 == signatures->questions.n ||
                       signatures->questions.p[i + 1].image != question->image ||
                       signatures->questions.p[i + 1].attestation != question->attestation;
        if (is_last && question->attestation < 0 && answer->proof == HM_PROOF_ABSENT) {
            *answer = hm_signature_unverifiable(
                HM_S("a signature of cosign's old form is there, which this "
                     "cosign passes over beside bundles"));
        }
    }
}

void
hm_signatures_look_again(struct hm_signatures *signatures, struct hm_report *report)
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
    hm_signatures_take_ledger(signatures, &said, report);
    hm_arena_adopt(&report->arena, &said.arena);
    hm_report_done(&said);
}
