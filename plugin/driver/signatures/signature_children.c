/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/signatures/signature_children.h"

#include "plugin/driver/signatures/signature_questions.h"
#include "plugin/image/manifest.h"

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
                    hm_signatures_ask(signatures, arena, i, a, c);
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
    struct hm_signature_answer *answer = hm_signatures_answer(signatures, &questions[from]);
    struct hm_signature_answer worst = { 0 };
    struct hm_str platform = { 0 };
    bool has_any = false;

    for (size_t i = from, end; i < to; i = end) {
        struct hm_signature_answer one = { 0 };
        for (end = i; end < to && questions[end].child == questions[i].child; end++) {
            hm_signature_take(&one, &said->evidence.p[end], &signatures->jobs.p[end]);
        }
        has_any |= hm_signature_has_held(&one);
        /* What held is better than all else. */
        if (!worst.is_known || (hm_signature_has_held(&worst) && !hm_signature_has_held(&one)) ||
            (!hm_signature_has_held(&one) && hm_signature_is_weightier(&one, &worst))) {
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
void
hm_signatures_ask_children(struct hm_signatures *signatures, struct hm_report *report)
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
            *hm_signatures_answer(signatures, first) = hm_signature_unverifiable(
                HM_S("the manifests below the index could not be asked about"));
        }
    }
    hm_signatures_take_ledger(signatures, &said, report);
    hm_arena_adopt(&report->arena, &said.arena);
    hm_report_done(&said);
}
