/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/image_layers.h"

#include "plugin/model/instruction.h"

#define SHELL "/bin/sh -c "
#define NO_OPERATION "#(nop)"

/* BuildKit writes the instruction; before it, what was run was written, and the rest behind a
 * comment of the shell. */
const char *
hm_created_keyword(struct hm_str created_by)
{
    struct hm_str text = hm_str_trim(created_by);
    bool is_shell = hm_str_starts(text, SHELL);

    if (is_shell) {
        text = hm_str_trim(hm_str_from(text, sizeof SHELL - 1));
        if (!hm_str_starts(text, NO_OPERATION)) {
            return hm_keyword_name(HM_RUN);
        }
        text = hm_str_trim(hm_str_from(text, sizeof NO_OPERATION - 1));
    }
    if (hm_str_starts(text, "|")) { /* the number of build arguments, which come first */
        return hm_keyword_name(HM_RUN);
    }
    enum hm_keyword kind = hm_keyword_parse(hm_str_sub(text, 0, hm_str_find(text, ' ')));
    return kind == HM_KEYWORD_UNKNOWN ? "" : hm_keyword_name(kind);
}

static bool
steps_fit(const struct hm_image_layers *image)
{
    size_t n = 0;

    for (size_t i = 0; i < image->n_steps; i++) {
        n += !image->steps[i].is_empty;
    }
    return n == image->n_diff_ids;
}

static void
tell(struct hm_report *report, struct hm_str target, const struct hm_image_layers *image)
{
    struct hm_layer *list = hm_arena_new(&report->arena, struct hm_layer, image->n_diff_ids);
    bool is_told = steps_fit(image);
    size_t step = 0;

    for (size_t i = 0; i < image->n_diff_ids; i++) {
        list[i] = (struct hm_layer){ .diff_id = image->diff_ids[i], .by = "" };
        list[i].size = image->sizes == NULL ? 0 : image->sizes[i];
        while (is_told && image->steps[step].is_empty) {
            step++;
        }
        if (is_told) {
            list[i].by = hm_created_keyword(image->steps[step++].created_by);
        }
    }
    hm_vec_add(
        &report->arena, &report->layers,
        ((struct hm_layers){
            .target = target, .platform = image->platform, .list = list, .n = image->n_diff_ids }));
}

/* Of several platforms tools see each alone, and name it. */
static struct hm_str
target_of(struct hm_report *report, const struct hm_image_entry *entry, size_t index)
{
    const struct hm_image_check *check = &entry->check;

    if (check->images.n < 2 || index >= check->images.n) {
        return entry->name;
    }
    const struct hm_image_part *image = &check->images.p[index];
    return hm_arena_printf(&report->arena, "%.*s (%.*s)", HM_FMT(entry->name),
                           HM_FMT(image->platform.n > 0 ? image->platform : image->digest));
}

void
hm_image_layers_tell(const struct hm_images *images, struct hm_report *report)
{
    for (size_t i = 0; i < images->entries.n; i++) {
        const struct hm_image_entry *entry = &images->entries.p[i];
        for (size_t k = 0; entry->is_checked && k < entry->check.layers.n; k++) {
            tell(report, target_of(report, entry, k), &entry->check.layers.p[k]);
        }
    }
}
