/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/builds/judgements.h"

#include "plugin/dockerfile/names.h"
#include "plugin/model/work_name.h"

/* --- which builds --- */

/* The stage that a build ships; HM_NONE where there is none of the name. */
static uint32_t
stage_of(const struct hm_dockerfile *file, struct hm_str target)
{
    if (target.n == 0) {
        return file->n_stages == 0 ? HM_NONE : file->n_stages - 1;
    }
    for (uint32_t i = file->n_stages; i > 0; i--) {
        if (hm_str_eq_nocase(file->stages[i - 1].name, target)) {
            return i - 1;
        }
    }
    return HM_NONE;
}

static void
list_args(struct hm_arena *arena, const struct hm_dockerfile *file, struct hm_names *names)
{
    names->arena = arena;
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        for (uint32_t k = 0; inst->kind == HM_ARG && k < inst->n_pairs; k++) {
            (void)hm_names_add(names, inst->pairs[k].key.value);
        }
    }
}

/* Those that the file asks for, and the options' over them. */
static void
set_args(struct hm_arena *arena, const struct hm_build *options, const struct hm_entries *given,
         const struct hm_names *names, struct hm_build *build)
{
    struct hm_build_arg *args =
        hm_arena_new(arena, struct hm_build_arg, (size_t)given->n + options->n_args);
    uint32_t n = 0;

    for (uint32_t i = 0; i < given->n; i++) {
        if (hm_names_find(names, given->list[i].name) != UINT32_MAX) {
            args[n++] = (struct hm_build_arg){ given->list[i].name, given->list[i].value.text };
        }
    }
    for (uint32_t i = 0; i < options->n_args; i++) {
        args[n++] = options->args[i];
    }
    build->args = args;
    build->n_args = n;
}

static void
set_contexts(struct hm_arena *arena, const struct hm_entries *given, struct hm_build *build)
{
    struct hm_build_arg *contexts = hm_arena_new(arena, struct hm_build_arg, given->n);

    for (uint32_t i = 0; i < given->n; i++) {
        contexts[i] = (struct hm_build_arg){ given->list[i].name, given->list[i].value.text };
    }
    build->contexts = contexts;
    build->n_contexts = given->n;
}

static bool
are_same(const struct hm_build_arg *a, uint32_t n_a, const struct hm_build_arg *b, uint32_t n_b)
{
    for (uint32_t i = 0; n_a == n_b && i < n_a; i++) {
        if (!hm_str_is(a[i].name, b[i].name) || !hm_str_is(a[i].value, b[i].value)) {
            return false;
        }
    }
    return n_a == n_b;
}

static struct hm_judgement *
find_same(struct hm_judgements *all, const struct hm_dockerfile *file,
          const struct hm_judgement *made)
{
    for (uint32_t i = 0; i < all->n; i++) {
        struct hm_judgement *at = &all->list[i];
        const struct hm_build *a = &at->build;
        const struct hm_build *b = &made->build;
        uint32_t stage = stage_of(file, a->target);
        bool is_same_stage = stage == stage_of(file, b->target) &&
                             (stage != HM_NONE || hm_str_is(a->target, b->target));
        if (at->context == made->context && is_same_stage &&
            are_same(a->args, a->n_args, b->args, b->n_args) &&
            are_same(a->contexts, a->n_contexts, b->contexts, b->n_contexts)) {
            return at;
        }
    }
    return NULL;
}

static void
add(struct hm_arena *arena, struct hm_judgements *all, const struct hm_dockerfile *file,
    const struct hm_judgement *made, const struct hm_build_use *use)
{
    struct hm_judgement *same = find_same(all, file, made);

    if (same == NULL && all->n == HM_JUDGEMENTS_LIMIT) {
        all->n_left_out++;
        return;
    }
    if (same == NULL) {
        same = &all->list[all->n++];
        *same = *made;
        same->is_of_last_stage = stage_of(file, made->build.target) + 1 == file->n_stages;
    }
    if (use != NULL) {
        hm_vec_add(arena, &same->uses, use);
    }
}

/* Whether the last stage has to be judged, although nobody builds it. */
static bool
needs_last(const struct hm_build *options, const struct hm_input_file *input,
           const struct hm_dockerfile *file)
{
    if (options->target.n > 0 || file->n_stages == 0 ||
        hm_is_work_stage(file->stages[file->n_stages - 1].name)) {
        return false;
    }
    for (uint32_t i = 0; i < input->n_builds; i++) {
        const struct hm_build_use *use = &input->builds[i].use;
        if (use->by != HM_BUILD_BY_COMPOSE || stage_of(file, use->target) == file->n_stages - 1) {
            return false;
        }
    }
    return true;
}

void
hm_judgements_make(struct hm_arena *arena, const struct hm_build *options,
                   const struct hm_input_file *input, const struct hm_dockerfile *file,
                   struct hm_judgements *ret)
{
    struct hm_judgement plain = { .build = *options, .context = input->context };
    struct hm_names names = { 0 };

    ret->n = 0;
    ret->n_left_out = 0;
    if (input->n_builds > 0) {
        list_args(arena, file, &names);
    }
    for (uint32_t i = 0; i < input->n_builds; i++) {
        const struct hm_build_use *use = &input->builds[i].use;
        struct hm_judgement made = plain;
        made.context = input->builds[i].context;
        made.build.target = options->target.n > 0 ? options->target : use->target;
        set_args(arena, options, &use->args, &names, &made.build);
        set_contexts(arena, &use->contexts, &made.build);
        add(arena, ret, file, &made, use);
    }
    if (input->n_builds == 0 || needs_last(options, input, file)) {
        add(arena, ret, file, &plain, NULL);
    }
}

/* --- what they show --- */

void
hm_shown_init(struct hm_shown *shown, struct hm_arena *arena, struct hm_sink *sink)
{
    *shown = (struct hm_shown){ .arena = arena,
                                .sink = sink,
                                .n_findings = sink->findings.n,
                                .n_not_evaluated = sink->not_evaluated.n };
}

static uint64_t
hash_of(const struct hm_finding *finding)
{
    const uint64_t parts[] = {
        (uint64_t)(uintptr_t)finding->rule,
        ((uint64_t)finding->place.line << 32) | finding->place.column,
        ((uint64_t)finding->place.end_line << 32) | finding->place.end_column,
    };

    return hm_str_slot(hm_str_make((const char *)parts, sizeof parts));
}

static bool
is_same_fault(const struct hm_finding *a, const struct hm_finding *b)
{
    return a->rule == b->rule && a->place.line == b->place.line &&
           a->place.column == b->place.column && a->place.end_line == b->place.end_line &&
           a->place.end_column == b->place.end_column;
}

static uint64_t *
slot_of(const struct hm_shown *shown, const struct hm_finding *finding)
{
    size_t at = (size_t)hash_of(finding) & (shown->n_slots - 1);

    while (shown->slots[at] != 0 &&
           !is_same_fault(&shown->sink->findings.p[shown->slots[at] - 1], finding)) {
        at = (at + 1) & (shown->n_slots - 1);
    }
    return &shown->slots[at];
}

static void
make_slots(struct hm_shown *shown, size_t n)
{
    size_t n_slots = 64;

    while (n_slots < 2 * n) {
        n_slots *= 2;
    }
    shown->n_slots = n_slots;
    shown->slots = hm_arena_new(shown->arena, uint64_t, n_slots);
    for (size_t i = 0; i < shown->shown_by.n; i++) {
        size_t at = shown->n_findings + i;
        *slot_of(shown, &shown->sink->findings.p[at]) = at + 1;
    }
}

/* A rule says each thing of a line once, whatever build it looked at. */
static void
join_undecided(struct hm_shown *shown)
{
    struct hm_sink *sink = shown->sink;
    size_t first = shown->n_not_evaluated;
    size_t n = first;
    size_t n_slots = 64;

    while (n_slots < 2 * (sink->not_evaluated.n - first)) {
        n_slots *= 2;
    }
    size_t *slots = hm_arena_new(shown->arena, size_t, n_slots);
    for (size_t i = first; i < sink->not_evaluated.n; i++) {
        const struct hm_not_evaluated *row = &sink->not_evaluated.p[i];
        const uint64_t parts[] = { (uint64_t)(uintptr_t)row->rule, row->line };
        size_t at = (size_t)hm_str_slot(hm_str_make((const char *)parts, sizeof parts));
        for (at &= n_slots - 1; slots[at] != 0; at = (at + 1) & (n_slots - 1)) {
            const struct hm_not_evaluated *other = &sink->not_evaluated.p[slots[at] - 1];
            if (other->rule == row->rule && other->line == row->line) {
                break;
            }
        }
        if (slots[at] == 0) {
            sink->not_evaluated.p[n++] = *row;
            slots[at] = n;
        }
    }
    sink->not_evaluated.n = n;
}

void
hm_shown_add(struct hm_shown *shown, uint32_t index)
{
    struct hm_sink *sink = shown->sink;
    size_t n = shown->n_findings + shown->shown_by.n;

    make_slots(shown, sink->findings.n - shown->n_findings);
    for (size_t i = n; i < sink->findings.n; i++) {
        struct hm_finding *finding = &sink->findings.p[i];
        uint64_t *slot = slot_of(shown, finding);
        if (*slot == 0) {
            sink->findings.p[n++] = *finding;
            *slot = n;
            hm_vec_add(shown->arena, &shown->shown_by, UINT32_C(1) << index);
            continue;
        }
        struct hm_finding *same = &sink->findings.p[*slot - 1];
        if (finding->severity > same->severity) {
            same->severity = finding->severity;
            same->message = finding->message;
        }
        shown->shown_by.p[*slot - 1 - shown->n_findings] |= UINT32_C(1) << index;
    }
    sink->findings.n = n;
    if (index > 0) {
        join_undecided(shown);
    }
}

static void
tell_builds(struct hm_arena *arena, const struct hm_judgement *judgement,
            struct hm_finding *finding)
{
    for (size_t i = 0; i < judgement->uses.n && finding->related.n < HM_RELATED_LIMIT; i++) {
        const struct hm_build_use *use = judgement->uses.p[i];
        struct hm_related related = { .path = hm_arena_str(arena, use->said_in) };
        if (use->said_in.n == 0) {
            continue;
        }
        related.place = (struct hm_place){
            .line = use->line, .column = 1, .end_line = use->line, .end_column = 2
        };
        related.message = hm_arena_printf(
            arena, "The build of %.*s shows this%s%.*s.", HM_FMT(hm_build_use_title(arena, use)),
            use->target.n > 0 ? ": its stage is " : "", HM_FMT(use->target));
        hm_vec_add(arena, &finding->related, related);
    }
}

static void
tell_images(struct hm_arena *arena, const struct hm_judgement *judgement,
            struct hm_finding *finding)
{
    for (size_t i = 0; i < judgement->uses.n; i++) {
        const struct hm_build_use *use = judgement->uses.p[i];
        for (uint32_t k = 0; k < use->n_images; k++) {
            hm_finding_add_image(arena, finding, use->images[k]);
        }
    }
}

void
hm_shown_finish(struct hm_shown *shown, const struct hm_judgements *judgements)
{
    struct hm_sink *sink = shown->sink;
    struct hm_arena *kept = hm_sink_kept(sink);
    uint32_t all = judgements->n == 32 ? UINT32_MAX : (UINT32_C(1) << judgements->n) - 1;
    size_t n = shown->n_findings;

    for (size_t i = 0; i < shown->shown_by.n; i++) {
        struct hm_finding *finding = &sink->findings.p[shown->n_findings + i];
        uint32_t shown_by = shown->shown_by.p[i];
        if (finding->rule->is_of_all_builds && shown_by != all) {
            continue;
        }
        for (uint32_t k = 0; k < judgements->n; k++) {
            if ((shown_by & (UINT32_C(1) << k)) == 0) {
                continue;
            }
            tell_images(kept, &judgements->list[k], finding);
            bool is_of_stage = hm_rule_is_by_stage(finding->rule);
            if (shown_by != all || (is_of_stage && !judgements->list[k].is_of_last_stage)) {
                tell_builds(kept, &judgements->list[k], finding);
            }
        }
        sink->findings.p[n++] = *finding;
    }
    sink->findings.n = n;
}
