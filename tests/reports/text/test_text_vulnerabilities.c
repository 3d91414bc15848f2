/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/text/text_tables.h"

Test(text_vulnerabilities, vulnerabilities_say_what_brought_them_and_who_mends_them)
{
    static const struct hm_rule cve = { .id = "CVE-2024-1", .producer = "trivy" };
    static const struct hm_origin base = { .kind = HM_ORIGIN_BASE, .what = HM_STR("node:18") };
    static const struct hm_origin own = { .kind = HM_ORIGIN_INSTRUCTION, .what = HM_STR("COPY") };
    static const struct hm_origin unknown = { .kind = HM_ORIGIN_UNKNOWN };
    static const struct hm_origin *const origins[] = { &base, &base, &own, &unknown };
    struct hm_finding findings[4];
    const struct hm_finding *rows[4];
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_text text = { .buf = &buf };

    for (size_t i = 0; i < 4; i++) {
        findings[i] = (struct hm_finding){ .rule = &cve,
                                           .target = HM_S("app:1"),
                                           .advisory = HM_S("CVE-2024-1"),
                                           .package = HM_S("musl"),
                                           .version = HM_S("1.2"),
                                           .severity = HM_SEV_HIGH,
                                           .place = { .line = 7 },
                                           .origin = origins[i] };
        rows[i] = &findings[i];
    }
    hm_text_vulnerabilities(&text, rows, 4, false);
    struct hm_str said = hm_buf_str(&buf);
    cr_expect(hm_str_has(said, "2 from the base image node:18, which a newer base mends; 1 from "
                               "lines of the Dockerfile, which mend them; of 1 it is not known"),
              "%s", buf.p);
    cr_expect(hm_str_has(said, "from    advisory\n"), "%s", buf.p);
    cr_expect(hm_str_has(said, "-         base    CVE-2024-1\n"), "%s", buf.p);
    cr_expect(hm_str_has(said, "-         line 7  CVE-2024-1\n"), "%s", buf.p);
    cr_expect(hm_str_has(said, "-         ?       CVE-2024-1\n"), "%s", buf.p);
    hm_buf_clear(&buf);
    for (size_t i = 0; i < 4; i++) {
        findings[i].origin = NULL;
    }
    hm_text_vulnerabilities(&text, rows, 4, false);
    cr_expect_not(hm_str_has(hm_buf_str(&buf), "from"), "nobody looked: %s", buf.p);
}
