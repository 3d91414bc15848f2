/* SPDX-License-Identifier: Apache-2.0 */
/* The table of report formats. To add one: a writer in a file of its own, and a row in formats.def.
 */
#ifndef HM_REPORTS_FORMAT_H
#define HM_REPORTS_FORMAT_H

#include "plugin/base/buf.h"
#include "plugin/model/report.h"

/** What the caller wants besides the report itself. Zero-initialised it is a file for machines. */
struct hm_format_options {
    struct hm_str category;   /**< sarif: automationDetails.id before its '/'; empty: "hullmark" */
    struct hm_str repository; /**< sarif: the repository's URI for versionControlProvenance */
    struct hm_str revision;   /**< sarif, gitlab-secret-detection: the commit */
    struct hm_str branch;
    bool is_indented;     /**< sarif, json: for reading */
    bool has_colour;      /**< text: the reader is a terminal and NO_COLOR is not set */
    unsigned width;       /**< text: columns to wrap at; 0 never wraps */
    bool with_timings;    /**< text, json, junit: how long tools took */
    bool is_verbose;      /**< text: all rows of long tables, all notes */
    bool with_suppressed; /**< text: suppressed findings are listed too */
    unsigned jobs;        /**< threads that may write; 0: one per processor */
    bool without_notes;   /**< text: they go elsewhere */
    /** Gets a sentence and a line end for each thing that a destination's limits left out of the
     * report; NULL: nobody asks. */
    struct hm_buf *said;
};

/** A format. A writer is pure: a prepared report in (reports/merge/prepare.h), bytes out. */
struct hm_format {
    const char *name;
    const char *file;       /**< the usual name of such a file */
    const char *media_type; /**< for uploads */
    const char *summary;    /**< for --help */
    bool is_text;           /**< for people; it may go to a terminal */
    const char *about;      /**< for docs/FORMATS.md: what it holds, what it leaves out */
    const char *setup;      /**< for docs/FORMATS.md: lines that make it appear in CI, in Markdown;
                               NULL: none are needed */
    void (*write)(const struct hm_report *report, const struct hm_format_options *options,
                  struct hm_buf *buf);
};

/** The rows in the table's order; @p ret_n gets their number. */
const struct hm_format *hm_formats(size_t *ret_n);

/** The row of a name, or NULL. */
const struct hm_format *hm_format_find(struct hm_str name);

/** Whether the format shows the lines of judged files (hm_report.listings). */
bool hm_format_shows_listings(const struct hm_format *format);

/** Writes the report, in pieces where @p buf has a drain; HM_E_LIMIT when it did not fit into
 * @p buf or the drain did not take it: a part of a report is none. */
enum hm_status hm_format_write(const struct hm_format *format, const struct hm_report *report,
                               const struct hm_format_options *options, struct hm_buf *buf,
                               struct hm_err *reterr) HM_MUST_CHECK;

#define FORMAT(ident, name, file, media_type, summary, is_text, about, setup)                      \
    void hm_format_##ident(const struct hm_report *report,                                         \
                           const struct hm_format_options *options, struct hm_buf *buf);
#include "reports/formats.def"
#undef FORMAT

#endif
