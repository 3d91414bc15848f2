/* SPDX-License-Identifier: Apache-2.0 */
/* Reads SARIF 2.1.0 that another tool wrote: a file of the user's, or what a command prints. */
#ifndef HM_ADAPTERS_SARIF_IN_H
#define HM_ADAPTERS_SARIF_IN_H

#include "adapters/collect.h"
#include "plugin/base/json.h"

/** Larger documents, and documents with more of these, are refused. */
#define HM_SARIF_SIZE_LIMIT ((size_t)128 << 20)
#define HM_SARIF_RUNS_LIMIT 200u
#define HM_SARIF_RESULTS_LIMIT 200000u

/** What the document does not say. */
struct hm_sarif_options {
    struct hm_str root; /**< absolute and clean: the folder that the report's paths start in */

    /** What the report calls a file, where its paths do not all start in `root`: @p path is clean,
     * absolute or without a ".." in front. The empty view for what is none of its files. NULL: it
     * is the path below `root`. */
    struct hm_str (*name_file)(const void *ctx, struct hm_arena *arena, struct hm_str path);
    const void *ctx;
    struct hm_str name;                     /**< of the document, as the report names it */
    const struct hm_rule *const *catalogue; /**< our own rules, for reports of our own */
    size_t n_catalogue;
    bool is_mapped; /**< the text is a private mapping of a file (plugin/base/json_pull.h) */
    bool ignores_suppressions; /**< what the document suppresses counts all the same */
};

/** What one run of a document amounts to. */
struct hm_sarif_run {
    json_t *head;            /**< the members that are read of it, but for its results */
    struct hm_collect found; /**< producer is the tool: "checkov" */
    struct hm_str failure;   /**< why the run is not a whole one: no period; empty when it is */
    size_t n_results;
    size_t n_undecided; /**< results that say "open" or "review": nobody knows yet */
};

struct hm_sarif_document {
    HM_VEC(struct hm_sarif_run) runs;
};

/**
 * Reads a whole document, result by result: no more of it is in memory at once than what is said of
 * the tool and its rules. Members may come in any order; of those that nobody asks for only quotes
 * and brackets are checked. Findings are what a run says failed; results that passed, did not apply
 * or are for information are none. Paths become the report's: of what lies outside the root, the
 * finding has none. Everything but the heads lies in @p arena; hm_sarif_document_done is due
 * where this succeeds. HM_E_SYNTAX for what is no SARIF 2.1.0 or says
 * something that is not understood, HM_E_LIMIT for too much of it.
 */
enum hm_status hm_sarif_read(struct hm_str text, const struct hm_sarif_options *options,
                             struct hm_arena *arena, struct hm_rule_table *rules,
                             struct hm_sarif_document *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** Gives back the heads of the runs. */
void hm_sarif_document_done(struct hm_sarif_document *document);

/**
 * Takes a document into a report (whose catalogue is used for reports of our own): findings, notes,
 * and a ledger row for each run with the tool, its version and the document's name. A document that
 * cannot be read, and a run that failed, is a failed row and a note. @p is_allowed: a failure does
 * not make the run incomplete.
 */
void hm_sarif_import(struct hm_str text, const struct hm_sarif_options *options, bool is_allowed,
                     struct hm_rule_table *rules, struct hm_report *report);

/** Takes one run of a document that was read into a report. */
void hm_sarif_take_run(struct hm_report *report, const struct hm_sarif_run *run, struct hm_str name,
                       bool is_allowed);

/** The same for a document that could not even be read from its file. */
void hm_sarif_import_failed(struct hm_str name, struct hm_str why, bool is_allowed,
                            struct hm_report *report);

#endif
