/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/deployment.h"

#include "plugin/base/path.h"
#include "plugin/model/redact.h"
#include "plugin/model/report.h"

static void
add_port(struct hm_port_list *ports, struct hm_str text, bool is_known)
{
    uint64_t number = 0;
    struct hm_str digits = hm_str_sub(text, 0, hm_str_find(text, '/'));
    struct hm_str protocol = hm_str_from(text, digits.n + 1);
    bool is_udp = hm_str_eq_nocase(protocol, HM_S("udp"));
    bool is_either = is_udp || protocol.n == 0 || hm_str_eq_nocase(protocol, HM_S("tcp"));

    if (!is_known || !is_either || !hm_str_to_u64(digits, UINT16_MAX, &number) ||
        ports->n == HM_PORTS_LIMIT) {
        ports->are_all_known = false;
    } else {
        ports->are_udp[ports->n] = is_udp;
        ports->list[ports->n++] = (uint16_t)number;
    }
}

static void
add_ports_of_base(struct hm_port_list *ports, const struct hm_base_config *config)
{
    for (uint32_t i = 0; config != NULL && i < config->ports.n; i++) {
        add_port(ports, config->ports.p[i], true);
    }
}

/* EXPOSE of the stage and of those that it is FROM. */
static struct hm_port_list
exposed_by(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    struct hm_port_list ports = { .are_all_known = true };

    add_ports_of_base(&ports, stage->config);
    for (uint32_t left = file->n_stages; stage != NULL && left > 0; left--) {
        for (uint32_t i = stage->first; i < stage->end; i++) {
            const struct hm_instruction *inst = &file->instructions[i];
            for (uint32_t k = 0; inst->kind == HM_EXPOSE && k < inst->n_words; k++) {
                add_port(&ports, inst->words[k].value, inst->words[k].is_known);
            }
        }
        ports.are_all_known = ports.are_all_known && stage->n_triggers == 0;
        stage = stage->parent < file->n_stages ? &file->stages[stage->parent] : NULL;
    }
    return ports;
}

static void
add_volume(struct hm_arena *arena, struct hm_product *product, struct hm_str path,
           struct hm_place place)
{
    struct hm_image_volume *list = (struct hm_image_volume *)product->volumes;
    struct hm_str clean = hm_path_clean(arena, path);

    if (product->n_volumes == HM_PORTS_LIMIT || path.n == 0 || path.p[0] != '/') {
        return;
    }
    for (uint32_t i = 0; i < product->n_volumes; i++) {
        if (hm_str_is(list[i].path, clean)) {
            return;
        }
    }
    list[product->n_volumes++] = (struct hm_image_volume){ .path = clean, .place = place };
}

/* VOLUME of the stage and of those that it is FROM; no instruction takes one back. */
static void
add_volumes(struct hm_arena *arena, const struct hm_dockerfile *file, const struct hm_stage *stage,
            struct hm_product *product)
{
    const struct hm_base_config *config = NULL;
    const struct hm_instruction *from = NULL;

    product->volumes = hm_arena_new(arena, struct hm_image_volume, HM_PORTS_LIMIT);
    for (uint32_t left = file->n_stages; stage != NULL && left > 0; left--) {
        for (uint32_t i = stage->first; i < stage->end; i++) {
            const struct hm_instruction *inst = &file->instructions[i];
            for (uint32_t k = 0; inst->kind == HM_VOLUME && k < inst->n_words; k++) {
                if (inst->words[k].is_known) {
                    add_volume(arena, product, inst->words[k].value,
                               hm_source_place(file->source, inst->span));
                }
            }
        }
        config = stage->config;
        from = stage->from;
        stage = stage->parent < file->n_stages ? &file->stages[stage->parent] : NULL;
    }
    for (uint32_t i = 0; config != NULL && i < config->volumes.n; i++) {
        add_volume(arena, product, config->volumes.p[i], hm_source_place(file->source, from->span));
    }
}

static enum hm_trit
has_healthcheck(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    const struct hm_instruction *set_by = stage->healthcheck.set_by;
    const struct hm_stage *root = stage->root < file->n_stages ? &file->stages[stage->root] : stage;

    if (set_by != NULL) {
        return set_by->n_words > 0 && hm_str_eq_nocase(set_by->words[0].text, HM_S("none"))
                   ? HM_NO
                   : HM_YES;
    }
    if (stage->config != NULL) {
        const struct hm_health *health = stage->config->health;
        bool has_one =
            health != NULL && health->test.n > 0 && !hm_str_eq(health->test.p[0], "NONE");
        return has_one ? HM_YES : HM_NO;
    }
    return root->is_scratch            ? HM_NO
           : stage->known_base != NULL ? stage->known_base->has_healthcheck
                                       : HM_UNKNOWN;
}

void
hm_sink_product(struct hm_sink *sink, const struct hm_dockerfile *file,
                const struct hm_build_use *const *uses, size_t n_uses)
{
    struct hm_arena *arena = hm_sink_kept(sink);
    uint64_t number = 0;

    if (file->target >= file->n_stages) {
        return;
    }
    const struct hm_stage *stage = &file->stages[file->target];
    const struct hm_build_use **kept = hm_arena_new(arena, const struct hm_build_use *, n_uses);
    struct hm_product *product = hm_vec_push(arena, &sink->products);
    struct hm_str user = hm_stage_user(stage);
    for (size_t i = 0; i < n_uses; i++) {
        kept[i] = uses[i];
    }
    product->path = hm_arena_str(arena, file->source->path);
    product->stage = stage->name.n > 0 ? hm_redact(arena, hm_arena_str(arena, stage->name))
                                       : hm_arena_printf(arena, "%u", stage->index);
    product->uses = kept;
    product->n_uses = n_uses;
    product->is_root = hm_stage_runs_as_root(stage);
    product->is_certain = stage->user_origin == HM_USER_SET ||
                          stage->user_origin == HM_USER_OF_BASE ||
                          (stage->root < file->n_stages && file->stages[stage->root].is_scratch);
    product->is_user_number = hm_str_to_u64(user, UINT32_MAX, &number);
    product->user = hm_redact(arena, hm_arena_str(arena, user));
    product->user_place = hm_source_place(
        file->source, stage->user.set_by != NULL ? stage->user.set_by->span : stage->from->span);
    product->has_healthcheck = has_healthcheck(file, stage);
    product->check_place = hm_source_place(file->source, stage->healthcheck.set_by != NULL
                                                             ? stage->healthcheck.set_by->span
                                                             : stage->from->span);
    product->exposed = exposed_by(file, stage);
    if (!stage->is_windows) {
        add_volumes(arena, file, stage, product);
    }
}
