/* SPDX-License-Identifier: Apache-2.0 */
/* Calls the rules: one walk over a file, and each rule only for what it asked for. */
#ifndef HM_RULES_ENGINE_H
#define HM_RULES_ENGINE_H

#include "plugin/model/report.h"

/** Rules that are called for the same thing. */
struct hm_rule_list {
    const struct hm_rule **p;
    size_t n;
    size_t cap;
};

/** The rules for one command name. */
struct hm_command_slot {
    const char *name; /**< NULL: free */
    struct hm_rule_list rules;
};

/** The enabled rules, arranged for dispatch. Prepared once; many threads may run it. */
struct hm_engine {
    const struct hm_rule *const *rules;
    size_t n_rules;
    struct hm_rule_list by_keyword[HM_KEYWORD_COUNT];
    struct hm_rule_list for_stages;
    struct hm_rule_list for_files;
    struct hm_rule_list for_any_command;
    struct hm_rule_list for_services;
    struct hm_rule_list for_workloads;
    struct hm_rule_list for_containers;
    struct hm_rule_list for_jobs;
    struct hm_rule_list for_steps;
    struct hm_rule_list for_acts;
    struct hm_rule_list for_pipelines;
    struct hm_rule_list for_manifests;
    struct hm_command_slot *by_command; /**< open addressing */
    size_t n_slots;                     /**< a power of two */
};

/** Arranges @p rules, which must outlive the engine; its tables are in @p arena. Rules without a
 * check are left out. */
void hm_engine_init(struct hm_engine *engine, struct hm_arena *arena,
                    const struct hm_rule *const *rules, size_t n);

/**
 * Runs all rules over one target's facts. A rule about another kind of file is left out; one whose
 * needs were not obtained is not called either: it is listed in @p sink's not_evaluated with the
 * reason. The cost is linear in the file's instructions and commands, its services, containers,
 * steps.
 */
void hm_engine_run(const struct hm_engine *engine, const struct hm_facts *facts,
                   struct hm_sink *sink);

#endif
