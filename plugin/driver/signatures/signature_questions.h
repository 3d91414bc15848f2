/* SPDX-License-Identifier: Apache-2.0 */
/* The questions about signatures that tools are asked, and what their answers weigh. */
#ifndef HM_DRIVER_SIGNATURE_QUESTIONS_H
#define HM_DRIVER_SIGNATURE_QUESTIONS_H

#include "plugin/driver/signatures/signatures.h"

/** A question about what the reference names itself. */
#define HM_NO_CHILD SIZE_MAX

/** That it could not be found out. */
struct hm_signature_answer hm_signature_unverifiable(struct hm_str why);

/** Where the answer to a question goes. */
struct hm_signature_answer *hm_signatures_answer(struct hm_signatures *signatures,
                                                 const struct hm_signature_question *question);

/** Adds what the rule of an image asks of one digest; @p attestation -1 is the signature. */
void hm_signatures_ask(struct hm_signatures *signatures, struct hm_arena *arena, size_t index,
                       int attestation, size_t child);

/** Adds all that is asked of an image at first, or answers what cannot be asked. */
void hm_signatures_ask_first(struct hm_signatures *signatures, size_t index,
                             struct hm_arena *arena);

/** Whether an answer counts for more than another about the same thing. */
bool hm_signature_is_weightier(const struct hm_signature_answer *answer,
                               const struct hm_signature_answer *than);

/** Whether what was asked for is there and right. */
bool hm_signature_has_held(const struct hm_signature_answer *answer);

/** Keeps what a tool found, if it counts for more than what is known. */
void hm_signature_take(struct hm_signature_answer *answer, const struct hm_evidence *evidence,
                       const struct hm_tool_job *job);

/** Moves rows and notes of a run of the questions into the report. */
void hm_signatures_take_ledger(struct hm_signatures *signatures, struct hm_report *said,
                               struct hm_report *report);

#endif
