/* SPDX-License-Identifier: Apache-2.0 */
/* GitLab's secret detection report: where secrets are, never what they are. */
#include "reports/gitlab/gitlab.h"

static bool
takes(const struct hm_finding *finding)
{
    return finding->rule->practice == HM_PRACTICE_SECRETS;
}

/* Our rules look into the files that they judge, Trivy into trees and images. */
static bool
looks(const struct hm_ledger_row *row)
{
    return hm_str_eq(row->task, "rules") ||
           (hm_str_eq(row->tool, "trivy") &&
            (hm_str_eq(row->task, "fs") || hm_str_eq(row->task, "image")));
}

/* GitLab's own analyzer writes this where there is no history. */
static void
location(struct hm_json_out *json, const struct hm_finding *finding,
         const struct hm_format_options *options)
{
    hm_json_out_object(json, "location");
    hm_json_out_object(json, "commit");
    hm_json_out_str(json, "sha", options->revision.n > 0 ? options->revision : HM_S("0000000"));
    hm_json_out_end_object(json);
    hm_gitlab_lines(json, finding);
    hm_json_out_end_object(json);
}

void
hm_format_gitlab_secret_detection(const struct hm_report *report,
                                  const struct hm_format_options *options, struct hm_buf *buf)
{
    static const struct hm_gitlab kind = { .type = "secret_detection",
                                           .schema = "secret-detection",
                                           .takes = takes,
                                           .looks = looks,
                                           .unasked = "Nothing was searched for secrets: name a "
                                                      "folder with Dockerfiles, or have Trivy "
                                                      "installed.",
                                           .location = location };

    hm_gitlab_write(&kind, report, options, buf);
}
