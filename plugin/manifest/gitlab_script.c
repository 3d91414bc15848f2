/* SPDX-License-Identifier: Apache-2.0 */
/* What the shell of a job is given: before_script with script, after_script. */
#include "plugin/manifest/gitlab.h"

enum { LIST_DEPTH = 10 };

/* A step that is being put together. */
struct writing {
    struct hm_gitlab *lab;
    struct hm_joined_text text;
    struct hm_gitlab_inserted inserted;
    struct hm_span last; /* where a line's end is said to be */
    bool is_known;
};

/* Each item is a line of its own, whatever list it stands in. */
static void
add_lines(struct writing *w, struct hm_ynode *node, unsigned depth)
{
    struct hm_gitlab *lab = w->lab;
    struct hm_ynode *found = hm_gitlab_deref(lab, node);

    if (found == NULL || found->kind == HM_YAML_MAP || depth > LIST_DEPTH ||
        ++lab->maker.n_made > HM_NODES_LIMIT) {
        w->is_known = w->is_known && found == NULL;
        return;
    }
    for (uint32_t i = 0; found->kind == HM_YAML_LIST && i < found->n; i++) {
        add_lines(w, found->items[i], depth + 1);
    }
    if (found->kind == HM_YAML_LIST) {
        return;
    }
    if (!found->is_known ||
        !hm_pipeline_has_room(lab->reader, w->text.text.n + found->text.n + 1)) {
        w->is_known = false;
        return;
    }
    if (w->text.text.n > 0) {
        hm_joined_put(&w->text, HM_S("\n"), w->last);
    }
    hm_gitlab_join(lab, &w->text, found, &w->inserted);
    uint32_t end = found->value.off + (found->value.len > 0 ? found->value.len - 1 : 0);
    w->last = (struct hm_span){ .off = end, .len = 1 };
}

/* Runners of Windows have PowerShell, others bash, or sh where an image has no other. */
static struct hm_shell
shell_of(const struct hm_job *job, struct hm_str text)
{
    bool is_windows = hm_str_has_nocase(text, "$env:");

    for (uint32_t i = 0; i < job->runs_on.n; i++) {
        is_windows = is_windows || hm_str_has_nocase(job->runs_on.list[i].text, "windows");
    }
    return is_windows ? (struct hm_shell){ .dialect = HM_SHELL_POWERSHELL }
                      : (struct hm_shell){ .dialect = HM_SHELL_BASH,
                                           .has_pipefail = true,
                                           .has_errexit = true };
}

static void
finish(struct writing *w, const struct hm_job *job, const struct hm_ynode *key,
       struct hm_step *step)
{
    struct hm_shell shell = shell_of(job, hm_joined_shell_text(&w->text).text);
    const struct hm_script *script = hm_pipeline_script(w->lab->reader, &w->text, &shell, NULL);

    if (!w->is_known) {
        struct hm_script *part = hm_arena_new(w->lab->arena, struct hm_script, 1);
        *part = *script;
        part->is_complete = false;
        script = part;
    }
    bool is_known = w->is_known;
    for (size_t i = 0; i < w->inserted.list.n; i++) {
        is_known = is_known && w->inserted.list.p[i].is_known;
    }
    step->run = (struct hm_scalar){ .text = script->text->text,
                                    .span = key->span,
                                    .value = key->value,
                                    .is_set = true,
                                    .is_known = is_known,
                                    .has_variable = w->inserted.list.n > 0 };
    step->inserted = (struct hm_scalars){ .list = w->inserted.list.p,
                                          .n = (uint32_t)w->inserted.list.n,
                                          .span = key->span,
                                          .is_set = w->inserted.list.n > 0 };
    step->script = script;
    step->span = key->span;
    step->body = key->value;
}

struct steps {
    struct hm_gitlab *lab;
    HM_VEC(struct hm_step) list;
};

static void
add_texts(struct steps *steps, const struct hm_job *job, struct hm_ynode *first,
          struct hm_ynode *second, bool runs_always)
{
    struct writing w = { .lab = steps->lab, .text.arena = steps->lab->arena, .is_known = true };
    struct hm_step step = { .runs_always = runs_always };

    if (first == NULL && second == NULL) {
        return;
    }
    add_lines(&w, first, 0);
    add_lines(&w, second, 0);
    finish(&w, job, second != NULL ? second : first, &step);
    if (runs_always) {
        step.ignores_failure = (struct hm_scalar){ .text = HM_S("true"),
                                                   .span = step.span,
                                                   .value = step.span,
                                                   .is_set = true,
                                                   .is_known = true };
    }
    hm_vec_add(steps->lab->arena, &steps->list, step);
}

/* `run:`, a list of steps that are texts or call others. */
static void
add_run(struct steps *steps, const struct hm_job *job, struct hm_ynode *run)
{
    struct hm_gitlab *lab = steps->lab;

    for (uint32_t i = 0; run != NULL && run->kind == HM_YAML_LIST && i < run->n; i++) {
        struct hm_ynode *item = hm_gitlab_deref(lab, run->items[i]);
        struct hm_ynode *script = hm_gitlab_get(lab, item, "script");
        struct hm_ynode *called = hm_gitlab_get(lab, item, "step");
        struct hm_step step = { .name = hm_gitlab_value(lab, hm_ynode_get(item, "name"), NULL) };
        if (script != NULL) {
            struct writing w = { .lab = lab, .text.arena = lab->arena, .is_known = true };
            add_lines(&w, script, 0);
            finish(&w, job, script, &step);
        } else if (called != NULL) {
            step.uses = hm_gitlab_value(lab, called, NULL);
            step.with = hm_ynode_entries(lab->arena, hm_gitlab_get(lab, item, "inputs"), '=');
            step.span = called->span;
            step.body = item->value;
        } else {
            continue;
        }
        step.env = hm_ynode_entries(lab->arena, hm_gitlab_get(lab, item, "env"), '=');
        hm_vec_add(lab->arena, &steps->list, step);
    }
}

static void
add_release(struct steps *steps, const struct hm_ynode *node)
{
    struct hm_gitlab *lab = steps->lab;
    struct hm_ynode *release = hm_gitlab_get(lab, node, "release");
    struct hm_step step = { 0 };

    if (release == NULL) {
        return;
    }
    step.uses = (struct hm_scalar){ .text = HM_S("release"),
                                    .span = release->span,
                                    .value = release->span,
                                    .is_set = true,
                                    .is_known = true };
    step.with = hm_ynode_entries(lab->arena, release, '=');
    step.span = release->span;
    step.body = release->value;
    hm_vec_add(lab->arena, &steps->list, step);
}

void
hm_gitlab_steps(struct hm_gitlab *lab, const struct hm_ynode *node, struct hm_job *job)
{
    struct steps steps = { .lab = lab };
    struct hm_ynode *hooks = hm_gitlab_setting(lab, node, "hooks");

    add_texts(&steps, job, hm_gitlab_get(lab, hooks, "pre_get_sources_script"), NULL, false);
    struct hm_ynode *run = hm_gitlab_get(lab, node, "run");
    if (run == NULL || hm_gitlab_get(lab, node, "script") != NULL) {
        add_texts(&steps, job, hm_gitlab_setting(lab, node, "before_script"),
                  hm_gitlab_get(lab, node, "script"), false);
    }
    add_run(&steps, job, run);
    add_release(&steps, node);
    add_texts(&steps, job, hm_gitlab_setting(lab, node, "after_script"), NULL, true);
    job->steps = steps.list.p;
    job->n_steps = (uint32_t)steps.list.n;
}
