/* SPDX-License-Identifier: Apache-2.0 */
/* A manifest of Kubernetes: whatever is read lies in the text, and its rules can be run. */
#include "plugin/base/auto.h"
#include "plugin/manifest/kubernetes.h"
#include "plugin/rules/engine.h"
#include "plugin/rules/registry.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str text = hm_str_make((const char *)data, size);
    struct hm_manifests manifest;
    struct hm_sink sink = { .arena = &arena };
    struct hm_engine engine;
    size_t n;

    if (size > HM_SOURCE_LIMIT || !hm_kubernetes_read(&arena, HM_S("a.yaml"), text, &manifest)) {
        return 0;
    }
    for (uint32_t i = 0; i < manifest.n_objects; i++) {
        struct hm_span span = manifest.objects[i]->span;
        require(span.off <= size && span.len <= size - span.off);
    }
    for (uint32_t i = 0; i < manifest.n_problems; i++) {
        require(manifest.problems[i].text.n > 0);
    }
    const struct hm_rule *const *rules = hm_rules_all(&n);
    struct hm_facts facts = { .have = HM_NEEDS_KUBERNETES, .manifests = &manifest };
    hm_engine_init(&engine, &arena, rules, n);
    hm_engine_run(&engine, &facts, &sink);
    return 0;
}
