/* SPDX-License-Identifier: Apache-2.0 */
/* What people write so that a finding is accepted: ignore comments of every dialect, the ignore
 * files of other tools, waivers, VEX documents. A suppressed finding stays in the report; it only
 * does not gate. */
#ifndef HM_MODEL_SUPPRESSION_H
#define HM_MODEL_SUPPRESSION_H

#include "plugin/model/facts.h"
#include "plugin/model/vex.h"

/** Whose form it has, and so whose ids it names and what it covers. */
enum hm_suppression_dialect {
    HM_SUPPRESS_HULLMARK,
    HM_SUPPRESS_HADOLINT,
    HM_SUPPRESS_TALLY,
    HM_SUPPRESS_BUILDKIT,
    HM_SUPPRESS_TRIVY,
    HM_SUPPRESS_CHECKOV,
    HM_SUPPRESS_KICS,
    HM_SUPPRESS_SEMGREP,
    HM_SUPPRESS_SARIF,      /**< said by a document of another tool: no words of its own */
    HM_SUPPRESS_WAIVER,     /**< a row of our own file: .hullmark-waivers.yaml */
    HM_SUPPRESS_VEX,        /**< a statement of a VEX document: about vulnerabilities only */
    HM_SUPPRESS_DEPLOYMENT, /**< nobody's words: what runs the image, or the image, makes up for it
                             */
    HM_SUPPRESS_COUNT
};

/** One id of a comment or a file, and what it covers. */
struct hm_suppression {
    enum hm_suppression_dialect dialect;
    bool is_external;      /**< from a file besides the one it is about */
    bool is_all;           /**< whatever its tool says; `id` is then as it was written */
    bool wants_reason;     /**< its form has room for a reason */
    struct hm_str id;      /**< as written */
    struct hm_str path;    /**< the file that it is written in, as reports name it */
    struct hm_place place; /**< of the id there */
    uint32_t off;
    struct hm_str scope; /**< what is covered: in source the same file; else a folder, "" for all */
    struct hm_str
        pattern;   /**< only paths that fit, relative to scope; empty: all. '*', '**', '?' */
    uint32_t line; /**< lines [line, end_line] are covered; 0: the whole file */
    uint32_t end_line;
    struct hm_str stage; /**< as findings name it: of those lines, or of a waiver the only one that
                            is covered; empty for whole files */
    uint32_t until;      /**< 20270131: the last day that it holds, in UTC; 0: no end */
    struct hm_str reason;

    /* Of waivers: only findings that fit all of these that are not empty are covered. */
    struct hm_str image;   /**< image_pattern.h; over the image that a finding is about */
    struct hm_str package; /**< its name, or its package URL, in which a version may be missing */
    struct hm_str owner;
    const struct hm_vex *vex; /**< of a waiver what `hullmark vex` writes, of VEX the statement; or
                                 NULL */
};

/** A comment that has no effect as it stands. */
struct hm_suppression_fault {
    struct hm_span span;
    struct hm_str text; /**< a sentence that says the right form */
    bool is_misspelt;   /**< perhaps no ignore comment at all, but nearly one */
};

/** What a file's comments ask for, in the order of the file. */
struct hm_suppressions {
    const struct hm_suppression *list;
    uint32_t n;
    const struct hm_suppression_fault *faults;
    uint32_t n_faults;
};

/** So many ids, and so many faults, count in one file; what comes after is a fault. */
#define HM_SUPPRESSIONS_LIMIT 1000u

/** Reads the comments of a parsed file. Everything points into the arena or the source's text, but
 * for `path` and `scope`, which are the source's path. Linear. */
void hm_suppressions_read(struct hm_arena *arena, const struct hm_dockerfile *file,
                          struct hm_suppressions *ret);

struct hm_yaml_stream;

/** The same for a YAML file, which was parsed, and besides for Checkov's annotations of objects.
 * One of hullmark's that stands alone covers what begins in the next line with text: with a key all
 * that is below it; one behind a value covers its line. */
void hm_suppressions_read_yaml(struct hm_arena *arena, const struct hm_source *source,
                               const struct hm_yaml_stream *stream, struct hm_suppressions *ret);

/** A comment of a language that the model does not know, and the lines that it would cover. */
struct hm_comment_line {
    struct hm_str text; /**< a view of the source, without the marks of the comment */
    uint32_t line;
    uint32_t from; /**< lines [from, to]; 0: nothing is below it */
    uint32_t to;
};

/** The same for comments that somebody else has found, in their order. */
void hm_suppressions_read_lines(struct hm_arena *arena, const struct hm_source *source,
                                const struct hm_comment_line *comments, size_t n,
                                struct hm_suppressions *ret);

/** The same as for YAML in a script, a Makefile or a unit: one that stands alone covers the next
 * line with text and those that go on with it, above the head of a section ("[Container]") all of
 * that; one behind a command covers its lines. */
void hm_suppressions_read_script(struct hm_arena *arena, const struct hm_source *source,
                                 struct hm_suppressions *ret);

/** Copies a list into an arena of another life, after what is at @p into. */
struct hm_suppression hm_suppression_copy(struct hm_arena *arena,
                                          const struct hm_suppression *from);

/** "2027-01-31" as 20270131; false for anything that is no day of the calendar. */
bool hm_day_parse(struct hm_str text, uint32_t *ret_day);

/** The day in its own spelling, written to @p ret_text, which is returned. */
const char *hm_day_text(uint32_t day, char ret_text[static 16]);

/** The tools whose ids a dialect names, the first being its own; NULL ends them. */
const char *const *hm_suppression_tools(enum hm_suppression_dialect dialect);

/** "hullmark", "hadolint" …: the name of a dialect. */
const char *hm_suppression_word(enum hm_suppression_dialect dialect);

/** Whether @p pattern fits the whole of @p text, ignoring the case of letters: '*' is any run of
 * characters. Linear but for backtracking to the last star. */
bool hm_wildcard_match(struct hm_str pattern, struct hm_str text);

#endif
