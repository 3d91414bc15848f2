/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/sensitive_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/vec.h"
#include "plugin/context/context.h"
#include "plugin/context/ignore_pattern.h"

enum {
    HEAD_OF_OTHERS = 8 * 1024, /* bytes of a file whose name says nothing */
    PATTERNS_TRIED = 1000,
};

struct lister {
    struct hm_arena *arena;
    struct hm_context *context;
    const char *path; /* of the folder */
    int folder;
    uint64_t *spent;
    struct hm_buf text;
    struct hm_buf name;
    HM_VEC(struct hm_sensitive_file) found;
};

bool
hm_read_head(int folder, const char *path, size_t limit, struct hm_buf *text)
{
    hm_auto_fd int fd = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return false;
    }
    size_t want = (uint64_t)st.st_size < limit ? (size_t)st.st_size : limit;
    size_t n = 0;
    while (n < want) {
        char bytes[8192];
        size_t ask = want - n < sizeof bytes ? want - n : sizeof bytes;
        ssize_t got = read(fd, bytes, ask);
        if (got <= 0) {
            break;
        }
        hm_buf_add(text, hm_str_make(bytes, (size_t)got));
        n += (size_t)got;
    }
    return true;
}

/* Whether the pattern would fit if it were not about the context's root alone. */
static bool
fits_further_down(const struct hm_ignore_pattern *pattern, struct hm_str path, uint64_t *spent)
{
    for (size_t from = 1; from < path.n; from++) {
        if (path.p[from - 1] != '/') {
            continue;
        }
        struct hm_str rest = hm_str_from(path, from);
        for (size_t n = 1; n <= rest.n; n++) {
            if ((n == rest.n || rest.p[n] == '/') &&
                hm_pattern_matches(pattern, hm_str_sub(rest, 0, n), spent) == HM_YES) {
                return true;
            }
        }
    }
    return false;
}

static bool
fits(const struct hm_ignore_pattern *pattern, struct hm_str path, uint64_t *spent)
{
    for (size_t n = 1; n <= path.n; n++) {
        if ((n == path.n || path.p[n] == '/') &&
            hm_pattern_matches(pattern, hm_str_sub(path, 0, n), spent) == HM_YES) {
            return true;
        }
    }
    return false;
}

/* Which line of the ignore file lets it in: the last exception that is about it, or the last
 * pattern that was meant for it. */
static void
explain(const struct lister *l, struct hm_sensitive_file *file)
{
    const struct hm_ignore *ignore = l->context->ignore;

    for (uint32_t i = ignore == NULL || ignore->n_patterns > PATTERNS_TRIED ? 0
                                                                            : ignore->n_patterns;
         i > 0; i--) {
        const struct hm_ignore_pattern *pattern = &ignore->patterns[i - 1];
        if (pattern->is_exception && fits(pattern, file->path, l->spent)) {
            file->let_in_by = HM_LET_BY_EXCEPTION;
            file->ignore_span = pattern->span;
            return;
        }
        if (!pattern->is_exception && file->let_in_by == HM_LET_BY_NOTHING &&
            fits_further_down(pattern, file->path, l->spent)) {
            file->let_in_by = HM_LET_BY_TOP_ONLY;
            file->ignore_span = pattern->span;
        }
    }
}

static enum hm_content
look(struct lister *l, struct hm_str path, size_t limit, struct hm_content_found *ret_found)
{
    *l->spent += HM_LOOK_STEPS;
    if (*l->spent > HM_CONTEXT_STEPS) {
        l->context->are_contents_cut = true;
        return HM_CONTENT_UNKNOWN;
    }
    if (l->folder < 0) {
        l->folder = open(l->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    }
    hm_buf_clear(&l->text);
    hm_buf_clear(&l->name);
    hm_buf_add(&l->name, path);
    hm_buf_putc(&l->name, '\0');
    return l->folder >= 0 && hm_read_head(l->folder, l->name.p, limit, &l->text)
               ? hm_content_judge(path, hm_buf_str(&l->text), ret_found)
               : HM_CONTENT_UNKNOWN;
}

static void
judge(struct lister *l, struct hm_str path)
{
    struct hm_sensitive_file file = { .path = path };
    struct hm_content_found found = { 0 };

    file.kind = hm_is_of_package(path) ? HM_FILE_PLAIN : hm_sensitive_path(path, &file.what);
    bool is_named = file.kind != HM_FILE_PLAIN;
    if (file.kind == HM_FILE_HISTORY) {
        if (l->found.n > 0 && l->found.p[l->found.n - 1].kind == HM_FILE_HISTORY) {
            return;
        }
    } else if (is_named || hm_content_may_tell(path)) {
        enum hm_content content =
            look(l, path, is_named ? HM_CONTENT_LIMIT : HEAD_OF_OTHERS, &found);
        if (content == HM_CONTENT_HARMLESS) {
            return;
        }
        if (content != HM_CONTENT_UNKNOWN) {
            file.kind = found.kind;
            file.what = found.what;
            file.line = found.line;
            file.is_seen = true;
        }
    }
    if (file.kind != HM_FILE_PLAIN) {
        explain(l, &file);
        hm_vec_add(l->arena, &l->found, file);
    }
}

void
hm_sensitive_files_list(struct hm_arena *arena, const char *folder, uint64_t *spent,
                        struct hm_context *context)
{
    struct lister l = {
        .arena = arena, .context = context, .path = folder, .folder = -1, .spent = spent
    };

    for (uint32_t i = 0; i < context->n_files && l.found.n < HM_CONTEXT_SENSITIVE; i++) {
        if (!context->files[i].is_ignored && !context->files[i].is_link) {
            judge(&l, context->files[i].path);
        }
    }
    if (l.folder >= 0) {
        (void)close(l.folder);
    }
    hm_buf_done(&l.text);
    hm_buf_done(&l.name);
    context->sensitive = l.found.p;
    context->n_sensitive = (uint32_t)l.found.n;
}
