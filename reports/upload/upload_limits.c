/* SPDX-License-Identifier: Apache-2.0 */
/* What GitHub's code scanning refuses or leaves out, found before a byte is sent. */
#include "reports/upload/upload.h"

#include "plugin/base/json.h"

/* The first number refuses the report, the second (0: none) is what is kept of it. */
static const struct limit {
    const char *what;
    size_t most;
    size_t kept;
} limit_runs = { "runs", 20, 0 }, limit_results = { "results in a run", 25000, 5000 },
  limit_rules = { "rules in a run", 25000, 0 },
  limit_extensions = { "tool extensions in a run", 100, 0 },
  limit_locations = { "locations of a result", 1000, 100 },
  limit_tags = { "tags of a rule", 20, 10 };

/* How many of each there were at most, so that each limit is spoken of once. */
struct counts {
    size_t results;
    size_t locations;
    size_t tags;
};

static enum hm_status
hold(const struct limit *limit, size_t n, struct hm_err *reterr)
{
    return n <= limit->most
               ? HM_OK
               : hm_err_set(reterr, HM_E_LIMIT,
                            "%zu %s: GitHub takes at most %zu and would refuse the report; split "
                            "it, or scan less at a time",
                            n, limit->what, limit->most);
}

static void
note(struct hm_arena *arena, struct hm_upload_plan *plan, const struct limit *limit, size_t n)
{
    if (limit->kept != 0 && n > limit->kept) {
        hm_vec_add(
            arena, &plan->notes,
            hm_arena_printf(arena, "GitHub keeps %zu of the %zu %s", limit->kept, n, limit->what));
    }
}

static size_t
larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static enum hm_status
check_rules(const json_t *rules, struct counts *counts, struct hm_err *reterr)
{
    size_t i = 0;
    json_t *rule = NULL;
    enum hm_status status = hold(&limit_rules, json_array_size(rules), reterr);

    json_array_foreach ((json_t *)(uintptr_t)rules, i, rule) {
        const json_t *tags = json_object_get(json_object_get(rule, "properties"), "tags");
        if (status == HM_OK) {
            status = hold(&limit_tags, json_array_size(tags), reterr);
        }
        counts->tags = larger(counts->tags, json_array_size(tags));
    }
    return status;
}

static enum hm_status
check_results(const json_t *results, struct counts *counts, struct hm_err *reterr)
{
    size_t i = 0;
    json_t *result = NULL;
    enum hm_status status = hold(&limit_results, json_array_size(results), reterr);

    counts->results = larger(counts->results, json_array_size(results));
    json_array_foreach ((json_t *)(uintptr_t)results, i, result) {
        size_t n = json_array_size(json_object_get(result, "locations"));
        if (status == HM_OK) {
            status = hold(&limit_locations, n, reterr);
        }
        counts->locations = larger(counts->locations, n);
    }
    return status;
}

/* Two runs of one tool in one category: GitHub refuses the whole delivery. */
static enum hm_status
check_categories(const json_t *runs, struct hm_err *reterr)
{
    size_t n = json_array_size(runs);

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            const json_t *a = json_array_get(runs, i);
            const json_t *b = json_array_get(runs, k);
            const json_t *tool_a = json_object_get(json_object_get(a, "tool"), "driver");
            const json_t *tool_b = json_object_get(json_object_get(b, "tool"), "driver");
            const json_t *id_a = json_object_get(json_object_get(a, "automationDetails"), "id");
            const json_t *id_b = json_object_get(json_object_get(b, "automationDetails"), "id");
            bool is_same_id = id_a == id_b || json_equal(id_a, id_b);
            if (is_same_id &&
                json_equal(json_object_get(tool_a, "name"), json_object_get(tool_b, "name"))) {
                return hm_err_set(reterr, HM_E_SYNTAX,
                                  "runs %zu and %zu are of one tool and one category "
                                  "(automationDetails.id): GitHub refuses that; merge them first",
                                  k + 1, i + 1);
            }
        }
    }
    return HM_OK;
}

static enum hm_status
check_run(const struct hm_json *run, struct counts *counts, struct hm_err *reterr)
{
    struct hm_json tool = { 0 };
    struct hm_json driver = { 0 };
    struct hm_json results = { 0 };
    enum hm_status status = hm_json_need(run, "tool", JSON_OBJECT, &tool, reterr);

    if (status == HM_OK) {
        status = hm_json_need(&tool, "driver", JSON_OBJECT, &driver, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need(run, "results", JSON_ARRAY, &results, reterr);
    }
    if (status == HM_OK) {
        status = hold(&limit_extensions, json_array_size(json_object_get(tool.value, "extensions")),
                      reterr);
    }
    if (status == HM_OK) {
        status = check_rules(json_object_get(driver.value, "rules"), counts, reterr);
    }
    return status == HM_OK ? check_results(results.value, counts, reterr) : status;
}

static enum hm_status
check_log(const struct hm_json *root, struct counts *counts, struct hm_err *reterr)
{
    struct hm_json runs = { 0 };
    struct hm_str version = { 0 };
    enum hm_status status = hm_json_need_str(root, "version", &version, reterr);

    if (status == HM_OK && !hm_str_eq(version, "2.1.0")) {
        status = hm_json_error(root, reterr, "its version is not 2.1.0");
    }
    if (status == HM_OK) {
        status = hm_json_need(root, "runs", JSON_ARRAY, &runs, reterr);
    }
    if (status == HM_OK && hm_json_count(&runs) == 0) {
        status = hm_err_set(reterr, HM_E_SYNTAX,
                            "it has no run: nothing that was asked for is "
                            "complete");
    }
    if (status == HM_OK) {
        status = hold(&limit_runs, hm_json_count(&runs), reterr);
    }
    for (size_t i = 0; status == HM_OK && i < hm_json_count(&runs); i++) {
        struct hm_json run = { 0 };
        status = hm_json_item(&runs, i, JSON_OBJECT, &run, reterr);
        if (status == HM_OK) {
            status = check_run(&run, counts, reterr);
        }
    }
    return status == HM_OK ? check_categories(runs.value, reterr) : status;
}

enum hm_status
hm_upload_check_sarif(struct hm_arena *arena, struct hm_str sarif, struct hm_upload_plan *plan,
                      struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct counts counts = { 0 };
    enum hm_status status = hm_json_parse(sarif, &document, reterr);

    if (status == HM_OK) {
        struct hm_json root = hm_json_root(document);
        status = check_log(&root, &counts, reterr);
    }
    if (status == HM_E_SYNTAX) {
        (void)hm_err_prefix(reterr, "the report is not SARIF that GitHub takes");
    }
    if (status == HM_OK) {
        note(arena, plan, &limit_results, counts.results);
        note(arena, plan, &limit_locations, counts.locations);
        note(arena, plan, &limit_tags, counts.tags);
    }
    return status;
}
