/* SPDX-License-Identifier: Apache-2.0 */
/* A script, a Makefile, a unit or a Quadlet: the first byte picks which. Whatever is read lies in
 * the text, and its rules can be run. */
#include "plugin/base/auto.h"
#include "plugin/manifest/command_read.h"
#include "plugin/rules/engine.h"
#include "plugin/rules/registry.h"
#include "tests/fuzz/fuzz.h"

static void
check_span(struct hm_span span, size_t size)
{
    require(span.off <= size && span.len <= size - span.off);
}

static void
check_scalars(const struct hm_scalars *values, size_t size)
{
    check_span(values->span, size);
    for (uint32_t i = 0; i < values->n; i++) {
        check_span(values->list[i].span, size);
        check_span(values->list[i].value, size);
    }
}

static void
check_service(const struct hm_service *service, size_t size)
{
    check_span(service->span, size);
    check_span(service->body, size);
    check_span(service->image.span, size);
    check_span(service->image.value, size);
    check_scalars(&service->cap_add, size);
    check_scalars(&service->security_opt, size);
    check_scalars(&service->command, size);
    for (uint32_t i = 0; i < service->n_volumes; i++) {
        check_span(service->volumes[i].span, size);
        require(hm_str_find(service->volumes[i].path, '\1') <= service->volumes[i].path.n);
    }
    for (uint32_t i = 0; i < service->environment.n; i++) {
        check_span(service->environment.list[i].value.value, size);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct hm_str paths[] = { HM_STR("a.sh"), HM_STR("Makefile"), HM_STR("a.service"),
                                           HM_STR("a.container"), HM_STR("a.pod") };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    struct hm_sink sink = { .arena = &arena };
    struct hm_engine engine;
    size_t n;

    if (size == 0 || size > (1 << 16)) {
        return 0;
    }
    struct hm_str text = hm_str_make((const char *)data + 1, size - 1);
    if (!hm_command_read(&arena, paths[data[0] % 5], text, &manifest)) {
        return 0;
    }
    for (uint32_t i = 0; i < manifest.n_services; i++) {
        check_service(&manifest.services[i], text.n);
    }
    for (uint32_t i = 0; i < manifest.n_problems; i++) {
        require(manifest.problems[i].text.n > 0);
    }
    const struct hm_rule *const *rules = hm_rules_all(&n);
    struct hm_facts facts = { .have = HM_NEEDS_SERVICES, .manifests = &manifest };
    hm_engine_init(&engine, &arena, rules, n);
    hm_engine_run(&engine, &facts, &sink);
    hm_sink_outline_manifests(&sink, &manifest, true);
    return 0;
}
