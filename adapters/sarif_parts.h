/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the SARIF reader share. */
#ifndef HM_ADAPTERS_SARIF_PARTS_H
#define HM_ADAPTERS_SARIF_PARTS_H

#include "adapters/sarif_in.h"
#include "plugin/base/json_pull.h"

enum {
    HM_SARIF_TEXT_MAX = 1000,
    HM_SARIF_NUMBER_MAX = 1 << 30,
};

/** A run that is being read. */
struct hm_sarif_reader {
    const struct hm_sarif_options *options;
    struct hm_arena *arena;
    struct hm_sarif_run *run;
    struct hm_json at;     /**< the run without its results */
    struct hm_json driver; /**< tool.driver */
    struct hm_json tool;
    struct hm_json extensions; /**< an array, or absent */
    struct hm_json artifacts;  /**< an array, or absent */
    struct hm_json bases;      /**< originalUriBaseIds, or absent */
    struct hm_json invocation; /**< the only one, or absent */
    struct hm_json overrides;  /**< its ruleConfigurationOverrides, or absent */
    struct hm_str image;       /**< what the run is about, where that is an image */
    bool is_own;               /**< a report of hullmark's: its results name who made them */
    json_t *by_id;             /**< id of a rule of the driver → its index */
    struct hm_str results;     /**< their text; empty: the run has no such member */
    struct hm_err *reterr;
};

/** A rule as a run describes it. Not to be copied: its members point to each other. */
struct hm_sarif_rule {
    struct hm_json extension; /**< absent: it is the driver's */
    struct hm_json rules;
    struct hm_json at; /**< absent: the run does not describe it */
    struct hm_str id;
    size_t index;
};

/** A severity and the CVSS score that it was made from, or an empty one. */
struct hm_sarif_level {
    enum hm_severity severity;
    struct hm_str score;
};

/** Takes the run at hand as an object with the members that are read of it; @p ret_results is the
 * text of its results, which may stand in front of what they are read by. The object is the
 * caller's to give back. */
enum hm_status hm_sarif_take_head(struct hm_json_pull *pull, json_t **ret,
                                  struct hm_str *ret_results, struct hm_err *reterr) HM_MUST_CHECK;

/** Indexes the driver's rules. */
enum hm_status hm_sarif_index(struct hm_sarif_reader *reader) HM_MUST_CHECK;

/** Finds the rule of a result, by id, by index, or in an extension. */
enum hm_status hm_sarif_find_rule(struct hm_sarif_reader *reader, const struct hm_json *result,
                                  struct hm_sarif_rule *ret) HM_MUST_CHECK;

/** How bad a result is, by itself, the invocation's overrides, its rule, or the standard. */
enum hm_status hm_sarif_find_level(struct hm_sarif_reader *reader, const struct hm_json *result,
                                   const struct hm_sarif_rule *rule,
                                   struct hm_sarif_level *ret) HM_MUST_CHECK;

/** The rule as the report has it. */
enum hm_status hm_sarif_make_rule(struct hm_sarif_reader *reader, const struct hm_sarif_rule *from,
                                  const struct hm_sarif_level *level,
                                  const struct hm_rule **ret) HM_MUST_CHECK;

/** Fills in path and place from a result's first location. */
enum hm_status hm_sarif_find_place(struct hm_sarif_reader *reader, const struct hm_json *result,
                                   struct hm_finding *finding) HM_MUST_CHECK;

/** Adds the other places that a result names with a message, as far as they lie below the root. */
enum hm_status hm_sarif_find_related(struct hm_sarif_reader *reader, const struct hm_json *result,
                                     struct hm_finding *finding) HM_MUST_CHECK;

/** The name under which hullmark writes SARIF. */
#define HM_SARIF_OWN "hullmark"

/** Of a report of our own: sets the run's producer to who made this result. */
enum hm_status hm_sarif_own_producer(struct hm_sarif_reader *reader,
                                     const struct hm_json *result) HM_MUST_CHECK;

/** The rule of the catalogue that a result of our own is of; NULL where it is another tool's, or of
 * a version that has other rules. */
const struct hm_rule *hm_sarif_own_rule(const struct hm_sarif_reader *reader, struct hm_str id);

/** Fills in what our own SARIF says in its property bags and fingerprints: exact level, image,
 * stage, package, who agrees, the identity. */
enum hm_status hm_sarif_own_restore(struct hm_sarif_reader *reader, const struct hm_json *result,
                                    struct hm_finding *finding) HM_MUST_CHECK;

/** What a report of ours says of a finding and a baseline, and of what brought it: members of
 * @p result, and of its property bag (the same object in our JSON). */
void hm_sarif_own_states(struct hm_arena *arena, const json_t *result, const json_t *bag,
                         struct hm_finding *finding);

/** Reads all results of the run, one after another. */
enum hm_status hm_sarif_read_results(struct hm_sarif_reader *reader) HM_MUST_CHECK;

/**
 * The report's path of what a URI reference names, or the empty view: outside, or no file. @p
 * reference is relative to @p base, itself a URI reference, absolute ("file:///src/") or not.
 */
struct hm_str hm_sarif_path(struct hm_arena *arena, const struct hm_sarif_options *options,
                            struct hm_str base, struct hm_str reference);

#endif
