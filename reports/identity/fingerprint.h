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

/** An image's name without tag and digest. A layout or an archive is a path on some machine, which
 * says nothing of what the image is: empty. */
struct hm_str hm_target_repository(struct hm_str target);

/** Appends the file to @p buf; false when it cannot be read. */
typedef bool hm_read_path(void *ctx, struct hm_str path, struct hm_buf *buf);

/**
 * hm_findings_hash_lines for every finding that it was not done for; findings of other tools that
 * lie in a Dockerfile's instruction get that as their subject (reports/identity/subject.h). Each
 * file is read once. Findings of files that cannot be read stay as they are. The report must be
 * sorted.
 */
void hm_report_hash_lines(struct hm_report *report, hm_read_path *read, void *ctx);

/**
 * Fills fingerprint (hullmark/v1) of every finding: 32 hexadecimal digits made from concept,
 * package, repository of the image, path, stage and subject; never from tag, digest, version, line
 * or message. The concept is that of our rule, or of the one rule of ours that a foreign rule
 * stands for; else the foreign rule's tool and id. A vulnerability is known by its advisory and
 * package alone: where in the image it lies changes with versions. Where line_hash is empty or the
 * place was inferred it is filled from the same. The report must be sorted. Up to @p jobs threads
 * do it, 0 for one per processor. What has one already, from a report of ours that was read back,
 * keeps it.
 *
 * Findings that are equal in all of these (a command that is there twice in a stage, two versions
 * of a package) are numbered, by their order in the report. The first has the identity itself, so
 * that one more of them leaves all that were there as they are, as a set.
 *
 * An identity is BLAKE2b-128 over "hullmark/v1", the parts' lengths (32 bits each, little-endian)
 * and the parts: tool, concept, package, repository, path, stage, subject. The n-th finding that
 * has it gets BLAKE2b-128 over that and n (32 bits). Nothing outside asks for another hash, and it
 * was half of what a report cost in SHA-256.
 */
void hm_report_fingerprint(struct hm_report *report, unsigned jobs);

#endif
