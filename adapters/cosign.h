/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the cosign adapter share. */
#ifndef HM_ADAPTERS_COSIGN_H
#define HM_ADAPTERS_COSIGN_H

#include "adapters/adapter.h"

/** Puts the evidence of what came of the job. */
void hm_cosign_conclude(const struct hm_tool_job *job, struct hm_collect *out, enum hm_proof proof,
                        struct hm_str detail);

/** "by key", "by the identity … of …": by what the job's signatures are held right. */
struct hm_str hm_cosign_by(const struct hm_tool_job *job, struct hm_arena *arena);

/** Whether a line of standard error begins so; @p ret_rest (may be NULL) is what follows in it.
 * Prose may lower a verdict and never raise it. */
bool hm_cosign_says(struct hm_str err, const char *beginning, struct hm_str *ret_rest);

/** Whether what follows "no matching attestations:" says that they are not right, and nothing of
 * what a network may have to do with. */
bool hm_cosign_refuses(struct hm_str why);

/** Reads what `cosign verify-attestation` said; hm_adapter.parse. */
enum hm_status hm_cosign_parse_attestation(const struct hm_tool_job *job,
                                           const struct hm_tool_run *run, struct hm_collect *out,
                                           struct hm_err *reterr) HM_MUST_CHECK;

#endif
