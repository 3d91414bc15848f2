/* SPDX-License-Identifier: Apache-2.0 */
/* GitLab's SAST report: what the files say, and whatever has no report of its own there. */
#include "reports/gitlab/gitlab.h"

static bool
takes(const struct hm_finding *finding)
{
    bool is_package = hm_finding_part(finding) == HM_PART_IMAGE && finding->advisory.n > 0 &&
                      finding->package.n > 0;

    return !is_package && finding->rule->practice != HM_PRACTICE_SECRETS;
}

static bool
looks(const struct hm_ledger_row *row)
{
    return hm_str_eq(row->task, "rules") || hm_str_eq(row->task, "config");
}

static void
location(struct hm_json_out *json, const struct hm_finding *finding,
         const struct hm_format_options *options)
{
    (void)options;
    hm_json_out_object(json, "location");
    hm_gitlab_lines(json, finding);
    hm_json_out_end_object(json);
}

void
hm_format_gitlab_sast(const struct hm_report *report, const struct hm_format_options *options,
                      struct hm_buf *buf)
{
    static const struct hm_gitlab kind = { .type = "sast",
                                           .schema = "sast",
                                           .takes = takes,
                                           .looks = looks,
                                           .unasked = "No file was judged: name a folder with "
                                                      "Dockerfiles, or a Dockerfile.",
                                           .location = location };

    hm_gitlab_write(&kind, report, options, buf);
}
