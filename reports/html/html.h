/* SPDX-License-Identifier: Apache-2.0 */
/* Of reports/html/ alone: what the page's parts share, and the parts in the order of the page. */
#ifndef HM_REPORTS_HTML_H
#define HM_REPORTS_HTML_H

#include "plugin/base/vec.h"
#include "reports/format.h"
#include "reports/rule_table.h"
#include "reports/strmap.h"

/** So many findings are rows of the page, the worst ones; so many of one file or image. */
#define HM_HTML_ROWS_LIMIT 5000u
#define HM_HTML_GROUP_LIMIT 1000u

/** Rows of the tables of tasks, notes and the like; what stays behind is counted on the page. */
#define HM_HTML_TABLE_LIMIT 500u

/** Choices of a filter. */
#define HM_HTML_CHOICES_LIMIT 200u

/** How many findings there are of each level. */
struct hm_html_counts {
    size_t of[HM_SEV_COUNT];
    size_t n;
    enum hm_severity worst;
};

/** The findings of one file or image, suppressed ones not among them. */
struct hm_html_group {
    struct hm_str name;
    bool is_image;
    struct hm_html_counts counts;  /**< of all, shown or not */
    const struct hm_finding **all; /**< of an image, the worst first; of files NULL */
    size_t n_all;
    const struct hm_finding **rows; /**< shown: first what has no advisory, each part worst first */
    size_t n_rows;
    size_t n_plain; /**< rows in front that have no advisory */
};

/** A stage of a file, for the filter. */
struct hm_html_stage {
    struct hm_str path;
    struct hm_str name;
};

/** The page being written. */
struct hm_html {
    struct hm_buf *buf;
    const struct hm_report *report;
    struct hm_arena arena;
    struct hm_rule_table rules;
    bool *is_explained; /**< of each row of `rules`: the page has its text */
    bool *is_shown;     /**< of each finding: it is a row of the page */
    struct hm_html_counts counts;
    size_t n_suppressed;
    size_t n_rows;
    HM_VEC(struct hm_html_group) groups;          /**< the worst first */
    HM_VEC(const struct hm_finding *) suppressed; /**< shown */
    struct hm_strmap tool_ids;
    HM_VEC(struct hm_str) tools; /**< those of rows; index + 1 is in tool_ids */
    struct hm_strmap stage_ids;
    HM_VEC(struct hm_html_stage) stages;
};

/** Sorts the report's findings into groups and cuts them. The page is freed by hm_html_done. */
void hm_html_sort(struct hm_html *page, const struct hm_report *report, struct hm_buf *buf);
void hm_html_done(struct hm_html *page);

/** Number of a finding, of which the page makes its ids; number of a tool or a stage, or 0. */
size_t hm_html_number(const struct hm_html *page, const struct hm_finding *finding);
uint32_t hm_html_tool(const struct hm_html *page, const char *tool);
uint32_t hm_html_stage(const struct hm_html *page, const struct hm_finding *finding);

/** Whether the finding lies where it does because it had to lie somewhere. */
bool hm_html_is_unplaced(const struct hm_finding *finding);

void hm_html_count(struct hm_html_counts *counts, const struct hm_finding *finding);

/* --- parts, in this order --- */

void hm_html_verdict(struct hm_html *page);
void hm_html_gate(struct hm_html *page);
void hm_html_actions(struct hm_html *page);
void hm_html_practices(struct hm_html *page);
void hm_html_findings(struct hm_html *page);
void hm_html_listings(struct hm_html *page);
void hm_html_images(struct hm_html *page);
void hm_html_checked(struct hm_html *page);
void hm_html_rules(struct hm_html *page);

/** The vulnerabilities of a group, as a table. */
void hm_html_vulnerabilities(struct hm_html *page, const struct hm_html_group *group);

/* --- pieces; everything foreign goes through hm_html_text --- */

/** Trusted markup. */
static inline void
hm_html_puts(struct hm_html *page, const char *markup)
{
    hm_buf_puts(page->buf, markup);
}

/** Trusted markup and numbers. */
#define hm_html_printf(page, ...) hm_buf_printf((page)->buf, __VA_ARGS__)

/** Foreign text as one line, for elements and for attributes in either kind of quotes; cut where it
 * is very long. */
void hm_html_text(struct hm_html *page, struct hm_str text);
void hm_html_c(struct hm_html *page, const char *text);

/** Foreign text in an element without attributes: "code", "b" …; nothing for an empty text. */
void hm_html_in(struct hm_html *page, const char *element, struct hm_str text);

/** Several lines of foreign text, as they are. */
void hm_html_lines(struct hm_html *page, struct hm_str text);

/** Paragraphs, lists, code, emphasis and links of Markdown; anything else is text. */
void hm_html_markdown(struct hm_html *page, struct hm_str text);

/** A link to the web where @p uri is one, else only its text. */
void hm_html_link(struct hm_html *page, struct hm_str uri, struct hm_str text);

/** A level's word in its colours. */
void hm_html_severity(struct hm_html *page, enum hm_severity severity);

/** "2 critical, 1 high", each word in its colours. */
void hm_html_severities(struct hm_html *page, const struct hm_html_counts *counts);

/** "1 file", "2 files". */
void hm_html_number_of(struct hm_html *page, size_t n, const char *one, const char *many);

/** An identity by its front: "sha256:0123456789ab". Whole in a tooltip and in print. */
void hm_html_digest(struct hm_html *page, struct hm_str digest);

/** The rule's id, linked to its text where the page has it. */
void hm_html_rule_id(struct hm_html *page, const struct hm_rule *rule);

/** "path:line", linked to the line where the page lists the file. */
void hm_html_line_of(struct hm_html *page, struct hm_str path, uint32_t line);

/** The same for a finding. */
void hm_html_place(struct hm_html *page, const struct hm_finding *finding);

/** Opens a row's element: its id, and what filters look at. @p more are attributes of ours. */
void hm_html_row(struct hm_html *page, const char *element, const struct hm_finding *finding,
                 const char *more);

/** What it is against the baseline, and whether attackers use it. */
void hm_html_marks(struct hm_html *page, const struct hm_finding *finding);

/** Why it has its level, and what each source says of it; nothing where nobody rated it. */
void hm_html_ratings(struct hm_html *page, const struct hm_finding *finding);

/** The tools that looked and did not say it. */
void hm_html_silent(struct hm_html *page, const struct hm_finding *finding);

/** "12.3 MB". */
void hm_html_bytes(struct hm_html *page, uint64_t bytes);

/** The tools that made a finding, its own first. */
void hm_html_tools(struct hm_html *page, const struct hm_finding *finding);

#endif
