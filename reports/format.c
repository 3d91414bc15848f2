/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/format.h"

static const struct hm_format formats[] = {
#define FORMAT(ident, name, file, media_type, summary, is_text, about, setup)                      \
    { name, file, media_type, summary, is_text, about, setup, hm_format_##ident },
#include "reports/formats.def"
#undef FORMAT
};

const struct hm_format *
hm_formats(size_t *ret_n)
{
    *ret_n = sizeof formats / sizeof formats[0];
    return formats;
}

const struct hm_format *
hm_format_find(struct hm_str name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (hm_str_eq(name, formats[i].name)) {
            return &formats[i];
        }
    }
    return NULL;
}

bool
hm_format_shows_listings(const struct hm_format *format)
{
    return format->write == hm_format_html;
}

enum hm_status
hm_format_write(const struct hm_format *format, const struct hm_report *report,
                const struct hm_format_options *options, struct hm_buf *buf, struct hm_err *reterr)
{
    format->write(report, options, buf);
    hm_buf_drain(buf, 0);
    if (buf->is_cut) {
        return hm_err_set(reterr, HM_E_LIMIT, "the %s report is larger than %zu bytes",
                          format->name, buf->limit == 0 ? HM_BUF_LIMIT : buf->limit);
    }
    return HM_OK;
}
