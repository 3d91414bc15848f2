/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/bills.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"

bool
hm_bills_are_named(const struct hm_args *args)
{
    return args->values[HM_OPT_FROM_SBOM].n > 0 &&
           args->origins[HM_OPT_FROM_SBOM].kind != HM_GIVEN_BY_FILE;
}

static struct hm_str
name_of(struct hm_arena *arena, const char *cwd, const char *path)
{
    hm_auto_free char *real = realpath(path, NULL);
    struct hm_str rest;

    if (real != NULL && hm_path_is_below(hm_path_clean(arena, hm_str_c(real + 1)),
                                         hm_path_clean(arena, hm_str_c(cwd + 1)), &rest)) {
        return hm_arena_str(arena, rest);
    }
    return hm_arena_str(arena, hm_str_c(path));
}

static void
read_one(const char *path, struct hm_bill_entry *entry, struct hm_arena *arena)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_BILL_SIZE_LIMIT };
    enum hm_status status = hm_read_file(AT_FDCWD, path, HM_BILL_SIZE_LIMIT, &text, &entry->err);

    if (status == HM_OK) {
        entry->text.text = hm_arena_str(arena, hm_buf_str(&text));
        status = hm_bill_read(arena, entry->text.text, &entry->bill, &entry->err);
    }
    entry->is_read = status == HM_OK;
}

void
hm_bills_read(const struct hm_args *args, const char *cwd, struct hm_report *report,
              struct hm_bills *ret)
{
    for (size_t i = 0; i < args->values[HM_OPT_FROM_SBOM].n; i++) {
        const char *path = args->values[HM_OPT_FROM_SBOM].p[i];
        struct hm_bill_entry *entry = hm_vec_push(&report->arena, &ret->entries);
        entry->text.path = name_of(&report->arena, cwd, path);
        read_one(path, entry, &report->arena);
        if (!entry->is_read) {
            hm_report_note(report, HM_NOTE_ERROR, "sbom-unreadable", HM_S("hullmark"),
                           entry->text.path,
                           "This bill of materials could not be read, so nothing that it lists was "
                           "judged: %s.",
                           entry->err.text);
        } else if (entry->bill.n_packages == 0) {
            hm_report_note(report, HM_NOTE_WARNING, "sbom-empty", HM_S("hullmark"),
                           entry->text.path,
                           "This bill of materials lists no package, so no vulnerability can be "
                           "found by it.");
        }
    }
}

struct hm_str
hm_image_part_name(const struct hm_image_entry *image, const struct hm_image_part *part,
                   struct hm_arena *arena)
{
    return hm_arena_printf(arena, "%.*s (%.*s)", HM_FMT(image->name),
                           HM_FMT(part->platform.n > 0 ? part->platform : part->digest));
}

struct hm_str
hm_bill_image(const struct hm_bill *bill, const struct hm_images *images, bool is_chosen,
              struct hm_arena *arena)
{
    for (size_t i = 0; i < images->entries.n; i++) {
        const struct hm_image_entry *image = &images->entries.p[i];
        bool has_parts = is_chosen && image->check.images.n > 1;
        if (!image->is_checked) {
            continue;
        }
        for (size_t k = 0; has_parts && k < image->check.images.n; k++) {
            const struct hm_image_part *part = &image->check.images.p[k];
            if (hm_bill_names(bill, part->digest) || hm_bill_names(bill, part->config_digest)) {
                return hm_image_part_name(image, part, arena);
            }
        }
        if (!has_parts && (hm_bill_names(bill, image->check.digest) ||
                           hm_bill_names(bill, image->check.config_digest))) {
            return image->name;
        }
    }
    return HM_S("");
}

/* Whether some tool judged it (HM_LEDGER_DONE), tried to (HM_LEDGER_FAILED), or neither. */
static enum hm_ledger_state
state_of(const struct hm_report *report, struct hm_str path)
{
    enum hm_ledger_state state = HM_LEDGER_SKIPPED;

    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        if (!hm_str_eq(row->task, hm_task_name(HM_TASK_BILL)) || !hm_str_is(row->target, path)) {
            continue;
        }
        if (row->state == HM_LEDGER_DONE) {
            return HM_LEDGER_DONE;
        }
        state = row->state == HM_LEDGER_FAILED ? HM_LEDGER_FAILED : state;
    }
    return state;
}

void
hm_bills_account(const struct hm_bills *bills, struct hm_report *report)
{
    for (size_t i = 0; i < bills->entries.n; i++) {
        const struct hm_bill_entry *entry = &bills->entries.p[i];
        enum hm_ledger_state state = state_of(report, entry->text.path);
        struct hm_ledger_row *row = hm_report_ledger(report);
        row->tool = HM_S("hullmark");
        row->version = HM_S(HM_VERSION);
        row->task = hm_str_c(hm_task_name(HM_TASK_BILL));
        row->target = entry->text.path;
        row->state = HM_LEDGER_FAILED;
        if (!entry->is_read) {
            row->reason =
                hm_arena_printf(&report->arena, "it could not be read: %s", entry->err.text);
        } else if (state == HM_LEDGER_SKIPPED) {
            row->reason = HM_S("no tool that judges bills of materials took part: trivy, grype");
        } else {
            bool is_done = state == HM_LEDGER_DONE; /* else the tool's own row says why */
            row->state = is_done ? HM_LEDGER_DONE : HM_LEDGER_SKIPPED;
            row->reason = is_done
                              ? hm_arena_printf(&report->arena, "%.*s, %zu package%s",
                                                HM_FMT(entry->bill.form), entry->bill.n_packages,
                                                entry->bill.n_packages == 1 ? "" : "s")
                              : HM_S("the tool that was to judge it failed");
        }
    }
}
