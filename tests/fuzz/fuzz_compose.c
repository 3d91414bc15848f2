/* SPDX-License-Identifier: Apache-2.0 */
/* A Compose file, and behind a NUL what every other file of the project holds: read, with all rules
 * asked, without a fault; each finding lies in a file of the project. */
#include "plugin/base/auto.h"
#include "plugin/manifest/compose.h"
#include "plugin/rules/engine.h"
#include "plugin/rules/registry.h"
#include "tests/fuzz/fuzz.h"

struct files {
    struct hm_str first;
    struct hm_str others;
};

static enum hm_status
read_path(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    const struct files *files = ctx;

    if (!hm_str_eq(path, "compose.yaml") && files->others.n == 0) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "no such file");
    }
    hm_buf_add(buf, hm_str_eq(path, "compose.yaml") ? files->first : files->others);
    return HM_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str text = hm_str_make((const char *)data, size);
    size_t nul = hm_str_find(text, '\0');
    struct files files = { .first = hm_str_sub(text, 0, nul),
                           .others = hm_str_from(text, nul + 1) };
    const struct hm_path_reader reader = { .read = read_path, .ctx = &files };
    const struct hm_str path = HM_S("compose.yaml");
    struct hm_manifests manifests;
    struct hm_engine engine;
    struct hm_err err;
    size_t n_rules;
    const struct hm_rule *const *rules = hm_rules_all(&n_rules);

    require(hm_compose_load(&arena, &reader, &path, 1, &manifests, &err) == HM_OK);
    require(manifests.n_sources >= 1 && manifests.n_sources <= HM_COMPOSE_FILES);
    struct hm_sink sink = { .arena = &arena };
    struct hm_facts facts = { .have = HM_NEEDS_COMPOSE | HM_NEEDS_SERVICES,
                              .manifests = &manifests };
    hm_engine_init(&engine, &arena, rules, n_rules);
    hm_engine_run(&engine, &facts, &sink);
    for (uint32_t i = 0; i < manifests.n_services; i++) {
        if (manifests.services[i].build.file != NULL) {
            struct hm_facts embedded = { .have = HM_NEEDS_DOCKERFILE,
                                         .dockerfile = manifests.services[i].build.file };
            hm_engine_run(&engine, &embedded, &sink);
        }
    }
    hm_sink_outline_manifests(&sink, &manifests, true);
    for (size_t i = 0; i < sink.findings.n; i++) {
        require(sink.findings.p[i].place.line >= 1 && sink.findings.p[i].path.n > 0);
    }
    return 0;
}
