/* SPDX-License-Identifier: Apache-2.0 */
/* GitLab's container scanning report: the vulnerabilities of images' packages. */
#include "plugin/base/auto.h"
#include "reports/gitlab/gitlab.h"

static bool
takes(const struct hm_finding *finding)
{
    return hm_finding_part(finding) == HM_PART_IMAGE && finding->advisory.n > 0 &&
           finding->package.n > 0;
}

static bool
has_task(const struct hm_ledger_row *row)
{
    return hm_row_part(row) == HM_PART_IMAGE;
}

/* A digest or a signature says nothing of packages. */
static bool
looks(const struct hm_ledger_row *row)
{
    return hm_str_eq(row->task, "image");
}

static bool
is_plain(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || c == '.' || c == '-' || c == '_';
}

/* "debian 12.4" from the purl's "distro=debian-12.4": part of the identity, so that nothing else
 * that changes may be in it. */
static void
operating_system(struct hm_buf *buf, struct hm_str purl)
{
    struct hm_str rest = hm_str_from(purl, hm_str_find(purl, '?'));

    while (rest.n > 0 && !hm_str_starts(rest, "?distro=") && !hm_str_starts(rest, "&distro=")) {
        rest = hm_str_from(rest, 1);
    }
    rest = hm_str_from(rest, sizeof "?distro=" - 1);
    if (rest.n > 0 && hm_is_digit(rest.p[0])) {
        /* Alpine's has the version alone: its name is the purl's namespace. */
        struct hm_str after = hm_str_from(purl, hm_str_find(purl, '/') + 1);
        hm_buf_printf(buf, "%.*s ", HM_FMT(hm_str_sub(after, 0, hm_str_find(after, '/'))));
    }
    size_t dash = hm_str_find(rest, '-');
    for (size_t i = 0; i < rest.n && is_plain(rest.p[i]); i++) {
        hm_buf_putc(buf, i == dash ? ' ' : rest.p[i]);
    }
    hm_buf_puts(buf, buf->n == 0 ? "unknown" : "");
}

static void
location(struct hm_json_out *json, const struct hm_finding *finding,
         const struct hm_format_options *options)
{
    hm_auto_buf struct hm_buf os = { 0 };

    (void)options;
    operating_system(&os, finding->purl);
    hm_json_out_object(json, "location");
    hm_json_out_object(json, "dependency");
    hm_json_out_object(json, "package");
    hm_json_out_str(json, "name", finding->package);
    hm_json_out_end_object(json);
    hm_json_out_str(json, "version", finding->version);
    hm_json_out_end_object(json);
    hm_json_out_str(json, "operating_system", hm_buf_str(&os));
    hm_json_out_str(json, "image", finding->target);
    hm_json_out_end_object(json);
}

void
hm_format_gitlab_container_scanning(const struct hm_report *report,
                                    const struct hm_format_options *options, struct hm_buf *buf)
{
    static const struct hm_gitlab kind = { .type = "container_scanning",
                                           .schema = "container-scanning",
                                           .takes = takes,
                                           .has_task = has_task,
                                           .looks = looks,
                                           .unasked = "No image was scanned for vulnerabilities: "
                                                      "name one by --image, --layout or --archive, "
                                                      "and have Trivy or Grype installed.",
                                           .location = location };

    hm_gitlab_write(&kind, report, options, buf);
}
