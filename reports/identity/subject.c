/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/identity/subject.h"

#include "plugin/base/auto.h"
#include "plugin/model/redact.h"
#include "plugin/model/source.h"

enum {
    SUBJECT_LIMIT = 300,
    TEXT_LIMIT = 64 << 10, /* of an instruction: what comes after tells nothing apart */
};

static void
add_word(struct hm_buf *to, struct hm_str word)
{
    if (to->n == 0) {
        for (size_t i = 0; i < word.n; i++) {
            char c = word.p[i];
            hm_buf_putc(to, c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c);
        }
        return;
    }
    hm_buf_putc(to, ' ');
    hm_buf_add(to, word);
}

/* "ghcr.io:443/acme/app:1.2@sha256:…" without tag and digest. */
static struct hm_str
image_name(struct hm_str image)
{
    image = hm_str_sub(image, 0, hm_str_find(image, '@'));
    size_t slash = hm_str_find_last(image, '/');
    size_t from = slash == image.n ? 0 : slash + 1;
    return hm_str_find(image, '$') < image.n
               ? image
               : hm_str_sub(image, 0, from + hm_str_find(hm_str_from(image, from), ':'));
}

static void
add_line(struct hm_buf *to, struct hm_str line, bool *ret_has_image)
{
    line = hm_str_trim(line);
    if (hm_str_starts(line, "#")) {
        return;
    }
    if (hm_str_ends(line, "\\") || hm_str_ends(line, "`")) {
        line = hm_str_sub(line, 0, line.n - 1);
    }
    for (size_t i = 0; i < line.n && to->n < TEXT_LIMIT;) {
        size_t start = i;
        while (i < line.n && !hm_is_space(line.p[i])) {
            i++;
        }
        struct hm_str word = hm_str_sub(line, start, i - start);
        bool is_image = to->n > 0 && !*ret_has_image && hm_str_starts(hm_buf_str(to), "FROM") &&
                        !hm_str_starts(word, "--");
        if (word.n > 0) {
            add_word(to, is_image ? image_name(word) : word);
            *ret_has_image |= is_image;
        }
        while (i < line.n && hm_is_space(line.p[i])) {
            i++;
        }
    }
}

struct hm_str
hm_subject_of_lines(struct hm_arena *arena, const struct hm_source *source, struct hm_lines lines)
{
    hm_auto_buf struct hm_buf whole = { 0 };
    bool has_image = false;

    for (uint32_t i = lines.line; i > 0 && i <= lines.end_line && i <= source->n_lines; i++) {
        add_line(&whole, hm_source_line(source, i), &has_image);
    }
    struct hm_str folded = hm_redact(arena, hm_buf_str(&whole));
    if (folded.n <= SUBJECT_LIMIT) {
        return hm_arena_str(arena, folded);
    }
    return hm_arena_printf(arena, "%.*s#%016llx", SUBJECT_LIMIT, folded.p,
                           (unsigned long long)hm_str_hash(folded));
}
