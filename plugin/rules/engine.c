/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/engine.h"

#include "plugin/model/pipeline.h"
#include "plugin/model/workload.h"

_Static_assert(HM_KEYWORD_COUNT <= 20, "HM_ON_PIPELINE and the rest are bits behind the keywords");

static size_t
slot_of(const struct hm_engine *engine, struct hm_str name)
{
    size_t at = (size_t)hm_str_slot(name) & (engine->n_slots - 1);

    while (engine->by_command[at].name != NULL && !hm_str_eq(name, engine->by_command[at].name)) {
        at = (at + 1) & (engine->n_slots - 1);
    }
    return at;
}

static void
list_add(struct hm_rule_list *list, struct hm_arena *arena, const struct hm_rule *rule)
{
    if (list->n == 0 || list->p[list->n - 1] != rule) {
        hm_vec_add(arena, list, rule);
    }
}

static size_t
count_names(const struct hm_rule *const *rules, size_t n)
{
    size_t names = 0;

    for (size_t i = 0; i < n; i++) {
        for (const char *const *p = rules[i]->commands; p != NULL && *p != NULL; p++) {
            names++;
        }
    }
    return names;
}

void
hm_engine_init(struct hm_engine *engine, struct hm_arena *arena, const struct hm_rule *const *rules,
               size_t n)
{
    size_t names = count_names(rules, n);

    *engine = (struct hm_engine){ .rules = rules, .n_rules = n, .n_slots = 16 };
    while (engine->n_slots < 2 * names) {
        engine->n_slots *= 2;
    }
    engine->by_command = hm_arena_new(arena, struct hm_command_slot, engine->n_slots);
    for (size_t i = 0; i < n; i++) {
        const struct hm_rule *rule = rules[i];
        if (rule->check == NULL) {
            continue;
        }
        for (unsigned k = 0; k < HM_KEYWORD_COUNT; k++) {
            if ((rule->on & (1U << k)) != 0) {
                list_add(&engine->by_keyword[k], arena, rule);
            }
        }
        const struct {
            uint32_t on;
            struct hm_rule_list *list;
        } others[] = {
            { HM_ON_STAGE, &engine->for_stages },
            { HM_ON_FILE, &engine->for_files },
            { HM_ON_ANY_COMMAND, &engine->for_any_command },
            { HM_ON_SERVICE, &engine->for_services },
            { HM_ON_WORKLOAD, &engine->for_workloads },
            { HM_ON_CONTAINER, &engine->for_containers },
            { HM_ON_JOB, &engine->for_jobs },
            { HM_ON_STEP, &engine->for_steps },
            { HM_ON_ACT, &engine->for_acts },
            { HM_ON_PIPELINE, &engine->for_pipelines },
            { HM_ON_MANIFEST, &engine->for_manifests },
        };
        for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
            if ((rule->on & others[k].on) != 0) {
                list_add(others[k].list, arena, rule);
            }
        }
        for (const char *const *p = rule->commands; p != NULL && *p != NULL; p++) {
            struct hm_command_slot *slot = &engine->by_command[slot_of(engine, hm_str_c(*p))];
            slot->name = *p;
            list_add(&slot->rules, arena, rule);
        }
    }
}

static void
call(const struct hm_rule_list *list, struct hm_visit *at, struct hm_sink *sink)
{
    sink->visit = at;
    for (size_t i = 0; i < list->n; i++) {
        const struct hm_rule *rule = list->p[i];
        if ((rule->needs & ~at->facts->have) == 0) {
            sink->rule = rule;
            rule->check(at, sink);
        }
    }
}

static void
visit_script(const struct hm_engine *engine, struct hm_visit *at, const struct hm_script *script,
             struct hm_sink *sink)
{
    at->script = script;
    for (uint32_t i = 0; i < at->script->n_commands; i++) {
        at->cmd = &at->script->commands[i];
        if (at->cmd->name.n > 0) {
            call(&engine->by_command[slot_of(engine, at->cmd->name)].rules, at, sink);
        }
        call(&engine->for_any_command, at, sink);
    }
    at->script = NULL;
    at->cmd = NULL;
}

static void
visit_commands(const struct hm_engine *engine, struct hm_visit *at, struct hm_sink *sink)
{
    if (at->inst->script < at->file->n_scripts) {
        visit_script(engine, at, &at->file->scripts[at->inst->script], sink);
    }
}

static void
visit_instruction(const struct hm_engine *engine, struct hm_visit *at,
                  const struct hm_instruction *inst, struct hm_sink *sink)
{
    at->inst = inst;
    at->onbuild = NULL;
    call(&engine->by_keyword[inst->kind], at, sink);
    visit_commands(engine, at, sink);
    if (inst->trigger != NULL) {
        at->inst = inst->trigger;
        at->onbuild = inst;
        call(&engine->by_keyword[inst->trigger->kind], at, sink);
        if (inst->trigger->script != inst->script) {
            visit_commands(engine, at, sink);
        }
        at->onbuild = NULL;
    }
    at->inst = NULL;
}

static void
visit_file(const struct hm_engine *engine, const struct hm_facts *facts, struct hm_sink *sink)
{
    const struct hm_dockerfile *file = facts->dockerfile;
    struct hm_visit at = { .facts = facts, .file = file };

    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        at.stage = inst->stage < file->n_stages ? &file->stages[inst->stage] : NULL;
        visit_instruction(engine, &at, inst, sink);
        if (at.stage != NULL && i + 1 == at.stage->end) {
            call(&engine->for_stages, &at, sink);
        }
    }
    at.stage = NULL;
    call(&engine->for_files, &at, sink);
}

static void
visit_jobs(const struct hm_engine *engine, struct hm_visit *at, struct hm_sink *sink)
{
    for (uint32_t i = 0; i < at->pipeline->n_jobs; i++) {
        at->job = &at->pipeline->jobs[i];
        call(&engine->for_jobs, at, sink);
        for (uint32_t k = 0; k < at->job->n_steps; k++) {
            at->step = &at->job->steps[k];
            call(&engine->for_steps, at, sink);
            if (at->step->script != NULL) {
                visit_script(engine, at, at->step->script, sink);
            }
        }
        at->step = NULL;
    }
    at->job = NULL;
}

static void
visit_acts(const struct hm_engine *engine, struct hm_visit *at, struct hm_sink *sink)
{
    for (uint32_t i = 0; i < at->pipeline->n_acts; i++) {
        at->act = &at->pipeline->acts[i];
        at->job = at->act->job < at->pipeline->n_jobs ? &at->pipeline->jobs[at->act->job] : NULL;
        at->step = at->job != NULL && at->act->step < at->job->n_steps
                       ? &at->job->steps[at->act->step]
                       : NULL;
        at->cmd = at->act->cmd;
        at->script = at->cmd == NULL || at->step == NULL ? NULL : at->step->script;
        call(&engine->for_acts, at, sink);
    }
    at->act = NULL;
    at->job = NULL;
    at->step = NULL;
    at->cmd = NULL;
    at->script = NULL;
}

/* Of a pipeline that was not read to its end no rule about pipelines can say that all is well. */
static void
tell_cut(const struct hm_engine *engine, struct hm_visit *at, struct hm_sink *sink)
{
    sink->visit = at;
    for (size_t i = 0; i < engine->n_rules && at->pipeline->is_cut; i++) {
        const struct hm_rule *rule = engine->rules[i];
        if (rule->check != NULL && (rule->needs & HM_NEEDS_PIPELINE) != 0 &&
            (rule->needs & ~at->facts->have) == 0 && (rule->on & HM_ON_MANIFEST) == 0) {
            sink->rule = rule;
            hm_cannot_tell(sink, (struct hm_span){ 0 },
                           "The pipeline is too large to be judged to its end.");
        }
    }
}

static void
visit_pipeline(const struct hm_engine *engine, struct hm_visit *at, struct hm_sink *sink)
{
    visit_jobs(engine, at, sink);
    visit_acts(engine, at, sink);
    call(&engine->for_pipelines, at, sink);
    tell_cut(engine, at, sink);
}

static void
visit_manifest(const struct hm_engine *engine, const struct hm_facts *facts, struct hm_sink *sink)
{
    const struct hm_manifests *manifest = facts->manifests;
    struct hm_visit at = { .facts = facts, .manifests = manifest, .pipeline = manifest->pipeline };

    for (uint32_t i = 0; i < manifest->n_services; i++) {
        at.service = &manifest->services[i];
        call(&engine->for_services, &at, sink);
    }
    at.service = NULL;
    for (uint32_t i = 0; i < manifest->n_workloads; i++) {
        at.workload = &manifest->workloads[i];
        call(&engine->for_workloads, &at, sink);
        for (uint32_t k = 0; k < at.workload->n_containers; k++) {
            at.container = &at.workload->containers[k];
            call(&engine->for_containers, &at, sink);
        }
        at.container = NULL;
    }
    at.workload = NULL;
    if (at.pipeline != NULL) {
        visit_pipeline(engine, &at, sink);
    }
    call(&engine->for_manifests, &at, sink);
}

static const char *
reason_for(uint32_t missing)
{
    if ((missing & HM_NEEDS_DOCKERFILE) != 0) {
        return "The Dockerfile could not be read.";
    }
    if ((missing & HM_NEEDS_CONTEXT) != 0) {
        return "The build context was not read.";
    }
    return "The image was not read.";
}

static void
list_not_evaluated(const struct hm_engine *engine, const struct hm_facts *facts,
                   struct hm_sink *sink)
{
    for (size_t i = 0; i < engine->n_rules; i++) {
        const struct hm_rule *rule = engine->rules[i];
        uint32_t missing = rule->needs & ~facts->have;
        bool is_of_kind = facts->manifests == NULL
                              ? (rule->needs & HM_NEEDS_KINDS & ~(uint32_t)HM_NEEDS_DOCKERFILE) == 0
                              : (missing & HM_NEEDS_KINDS) == 0;
        if (rule->check != NULL && missing != 0 && is_of_kind) {
            hm_vec_add(hm_sink_kept(sink), &sink->not_evaluated,
                       ((struct hm_not_evaluated){
                           .rule = rule,
                           .path = sink->source == NULL
                                       ? hm_str_c("")
                                       : hm_arena_str(hm_sink_kept(sink), sink->source->path),
                           .reason = hm_str_c(reason_for(missing)),
                       }));
        }
    }
}

void
hm_engine_run(const struct hm_engine *engine, const struct hm_facts *facts, struct hm_sink *sink)
{
    bool has_file = (facts->have & HM_NEEDS_DOCKERFILE) != 0 && facts->dockerfile != NULL;

    /* Another file may lie at the address of the one before it. */
    sink->kept_source = NULL;
    if (facts->dockerfile != NULL) {
        sink->source = facts->dockerfile->source;
    } else if (facts->manifests != NULL) {
        sink->source = facts->manifests->sources[0];
    }
    list_not_evaluated(engine, facts, sink);
    if (has_file) {
        visit_file(engine, facts, sink);
    }
    if (facts->manifests != NULL) {
        visit_manifest(engine, facts, sink);
    }
    sink->rule = NULL;
    sink->visit = NULL;
    sink->source = NULL;
}
