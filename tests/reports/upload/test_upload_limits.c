/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload.h"

#include <criterion/criterion.h>

#include "tests/rows.h"

/* How many of each a document has. */
static const struct size {
    const char *name;
    size_t runs;
    size_t results;
    size_t locations;
    size_t rules;
    size_t tags;
    size_t extensions;
    enum hm_status want;
    size_t notes;
} sizes[] = {
    { "small", 1, 3, 1, 2, 2, 1, HM_OK, 0 },
    { "empty", 1, 0, 0, 0, 0, 0, HM_OK, 0 },
    { "as many runs as may be", 20, 1, 1, 1, 1, 0, HM_OK, 0 },
    { "too many runs", 21, 1, 1, 1, 1, 0, HM_E_LIMIT, 0 },
    { "more results than are kept", 1, 5001, 1, 1, 1, 0, HM_OK, 1 },
    { "as many results as may be", 1, 25000, 0, 1, 1, 0, HM_OK, 1 },
    { "too many results", 1, 25001, 0, 1, 1, 0, HM_E_LIMIT, 0 },
    { "more locations than are kept", 1, 1, 101, 1, 1, 0, HM_OK, 1 },
    { "too many locations", 1, 1, 1001, 1, 1, 0, HM_E_LIMIT, 0 },
    { "too many rules", 1, 1, 1, 25001, 0, 0, HM_E_LIMIT, 0 },
    { "more tags than are kept", 1, 1, 1, 1, 11, 0, HM_OK, 1 },
    { "too many tags", 1, 1, 1, 1, 21, 0, HM_E_LIMIT, 0 },
    { "too many extensions", 1, 1, 1, 1, 1, 101, HM_E_LIMIT, 0 },
};

static void
add(struct hm_buf *buf, const char *piece, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hm_buf_printf(buf, "%s%s", i > 0 ? "," : "", piece);
    }
}

static void
add_run(struct hm_buf *buf, const struct size *size, size_t index)
{
    hm_auto_buf struct hm_buf rule = { 0 };
    hm_auto_buf struct hm_buf result = { 0 };

    hm_buf_puts(&rule, "{\"id\":\"R\",\"properties\":{\"tags\":[");
    add(&rule, "\"t\"", size->tags);
    hm_buf_puts(&rule, "]}}");
    hm_buf_puts(&result, "{\"ruleId\":\"R\",\"locations\":[");
    add(&result, "{}", size->locations);
    hm_buf_puts(&result, "]}");
    hm_buf_printf(buf,
                  "%s{\"automationDetails\":{\"id\":\"c%zu/\"},\"tool\":{\"driver\":{"
                  "\"name\":\"hullmark\",\"rules\":[",
                  index > 0 ? "," : "", index);
    add(buf, rule.p, size->rules);
    hm_buf_puts(buf, "]},\"extensions\":[");
    add(buf, "{}", size->extensions);
    hm_buf_puts(buf, "]},\"results\":[");
    add(buf, result.p, size->results);
    hm_buf_puts(buf, "]}");
}

ROWS_OF(upload_limits, size, sizes)

ParameterizedTest(size_t *i, upload_limits, size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf sarif = { 0 };
    struct hm_upload_plan plan = { 0 };
    struct hm_err err = { 0 };

    hm_buf_puts(&sarif, "{\"version\":\"2.1.0\",\"runs\":[");
    for (size_t run = 0; run < sizes[*i].runs; run++) {
        add_run(&sarif, &sizes[*i], run);
    }
    hm_buf_puts(&sarif, "]}");
    cr_assert_eq(hm_upload_check_sarif(&arena, hm_buf_str(&sarif), &plan, &err), sizes[*i].want,
                 "%s: %s", sizes[*i].name, err.text);
    if (sizes[*i].want == HM_OK) {
        cr_assert_eq(plan.notes.n, sizes[*i].notes, "%s", sizes[*i].name);
    }
}

#define RUN(tool, id)                                                                              \
    "{\"automationDetails\":{\"id\":\"" id "\"},\"tool\":{\"driver\":{\"name\":\"" tool            \
    "\"}},\"results\":[]}"

static const struct {
    const char *sarif;
    enum hm_status want;
} documents[] = {
    { "{\"version\":\"2.1.0\",\"runs\":[" RUN("a", "x/") "," RUN("a", "y/") "]}", HM_OK },
    { "{\"version\":\"2.1.0\",\"runs\":[" RUN("a", "x/") "," RUN("b", "x/") "]}", HM_OK },
    { "{\"version\":\"2.1.0\",\"runs\":[" RUN("a", "x/") "," RUN("a", "x/") "]}", HM_E_SYNTAX },
    { "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"a\"}},\"results\":[]},"
      "{\"tool\":{\"driver\":{\"name\":\"a\"}},\"results\":[]}]}",
      HM_E_SYNTAX },
    { "{\"version\":\"2.0.0\",\"runs\":[]}", HM_E_SYNTAX },
    { "{\"version\":\"2.1.0\"}", HM_E_SYNTAX },
    { "{\"version\":\"2.1.0\",\"runs\":[{}]}", HM_E_SYNTAX },
    { "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{}},\"results\":null}]}",
      HM_E_SYNTAX },
    { "# a report for people", HM_E_SYNTAX },
    { "", HM_E_SYNTAX },
};

ROWS_OF(upload_limits, document, documents)

ParameterizedTest(size_t *i, upload_limits, document)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_upload_plan plan = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_upload_check_sarif(&arena, hm_str_c(documents[*i].sarif), &plan, &err),
                 documents[*i].want, "%s: %s", documents[*i].sarif, err.text);
}
