/* SPDX-License-Identifier: Apache-2.0 */
/* The gate's language: which findings, and what about a run, make a build fail. Pure: what it is
 * asked about comes in a report, and so does the time. */
#ifndef HM_DRIVER_GATE_H
#define HM_DRIVER_GATE_H

#include "plugin/model/report.h"

enum {
    HM_GATE_LENGTH = 2048, /**< bytes of an expression */
    HM_GATE_DEPTH = 32,    /**< parentheses and "not" inside each other */
    HM_GATE_NODES = 256,   /**< tests and operators of an expression */
    HM_GATE_WORD = 256,    /**< bytes of a word */
};

enum hm_gate_comparison {
    HM_GATE_IS, /**< ':' and '=' */
    HM_GATE_IS_NOT,
    HM_GATE_BELOW,
    HM_GATE_AT_MOST,
    HM_GATE_AT_LEAST,
    HM_GATE_ABOVE,
};

/** What a test is given besides its name. */
enum hm_gate_kind {
    HM_GATE_FLAG,     /**< nothing: `fixable` */
    HM_GATE_LEVEL,    /**< levels: `severity >= high` */
    HM_GATE_SCORE,    /**< a number: `score >= 7.5` */
    HM_GATE_AGE,      /**< hours, days or weeks: `db-age > 7d` */
    HM_GATE_TEXT,     /**< words, of which one must fit: `tool:trivy,grype` */
    HM_GATE_OPTIONAL, /**< words or nothing: `tool-failed`, `tool-failed:trivy` */
};

struct hm_gate_facts;
struct hm_gate_node;

/** A word of the language: a row of gate_tests.c. */
struct hm_gate_test {
    const char *name;
    enum hm_gate_kind kind;
    bool is_about_run; /**< asked once for a report, not for each finding */
    const char *about; /**< for the manual, a sentence without its period */
    const char *example;
    enum hm_trit (*test)(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
                         const struct hm_finding *finding);
    /** Whether a word is one that can fit; NULL: any. *ret_near may get the nearest that can. */
    bool (*knows)(struct hm_str word, const char **ret_near);
};

enum hm_gate_operator {
    HM_GATE_TEST,
    HM_GATE_NOT,
    HM_GATE_AND,
    HM_GATE_OR,
};

struct hm_gate_node {
    enum hm_gate_operator kind;
    bool is_about_run; /**< so are all tests below it */
    const struct hm_gate_node *left;
    const struct hm_gate_node *right; /**< NULL but for AND and OR */
    const struct hm_gate_test *test;
    enum hm_gate_comparison comparison;
    const struct hm_str *words; /**< HM_GATE_LEVEL to HM_GATE_TEXT */
    size_t n_words;
    double number; /**< of a score, or seconds of an age */
    uint32_t from; /**< bytes [from, to) of the expression */
    uint32_t to;
};

/** An expression, taken apart. Lives in the arena that it was read into. */
struct hm_gate_expression {
    struct hm_str text;
    const struct hm_gate_node *root;
    const struct hm_gate_node **clauses; /**< what stands between the outermost "or" */
    size_t n_clauses;
};

/** Where an expression is wrong. */
struct hm_gate_fault {
    size_t offset; /**< in bytes */
    size_t n;
};

/**
 * Reads an expression:
 *
 *     expression = conjunction { ("|" | "or") conjunction }
 *     conjunction = negation { ("&" | "and") negation }
 *     negation = ("!" | "not") negation | "(" expression ")" | level | name [comparison value]
 *
 * HM_E_USAGE with the column, in characters from 1, and the nearest right word; @p ret_fault says
 * where for those who show it. @p text is copied.
 */
enum hm_status hm_gate_parse(struct hm_arena *arena, struct hm_str text,
                             struct hm_gate_expression *ret, struct hm_gate_fault *ret_fault,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** Appends the line with the fault and one with a mark below it, for a terminal. */
void hm_gate_show_fault(struct hm_str text, const struct hm_gate_fault *fault, struct hm_buf *out);

/** What tests ask of a whole report. Reasons are clauses that lie in the report's arena. */
struct hm_gate_facts {
    const struct hm_report *report;
    int64_t now;                /**< seconds since 1970 */
    int64_t started;            /**< of the report; -1: not known */
    const char *const *foreign; /**< tools that came in by SARIF files, NULL-terminated */
    enum hm_trit has_age;       /**< HM_YES: every tool that judges by data said of when they are */
    int64_t age;                /**< seconds, of the oldest data at the start of the run */
    struct hm_str age_reason;
    enum hm_trit is_unsigned;
    struct hm_str unsigned_reason;
    enum hm_trit is_unverified;
    struct hm_str unverified_reason;
    enum hm_trit is_past_life;
    struct hm_str past_life_reason;
};

/** Collects them. */
void hm_gate_facts_read(struct hm_report *report, int64_t now, struct hm_gate_facts *ret);

/** The language's words. */
const struct hm_gate_test *hm_gate_tests(size_t *ret_n);

/** Why a test about the run holds, or why it is unknown: a clause. Appends. */
void hm_gate_reason(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
                    struct hm_buf *out);

/**
 * Decides: fills report->gate, and is_failing of findings. A clause fails the gate when it holds
 * for some finding that is not suppressed, or for the run. What cannot be known counts as holding:
 * absence of evidence never passes.
 */
void hm_gate_decide(const struct hm_gate_expression *expression, struct hm_report *report,
                    int64_t now);

/** Appends docs/GATE.md. */
void hm_help_gate(struct hm_buf *out);

#endif
