/* SPDX-License-Identifier: Apache-2.0 */
/* What a scanner wrote, whatever it is: read without a fault, to no more findings than bytes. The
 * first byte says which scanner, the second how it ended. */
#include "adapters/adapter.h"
#include "plugin/base/auto.h"
#include "tests/fuzz/fuzz.h"

#define DIGEST "sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"

static const struct question {
    const char *adapter;
    enum hm_task task;
    enum hm_location_kind kind;
    const char *digest; /* "" asks for no certain image, so that more is read */
} questions[] = {
    { "trivy", HM_TASK_IMAGE, HM_AT_LAYOUT, "" },
    { "trivy", HM_TASK_CONFIG, HM_AT_PATH, "" },
    { "trivy", HM_TASK_FS, HM_AT_PATH, "" },
    { "trivy", HM_TASK_IMAGE, HM_AT_REGISTRY, DIGEST },
    { "grype", HM_TASK_IMAGE, HM_AT_LAYOUT, "" },
    { "grype", HM_TASK_FS, HM_AT_PATH, "" },
    { "grype", HM_TASK_IMAGE, HM_AT_REGISTRY, DIGEST },
    { "syft", HM_TASK_SBOM, HM_AT_LAYOUT, "" },
    { "dockle", HM_TASK_IMAGE, HM_AT_ARCHIVE, "" },
};

enum { QUESTIONS = sizeof questions / sizeof questions[0] };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_rule_table rules = { 0 };
    struct hm_err err = { 0 };

    if (size < 2) {
        return 0;
    }
    const struct question *question = &questions[data[0] % QUESTIONS];
    const struct hm_adapter *adapter = hm_adapters_find(hm_str_c(question->adapter));
    const struct hm_tool_job job = {
        .adapter = adapter,
        .task = question->task,
        .kind = question->kind,
        .target = HM_S("target"),
        .location = question->kind == HM_AT_REGISTRY ? HM_S("r.example/a@" DIGEST) : HM_S("/x"),
        .digest = hm_str_c(question->digest),
    };
    const struct hm_tool_run run = {
        .exit_code = data[1] % 4,
        .out = hm_str_make((const char *)data + 2, size - 2),
    };
    struct hm_collect out = { .arena = &arena, .rules = &rules, .producer = adapter->name };
    enum hm_status status = adapter->parse(&job, &run, &out, &err);
    require(status == HM_OK || err.text[0] != '\0');
    require(out.findings.n <= size && out.notes.n <= size && out.unread.n <= size);
    for (size_t i = 0; status == HM_OK && i < out.findings.n; i++) {
        require(out.findings.p[i].rule != NULL && out.findings.p[i].message.n > 0);
    }
    return 0;
}
