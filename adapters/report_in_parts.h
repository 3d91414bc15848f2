/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of our reports share: what our JSON and our SARIF write alike. */
#ifndef HM_ADAPTERS_REPORT_IN_PARTS_H
#define HM_ADAPTERS_REPORT_IN_PARTS_H

#include "adapters/report_in.h"
#include "adapters/sarif_in.h"
#include "plugin/base/json.h"

enum {
    HM_REPORT_IN_FINDINGS_MAX = 200000,
    HM_REPORT_IN_ROWS_MAX = 20000, /**< of the ledger, of evidence, of notes … */
    HM_REPORT_IN_NUMBER_MAX = 1 << 30,
};

/** A report that is being read. */
struct hm_report_in {
    struct hm_arena *arena;
    struct hm_report *report;
    bool has_own; /**< a run of ours was read */
    struct hm_rule_table rules;
    struct hm_str root;
    const json_t *foreign; /**< what the document says of rules: "tool:id" to an object */
    struct hm_err *reterr;
};

/** A text of one line, cut to what a name may have; empty where there is none. */
enum hm_status hm_report_in_text(struct hm_report_in *reader, const struct hm_json *at,
                                 const char *key, struct hm_str *ret) HM_MUST_CHECK;

/** A word that is one of those that @p word gives for 0 to @p n - 1. */
enum hm_status hm_report_in_word(struct hm_report_in *reader, const struct hm_json *at,
                                 const char *key, int n, const char *(*word)(int i),
                                 int *ret) HM_MUST_CHECK;

/** A list that has to be there, with at most @p limit items; HM_E_LIMIT where it has more. */
enum hm_status hm_report_in_list(struct hm_report_in *reader, const struct hm_json *at,
                                 const char *key, size_t limit, struct hm_json *ret) HM_MUST_CHECK;

/** `exitCode`, where it is said: of several runs the one that says more went wrong. */
enum hm_status hm_report_in_exit_code(struct hm_report_in *reader,
                                      const struct hm_json *at) HM_MUST_CHECK;

/** A rule of ours, or one of another tool, or of a version of ours that has it. */
const struct hm_rule *hm_report_in_rule(struct hm_report_in *reader, struct hm_str tool,
                                        struct hm_str id);

/** Verdict, rules that were applied, ledger, evidence and what was not evaluated: members of our
 * JSON, and of the property bag of our SARIF. */
enum hm_status hm_report_in_parts(struct hm_report_in *reader,
                                  const struct hm_json *bag) HM_MUST_CHECK;

/** Reads a report in our JSON. */
enum hm_status hm_report_in_json(struct hm_report_in *reader,
                                 const struct hm_json *root) HM_MUST_CHECK;

#endif
