/* SPDX-License-Identifier: Apache-2.0 */
/* Which findings a format writes, and what it says besides of work that was not done. */
#ifndef HM_REPORTS_PICK_H
#define HM_REPORTS_PICK_H

#include "plugin/model/report.h"

/** Findings of a report, in its order. Pointers into it; the list lies in the arena. */
struct hm_pick {
    const struct hm_finding **p;
    size_t n;
    size_t n_suppressed; /**< that are left out because something accepts them */
    size_t n_cut;        /**< that are left out because there is no room */
};

typedef bool hm_pick_fn(const struct hm_finding *finding);

/** Picks the findings that nothing suppresses and that @p takes wants (NULL: all), the @p most
 * worst of them (0: as many as there are). */
void hm_pick_findings(struct hm_pick *ret_pick, struct hm_arena *arena,
                      const struct hm_report *report, hm_pick_fn *takes, size_t most);

/** Keeps the @p most worst, in the report's order. */
void hm_pick_cut(struct hm_pick *pick, size_t most);

/** Puts the worst first; those of a level stay in the report's order. */
void hm_pick_sort(struct hm_pick *pick);

/** The path relative to the repository, as destinations want it: without "./" or "/" in front,
 * "Dockerfile" where it is empty. */
struct hm_str hm_pick_path(struct hm_str path);

static inline uint32_t
hm_pick_line(const struct hm_finding *finding)
{
    return finding->place.line == 0 ? 1 : finding->place.line;
}

/** Appends the rule's id, with its tool in front for a foreign one: "HM3001", "trivy:DS-0002". */
void hm_pick_id(struct hm_buf *buf, const struct hm_rule *rule);

/** The finding's message, or its rule's title where it has none. */
struct hm_str hm_pick_message(const struct hm_finding *finding);

/** Whether something that was asked for was not done, and nobody allowed that. */
bool hm_row_is_hole(const struct hm_ledger_row *row);

/** Holes of the whole report. */
size_t hm_report_holes(const struct hm_report *report);

/** Appends a sentence about it: "trivy: image of alpine:3 was not done (exit code 1): ..." */
void hm_row_text(struct hm_buf *buf, const struct hm_ledger_row *row);

/** What a scan consists of, for destinations that keep its parts apart. */
enum hm_part {
    HM_PART_STATIC, /**< the files as they are written */
    HM_PART_DEPS,   /**< the packages and secrets of the tree that is built */
    HM_PART_IMAGE,
    HM_PART_PROOF, /**< whether images are what they are said to be, and from whom */
};

/** Which part a finding belongs to, and which one a task makes. */
enum hm_part hm_finding_part(const struct hm_finding *finding);
enum hm_part hm_row_part(const struct hm_ledger_row *row);

/** What a format that has only findings calls a hole: the id of such an entry. */
#define HM_HOLE_ID "scan-incomplete"

/** Appends a size: "1 byte", "12.3 MB". */
void hm_pick_bytes(uint64_t bytes, struct hm_buf *out);

/** Appends what brought a finding of an image, shortly: "base", "line 7" or "?"; nothing where
 * nobody looked. */
void hm_pick_origin(const struct hm_finding *finding, struct hm_buf *out);

#endif
