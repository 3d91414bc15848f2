/* SPDX-License-Identifier: Apache-2.0 */
/* Images: what was proven of them, their layers, and what each brought. */
#include "plugin/base/auto.h"
#include "reports/html/html.h"

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
        hm_html_bytes(page, row->bytes);
        hm_html_puts(page, " hashed. ");
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
            hm_html_puts(page,
                         "<div class='scroll' role='region' tabindex='0' aria-label='Proofs of ");
            hm_html_text(page, image->name);
            hm_html_puts(page, "'><table class='proofs'><thead><tr><th scope='col'>Proof</th>"
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
    hm_html_puts(page, n > 0 ? "</tbody></table></div>\n"
                             : "<p><span class='state unknown'>no proof</span> Neither its digest "
                               "nor a signature was checked.</p>\n");
}

/* --- layers --- */

/* What lies in a layer, or in none that is known. */
struct contents {
    struct hm_str diff_id;
    uint64_t size; /* 0: not known */
    const char *by;
    const struct hm_origin *origin;
    struct hm_html_counts counts;
    struct hm_str packages[PACKAGES_SHOWN];
    size_t n_packages;
};

typedef HM_VEC(struct contents) contents_list;

/* The last entry, without diff id, is of what no tool gave a layer. */
struct sorted_layers {
    contents_list list;
    struct hm_strmap ids;
    bool is_ordered; /* as the image has them */
};

static struct contents *
contents_of(struct hm_html *page, struct sorted_layers *layers, struct hm_str diff_id)
{
    uint32_t *id = hm_strmap_at(&layers->ids, diff_id);

    if (*id == 0) {
        struct contents *added = hm_vec_push(&page->arena, &layers->list);
        added->diff_id = diff_id;
        added->by = "";
        *id = (uint32_t)layers->list.n;
    }
    return &layers->list.p[*id - 1];
}

static const struct hm_image_origins *
origins_of(const struct hm_report *report, struct hm_str target)
{
    for (size_t i = 0; i < report->origins.n; i++) {
        if (hm_str_is(report->origins.p[i].target, target)) {
            return &report->origins.p[i];
        }
    }
    return NULL;
}

static const struct hm_origin *
origin_of(const struct hm_image_origins *image, struct hm_str diff_id)
{
    for (size_t i = 0; image != NULL && i < image->n_layers; i++) {
        if (hm_str_is(image->layers[i].diff_id, diff_id)) {
            return image->layers[i].origin;
        }
    }
    return NULL;
}

static void
note_package(struct contents *contents, struct hm_str package)
{
    for (size_t i = 0; i < contents->n_packages && i < PACKAGES_SHOWN; i++) {
        if (hm_str_is(contents->packages[i], package)) {
            return;
        }
    }
    if (contents->n_packages < PACKAGES_SHOWN) {
        contents->packages[contents->n_packages] = package;
    }
    contents->n_packages++;
}

static void
sort_layers(struct hm_html *page, const struct image *image, struct sorted_layers *layers)
{
    const struct hm_report *report = page->report;
    const struct hm_image_origins *origins = origins_of(report, image->name);

    hm_strmap_init(&layers->ids, &page->arena);
    for (size_t i = 0; i < report->layers.n; i++) {
        const struct hm_layers *known = &report->layers.p[i];
        for (size_t k = 0; hm_str_is(known->target, image->name) && k < known->n; k++) {
            struct contents *contents = contents_of(page, layers, known->list[k].diff_id);
            contents->by = known->list[k].by;
            contents->size = known->list[k].size;
            layers->is_ordered = true;
        }
    }
    for (size_t i = 0; image->group != NULL && i < image->group->n_all; i++) {
        const struct hm_finding *finding = image->group->all[i];
        struct contents *contents = contents_of(page, layers, finding->layer);
        hm_html_count(&contents->counts, finding);
        if (finding->package.n > 0) {
            note_package(contents, finding->package);
        }
    }
    for (size_t i = 0; i < layers->list.n; i++) {
        layers->list.p[i].origin = origin_of(origins, layers->list.p[i].diff_id);
    }
}

static void
put_origin(struct hm_html *page, const struct contents *contents)
{
    const struct hm_origin *origin = contents->origin;

    if (origin == NULL || origin->kind == HM_ORIGIN_UNKNOWN) {
        hm_html_in(page, "code", hm_str_c(contents->by));
        if (origin != NULL) {
            hm_html_puts(page, " <span class='quiet'>line not known: ");
            hm_html_text(page, origin->what);
            hm_html_puts(page, "</span>");
        } else if (contents->by[0] == '\0') {
            hm_html_puts(page, "<span class='quiet'>not known</span>");
        }
        return;
    }
    hm_html_puts(page, origin->kind == HM_ORIGIN_BASE ? "base image " : "");
    hm_html_in(page, "code", origin->what);
    hm_html_puts(page, " ");
    hm_html_line_of(page, origin->path, origin->place.line);
    hm_html_puts(page, origin->is_proven ? " <span class='quiet'>by its digest</span>"
                                         : " <span class='quiet'>by the image's history</span>");
}

static void
put_packages(struct hm_html *page, const struct contents *contents)
{
    for (size_t i = 0; i < contents->n_packages && i < PACKAGES_SHOWN; i++) {
        hm_html_puts(page, i > 0 ? ", " : "");
        hm_html_in(page, "code", contents->packages[i]);
    }
    hm_html_puts(page, contents->n_packages > PACKAGES_SHOWN ? " and others" : "");
}

static void
put_layer(struct hm_html *page, const struct contents *contents, size_t number)
{
    hm_html_printf(page, "<tr class='%s'>",
                   contents->counts.n > 0 ? hm_severity_row(contents->counts.worst)->word : "none");
    if (contents->diff_id.n == 0) {
        hm_html_puts(page, "<td></td><th scope='row'>configuration, or a layer that no tool "
                           "named</th><td></td><td></td>");
    } else {
        hm_html_printf(page, "<td class='num'>%zu</td><th scope='row'>", number);
        hm_html_digest(page, contents->diff_id);
        hm_html_puts(page, "</th><td class='num'>");
        if (contents->size > 0) {
            hm_html_bytes(page, contents->size);
        } else {
            hm_html_puts(page, "<span class='quiet'>not known</span>");
        }
        hm_html_puts(page, "</td><td>");
        put_origin(page, contents);
        hm_html_puts(page, "</td>");
    }
    hm_html_puts(page, "<td>");
    hm_html_severities(page, &contents->counts);
    hm_html_puts(page, contents->counts.n == 0 ? "<span class='quiet'>none found</span></td><td>"
                                               : "</td><td>");
    put_packages(page, contents);
    hm_html_puts(page, "</td></tr>\n");
    hm_buf_drain(page->buf, HM_BUF_PIECE);
}

static void
put_layers(struct hm_html *page, const struct image *image)
{
    struct sorted_layers layers = { 0 };
    size_t n = 0;

    sort_layers(page, image, &layers);
    if (layers.list.n == 0 || (layers.list.n == 1 && layers.list.p[0].diff_id.n == 0)) {
        return;
    }
    hm_html_puts(page, "<div class='scroll' role='region' tabindex='0' aria-label='Layers of ");
    hm_html_text(page, image->name);
    hm_html_printf(page,
                   "'><table class='layers'><caption>Layers%s</caption>\n<thead><tr>"
                   "<th scope='col'>No.</th><th scope='col'>Layer</th>"
                   "<th scope='col'>Size</th>"
                   "<th scope='col'>Brought by</th><th scope='col'>Findings</th>"
                   "<th scope='col'>Packages at fault</th></tr></thead>\n<tbody>\n",
                   layers.is_ordered ? ", the lowest first" : ", as far as findings name them");
    for (size_t i = 0; i < layers.list.n && n < LAYERS_LIMIT; i++) {
        if (layers.list.p[i].diff_id.n > 0) {
            put_layer(page, &layers.list.p[i], ++n);
        }
    }
    for (size_t i = 0; i < layers.list.n; i++) {
        if (layers.list.p[i].diff_id.n == 0) {
            put_layer(page, &layers.list.p[i], 0);
        }
    }
    hm_html_puts(page, "</tbody></table></div>\n");
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
    put_layers(page, image);
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
    for (size_t i = 0; i < report->layers.n; i++) {
        add_image(page, &ids, &images, report->layers.p[i].target, NULL);
    }
    for (size_t i = 0; i < report->evidence.n; i++) {
        add_image(page, &ids, &images, report->evidence.p[i].subject, NULL);
    }
    if (images.n == 0) {
        return;
    }
    hm_html_puts(page, "<section id='images' aria-labelledby='h-images'>\n"
                       "<h2 id='h-images'>Images and their layers</h2>\n");
    for (size_t i = 0; i < images.n && i < IMAGES_LIMIT; i++) {
        put_image(page, &images.p[i]);
    }
    if (images.n > IMAGES_LIMIT) {
        hm_html_printf(page, "<p class='cut'>%zu more images are not shown.</p>\n",
                       images.n - IMAGES_LIMIT);
    }
    hm_html_puts(page, "</section>\n");
}
