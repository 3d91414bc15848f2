/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/vex_out.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/model/image_ref.h"
#include "reports/json_out.h"

static bool
is_plain(struct hm_str pattern)
{
    return pattern.n > 0 && hm_str_find(pattern, '*') == pattern.n &&
           hm_str_find(pattern, '?') == pattern.n;
}

static void
add_encoded(struct hm_buf *buf, struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (hm_is_alpha(c) || hm_is_digit(c) || (c != '\0' && strchr("-._~/", c) != NULL)) {
            hm_buf_putc(buf, c);
        } else {
            hm_buf_printf(buf, "%%%02X", (unsigned char)c);
        }
    }
}

/* pkg:oci/app?repository_url=registry.example%3A5000/acme/app&tag=1.2: so Trivy, and so the purl
 * specification, call it; Grype leaves the last name out. */
static bool
add_image_purl(struct hm_buf *buf, struct hm_str image, bool with_name)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_image_ref ref;

    if (!is_plain(image) || hm_image_ref_parse(&scratch, image, &ref, NULL) != HM_OK) {
        return false;
    }
    hm_buf_puts(buf, "pkg:oci/");
    add_encoded(buf, hm_str_basename(ref.repository));
    hm_buf_puts(buf, "?repository_url=");
    /* Docker Hub is called so by Trivy and Grype. */
    add_encoded(buf, hm_str_eq(ref.registry, "docker.io") ? HM_S("index.docker.io") : ref.registry);
    hm_buf_putc(buf, '/');
    add_encoded(buf, with_name ? ref.repository : hm_str_dirname(ref.repository));
    if (ref.tag.n > 0) {
        hm_buf_puts(buf, "&tag=");
        add_encoded(buf, ref.tag);
    }
    return true;
}

static bool
is_purl(struct hm_str text)
{
    return hm_str_starts(text, "pkg:");
}

static bool
has_product(const struct hm_suppression *waiver)
{
    hm_auto_buf struct hm_buf scratch = { 0 };

    return (waiver->vex->n_products > 0 && waiver->vex->products[0].n_ids > 0) ||
           add_image_purl(&scratch, waiver->image, true) ||
           (waiver->image.n == 0 && is_purl(waiver->package));
}

static void
write_product(struct hm_json_out *json, struct hm_str id, struct hm_str part)
{
    hm_json_out_object(json, NULL);
    hm_json_out_str(json, "@id", id);
    if (is_purl(part) && !hm_str_is(part, id)) {
        hm_json_out_array(json, "subcomponents");
        hm_json_out_object(json, NULL);
        hm_json_out_str(json, "@id", part);
        hm_json_out_end_object(json);
        hm_json_out_end_array(json);
    }
    hm_json_out_end_object(json);
}

static void
write_products(struct hm_json_out *json, const struct hm_suppression *waiver)
{
    hm_auto_buf struct hm_buf id = { 0 };
    hm_auto_buf struct hm_buf other = { 0 };
    bool has_image =
        add_image_purl(&id, waiver->image, true) && add_image_purl(&other, waiver->image, false);
    const struct hm_vex *vex = waiver->vex;
    uint32_t n = vex->n_products > 0 ? vex->products[0].n_ids : 0;

    hm_json_out_array(json, "products");
    if (has_image) {
        write_product(json, hm_buf_str(&id), waiver->package);
        write_product(json, hm_buf_str(&other), waiver->package);
    }
    for (uint32_t i = 0; i < n; i++) {
        write_product(json, vex->products[0].ids[i], waiver->package);
    }
    if (!has_image && n == 0) {
        write_product(json, waiver->package, waiver->package);
    }
    hm_json_out_end_array(json);
}

static void
write_statement(struct hm_json_out *json, const struct hm_suppression *waiver)
{
    const struct hm_vex *vex = waiver->vex;
    hm_auto_buf struct hm_buf notes = { 0 };
    char day[16];

    hm_buf_printf(&notes, "%.*s (accepted%s%.*s until %s)", HM_FMT(waiver->reason),
                  waiver->owner.n > 0 ? " by " : "", HM_FMT(waiver->owner),
                  hm_day_text(waiver->until, day));
    hm_json_out_object(json, NULL);
    hm_json_out_object(json, "vulnerability");
    hm_json_out_str(json, "name", waiver->id);
    hm_json_out_end_object(json);
    write_products(json, waiver);
    hm_json_out_c(json, "status", hm_vex_word(vex->status));
    hm_json_out_str(json, "status_notes", hm_buf_str(&notes));
    hm_json_out_some(json, "justification", vex->justification);
    hm_json_out_some(json, "impact_statement", vex->impact);
    hm_json_out_some(json, "action_statement", vex->action);
    hm_json_out_end_object(json);
}

/* Rows of several paths, which VEX does not know, are one statement. */
static bool
is_said(const struct hm_suppression *waivers, size_t at)
{
    for (size_t i = at; i-- > 0 && waivers[i].vex == waivers[at].vex;) {
        if (hm_str_is(waivers[i].id, waivers[at].id)) {
            return true;
        }
    }
    return false;
}

static void
write_document(struct hm_buf *buf, const struct hm_suppression *waivers, const bool *is_written,
               size_t n, const struct hm_vex_options *options, struct hm_str id)
{
    struct hm_json_out json = { .buf = buf, .is_indented = true };

    hm_json_out_object(&json, NULL);
    hm_json_out_c(&json, "@context", "https://openvex.dev/ns/v0.2.0");
    hm_json_out_str(&json, "@id", id);
    hm_json_out_str(&json, "author", options->author);
    hm_json_out_str(&json, "timestamp", options->timestamp);
    hm_json_out_uint(&json, "version", 1);
    hm_json_out_str(&json, "tooling", HM_S("hullmark vex"));
    hm_json_out_array(&json, "statements");
    for (size_t i = 0; i < n; i++) {
        if (is_written[i]) {
            write_statement(&json, &waivers[i]);
        }
    }
    hm_json_out_end_array(&json);
    hm_json_out_end_object(&json);
    hm_buf_putc(buf, '\n');
}

bool
hm_vex_write(struct hm_buf *buf, const struct hm_suppression *waivers, size_t n,
             const struct hm_vex_options *options, size_t *ret_n_left)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    hm_auto_buf struct hm_buf whole = { 0 };
    bool *is_written = hm_arena_new(&scratch, bool, n);
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[2 * HM_HASH_MAX_BYTES + 1];
    struct hm_hash hash;
    size_t n_written = 0;
    size_t n_left = 0;

    for (size_t i = 0; i < n; i++) {
        if (waivers[i].vex == NULL || is_said(waivers, i)) {
            continue;
        }
        is_written[i] = waivers[i].until >= options->today && has_product(&waivers[i]);
        n_written += is_written[i];
        n_left += !is_written[i];
    }
    *ret_n_left = n_left;
    if (n_written == 0) {
        return false;
    }
    write_document(&whole, waivers, is_written, n, options, HM_S(""));
    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, whole.p, whole.n);
    hm_hex(digest, hm_hash_final(&hash, digest), hex);
    struct hm_str id = hm_arena_printf(&scratch, "https://openvex.dev/docs/public/vex-%s", hex);
    write_document(buf, waivers, is_written, n, options, id);
    return true;
}
