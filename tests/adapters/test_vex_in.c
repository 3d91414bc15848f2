/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/vex_in.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define HEAD                                                                                       \
    "{\"@context\":\"https://openvex.dev/ns/v0.2.0\",\"@id\":\"https://x/1\",\"author\":\"acme\"," \
    "\"timestamp\":\"2026-11-22T04:00:00Z\",\"version\":1,\"statements\":["
#define VULN "{\"vulnerability\":{\"name\":\"CVE-2024-1\",\"aliases\":[\"GHSA-1\"]},"
#define ONE HEAD VULN "\"products\":[{\"@id\":\"pkg:oci/app\"}],\"status\":\"fixed\"}]}"

static enum hm_status
take(struct hm_arena *arena, const char *text, struct hm_vex_document *ret, struct hm_err *err)
{
    return hm_vex_read(arena, HM_S("v.json"), hm_str_c(text), 7, ret, err);
}

Test(vex_in, a_statement)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_vex_document document = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(take(&arena,
                      HEAD VULN
                      "\"products\":[{\"@id\":\"pkg:oci/app\",\"hashes\":{\"sha-256\":\"ab\"},"
                      "\"subcomponents\":[{\"identifiers\":{\"purl\":\"pkg:npm/left-pad\"}}]}],"
                      "\"status\":\"not_affected\",\"justification\":\"component_not_present\","
                      "\"impact_statement\":\"it is not in it\","
                      "\"timestamp\":\"2026-11-22T06:00:00.5+01:00\"}]}",
                      &document, &err),
                 HM_OK, "%s", err.text);
    cr_assert_eq(document.list.n, 1);
    const struct hm_suppression *from = &document.list.p[0];
    cr_expect(hm_str_eq(from->id, "CVE-2024-1") && from->dialect == HM_SUPPRESS_VEX);
    cr_expect(hm_str_eq(from->reason, "not_affected, component_not_present: it is not in it (says "
                                      "acme, in a document that nobody signed)"));
    cr_expect_eq(from->vex->order, 7);
    cr_expect_eq(from->vex->time, INT64_C(1795323600500000000));
    cr_assert_eq(from->vex->n_aliases, 1);
    cr_expect(hm_str_eq(from->vex->aliases[0], "GHSA-1"));
    cr_assert_eq(from->vex->n_products, 1);
    cr_assert_eq(from->vex->products[0].n_ids, 2);
    cr_expect(hm_str_eq(from->vex->products[0].ids[1], "sha256:ab"));
    cr_expect(from->vex->products[0].has_parts);
    cr_expect(hm_str_eq(from->vex->products[0].parts[0], "pkg:npm/left-pad"));
}

static const struct {
    const char *text;
    const char *says;
} wrong[] = {
    { "{\"bomFormat\":\"CycloneDX\"}", "it is CycloneDX, whose VEX is not read" },
    { "{\"document\":{\"csaf_version\":\"2.0\"}}", "it is CSAF" },
    { "[]", "" },
    { "{\"@context\":\"https://openvex.dev/ns\"}", "no other version is read" },
    { HEAD "]}", "it should have 1 to" },
    { HEAD VULN "\"status\":\"fine\"}]}", "OpenVEX has no such status" },
    { HEAD VULN "\"status\":\"not_affected\"}]}", "not_affected needs a justification" },
    { HEAD VULN "\"status\":\"not_affected\",\"justification\":\"trust me\"}]}",
      "OpenVEX has no such justification" },
    { HEAD VULN "\"status\":\"fixed\",\"timestamp\":\"yesterday\"}]}", "timestamp is no time" },
    { HEAD VULN "\"status\":\"fixed\",\"products\":[{}]}]}", "neither @id nor identifiers" },
    { HEAD "{\"vulnerability\":\"CVE-1\",\"status\":\"fixed\"}]}", "statements[0].vulnerability" },
    { HEAD "{\"status\":\"fixed\"}]}", "vulnerability" },
};

Test(vex_in, what_is_no_openvex_is_refused_whole)
{
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_vex_document document = { 0 };
        struct hm_err err = { 0 };
        cr_expect_eq(take(&arena, wrong[i].text, &document, &err), HM_E_SYNTAX, "%s",
                     wrong[i].text);
        cr_expect(hm_str_has(hm_str_c(err.text), wrong[i].says), "%s: %s", wrong[i].text, err.text);
        cr_expect_eq(document.list.n, 0);
    }
}

Test(vex_in, a_statement_about_nothing_is_counted)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_vex_document document = { 0 };
    struct hm_err err = { 0 };

    cr_expect_eq(take(&arena, HEAD VULN "\"status\":\"fixed\"}]}", &document, &err), HM_OK);
    cr_expect_eq(document.n_idle, 1);
    cr_expect_eq(take(&arena, ONE, &document, &err), HM_OK);
    cr_expect_eq(document.n_idle, 0);
}
