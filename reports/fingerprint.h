/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a finding the same finding tomorrow: GitHub's line hash and our own identity. */
#ifndef HM_REPORTS_FINGERPRINT_H
#define HM_REPORTS_FINGERPRINT_H

#include "plugin/base/buf.h"
#include "plugin/model/report.h"

/**
 * Fills line_hash of those findings, all in @p source and in any order, that have a line, and
 * line_text where it is empty and the finding is about no secret. What is made lies in @p arena.
 */
void hm_findings_hash_lines(struct hm_arena *arena, const struct hm_source *source,
                            struct hm_finding *findings, size_t n);

/** Appends the file to @p buf; false when it cannot be read. */
typedef bool hm_read_path(void *ctx, struct hm_str path, struct hm_buf *buf);

/**
 * hm_findings_hash_lines for every finding that it was not done for. Each file is read once.
 * Findings of files that cannot be read stay as they are. The report must be sorted.
 */
void hm_report_hash_lines(struct hm_report *report, hm_read_path *read, void *ctx);

/**
 * Fills fingerprint (hullmark/v1) of every finding: 32 hexadecimal digits made from concept (a
 * foreign rule's tool and id, an advisory), package, repository of the image, path, stage and
 * subject, and its number among those that are equal in all of these; never from tag, digest,
 * version, line or message. Where line_hash is empty or the place was inferred it is filled from
 * the same. The report must be sorted. Up to @p jobs threads do it, 0 for one per processor.
 *
 * An identity is BLAKE2b-128 over "hullmark/v1", the parts' lengths (32 bits each, little-endian)
 * and the parts: tool, concept, package, repository, path, stage, subject. The n-th finding that
 * has it gets BLAKE2b-128 over that and n (32 bits). Nothing outside asks for another hash, and it
 * was half of what a report cost in SHA-256.
 */
void hm_report_fingerprint(struct hm_report *report, unsigned jobs);

#endif
