/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/coverage.h"

#include "adapters/command.h"
#include "plugin/driver/config/config.h"

/* One tool, and what the rows say that it gets. */
struct coverage {
    const struct hm_tools *tools;
    const struct hm_adapter *adapter;
    bool is_off;
    struct hm_report *report;
};

/* Rows of a platform, "app:1 (linux/arm64)", are rows of the image, too. */
static bool
is_of(struct hm_str target, struct hm_str name)
{
    struct hm_str rest = hm_str_from(target, name.n);

    return hm_str_is(hm_str_sub(target, 0, name.n), name) &&
           (rest.n == 0 || hm_str_starts(rest, " ("));
}

/* @p task NULL is any, an empty @p target likewise. */
static bool
has_row(const struct coverage *coverage, const char *task, struct hm_str target)
{
    const struct hm_report *report = coverage->report;

    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        if (hm_str_eq(row->tool, coverage->adapter->name) &&
            (task == NULL || hm_str_eq(row->task, task)) &&
            (target.n == 0 || is_of(row->target, target))) {
            return true;
        }
    }
    return false;
}

static void
add(struct coverage *coverage, enum hm_task task, struct hm_str target, enum hm_ledger_state state,
    const char *reason)
{
    const struct hm_args *args = coverage->tools->args;
    const char *name = coverage->adapter->name;

    if (has_row(coverage, hm_task_name(task), target)) {
        return;
    }
    struct hm_ledger_row *row = hm_report_ledger(coverage->report);
    row->tool = hm_str_c(name);
    row->task = hm_str_c(hm_task_name(task));
    row->target = hm_arena_str(&coverage->report->arena, target);
    row->state = coverage->is_off ? HM_LEDGER_SKIPPED : state;
    row->reason = hm_str_c(coverage->is_off ? "switched off by --without" : reason);
    row->is_required = hm_args_lists(args, HM_OPT_REQUIRE, name);
    row->is_allowed = hm_args_lists(args, HM_OPT_ALLOW_INCOMPLETE, name);
}

/* What a tool was given nothing of below a PATH; NULL for what is not asked of PATHs. */
static const char *
nothing_of(enum hm_task task, const struct hm_input_tree *tree)
{
    switch (task) {
    case HM_TASK_CONFIG:
    case HM_TASK_FS:
    case HM_TASK_SBOM:
        return tree->location == NULL ? "it looks at folders, and this is standard input"
                                      : "it was not asked";
    case HM_TASK_DOCKERFILE:
        return "no Dockerfile was read";
    case HM_TASK_SHELL:
        return "no shell text was read";
    case HM_TASK_COMPOSE:
        return "no Compose file was found";
    case HM_TASK_COMMAND:
        return "no Dockerfile was found";
    case HM_TASK_IMAGE:
    case HM_TASK_SIGNATURE:
    case HM_TASK_BILL:
    case HM_TASK_COUNT:
        break;
    }
    return NULL;
}

static void
fill_trees(struct coverage *coverage, const struct hm_inputs *inputs, size_t n_images)
{
    const struct hm_adapter *adapter = coverage->adapter;

    for (size_t t = 0; t < inputs->trees.n; t++) {
        const struct hm_input_tree *tree = &inputs->trees.p[t];
        for (int i = 0; i < HM_TASK_COUNT; i++) {
            enum hm_task task = (enum hm_task)i;
            const char *reason = nothing_of(task, tree);
            /* Some tools get texts only to see what they pass over below a PATH. */
            bool is_by_the_way = task == HM_TASK_DOCKERFILE && adapter->wants_text != NULL;
            if ((adapter->tasks & 1U << task) != 0 && reason != NULL && !is_by_the_way &&
                (task != HM_TASK_SBOM || n_images == 0)) {
                add(coverage, task, tree->target, HM_LEDGER_NOT_APPLICABLE, reason);
            }
        }
    }
}

static void
fill_images(struct coverage *coverage, const struct hm_images *images)
{
    static const enum hm_task tasks[] = { HM_TASK_IMAGE, HM_TASK_SBOM };

    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        if ((coverage->adapter->tasks & 1U << tasks[i]) == 0) {
            continue;
        }
        for (size_t k = 0; k < images->entries.n; k++) {
            const struct hm_image_entry *image = &images->entries.p[k];
            add(coverage, tasks[i], image->name, HM_LEDGER_SKIPPED,
                image->is_checked ? "the image was not given to it"
                                  : "the image could not be read");
        }
    }
}

static void
fill_bills(struct coverage *coverage, const struct hm_bills *bills)
{
    for (size_t i = 0; i < bills->entries.n; i++) {
        if ((coverage->adapter->tasks & 1U << HM_TASK_BILL) != 0) {
            add(coverage, HM_TASK_BILL, bills->entries.p[i].text.path, HM_LEDGER_SKIPPED,
                "it could not be read");
        }
    }
}

/* Of a tool that takes part without a single target. */
static void
fill_rest(struct coverage *coverage, bool asks_for_signatures)
{
    bool is_signature = (coverage->adapter->tasks & 1U << HM_TASK_SIGNATURE) != 0;

    if (has_row(coverage, NULL, HM_S(""))) {
        return;
    }
    if (is_signature && asks_for_signatures) {
        add(coverage, HM_TASK_SIGNATURE, HM_S("images"), HM_LEDGER_NOT_APPLICABLE,
            "no image has a rule that asks for it");
    } else if (is_signature) {
        add(coverage, HM_TASK_SIGNATURE, HM_S("images"), HM_LEDGER_SKIPPED,
            "no policy and no --verify-key asks for signatures");
    } else if ((coverage->adapter->tasks & 1U << HM_TASK_IMAGE) != 0) {
        add(coverage, HM_TASK_IMAGE, HM_S("images"), HM_LEDGER_NOT_APPLICABLE,
            "no image was named");
    }
}

void
hm_coverage_fill(const struct hm_tools *tools, const struct hm_inputs *inputs,
                 const struct hm_images *images, bool asks_for_signatures, struct hm_report *report)
{
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (size_t i = 0; i < n; i++) {
        struct coverage coverage = { .tools = tools,
                                     .adapter = adapters[i],
                                     .is_off = hm_tools_is_off(tools, adapters[i]->name),
                                     .report = report };
        if (coverage.is_off || hm_tools_uses(tools, adapters[i]->name)) {
            fill_trees(&coverage, inputs, images->entries.n);
            fill_images(&coverage, images);
            fill_bills(&coverage, &tools->bills);
            fill_rest(&coverage, asks_for_signatures);
        }
    }
    const struct hm_config *config = tools->args->config;
    for (size_t i = 0; config != NULL && i < config->commands.n; i++) {
        const struct hm_adapter *adapter = &config->commands.p[i]->adapter;
        struct coverage coverage = { .tools = tools,
                                     .adapter = adapter,
                                     .is_off = hm_tools_is_off(tools, adapter->name),
                                     .report = report };
        fill_trees(&coverage, inputs, images->entries.n);
    }
}
