/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF for GitLab, Jenkins and DefectDojo: one run of what each of them takes. */
#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "reports/inert.h"
#include "reports/pick.h"
#include "reports/sarif/sarif_view.h"
#include "reports/sarif/sarif_rules.h"
#include "reports/strmap.h"

enum {
    GITLAB_RESULTS = 5000,
    GITLAB_BYTES = 10 * 1024 * 1024,
    JENKINS_TEXT = 900, /* code points, so that a number behind it is not cut off */
};

static void
write_one(const struct hm_report *view, const struct hm_sarif_shape *shape,
          const struct hm_format_options *options, struct hm_buf *buf)
{
    struct hm_sarif_run one = { view,
                                options->category.n > 0 ? options->category : HM_S("hullmark") };

    hm_sarif_write(&one, 1, shape, options, buf);
}

/* --- GitLab --- */

static size_t
write_gitlab(const struct hm_report *report, const struct hm_format_options *options, size_t most,
             struct hm_buf *buf)
{
    struct hm_arena arena = { 0 };
    struct hm_report view;
    struct hm_pick pick;

    hm_pick_findings(&pick, &arena, report, NULL, most);
    hm_sarif_view(&view, &arena, report, &pick);
    hm_sarif_view_prose(&view, &arena);
    hm_sarif_view_cut(&view, &arena, &pick, "GitLab");
    write_one(&view, &(struct hm_sarif_shape){ .is_prose = true }, options, buf);
    hm_arena_done(&arena);
    return pick.n_cut;
}

/* A file that is too large is taken over by GitLab without a result: fewer are tried. */
void
hm_format_sarif_gitlab(const struct hm_report *report, const struct hm_format_options *options,
                       struct hm_buf *buf)
{
    hm_auto_buf struct hm_buf log = { 0 };
    size_t most = GITLAB_RESULTS;
    size_t n_cut = write_gitlab(report, options, most, &log);

    while (log.n > GITLAB_BYTES && most > 1) {
        most = most * 4 / 5;
        hm_buf_clear(&log);
        n_cut = write_gitlab(report, options, most, &log);
    }
    hm_buf_add(buf, hm_buf_str(&log));
    hm_sarif_say_cut(options, HM_S("hullmark"), n_cut, "GitLab");
}

/* --- Jenkins --- */

/* Issues of one rule, line and text become one there: later ones are numbered. */
static void
tell_apart(struct hm_report *view, struct hm_arena *arena)
{
    struct hm_strmap seen;
    hm_auto_buf struct hm_buf key = { 0 };

    hm_strmap_init(&seen, arena);
    for (size_t i = 0; i < view->findings.n; i++) {
        struct hm_finding *finding = &view->findings.p[i];
        struct hm_str text = hm_utf8_cut(hm_pick_message(finding), JENKINS_TEXT);
        hm_buf_clear(&key);
        hm_buf_printf(&key, "%zu:%s%zu:%.*s:%u:", strlen(finding->rule->id), finding->rule->id,
                      finding->path.n, HM_FMT(finding->path), hm_pick_line(finding));
        hm_buf_add(&key, text);
        uint32_t *n = hm_strmap_at(&seen, hm_buf_str(&key));
        if (++*n > 1) {
            finding->message = hm_arena_printf(arena, "%.*s (%u)", HM_FMT(text), *n);
        }
    }
}

void
hm_format_sarif_jenkins(const struct hm_report *report, const struct hm_format_options *options,
                        struct hm_buf *buf)
{
    struct hm_arena arena = { 0 };
    struct hm_report view;
    struct hm_pick pick;

    hm_pick_findings(&pick, &arena, report, NULL, 0);
    hm_sarif_view(&view, &arena, report, &pick);
    tell_apart(&view, &arena);
    write_one(&view, &(struct hm_sarif_shape){ .has_short_help = true }, options, buf);
    hm_arena_done(&arena);
}

/* --- DefectDojo --- */

/* Suppressed findings stay: it takes them for false positives, and does not reopen them. */
void
hm_format_sarif_defectdojo(const struct hm_report *report, const struct hm_format_options *options,
                           struct hm_buf *buf)
{
    struct hm_arena arena = { 0 };
    struct hm_report view;
    struct hm_pick pick = { .p = hm_arena_new(&arena, const struct hm_finding *,
                                              report->findings.n) };

    for (size_t i = 0; i < report->findings.n; i++) {
        pick.p[pick.n++] = &report->findings.p[i];
    }
    hm_sarif_view(&view, &arena, report, &pick);
    hm_sarif_view_levels(&view, &arena, HM_SARIF_BY_PRINT);
    hm_sarif_view_prose(&view, &arena);
    write_one(&view, &(struct hm_sarif_shape){ .is_prose = true, .has_fingerprints = true },
              options, buf);
    hm_arena_done(&arena);
}
