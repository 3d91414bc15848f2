/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/epoch.h"

#include "plugin/dockerfile/add_source.h"
#include "plugin/dockerfile/gotext.h"

#define EPOCH HM_S("SOURCE_DATE_EPOCH")

/* The stage's instructions read with the global ARGs and its own. */
struct reading {
    struct hm_stages *all;
    uint32_t first; /* of the stage: FROM */
    bool has_source;
    bool is_unknown; /* a value is not known: nothing more can be said */
    struct hm_str error;
};

static struct hm_str
expand(struct reading *reading, struct hm_str text)
{
    struct hm_expander *ex = &reading->all->ex;
    struct hm_expanded expanded;

    ex->lookup = hm_scope_lookup;
    ex->of = &reading->all->globals;
    hm_expand_word(ex, text, &expanded);
    if (expanded.error.n > 0) {
        reading->error = expanded.error;
    } else if (!expanded.is_known) {
        reading->is_unknown = true;
    }
    return expanded.value;
}

static bool
is_settled(const struct reading *reading)
{
    return reading->is_unknown || reading->error.n > 0;
}

static void
read_args(struct reading *reading, const struct hm_instruction *inst)
{
    struct hm_scope *globals = &reading->all->globals;

    for (uint32_t i = 0; i < inst->n_pairs && !is_settled(reading); i++) {
        const struct hm_pair *pair = &inst->pairs[i];
        struct hm_binding binding = { .kind = HM_BINDING_VALUE };
        if (!hm_build_value(reading->all->build, pair->key.text, &binding.value)) {
            if (pair->has_value) {
                binding.value = expand(reading, pair->value.text);
            } else if (hm_scope_get(globals, pair->key.text).kind == HM_BINDING_NONE) {
                binding.kind = HM_BINDING_BARE;
            } else {
                continue;
            }
        }
        hm_scope_set(globals, pair->key.text, binding);
    }
}

static void
read_source(struct reading *reading, const struct hm_instruction *inst)
{
    const struct hm_flag *checksum = hm_instruction_flag(inst, "checksum");
    struct hm_add_source source;

    if (inst->n_heredocs > 0 || inst->n_words != 2) {
        reading->error = HM_S("SOURCE_DATE_EPOCH stage must contain exactly one remote ADD source");
        return;
    }
    struct hm_str text = expand(reading, inst->words[0].text);
    if (is_settled(reading)) {
        return;
    }
    struct hm_str error = hm_add_source_read(reading->all->arena, text, &source);
    /* A download is refused where it is built, if it is. */
    if (error.n > 0 && source.kind != HM_ADD_HTTP) {
        reading->error = error;
        return;
    }
    if (source.kind == HM_ADD_PATH) {
        reading->error = HM_S("SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD");
        return;
    }
    if (checksum != NULL && checksum->value.text.n > 0) {
        struct hm_str sum = expand(reading, checksum->value.text);
        if (!is_settled(reading) && source.kind == HM_ADD_HTTP) {
            reading->error = hm_digest_check(sum);
        }
    }
}

static void
read_instruction(struct reading *reading, const struct hm_instruction *inst)
{
    switch (inst->kind) {
    case HM_ARG:
        read_args(reading, inst);
        break;
    case HM_ADD:
        if (reading->has_source) {
            reading->error = HM_S("SOURCE_DATE_EPOCH stage must contain exactly one remote ADD");
            return;
        }
        reading->has_source = true;
        read_source(reading, inst);
        break;
    default:
        reading->error = hm_arena_concat(
            reading->all->arena,
            HM_S("SOURCE_DATE_EPOCH stage does not meet source-only requirements: unsupported "),
            inst->keyword, HM_S(" instruction"));
        break;
    }
}

/* Returns what BuildKit says to the stage. */
static struct hm_str
read_stage(struct reading *reading)
{
    const struct hm_dockerfile *file = reading->all->file;
    const struct hm_instruction *from = &file->instructions[reading->first];
    struct hm_str base = expand(reading, from->words[0].text);

    if (reading->error.n > 0) {
        return hm_arena_concat(
            reading->all->arena, HM_S("failed to process source stage base name "),
            hm_go_quoted(reading->all->arena, from->words[0].text), HM_S(": "), reading->error);
    }
    if (!reading->is_unknown && !hm_str_eq(base, "scratch")) {
        return HM_S("SOURCE_DATE_EPOCH stage must use FROM scratch");
    }
    for (uint32_t i = reading->first + 1; i < file->n_instructions && !is_settled(reading); i++) {
        if (file->instructions[i].kind == HM_FROM) {
            break;
        }
        read_instruction(reading, &file->instructions[i]);
    }
    if (!is_settled(reading) && !reading->has_source) {
        return HM_S("SOURCE_DATE_EPOCH stage must contain exactly one remote ADD");
    }
    return reading->error;
}

static void
bind(struct hm_stages *stages, struct hm_str value)
{
    struct hm_binding binding = { .kind = value.n > 0 ? HM_BINDING_VALUE : HM_BINDING_NONE,
                                  .value = value };

    stages->has_epoch = true;
    stages->epoch = value;
    if (hm_scope_get(&stages->globals, EPOCH).kind != HM_BINDING_NONE) {
        hm_scope_set(&stages->globals, EPOCH, binding);
    }
}

/* The first stage of this name, whatever their letters' cases. */
static uint32_t
find_stage(const struct hm_stages *stages, struct hm_str name,
           const struct hm_instruction **ret_any)
{
    const struct hm_dockerfile *file = stages->file;

    *ret_any = NULL;
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        if (inst->kind != HM_FROM) {
            continue;
        }
        if (inst->n_words >= 3 && hm_str_eq_nocase(inst->words[2].text, name)) {
            return i;
        }
        *ret_any = *ret_any == NULL ? inst : *ret_any;
    }
    return HM_NONE;
}

static void
check_stage(struct hm_stages *stages, struct hm_str name)
{
    const struct hm_instruction *from;
    struct reading reading = { .all = stages, .first = find_stage(stages, name, &from) };

    if (reading.first == HM_NONE) {
        if (from != NULL) {
            hm_problems_refuse_unplaced(
                stages->problems, from, HM_PHASE_GLOBALS,
                hm_arena_concat(stages->arena, HM_S("invalid SOURCE_DATE_EPOCH: "), name));
        }
        return;
    }
    from = &stages->file->instructions[reading.first];
    size_t mark = hm_scope_enter(&stages->globals);
    hm_scope_set(&stages->globals, EPOCH, (struct hm_binding){ 0 });
    struct hm_str error = read_stage(&reading);
    hm_scope_leave(&stages->globals, mark);
    if (error.n > 0) {
        hm_problems_refuse(stages->problems, from, HM_PHASE_GLOBALS, error);
    }
}

void
hm_epoch_settle(struct hm_stages *stages)
{
    struct hm_binding epoch = hm_scope_get(&stages->globals, EPOCH);
    struct hm_str given;
    int64_t number;

    if (hm_build_value(stages->build, EPOCH, &given)) {
        epoch = (struct hm_binding){ .kind = HM_BINDING_VALUE, .value = given };
    } else if (epoch.kind != HM_BINDING_VALUE || epoch.value.n == 0) {
        return;
    }
    if (hm_go_atoi(epoch.value, &number)) {
        bind(stages, hm_arena_printf(stages->arena, "%lld", (long long)number));
        return;
    }
    if (epoch.value.n > 0 && !hm_str_eq(epoch.value, "context")) {
        check_stage(stages, epoch.value);
    }
    bind(stages, HM_S(""));
}
