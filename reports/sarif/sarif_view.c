/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/sarif/sarif_view.h"

#include "plugin/base/auto.h"
#include "reports/inert.h"
#include "reports/sarif/sarif_rules.h"

void
hm_sarif_view(struct hm_report *ret_view, struct hm_arena *arena, const struct hm_report *report,
              const struct hm_pick *pick)
{
    struct hm_report view = *report;

    memset(&view.arena, 0, sizeof view.arena);
    memset(&view.findings, 0, sizeof view.findings);
    memset(&view.notes, 0, sizeof view.notes);
    for (size_t i = 0; i < pick->n; i++) {
        hm_vec_add(arena, &view.findings, *pick->p[i]);
    }
    for (size_t i = 0; i < report->notes.n; i++) {
        hm_vec_add(arena, &view.notes, report->notes.p[i]);
    }
    *ret_view = view;
}

void
hm_sarif_view_prose(struct hm_report *view, struct hm_arena *arena)
{
    for (size_t i = 0; i < view->findings.n; i++) {
        struct hm_finding *finding = &view->findings.p[i];
        hm_auto_buf struct hm_buf text = { 0 };
        hm_inert_prose(&text, hm_pick_message(finding), HM_SARIF_TEXT_LIMIT);
        finding->message = hm_arena_str(arena, hm_buf_str(&text));
    }
}

void
hm_sarif_view_cut(struct hm_report *view, struct hm_arena *arena, const struct hm_pick *pick,
                  const char *destination)
{
    struct hm_note note = { .level = HM_NOTE_WARNING, .id = "results-cut" };

    if (pick->n_cut > 0) {
        note.text = hm_arena_printf(arena,
                                    "%zu of %zu findings are left out, the worst are kept: %s "
                                    "takes no more.",
                                    pick->n_cut, pick->n_cut + pick->n, destination);
        hm_vec_add(arena, &view->notes, note);
    }
}

void
hm_sarif_say_cut(const struct hm_format_options *options, struct hm_str category, size_t n_cut,
                 const char *destination)
{
    if (options->said != NULL && n_cut > 0) {
        hm_buf_printf(options->said,
                      "%zu findings of %.*s/ are left out, the worst are kept: %s takes no more\n",
                      n_cut, HM_FMT(category), destination);
    }
}
