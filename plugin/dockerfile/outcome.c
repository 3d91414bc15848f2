/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/outcome.h"

#include "plugin/dockerfile/build_path.h"
#include "plugin/dockerfile/effects.h"
#include "plugin/dockerfile/expand.h"
#include "plugin/dockerfile/gotext.h"
#include "plugin/dockerfile/triggers.h"

/* Items that all stages together may copy. */
#define MOST_WORK ((uint64_t)1 << 22)

void
hm_outcomes_init(struct hm_outcomes *all, struct hm_arena *arena, const struct hm_dockerfile *file,
                 struct hm_str platform)
{
    *all = (struct hm_outcomes){
        .arena = arena,
        .file = file,
        .ends = hm_arena_new(arena, struct hm_outcome, file->n_stages + 1),
        .is_done = hm_arena_new(arena, bool, file->n_stages + 1),
        .work_left = MOST_WORK,
    };
    if (platform.n > 0) {
        (void)hm_platform_parse(arena, platform, &all->platform);
    }
}

static bool
afford(struct hm_outcomes *all, uint64_t n)
{
    if (all->work_left < n) {
        all->is_cut = true;
        return false;
    }
    all->work_left -= n;
    return true;
}

static struct hm_item
known(struct hm_str text)
{
    return (struct hm_item){ .text = text, .is_known = true };
}

static struct hm_item
of_word(const struct hm_word *word)
{
    return (struct hm_item){ .text = word->value, .is_known = word->is_known };
}

static void
add(struct hm_outcomes *all, struct hm_items *items, struct hm_item item)
{
    if (afford(all, 1)) {
        hm_vec_add(all->arena, &items->list, item);
    }
}

static struct hm_items
copy(struct hm_outcomes *all, const struct hm_items *items)
{
    struct hm_items out = { .is_set = items->is_set };

    if (afford(all, items->list.n)) {
        for (size_t i = 0; i < items->list.n; i++) {
            hm_vec_add(all->arena, &out.list, items->list.p[i]);
        }
    }
    return out;
}

/* Sets a name where it stands, or behind the others. */
static void
set_named(struct hm_outcomes *all, struct hm_items *items, struct hm_item item)
{
    if (!afford(all, items->list.n)) {
        return;
    }
    for (size_t i = 0; i < items->list.n; i++) {
        if (hm_str_is(items->list.p[i].name, item.name)) {
            items->list.p[i] = item;
            return;
        }
    }
    add(all, items, item);
}

static struct hm_item
split_env(struct hm_str env)
{
    size_t equals = hm_str_find(env, '=');

    return (struct hm_item){ .name = hm_str_sub(env, 0, equals),
                             .text = hm_str_from(env, equals + 1),
                             .is_known = true };
}

static struct hm_items
of_strs(struct hm_outcomes *all, struct hm_strs strs)
{
    struct hm_items items = { .is_set = strs.p != NULL };

    for (uint32_t i = 0; i < strs.n; i++) {
        add(all, &items, known(strs.p[i]));
    }
    return items;
}

static void
add_names(struct hm_outcomes *all, struct hm_items *items, struct hm_strs strs)
{
    for (uint32_t i = 0; i < strs.n; i++) {
        add(all, items, (struct hm_item){ .name = strs.p[i], .is_known = true });
    }
}

struct hm_str
hm_outcome_image(struct hm_arena *arena, struct hm_str name)
{
    struct hm_image_ref ref;

    if (hm_str_eq(name, "scratch")) {
        return name;
    }
    if (hm_image_ref_parse(arena, name, &ref, NULL) != HM_OK) {
        return hm_arena_concat(arena, HM_S("docker-image://"), name);
    }
    struct hm_str tag = ref.tag.n > 0      ? hm_arena_concat(arena, HM_S(":"), ref.tag)
                        : ref.digest.n > 0 ? HM_S("")
                                           : HM_S(":latest");
    struct hm_str digest =
        ref.digest.n > 0 ? hm_arena_concat(arena, HM_S("@"), ref.digest) : HM_S("");
    return hm_arena_concat(arena, HM_S("docker-image://"), hm_image_ref_name(arena, &ref), tag,
                           digest);
}

static void
apply_path(struct hm_outcomes *all, struct hm_outcome *outcome, struct hm_item path)
{
    struct hm_path_question question = { .parent = outcome->workdir.text,
                                         .path = path.text,
                                         .is_windows = hm_str_eq(outcome->platform.os, "windows") };
    struct hm_path_question absolute = question;
    struct hm_str result = HM_S("");

    outcome->workdir.is_known = outcome->workdir.is_known || hm_str_starts(path.text, "/");
    outcome->workdir.is_known = outcome->workdir.is_known && path.is_known;
    absolute.parent = outcome->workdir.is_known ? question.parent : HM_S("");
    if (hm_path_workdir(all->arena, &absolute, &result).n > 0) {
        return;
    }
    outcome->workdir.text = result;
    outcome->folder = outcome->workdir;
    outcome->folder.text = hm_path_to_slash(all->arena, result, question.is_windows);
}

/* What an image's configuration says. */
static void
begin_configured(struct hm_outcomes *all, const struct hm_base_config *config,
                 struct hm_outcome *outcome)
{
    outcome->is_complete = true;
    outcome->image_os = config->os;
    outcome->user = known(config->user);
    outcome->workdir = known(config->workdir);
    outcome->folder = known(HM_S("/"));
    outcome->stopsignal = known(config->stopsignal);
    for (uint32_t i = 0; i < config->env.n; i++) {
        add(all, &outcome->env, split_env(config->env.p[i]));
    }
    for (uint32_t i = 0; i < config->labels.n; i++) {
        add(all, &outcome->labels, split_env(config->labels.p[i]));
    }
    add_names(all, &outcome->ports, config->ports);
    add_names(all, &outcome->volumes, config->volumes);
    outcome->entrypoint = of_strs(all, config->entrypoint);
    outcome->cmd = of_strs(all, config->cmd);
    outcome->shell = of_strs(all, config->shell);
    outcome->health = config->health;
}

static struct hm_platform
platform_of(struct hm_outcomes *all, const struct hm_stage *stage)
{
    struct hm_platform platform = all->platform;

    if (stage->platform != NULL && !stage->is_scratch) {
        platform = (struct hm_platform){ 0 };
        if (stage->platform->is_known &&
            hm_platform_parse(all->arena, stage->platform->value, &platform).n > 0) {
            platform = all->platform;
        }
    }
    return platform;
}

static bool
has_name(const struct hm_items *items, const char *name)
{
    for (size_t i = 0; i < items->list.n; i++) {
        if (hm_str_eq(items->list.p[i].name, name)) {
            return true;
        }
    }
    return false;
}

static struct hm_outcome
begin_root(struct hm_outcomes *all, const struct hm_stage *stage)
{
    struct hm_outcome outcome = { .platform = platform_of(all, stage) };

    outcome.image_os = stage->is_windows ? HM_S("windows") : HM_S("linux");
    outcome.made_by =
        stage->base->is_known ? hm_outcome_image(all->arena, stage->base->value) : HM_S("?");
    if (stage->config != NULL) {
        begin_configured(all, stage->config, &outcome);
    } else if (stage->is_scratch) {
        outcome.is_complete = true;
        outcome.image_os = outcome.platform.os;
        outcome.user = outcome.stopsignal = known(HM_S(""));
        outcome.workdir = outcome.folder = known(HM_S("/"));
    }
    if (outcome.is_complete && !stage->has_windows_paths && !has_name(&outcome.env, "PATH")) {
        add(all, &outcome.env,
            (struct hm_item){
                .name = HM_S("PATH"), .text = HM_S(HM_DEFAULT_PATH), .is_known = true });
    }
    return outcome;
}

struct hm_outcome
hm_outcome_begin(struct hm_outcomes *all, const struct hm_stage *stage)
{
    struct hm_outcome outcome;

    if (stage->parent == HM_NONE) {
        outcome = begin_root(all, stage);
        outcome.variables = copy(all, &outcome.env);
    } else {
        outcome = all->ends[stage->parent];
        outcome.env = copy(all, &outcome.env);
        outcome.variables = copy(all, &outcome.variables);
        outcome.ports = copy(all, &outcome.ports);
        outcome.volumes = copy(all, &outcome.volumes);
        outcome.labels = copy(all, &outcome.labels);
        outcome.onbuild = (struct hm_items){ 0 };
        /* What the image has now counts again for commands, over an ARG of the same name. */
        for (size_t i = 0; i < outcome.env.list.n; i++) {
            set_named(all, &outcome.variables, outcome.env.list.p[i]);
        }
    }
    outcome.has_cmd = false;
    outcome.next_variable = 0;
    if (outcome.workdir.is_known && outcome.workdir.text.n > 0) {
        apply_path(all, &outcome, outcome.workdir);
    }
    return outcome;
}

struct hm_items
hm_outcome_shell(struct hm_outcomes *all, const struct hm_outcome *outcome)
{
    struct hm_items shell = copy(all, &outcome->shell);

    if (shell.list.n > 0) {
        return shell;
    }
    if (hm_str_eq(outcome->image_os, "windows")) {
        add(all, &shell, known(HM_S("cmd")));
        add(all, &shell, known(HM_S("/S")));
        add(all, &shell, known(HM_S("/C")));
    } else {
        add(all, &shell, known(HM_S("/bin/sh")));
        add(all, &shell, known(HM_S("-c")));
    }
    return shell;
}

struct hm_item
hm_outcome_path(struct hm_outcomes *all, const struct hm_outcome *outcome, struct hm_item path,
                bool keeps_slash)
{
    struct hm_path_question question = {
        .parent = outcome->folder.text,
        .path = path.text,
        .is_windows = hm_str_eq(outcome->platform.os, "windows"),
        .keeps_slash = keeps_slash,
    };
    struct hm_item out = path;

    out.is_known = path.is_known && (outcome->folder.is_known || hm_str_starts(path.text, "/"));
    if (path.text.n == 0 || hm_str_eq(path.text, ".")) {
        question.path = HM_S("./");
    }
    (void)hm_path_normalize(all->arena, &question, &out.text);
    return out;
}

static void
apply_pairs(struct hm_outcomes *all, const struct hm_instruction *inst, struct hm_items *items)
{
    for (uint32_t i = 0; i < inst->n_pairs; i++) {
        const struct hm_pair *pair = &inst->pairs[i];
        set_named(all, items,
                  (struct hm_item){ .name = pair->key.value,
                                    .text = pair->value.value,
                                    .is_known = pair->key.is_known && pair->value.is_known });
    }
}

/* The variables that an instruction of the stage set; they stand in the order of the file. */
static void
apply_variables(struct hm_outcomes *all, const struct hm_stage *stage,
                const struct hm_instruction *inst, struct hm_outcome *outcome)
{
    uint32_t low = outcome->next_variable;

    while (low < stage->n_variables && stage->variables[low].set_by != inst) {
        low++;
    }
    for (; low < stage->n_variables && stage->variables[low].set_by == inst; low++) {
        const struct hm_variable *variable = &stage->variables[low];
        if (variable->has_value && !hm_str_eq(variable->name, "BUILDKIT_SBOM_SCAN_CONTEXT") &&
            !hm_str_eq(variable->name, "BUILDKIT_SBOM_SCAN_STAGE")) {
            set_named(all, &outcome->variables,
                      (struct hm_item){ .name = variable->name,
                                        .text = variable->value.value,
                                        .is_known = variable->value.is_known });
        }
    }
    outcome->next_variable = low;
}

static void
apply_ports(struct hm_outcomes *all, struct hm_str text, struct hm_outcome *outcome)
{
    struct hm_ports ports;

    if (hm_ports_read(all->arena, text, &ports).n > 0 || !afford(all, ports.last - ports.first)) {
        return;
    }
    for (uint32_t port = ports.first; port <= ports.last; port++) {
        add(all, &outcome->ports,
            (struct hm_item){
                .name = hm_arena_printf(all->arena, "%u/%.*s", port, HM_FMT(ports.protocol)),
                .is_known = true });
    }
}

/* For hm_expander: the variables that commands see. */
static enum hm_found
find_variable(void *of, struct hm_str name, struct hm_str *ret_value)
{
    const struct hm_outcome *outcome = of;

    for (size_t i = 0; i < outcome->variables.list.n; i++) {
        const struct hm_item *item = &outcome->variables.list.p[i];
        if (hm_str_is(item->name, name)) {
            *ret_value = item->text;
            return item->is_known ? HM_FOUND_SET : HM_FOUND_UNKNOWN;
        }
    }
    return outcome->is_complete ? HM_FOUND_UNSET : HM_FOUND_UNKNOWN;
}

/* A word of EXPOSE: what comes from a variable may hold several. */
static void
apply_exposed(struct hm_outcomes *all, struct hm_str text, struct hm_outcome *outcome)
{
    struct hm_expander ex = { .arena = all->arena,
                              .escape = all->file->escape,
                              .lookup = find_variable,
                              .of = outcome,
                              .work_left = hm_expand_work(text.n) };
    struct hm_pieces pieces = { 0 };
    struct hm_expanded expanded;

    if (!afford(all, text.n + outcome->variables.list.n)) {
        return;
    }
    hm_expand_words(&ex, text, &pieces, &expanded);
    hm_expander_done(&ex);
    for (size_t i = 0; i < pieces.list.n; i++) {
        apply_ports(all, pieces.list.p[i].text, outcome);
    }
}

static void
apply_expose(struct hm_outcomes *all, const struct hm_instruction *inst, struct hm_outcome *outcome)
{
    for (uint32_t i = 0; i < inst->n_words; i++) {
        const struct hm_word *word = &inst->words[i];
        if (word->is_known) {
            apply_exposed(all, word->text, outcome);
        } else {
            add(all, &outcome->ports, (struct hm_item){ .text = word->text });
        }
    }
}

/* A command in exec form, or the shell and the text. */
static struct hm_items
command_of(struct hm_outcomes *all, const struct hm_instruction *inst,
           const struct hm_outcome *outcome)
{
    struct hm_items items = { 0 };
    struct hm_str text = HM_S("");

    if (inst->is_json) {
        for (uint32_t i = 0; i < inst->n_words; i++) {
            add(all, &items, known(inst->words[i].text));
        }
    } else {
        items = hm_outcome_shell(all, outcome);
        for (uint32_t i = 0; i < inst->n_words; i++) {
            text = i == 0 ? inst->words[i].text
                          : hm_arena_concat(all->arena, text, HM_S(" "), inst->words[i].text);
        }
        add(all, &items, known(text));
    }
    items.is_set = inst->kind != HM_ENTRYPOINT || items.list.n > 0;
    return items;
}

static int64_t
duration_of(struct hm_arena *arena, const struct hm_instruction *inst, const char *name)
{
    const struct hm_flag *flag = hm_instruction_flag(inst, name);
    struct hm_str error;
    int64_t value = 0;

    if (flag != NULL && flag->value.text.n > 0) {
        (void)hm_go_duration(arena, flag->value.text, &value, &error);
    }
    return value;
}

static void
apply_health(struct hm_outcomes *all, const struct hm_instruction *inst, struct hm_outcome *outcome)
{
    struct hm_health *health = hm_arena_new(all->arena, struct hm_health, 1);
    struct hm_str *test = hm_arena_new(all->arena, struct hm_str, inst->n_words + 1);
    const struct hm_flag *retries = hm_instruction_flag(inst, "retries");
    bool is_none = inst->n_words == 1;

    test[0] = is_none ? HM_S("NONE") : inst->is_json ? HM_S("CMD") : HM_S("CMD-SHELL");
    for (uint32_t i = 1; i < inst->n_words; i++) {
        test[i] = inst->words[i].text;
    }
    health->test = (struct hm_strs){ .p = test, .n = inst->n_words };
    if (!is_none) {
        health->interval = duration_of(all->arena, inst, "interval");
        health->timeout = duration_of(all->arena, inst, "timeout");
        health->start_period = duration_of(all->arena, inst, "start-period");
        health->start_interval = duration_of(all->arena, inst, "start-interval");
        if (retries != NULL) {
            (void)hm_go_atoi(retries->value.text, &health->retries);
        }
    }
    outcome->health = health;
}

static struct hm_items
words_of(struct hm_outcomes *all, const struct hm_instruction *inst)
{
    struct hm_items items = { .is_set = true };

    for (uint32_t i = 0; i < inst->n_words; i++) {
        add(all, &items, of_word(&inst->words[i]));
    }
    return items;
}

static void
apply_volumes(struct hm_outcomes *all, const struct hm_instruction *inst,
              struct hm_outcome *outcome)
{
    for (uint32_t i = 0; i < inst->n_words; i++) {
        const struct hm_word *word = &inst->words[i];
        set_named(all, &outcome->volumes,
                  (struct hm_item){ .name = word->is_known ? word->value : word->text,
                                    .is_known = word->is_known });
    }
}

/* What an instruction leaves in the image besides files. */
static void
apply_setting(struct hm_outcomes *all, const struct hm_instruction *inst,
              struct hm_outcome *outcome)
{
    switch (inst->kind) {
    case HM_USER:
        outcome->user = of_word(&inst->words[0]);
        break;
    case HM_STOPSIGNAL:
        outcome->stopsignal = of_word(&inst->words[0]);
        break;
    case HM_SHELL:
        outcome->shell = words_of(all, inst);
        break;
    case HM_CMD:
        outcome->cmd = command_of(all, inst, outcome);
        outcome->has_cmd = true;
        break;
    case HM_ENTRYPOINT:
        outcome->entrypoint = command_of(all, inst, outcome);
        if (!outcome->has_cmd) {
            outcome->cmd = (struct hm_items){ 0 };
        }
        break;
    case HM_HEALTHCHECK:
        apply_health(all, inst, outcome);
        break;
    case HM_LABEL:
        apply_pairs(all, inst, &outcome->labels);
        break;
    case HM_ONBUILD:
        add(all, &outcome->onbuild, known(hm_trigger_text(all->arena, all->file->source, inst)));
        break;
    default:
        break;
    }
}

void
hm_outcome_apply(struct hm_outcomes *all, const struct hm_stage *stage,
                 const struct hm_instruction *inst, struct hm_outcome *outcome)
{
    if (!inst->is_valid) {
        return;
    }
    switch (inst->kind) {
    case HM_ENV:
        apply_pairs(all, inst, &outcome->env);
        apply_pairs(all, inst, &outcome->variables);
        break;
    case HM_ARG:
        apply_variables(all, stage, inst, outcome);
        break;
    case HM_WORKDIR:
        apply_path(all, outcome, of_word(&inst->words[0]));
        break;
    case HM_EXPOSE:
        apply_expose(all, inst, outcome);
        break;
    case HM_VOLUME:
        apply_volumes(all, inst, outcome);
        break;
    default:
        apply_setting(all, inst, outcome);
        break;
    }
}
