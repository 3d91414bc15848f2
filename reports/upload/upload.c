/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload.h"

#include <zlib.h>

const struct hm_upload *const *
hm_uploads(size_t *ret_n)
{
    static const struct hm_upload *const rows[] = {
#define UPLOAD(ident) &hm_upload_##ident,
#include "reports/upload/uploads.def"
#undef UPLOAD
    };

    *ret_n = sizeof rows / sizeof rows[0];
    return rows;
}

const struct hm_upload *
hm_upload_find(struct hm_str to)
{
    size_t n = 0;
    const struct hm_upload *const *rows = hm_uploads(&n);

    for (size_t i = 0; i < n; i++) {
        if (rows[i]->takes(to)) {
            return rows[i];
        }
    }
    return NULL;
}

bool
hm_upload_add_header(struct hm_upload_plan *plan, const char *name, struct hm_str value,
                     bool is_secret)
{
    if (plan->n_headers == HM_UPLOAD_HEADERS) {
        return false;
    }
    struct hm_upload_header *header = &plan->headers[plan->n_headers++];
    *header = (struct hm_upload_header){
        .name = hm_str_c(name),
        .value = { .is_secret = is_secret },
        .is_secret = is_secret,
    };
    hm_buf_add(&header->value, value);
    return true;
}

void
hm_upload_plan_done(struct hm_upload_plan *plan)
{
    for (size_t i = 0; i < plan->n_headers; i++) {
        hm_buf_done(&plan->headers[i].value);
    }
    plan->n_headers = 0;
}

/* "Bearer ****": the scheme says something, the rest nothing to anybody. */
static void
show_secret(struct hm_str value, struct hm_buf *buf)
{
    static const char *const schemes[] = { "Bearer ", "Basic ", "Token " };

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (hm_str_eq_nocase(hm_str_sub(value, 0, strlen(schemes[i])), hm_str_c(schemes[i]))) {
            hm_buf_puts(buf, schemes[i]);
        }
    }
    hm_buf_puts(buf, "****");
}

void
hm_upload_show(const struct hm_upload_plan *plan, struct hm_buf *buf)
{
    size_t query = plan->has_secret_query ? hm_str_find(plan->url, '?') : plan->url.n;

    hm_buf_printf(buf, "%s %.*s%s\n", plan->method, HM_FMT(hm_str_sub(plan->url, 0, query)),
                  query < plan->url.n ? "?****" : "");
    for (size_t i = 0; i < plan->n_headers; i++) {
        const struct hm_upload_header *header = &plan->headers[i];
        hm_buf_printf(buf, "%.*s: ", HM_FMT(header->name));
        if (header->is_secret) {
            show_secret(hm_buf_str(&header->value), buf);
        } else {
            hm_buf_add(buf, hm_buf_str(&header->value));
        }
        hm_buf_putc(buf, '\n');
    }
    hm_buf_printf(buf, "User-Agent: hullmark/" HM_VERSION "\nContent-Length: %zu\n\n",
                  plan->body.n);
    hm_buf_add(buf, plan->body);
    if (plan->body.n > 0) {
        hm_buf_putc(buf, '\n');
    }
}

void
hm_upload_gzip(struct hm_str bytes, struct hm_buf *buf)
{
    z_stream stream = { 0 };
    int code = Z_OK;

    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        hm_out_of_memory();
    }
    /* Reports stay far below the 4 GiB that avail_in can say: HM_BUF_LIMIT is 1 GiB. */
    stream.next_in = (unsigned char *)(uintptr_t)bytes.p;
    stream.avail_in = (uInt)bytes.n;
    while (code != Z_STREAM_END) {
        char piece[16 * 1024];
        stream.next_out = (unsigned char *)piece;
        stream.avail_out = sizeof piece;
        code = deflate(&stream, Z_FINISH);
        hm_buf_add(buf, hm_str_make(piece, sizeof piece - stream.avail_out));
    }
    (void)deflateEnd(&stream);
}

void
hm_upload_result_done(struct hm_upload_result *result)
{
    hm_buf_done(&result->shown);
    hm_arena_done(&result->arena);
    *result = (struct hm_upload_result){ 0 };
}
