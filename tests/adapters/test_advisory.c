/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "adapters/advisory.h"

static const struct {
    const char *id;
    const char *others; /* a text that names them */
    const char *says;   /* "ADVISORY ALIAS…" */
} cases[] = {
    { "CVE-2024-1", "", "CVE-2024-1" },
    { "GHSA-aaaa-bbbb-cccc", "https://avd.aquasec.com/nvd/cve-2024-1",
      "CVE-2024-1 GHSA-aaaa-bbbb-cccc" },
    { "CVE-2024-1", "ghsa-AAAA-bbbb-cccc, RUSTSEC-2024-0001 and CVE-2024-1",
      "CVE-2024-1 GHSA-aaaa-bbbb-cccc RUSTSEC-2024-0001" },
    /* Whose the others are nobody knows. */
    { "CVE-2024-1", "CVE-2024-2 GHSA-aaaa-bbbb-cccc", "CVE-2024-1" },
    { "GHSA-aaaa-bbbb-cccc", "CVE-2024-1 CVE-2024-2", "GHSA-aaaa-bbbb-cccc" },
    /* A bulletin is no alias. */
    { "RHSA-2024:1", "CVE-2024-1", "CVE-2024-1" },
    { "RHSA-2024:1", "CVE-2024-1 CVE-2024-2", "RHSA-2024:1" },
    { "CVE-2024-1", "DSA-9999-1 RHSA-2024:1", "CVE-2024-1" },
    /* No ids. */
    { "CVE-2024-1", "XCVE-2024-2 CVE-20-1 CVE-2024- CVE-2024-3x GHSA-aaaa-bbbb-ccc", "CVE-2024-1" },
};

Test(advisory, names)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_arena arena = { 0 };
        struct hm_buf says = { 0 };
        struct hm_finding finding = { 0 };
        struct hm_advisory_ids others = { 0 };
        hm_advisory_scan(&arena, &others, hm_str_c(cases[i].others));
        hm_advisory_name(&arena, &finding, hm_str_c(cases[i].id), &others);
        hm_buf_add(&says, finding.advisory);
        for (size_t k = 0; k < finding.aliases.n; k++) {
            hm_buf_printf(&says, " %.*s", HM_FMT(finding.aliases.p[k]));
        }
        cr_expect(hm_str_eq(hm_buf_str(&says), cases[i].says), "%s with %s: %.*s", cases[i].id,
                  cases[i].others, HM_FMT(hm_buf_str(&says)));
        hm_buf_done(&says);
        hm_arena_done(&arena);
    }
}

Test(advisory, no_more_ids_than_the_limit)
{
    struct hm_arena arena = { 0 };
    struct hm_advisory_ids ids = { 0 };

    for (int i = 0; i < 100; i++) {
        hm_advisory_add(&arena, &ids, hm_arena_printf(&arena, "CVE-2024-%d", i));
    }
    cr_expect_eq(ids.n, HM_ALIASES_LIMIT);
    hm_arena_done(&arena);
}
