/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/model_json.h"

#include "plugin/dockerfile/ast_text.h"

/* More names than this are not compared with one another: an object may then have one twice. */
enum { COMPARED = 1000 };

void
hm_json_at(const struct hm_json_writer *out, struct hm_span span)
{
    if (span.len == 0 && span.off == 0) {
        return;
    }
    const struct hm_source *source = hm_manifests_source(out->manifest, span);
    struct hm_place place = hm_source_place(source, span);

    hm_put_name(out->buf, "at");
    hm_put_string(out->buf, source->path);
    out->buf->n -= out->buf->n > 0;
    hm_buf_printf(out->buf, ":%u:%u\"", place.line, place.column);
}

static void
put_value(const struct hm_json_writer *out, const struct hm_scalar *value)
{
    if (value->is_known) {
        hm_put_string(out->buf, value->text);
        return;
    }
    hm_buf_putc(out->buf, '{');
    hm_put_text(out->buf, "text", value->text);
    hm_put_bool(out->buf, "known", false);
    hm_buf_putc(out->buf, '}');
}

void
hm_json_scalar(const struct hm_json_writer *out, const char *name, const struct hm_scalar *value)
{
    if (value->is_set) {
        hm_put_name(out->buf, name);
        put_value(out, value);
    }
}

void
hm_json_scalars(const struct hm_json_writer *out, const char *name, const struct hm_scalars *values)
{
    if (!values->is_set && values->n == 0) {
        return;
    }
    hm_put_name(out->buf, name);
    hm_buf_putc(out->buf, '[');
    for (uint32_t i = 0; i < values->n; i++) {
        hm_buf_puts(out->buf, i == 0 ? "" : ",");
        put_value(out, &values->list[i]);
    }
    hm_buf_putc(out->buf, ']');
}

static bool
is_last(const struct hm_entries *entries, uint32_t at)
{
    for (uint32_t i = at + 1; i < entries->n && entries->n <= COMPARED; i++) {
        if (hm_str_is(entries->list[i].name, entries->list[at].name)) {
            return false;
        }
    }
    return true;
}

void
hm_json_entries(const struct hm_json_writer *out, const char *name,
                const struct hm_entries *entries)
{
    const char *comma = "";

    if (entries->n == 0) {
        return;
    }
    hm_put_name(out->buf, name);
    hm_buf_putc(out->buf, '{');
    for (uint32_t i = 0; i < entries->n; i++) {
        if (!is_last(entries, i)) {
            continue;
        }
        hm_buf_puts(out->buf, comma);
        comma = ",";
        hm_put_string(out->buf, entries->list[i].name);
        hm_buf_putc(out->buf, ':');
        if (entries->list[i].value.is_set) {
            put_value(out, &entries->list[i].value);
        } else {
            hm_buf_puts(out->buf, "null");
        }
    }
    hm_buf_putc(out->buf, '}');
}

void
hm_json_problems(const struct hm_json_writer *out)
{
    bool is_ok = true;

    for (uint32_t i = 0; i < out->manifest->n_problems; i++) {
        is_ok = is_ok && !out->manifest->problems[i].is_fatal;
    }
    hm_put_bool(out->buf, "ok", is_ok);
    hm_put_name(out->buf, "problems");
    hm_buf_putc(out->buf, '[');
    for (uint32_t i = 0; i < out->manifest->n_problems; i++) {
        const struct hm_manifest_problem *problem = &out->manifest->problems[i];
        hm_buf_puts(out->buf, i == 0 ? "{" : ",{");
        hm_put_text(out->buf, "text", problem->text);
        hm_put_bool(out->buf, "fatal", problem->is_fatal);
        hm_json_at(out, problem->span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

void
hm_json_sources(const struct hm_json_writer *out)
{
    hm_put_name(out->buf, "files");
    hm_buf_putc(out->buf, '[');
    for (uint32_t i = 0; i < out->manifest->n_sources; i++) {
        hm_buf_puts(out->buf, i == 0 ? "" : ",");
        hm_put_string(out->buf, out->manifest->sources[i]->path);
    }
    hm_buf_putc(out->buf, ']');
}
