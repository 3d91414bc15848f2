/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/bill_in.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define HEX "4444444444444444444444444444444444444444444444444444444444444444"
#define DIGEST "sha256:" HEX

static const struct {
    const char *text;
    enum hm_status status;
    const char *form;
    size_t n_packages;
    bool names;
} rows[] = {
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"}", HM_OK, "CycloneDX 1.5", 0, false },
    { "{\"components\":[{},{}],\"specVersion\":\"1.6\",\"bomFormat\":\"CycloneDX\"}", HM_OK,
      "CycloneDX 1.6", 2, false },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{\"component\":{"
      "\"version\":\"" DIGEST "\"}}}",
      HM_OK, "CycloneDX 1.6", 0, true },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{\"component\":{"
      "\"purl\":\"pkg:oci/app@sha256%3A" HEX "?arch=amd64\"}}}",
      HM_OK, "CycloneDX 1.6", 0, true },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{\"component\":{"
      "\"properties\":[{\"value\":7},{\"value\":\"r.test/a@" DIGEST "\"}]}}}",
      HM_OK, "CycloneDX 1.6", 0, true },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"version\":\"" DIGEST
      "\"}]}",
      HM_OK, "CycloneDX 1.6", 1, false },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":[]}", HM_OK,
      "CycloneDX 1.6", 0, false },
    { "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"a\"},{\"primaryPackagePurpose\":"
      "\"CONTAINER\",\"versionInfo\":\"" DIGEST "\"}]}",
      HM_OK, "SPDX-2.3", 2, true },
    { "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"versionInfo\":\"" DIGEST "\"}]}", HM_OK,
      "SPDX-2.3", 1, false },
    { "{\"spdxVersion\":\"SPDX-2.3\"}", HM_E_UNSUPPORTED, NULL, 0, false },
    { "{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[]}",
      HM_E_UNSUPPORTED, NULL, 0, false },
    { "{\"bomFormat\":\"Other\",\"specVersion\":\"1.6\"}", HM_E_SYNTAX, NULL, 0, false },
    { "{\"bomFormat\":\"CycloneDX\"}", HM_E_SYNTAX, NULL, 0, false },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":1.6}", HM_E_SYNTAX, NULL, 0, false },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":{}}", HM_E_SYNTAX, NULL,
      0, false },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"} x", HM_E_SYNTAX, NULL, 0, false },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{", HM_E_SYNTAX, NULL,
      0, false },
    { "{\"version\":\"2.1.0\",\"runs\":[]}", HM_E_SYNTAX, NULL, 0, false },
    { "[]", HM_E_SYNTAX, NULL, 0, false },
    { "<bom/>", HM_E_SYNTAX, NULL, 0, false },
    { "", HM_E_SYNTAX, NULL, 0, false },
};

Test(bill_in, tells_bills_from_other_documents)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_bill bill = { 0 };
        struct hm_err err = { 0 };
        enum hm_status status = hm_bill_read(&arena, hm_str_c(rows[i].text), &bill, &err);
        cr_expect_eq(status, rows[i].status, "%s: %s", rows[i].text, err.text);
        if (status == HM_OK && rows[i].status == HM_OK) {
            cr_expect(hm_str_eq(bill.form, rows[i].form), "%s", rows[i].text);
            cr_expect_eq(bill.n_packages, rows[i].n_packages, "%s", rows[i].text);
            cr_expect_eq(hm_bill_names(&bill, HM_S(DIGEST)), rows[i].names, "%s", rows[i].text);
        }
    }
}

Test(bill_in, names_nothing_by_an_empty_digest)
{
    const struct hm_bill bill = { 0 };

    cr_assert_not(hm_bill_names(&bill, HM_S("")));
}
