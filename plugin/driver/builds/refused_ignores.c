/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/builds/refused_ignores.h"

enum {
    MAX_SHOWN = 80, /* bytes of a pattern in a message */
};

/* A Dockerfile that is built with a context whose ignore file is refused. */
struct refusal {
    const struct hm_context *context;
    struct hm_str ignore_path; /* as reports name it */
    struct hm_str dockerfile;
};

struct refusals {
    struct hm_arena *arena;
    HM_VEC(struct refusal) list;
};

static void
add(struct refusals *refusals, const struct hm_context *context, struct hm_str dockerfile)
{
    if (context != NULL) {
        struct hm_str path =
            hm_arena_concat(refusals->arena, context->prefix, context->ignore_path);
        hm_vec_add(refusals->arena, &refusals->list,
                   ((struct refusal){
                       .context = context, .ignore_path = path, .dockerfile = dockerfile }));
    }
}

static int
compare(const void *left, const void *right)
{
    const struct refusal *a = left;
    const struct refusal *b = right;
    int order = hm_str_compare(a->ignore_path, b->ignore_path);

    return order != 0 ? order : hm_str_compare(a->dockerfile, b->dockerfile);
}

static const struct hm_rule *
applied_rule(const struct hm_report *report)
{
    for (size_t i = 0; i < report->n_applied; i++) {
        if (strcmp(report->applied[i]->id, "HM4051") == 0) {
            return report->applied[i];
        }
    }
    return NULL;
}

static void
say(struct hm_report *report, struct hm_sink *sink, const struct refusal *refusal)
{
    const struct hm_ignore_fault *fault = refusal->context->ignore_fault;
    struct hm_source *source = hm_arena_new(&report->arena, struct hm_source, 1);
    struct hm_str pattern = hm_source_text(refusal->context->ignore_source, fault->span);

    if (sink->rule == NULL) {
        hm_report_note(report, HM_NOTE_WARNING, "context-unreadable", HM_S("hullmark"),
                       refusal->dockerfile,
                       "What a build would send was not read: BuildKit refuses %.*s.",
                       HM_FMT(refusal->ignore_path));
        return;
    }
    *source = *refusal->context->ignore_source;
    source->path = refusal->ignore_path;
    sink->source = source;
    hm_find(sink, fault->span, "BuildKit refuses %.*s%s: %.*s. %s.",
            HM_FMT(hm_str_sub(pattern, 0, MAX_SHOWN)), pattern.n > MAX_SHOWN ? " …" : "",
            HM_FMT(fault->why),
            fault->is_late ? "A build that takes anything out of the context fails"
                           : "No build with this file succeeds");
}

void
hm_refused_ignores_find(const struct hm_inputs *inputs, struct hm_report *report)
{
    struct refusals refusals = { .arena = &report->arena };
    struct hm_sink sink = { .arena = &report->arena, .rule = applied_rule(report) };

    for (size_t i = 0; i < inputs->files.n; i++) {
        const struct hm_input_file *file = &inputs->files.p[i];
        add(&refusals, file->refused, file->path);
        for (uint32_t k = 0; k < file->n_builds; k++) {
            add(&refusals, file->builds[k].refused, file->path);
        }
    }
    if (refusals.list.n > 0) {
        qsort(refusals.list.p, refusals.list.n, sizeof *refusals.list.p, compare);
    }
    for (size_t i = 0; i < refusals.list.n; i++) {
        const struct refusal *refusal = &refusals.list.p[i];
        bool is_new = i == 0 || !hm_str_is(refusal->ignore_path, refusal[-1].ignore_path);
        if (is_new) {
            say(report, &sink, refusal);
        }
        if (sink.rule != NULL &&
            (is_new || !hm_str_is(refusal->dockerfile, refusal[-1].dockerfile))) {
            hm_find_related(&sink, refusal->dockerfile, NULL, (struct hm_span){ 0 },
                            "This is built with it.");
        }
    }
    for (size_t i = 0; i < sink.findings.n; i++) {
        hm_vec_add(&report->arena, &report->findings, sink.findings.p[i]);
    }
}
