/* SPDX-License-Identifier: Apache-2.0 */
/* Images: what was proven of them, their layers, and what each brought. */
#include "plugin/base/auto.h"
#include "reports/html.h"

enum {
    IMAGES_LIMIT = 200,
    LAYERS_LIMIT = 300,
    PACKAGES_SHOWN = 6,
};

struct image {
    struct hm_str name;
    const struct hm_html_group *group; /* NULL: it has no findings */
};

typedef HM_VEC(struct image) image_list;

static void
add_image(struct hm_html *page, struct hm_strmap *ids, image_list *images, struct hm_str name,
          const struct hm_html_group *group)
{
    uint32_t *id = hm_strmap_at(ids, name);

    if (*id == 0) {
        *id = 1;
        hm_vec_add(&page->arena, images, ((struct image){ name, group }));
    }
}

/* --- proofs --- */

static const char *
proof_class(enum hm_proof proof)
{
    switch (proof) {
    case HM_PROOF_VERIFIED:
        return "good";
    case HM_PROOF_WRONG:
    case HM_PROOF_ABSENT:
        return "bad";
    default:
        return "unknown";
    }
}

static void
put_bytes(struct hm_html *page, const struct hm_evidence *row)
{
    if (row->blobs > 0) {
        hm_html_number_of(page, row->blobs, "blob, ", "blobs, ");
        hm_html_number_of(page, (size_t)row->bytes, "byte hashed. ", "bytes hashed. ");
    }
}

static void
proofs(struct hm_html *page, const struct image *image)
{
    const struct hm_report *report = page->report;
    size_t n = 0;

    for (size_t i = 0; i < report->evidence.n; i++) {
        const struct hm_evidence *row = &report->evidence.p[i];
        if (!hm_str_is(row->subject, image->name)) {
            continue;
        }
        if (n++ == 0) {
            hm_html_puts(page, "<table class='proofs'><thead><tr><th scope='col'>Proof</th>"
                               "<th scope='col'>Of</th><th scope='col'>Digest</th>"
                               "<th scope='col'>Detail</th></tr></thead>\n<tbody>\n");
        }
        hm_html_printf(page,
                       "<tr><td><span class='state %s'>%s</span></td><th scope='row'>%s</th><td>",
                       proof_class(row->proof), hm_proof_word(row->proof), row->kind);
        hm_html_digest(page, row->digest);
        hm_html_puts(page, "</td><td>");
        put_bytes(page, row);
        hm_html_text(page, row->detail);
        hm_html_puts(page, "</td></tr>\n");
    }
    hm_html_puts(page, n > 0 ? "</tbody></table>\n"
                             : "<p><span class='state unknown'>no proof</span> Neither its digest "
                               "nor a signature was checked.</p>\n");
}

static void
put_image(struct hm_html *page, const struct image *image)
{
    hm_html_puts(page, "<section class='image'>\n<h3>");
    hm_html_text(page, image->name);
    if (image->group != NULL) {
        hm_html_puts(page, " <span class='tallies'>");
        hm_html_severities(page, &image->group->counts);
        hm_html_puts(page, "</span>");
    }
    hm_html_puts(page, "</h3>\n");
    proofs(page, image);
    hm_html_puts(page, "</section>\n");
}

void
hm_html_images(struct hm_html *page)
{
    const struct hm_report *report = page->report;
    image_list images = { 0 };
    struct hm_strmap ids;

    hm_strmap_init(&ids, &page->arena);
    for (size_t i = 0; i < page->groups.n; i++) {
        if (page->groups.p[i].is_image) {
            add_image(page, &ids, &images, page->groups.p[i].name, &page->groups.p[i]);
        }
    }
    for (size_t i = 0; i < report->evidence.n; i++) {
        add_image(page, &ids, &images, report->evidence.p[i].subject, NULL);
    }
    if (images.n == 0) {
        return;
    }
    hm_html_puts(page, "<section id='images' aria-labelledby='h-images'>\n"
                       "<h2 id='h-images'>Images</h2>\n");
    for (size_t i = 0; i < images.n && i < IMAGES_LIMIT; i++) {
        put_image(page, &images.p[i]);
    }
    if (images.n > IMAGES_LIMIT) {
        hm_html_printf(page, "<p class='cut'>%zu more images are not shown.</p>\n",
                       images.n - IMAGES_LIMIT);
    }
    hm_html_puts(page, "</section>\n");
}
