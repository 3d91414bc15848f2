/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/signatures/signature_again.h"

#include "plugin/driver/signatures/signature_look.h"
#include "plugin/driver/signatures/signature_questions.h"

static bool
is_by_cosign(const struct hm_trust_rule *rule)
{
    bool is_all = rule != NULL && !rule->is_unsigned;

    for (uint32_t t = 0; is_all && t < rule->n_trusts; t++) {
        is_all = rule->trusts[t].kind == HM_TRUST_KEY || rule->trusts[t].kind == HM_TRUST_IDENTITY;
    }
    return is_all;
}

static struct hm_signature_answer
unreadable(struct hm_arena *arena, const char *what, struct hm_str why)
{
    return hm_signature_unverifiable(
        hm_arena_printf(arena, "%s, and cannot be read whole: %.*s", what, HM_FMT(why)));
}

/* What cosign calls absent or wrong is so only if all of it could be read; and what it made before
 * it made bundles it passes over where there are bundles. */
static void
look_again(struct hm_signatures *signatures, size_t index, int attestation, struct hm_arena *arena)
{
    const struct hm_signature_image *image = &signatures->images.p[index];
    const struct hm_reference *reference = image->reference;
    const struct hm_signature_question question = { .image = index, .attestation = attestation };
    struct hm_signature_answer *answer = hm_signatures_answer(signatures, &question);
    struct hm_attached attached = { 0 };
    struct hm_str why = { 0 };
    size_t n = signatures->questions.n;

    enum hm_look old =
        hm_signature_look(arena, reference, reference->digest, attestation < 0 ? ".sig" : ".att",
                          signatures->options, &why);
    if (old == HM_LOOK_UNREADABLE) {
        *answer = unreadable(
            arena, attestation < 0 ? "a signature is there" : "an attestation is there", why);
        return;
    }
    if (hm_signature_look_at_list(arena, reference, reference->digest, signatures->options,
                                  &attached, &why) == HM_LOOK_UNREADABLE) {
        *answer = unreadable(arena, "something is attached to it", why);
        return;
    }
    if (old == HM_LOOK_WHOLE) {
        signatures->is_old_form = true;
        hm_signatures_ask(signatures, arena, index, attestation, HM_NO_CHILD);
        signatures->is_old_form = false;
    }
    for (; n < signatures->questions.n; n++) {
        signatures->questions.p[n].is_beside_bundles = attached.has_bundles;
    }
    if (answer->proof == HM_PROOF_ABSENT && attached.kinds.n > 0) {
        answer->detail = hm_arena_printf(arena, "%.*s (attached, and not verified: %.*s)",
                                         HM_FMT(answer->detail), HM_FMT(attached.kinds));
    }
}

/* Cosign 2 has no word for the old form: beside bundles it speaks of those again. */
static bool
is_of_bundles(const struct hm_signatures *signatures, const struct hm_report *said, size_t i)
{
    const struct hm_evidence *evidence = &said->evidence.p[i];
    bool is_bad = evidence->proof == HM_PROOF_ABSENT || evidence->proof == HM_PROOF_WRONG;

    return is_bad && signatures->questions.p[i].is_beside_bundles &&
           said->ledger.n == signatures->questions.n &&
           hm_str_starts(said->ledger.p[i].version, "2.");
}

static void
take_old_form(struct hm_signatures *signatures, const struct hm_report *said)
{
    for (size_t i = 0; i < signatures->questions.n; i++) {
        const struct hm_signature_question *question = &signatures->questions.p[i];
        struct hm_signature_answer *answer = hm_signatures_answer(signatures, question);
        struct hm_evidence evidence = said->evidence.p[i];
        if (is_of_bundles(signatures, said, i)) {
            evidence.proof = HM_PROOF_UNVERIFIABLE;
            evidence.detail = HM_S("something of cosign's old form is there, which this cosign "
                                   "passes over beside bundles");
        }
        hm_signature_take(answer, &evidence, &signatures->jobs.p[i]);
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
