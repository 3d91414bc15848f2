/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a finding the same finding tomorrow: GitHub's line hash and our own identity. */
#ifndef HM_REPORTS_FINGERPRINT_H
#define HM_REPORTS_FINGERPRINT_H

#include "plugin/base/buf.h"
#include "plugin/model/report.h"

/** "a7f2ff13bc495cf2:12": a line's primaryLocationLineHash. */
struct hm_line_hash {
    uint64_t hash;
    uint32_t count; /**< lines up to this one with the same hash; 0: there is no such line */
};

/**
 * The hashes of some lines of a file, exactly as GitHub's codeql-action computes them. @p lines
 * count from 1 and ascend, so one pass over @p text answers all; it ends after the last of them.
 */
void hm_line_hashes(struct hm_str text, const uint32_t *lines, size_t n,
                    struct hm_line_hash *ret_hashes);

/** Its text; the empty view for no line. */
struct hm_str hm_line_hash_text(struct hm_arena *arena, struct hm_line_hash hash);

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
 * the same. The report must be sorted.
 */
void hm_report_fingerprint(struct hm_report *report);

#endif
