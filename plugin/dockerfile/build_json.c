/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/build_json.h"

#include "plugin/base/auto.h"
#include "plugin/dockerfile/ast_text.h"
#include "plugin/dockerfile/gotext.h"
#include "plugin/dockerfile/operations.h"

struct images {
    struct hm_arena *arena;
    HM_VEC(struct hm_str) list;
};

/* The problem that ends the build: the first of the first phase. */
static const struct hm_problem *
find_refusal(const struct hm_dockerfile *file)
{
    const struct hm_problem *found = NULL;

    for (uint32_t i = 0; i < file->n_problems; i++) {
        const struct hm_problem *problem = &file->problems[i];
        bool is_earlier =
            found == NULL || problem->phase < found->phase ||
            (problem->is_parser && !found->is_parser && problem->phase == found->phase);
        /* Without stages BuildKit does not get to the values of arguments. */
        bool is_reached = file->n_stages > 0 || problem->phase <= HM_PHASE_PARSE;
        if (problem->is_fatal && is_earlier && is_reached) {
            found = problem;
        }
    }
    return found;
}

static void
put_refusal(struct hm_buf *buf, const struct hm_problem *problem, bool is_empty)
{
    bool is_check = problem->phase == HM_PHASE_PARSE && !problem->is_parser &&
                    !hm_str_eq(problem->text, "no build stage in current context");
    hm_auto_buf struct hm_buf text = { 0 };

    if (is_check) {
        hm_buf_printf(&text, "dockerfile parse error on line %u: ", problem->line);
    }
    hm_buf_add(&text, is_empty ? HM_S("the Dockerfile cannot be empty") : problem->text);
    hm_put_text(buf, "error", hm_buf_str(&text));
    if (!problem->is_unplaced && problem->line > 0) {
        hm_put_number(buf, "error_line", problem->line);
    }
}

static int
compare(const void *a, const void *b)
{
    return hm_str_compare(*(const struct hm_str *)a, *(const struct hm_str *)b);
}

static void
ask(struct images *images, struct hm_str name, struct hm_str platform)
{
    struct hm_str image = hm_outcome_image(images->arena, name);

    if (hm_str_starts(image, "docker-image://")) {
        image = hm_str_from(image, sizeof "docker-image://" - 1);
        hm_vec_add(images->arena, &images->list,
                   hm_arena_concat(images->arena, image, HM_S(" "), platform));
    }
}

static void
ask_sources(struct images *images, const struct hm_instruction *inst, struct hm_str platform)
{
    const struct hm_flag *from = hm_instruction_flag(inst, "from");

    if (inst->kind == HM_COPY && inst->from_stage == HM_NONE && from != NULL &&
        from->value.value.n > 0) {
        ask(images, from->value.value, platform);
    }
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        if (inst->mounts[i].from_stage == HM_NONE && inst->mounts[i].from.text.n > 0) {
            ask(images, inst->mounts[i].from.text, platform);
        }
    }
}

static struct hm_str
stage_platform(struct hm_arena *arena, const struct hm_stage *stage, struct hm_str fallback)
{
    struct hm_platform platform;

    if (stage->platform == NULL) {
        return fallback;
    }
    if (!stage->platform->is_known ||
        hm_platform_parse(arena, stage->platform->value, &platform).n > 0) {
        return HM_S("?");
    }
    return hm_platform_format(arena, &platform);
}

static void
put_images(struct hm_buf *buf, struct hm_arena *arena, const struct hm_dockerfile *file,
           struct hm_str platform)
{
    struct images images = { .arena = arena };

    for (uint32_t i = 0; i < file->n_stages; i++) {
        const struct hm_stage *stage = &file->stages[i];
        if (!stage->is_used) {
            continue;
        }
        if (stage->parent == HM_NONE && !stage->is_scratch) {
            ask(&images, stage->base->is_known ? stage->base->value : HM_S("?"),
                stage_platform(arena, stage, platform));
        }
        for (uint32_t k = 0; k < stage->n_triggers; k++) {
            ask_sources(&images, &stage->triggers[k], platform);
        }
        for (uint32_t k = stage->first + 1; k < stage->end; k++) {
            ask_sources(&images, &file->instructions[k], platform);
        }
    }
    hm_vec_sort(&images.list, compare);
    hm_put_name(buf, "images");
    hm_buf_putc(buf, '[');
    for (size_t i = 0; i < images.list.n; i++) {
        if (i > 0 && hm_str_is(images.list.p[i], images.list.p[i - 1])) {
            continue;
        }
        hm_buf_puts(buf, i == 0 ? "" : ",");
        hm_put_string(buf, images.list.p[i]);
    }
    hm_buf_putc(buf, ']');
}

static void
put_list(struct hm_buf *buf, const char *name, const struct hm_items *items)
{
    hm_put_name(buf, name);
    if (!items->is_set) {
        hm_buf_puts(buf, "null");
        return;
    }
    hm_buf_putc(buf, '[');
    for (size_t i = 0; i < items->list.n; i++) {
        hm_buf_puts(buf, i == 0 ? "" : ",");
        hm_put_string(buf, items->list.p[i].text);
    }
    hm_buf_putc(buf, ']');
}

static int
compare_names(const void *a, const void *b)
{
    return hm_str_compare(((const struct hm_item *)a)->name, ((const struct hm_item *)b)->name);
}

/* Each name once, sorted. */
static void
put_names(struct hm_buf *buf, const char *name, struct hm_items *items)
{
    bool has_any = false;

    hm_vec_sort(&items->list, compare_names);
    hm_put_name(buf, name);
    hm_buf_putc(buf, '[');
    for (size_t i = 0; i < items->list.n; i++) {
        const struct hm_item *item = &items->list.p[i];
        if (!item->is_known || (i > 0 && hm_str_is(item->name, items->list.p[i - 1].name))) {
            continue;
        }
        hm_buf_puts(buf, has_any ? "," : "");
        hm_put_string(buf, item->name);
        has_any = true;
    }
    hm_buf_putc(buf, ']');
}

static void
put_env(struct hm_buf *buf, const struct hm_items *items)
{
    hm_auto_buf struct hm_buf text = { 0 };

    hm_put_name(buf, "env");
    hm_buf_putc(buf, '[');
    for (size_t i = 0; i < items->list.n; i++) {
        const struct hm_item *item = &items->list.p[i];
        hm_buf_clear(&text);
        hm_buf_add(&text, item->name);
        if (item->is_known) {
            hm_buf_putc(&text, '=');
            hm_buf_add(&text, item->text);
        }
        hm_buf_puts(buf, i == 0 ? "" : ",");
        hm_put_string(buf, hm_buf_str(&text));
    }
    hm_buf_putc(buf, ']');
}

static void
put_labels(struct hm_buf *buf, struct hm_items *items)
{
    hm_put_name(buf, "labels");
    hm_buf_putc(buf, '{');
    for (size_t i = 0; i < items->list.n; i++) {
        const struct hm_item *item = &items->list.p[i];
        hm_buf_puts(buf, i == 0 ? "" : ",");
        hm_put_string(buf, item->name);
        hm_buf_putc(buf, ':');
        if (item->is_known) {
            hm_put_string(buf, item->text);
        } else {
            hm_buf_puts(buf, "null");
        }
    }
    hm_buf_putc(buf, '}');
}

static void
put_integer(struct hm_buf *buf, const char *name, int64_t value)
{
    hm_put_name(buf, name);
    hm_buf_printf(buf, "%lld", (long long)value);
}

static void
put_health(struct hm_buf *buf, const struct hm_health *health)
{
    hm_put_name(buf, "healthcheck");
    if (health == NULL) {
        hm_buf_puts(buf, "null");
        return;
    }
    hm_buf_putc(buf, '{');
    hm_put_name(buf, "test");
    hm_buf_putc(buf, '[');
    for (uint32_t i = 0; i < health->test.n; i++) {
        hm_buf_puts(buf, i == 0 ? "" : ",");
        hm_put_string(buf, health->test.p[i]);
    }
    hm_buf_putc(buf, ']');
    put_integer(buf, "interval", health->interval);
    put_integer(buf, "timeout", health->timeout);
    put_integer(buf, "start_period", health->start_period);
    put_integer(buf, "start_interval", health->start_interval);
    put_integer(buf, "retries", health->retries);
    hm_buf_putc(buf, '}');
}

static void
put_config(struct hm_buf *buf, struct hm_outcomes *all, struct hm_outcome *end)
{
    struct hm_platform platform = hm_platform_normal(all->arena, &all->platform);

    hm_put_name(buf, "config");
    hm_buf_putc(buf, '{');
    hm_put_item(buf, "platform",
                (struct hm_item){ .text = hm_platform_format(all->arena, &platform),
                                  .is_known = all->platform.os.n > 0 });
    hm_put_item(buf, "user", end->user);
    hm_put_item(buf, "workdir", end->workdir);
    put_env(buf, &end->env);
    put_names(buf, "ports", &end->ports);
    put_names(buf, "volumes", &end->volumes);
    put_list(buf, "entrypoint", &end->entrypoint);
    put_list(buf, "cmd", &end->cmd);
    put_list(buf, "shell", &end->shell);
    put_labels(buf, &end->labels);
    hm_put_item(buf, "stopsignal", end->stopsignal);
    put_health(buf, end->health);
    hm_put_name(buf, "onbuild");
    hm_buf_putc(buf, '[');
    for (size_t i = 0; i < end->onbuild.list.n; i++) {
        hm_buf_puts(buf, i == 0 ? "" : ",");
        hm_put_string(buf, end->onbuild.list.p[i].text);
    }
    hm_buf_putc(buf, ']');
    if (!end->is_complete) {
        hm_put_bool(buf, "base_unknown", true);
    }
    hm_buf_putc(buf, '}');
}

/* The stages whose files take part in the image: not those of mounts that take none. */
static void
mark_stage(const struct hm_dockerfile *file, bool *is_part, uint32_t *pending, uint32_t *n,
           uint32_t stage)
{
    (void)file;
    if (stage != HM_NONE && !is_part[stage]) {
        is_part[stage] = true;
        pending[(*n)++] = stage;
    }
}

static bool *
find_parts(struct hm_arena *arena, const struct hm_dockerfile *file)
{
    bool *is_part = hm_arena_new(arena, bool, file->n_stages + 1);
    uint32_t *pending = hm_arena_new(arena, uint32_t, file->n_stages + 1);
    uint32_t n = 0;

    mark_stage(file, is_part, pending, &n, file->target);
    while (n > 0) {
        const struct hm_stage *stage = &file->stages[pending[--n]];
        uint32_t total = stage->n_triggers + stage->end - stage->first;
        mark_stage(file, is_part, pending, &n, stage->parent);
        for (uint32_t i = 0; i < total; i++) {
            const struct hm_instruction *inst =
                i < stage->n_triggers ? &stage->triggers[i]
                                      : &file->instructions[stage->first + i - stage->n_triggers];
            mark_stage(file, is_part, pending, &n, inst->from_stage);
            for (uint32_t k = 0; k < inst->n_mounts; k++) {
                if (!hm_str_eq(inst->mounts[k].type, "tmpfs") &&
                    !hm_str_eq(inst->mounts[k].type, "ssh")) {
                    mark_stage(file, is_part, pending, &n, inst->mounts[k].from_stage);
                }
            }
        }
    }
    return is_part;
}

static void
put_outcome(struct hm_buf *buf, struct hm_arena *arena, const struct hm_dockerfile *file,
            const struct hm_build *build)
{
    struct hm_outcomes all;
    hm_auto_buf struct hm_buf operations = { 0 };
    hm_auto_buf struct hm_buf others = { 0 };
    bool *is_part = find_parts(arena, file);

    hm_outcomes_init(&all, arena, file, build->platform);
    for (uint32_t i = 0; i < file->n_stages; i++) {
        if (file->stages[i].is_used) {
            hm_buf_clear(&others);
            hm_operations_put(&all, &file->stages[i], is_part[i] ? &operations : &others);
        }
    }
    struct hm_str platform =
        all.platform.os.n > 0 ? hm_platform_format(arena, &all.platform) : HM_S("?");
    put_images(buf, arena, file, platform);
    put_config(buf, &all, &all.ends[file->target]);
    hm_put_name(buf, "operations");
    hm_buf_putc(buf, '[');
    struct hm_str text = hm_buf_str(&operations);
    hm_buf_add(buf, hm_str_sub(text, 0, text.n == 0 ? 0 : text.n - 1));
    hm_buf_putc(buf, ']');
    if (all.is_cut) {
        hm_put_bool(buf, "is_cut", true);
    }
}

void
hm_build_json(const struct hm_dockerfile *file, const struct hm_build *build, struct hm_buf *buf)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_problem *refusal = find_refusal(file);
    bool is_good = refusal == NULL && file->target != HM_NONE;

    hm_buf_putc(buf, '{');
    hm_put_text(buf, "target", build->target);
    hm_put_bool(buf, "ok", is_good);
    if (refusal != NULL) {
        put_refusal(buf, refusal, file->source->text.n == 0);
    } else if (!is_good) {
        hm_put_text(buf, "error", HM_S("dockerfile contains no stages to build"));
    } else {
        put_outcome(buf, &arena, file, build);
    }
    hm_buf_putc(buf, '}');
}

struct hm_str
hm_stage_target(struct hm_arena *arena, const struct hm_dockerfile *file, uint32_t i)
{
    struct hm_str name = hm_go_lower(arena, file->stages[i].name);

    for (uint32_t k = 0; k < file->n_problems; k++) {
        if (file->problems[k].is_fatal && file->problems[k].phase == HM_PHASE_PARSE) {
            return HM_S("");
        }
    }
    for (uint32_t k = 0; k < i; k++) {
        struct hm_str other = file->stages[k].name;
        if (other.n == name.n && hm_str_is(hm_go_lower(arena, other), name)) {
            return HM_S("");
        }
    }
    return name;
}
