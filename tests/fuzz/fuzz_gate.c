/* SPDX-License-Identifier: Apache-2.0 */
/* An expression of --gate, a byte 0x1e, and a path: whatever is read decides in bounded work, and
   says of each clause where it stands. */
#include "plugin/base/auto.h"
#include "plugin/driver/gate/gate.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct hm_rule rule = { .id = "HM3001", .concept = "runs-as-root" };
    struct hm_str all = hm_str_make((const char *)data, size);
    size_t end = hm_str_find(all, '\x1e');
    struct hm_str text = hm_str_sub(all, 0, end);
    struct hm_report report = { 0 };
    struct hm_gate_expression expression;
    struct hm_gate_fault fault = { 0 };
    hm_auto_buf struct hm_buf shown = { 0 };
    struct hm_err err = { 0 };

    if (hm_gate_parse(&report.arena, text, &expression, &fault, &err) == HM_OK) {
        struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
        finding->rule = &rule;
        finding->path = hm_str_from(all, end + 1);
        finding->severity = HM_SEV_HIGH;
        hm_gate_decide(&expression, &report, 0);
        require(report.gate.n_clauses > 0 && report.gate.n_failing <= 1);
        for (size_t i = 0; i < report.gate.n_clauses; i++) {
            require(report.gate.clauses[i].text.n > 0);
            require(report.gate.clauses[i].n <= 1);
        }
    } else {
        require(err.status == HM_E_USAGE && err.text[0] != '\0');
        require(fault.offset + fault.n <= text.n);
        hm_gate_show_fault(text, &fault, &shown);
    }
    hm_report_done(&report);
    return 0;
}
