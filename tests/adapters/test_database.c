/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/database.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

#define METADATA "{\"UpdatedAt\":\"2026-10-01T00:00:00Z\"}"
#define MADE INT64_C(1790812800)

static const struct hm_adapter_data data = { .file = "db", .record = "record", .advice = "renew" };

/* Writes a record, or other text, and reads it for the database of that metadata. */
static struct hm_tool_data
read_back(struct hm_arena *arena, struct hm_str text, const char *metadata)
{
    hm_auto_buf struct hm_buf dir = { 0 };
    struct hm_tool_data found = { 0 };

    cr_assert_eq(hm_make_temp_dir(&dir, NULL), HM_OK);
    const char *path = hm_arena_printf(arena, "%s/record", dir.p).p;
    cr_assert_eq(hm_write_file(path, text, NULL), HM_OK);
    hm_database_read(arena, path, hm_str_c(metadata), &found);
    hm_remove_tree(dir.p);
    return found;
}

Test(database, reads_the_record_that_it_wrote)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    hm_database_record(HM_S("r/n:2"), HM_S("sha256:12"), HM_S(METADATA), &text);
    struct hm_tool_data found = read_back(&arena, hm_buf_str(&text), METADATA);
    cr_assert(found.is_recorded);
    cr_assert(hm_str_eq(found.source, "r/n:2"));
    cr_assert(hm_str_eq(found.digest, "sha256:12"));
}

Test(database, takes_no_record_of_another_database)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    hm_database_record(HM_S("r/n:2"), HM_S("sha256:12"), HM_S(METADATA), &text);
    cr_assert_not(read_back(&arena, hm_buf_str(&text), METADATA " ").is_recorded);
}

Test(database, takes_no_record_that_is_malformed)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{\"hullmarkFetched\":2}",
        "{\"hullmarkFetched\":1,\"source\":\"r/n:2\"}",
        "{\"hullmarkFetched\":1,\"source\":1,\"digest\":\"d\",\"metadata\":\"sha256:\"}",
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        cr_expect_not(read_back(&arena, hm_str_c(texts[i]), METADATA).is_recorded, "%s", texts[i]);
    }
}

Test(database, judges_source_and_age)
{
    static const struct {
        const char *date;
        const char *recorded; /* NULL: no record */
        const char *source;   /* of the lock */
        int64_t now;
        const char *complaint; /* NULL: none */
    } cases[] = {
        { "2026-10-01T00:00:00Z", NULL, "", MADE + 3 * 86400, NULL },
        { "2026-10-01T00:00:00Z", NULL, "", MADE + 4 * 86400, "4 days old" },
        { "2026-10-01T00:00:00Z", NULL, "", MADE - 86400, NULL },
        { "2026-10-01T00:00:00Z", NULL, "", MADE - 86401, "still to come" },
        { "", NULL, "", MADE, "how old" },
        { "2026-10-01T00:00:00Z", "r/n:2", "r/n:2", MADE, NULL },
        { "2026-10-01T00:00:00Z", "r/x:2", "r/n:2", MADE, "came from r/x:2" },
        { "2026-10-01T00:00:00Z", "", "r/n:2", MADE, "own source" },
        { "2026-10-01T00:00:00Z", NULL, "r/n:2", MADE, "nothing says where" },
        { "2026-10-01T00:00:00Z", "r/x:2", "", MADE, NULL },
        { "2026-10-01T00:00:00Z", NULL, "", 0, NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_lock_data row = { .max_age_days = 3, .source = hm_str_c(cases[i].source) };
        struct hm_tool_data found = { .date = hm_str_c(cases[i].date),
                                      .is_recorded = cases[i].recorded != NULL,
                                      .source = hm_str_c(cases[i].recorded) };
        struct hm_err err = { 0 };
        enum hm_status status = hm_database_judge(&row, &data, &found, cases[i].now, &err);
        cr_expect_eq(status, cases[i].complaint == NULL ? HM_OK : HM_E_MISMATCH, "case %zu", i);
        cr_expect(cases[i].complaint == NULL || (strstr(err.text, cases[i].complaint) != NULL &&
                                                 strstr(err.text, "renew") != NULL),
                  "case %zu: %s", i, err.text);
    }
}

Test(database, waits_for_the_date_that_only_the_output_says)
{
    static const struct hm_adapter_data dateless = { .advice = "renew" };
    struct hm_lock_data row = { .max_age_days = 3 };
    struct hm_tool_data found = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_database_judge(&row, &dateless, &found, MADE, &err), HM_OK);
    found.date = HM_S("2026-01-01T00:00:00Z");
    cr_assert_eq(hm_database_judge(&row, &dateless, &found, MADE, &err), HM_E_MISMATCH);
}

Test(database, holds_of_a_server_what_it_says_against_the_lock)
{
    static const struct {
        const char *date;
        const char *source;
        const char *digest;
        bool is_locked;
        const char *complaint; /* NULL: none */
    } cases[] = {
        { "2026-10-01T00:00:00Z", NULL, NULL, true, NULL },
        { "2026-09-01T00:00:00Z", NULL, NULL, false, "30 days old" },
        { "", NULL, NULL, false, "how old" },
        { "2026-10-01T00:00:00Z", "r/n:2", NULL, false, "the source of its data" },
        { "2026-10-01T00:00:00Z", NULL, "sha256:00", true, "the digest of its data" },
        { "2026-10-01T00:00:00Z", NULL, "sha256:00", false, NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_lock_data row = { .max_age_days = 3,
                                    .source = hm_str_c(cases[i].source),
                                    .digest = hm_str_c(cases[i].digest) };
        struct hm_err err = { 0 };
        enum hm_status status =
            hm_database_judge_server(&row, hm_str_c(cases[i].date), cases[i].is_locked, MADE, &err);
        cr_expect_eq(status, cases[i].complaint == NULL ? HM_OK : HM_E_MISMATCH, "case %zu", i);
        cr_expect(cases[i].complaint == NULL || strstr(err.text, cases[i].complaint) != NULL,
                  "case %zu: %s", i, err.text);
    }
}
