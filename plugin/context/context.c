/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/context.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/context/ignore.h"
#include "plugin/context/projects.h"
#include "plugin/context/sensitive_files.h"

/* Where names lead: `base` is opened, names are relative to it and are what reports show. */
struct place {
    struct hm_arena *arena;
    struct hm_str base;
    const struct hm_walk *walk; /* over `base`, or NULL: spares questions to the system */
    struct hm_str folder;
    struct hm_str dockerfile;
};

static const char *
open_name(const struct place *place, struct hm_str name)
{
    return hm_arena_c(place->arena, hm_path_join(place->arena, place->base, name));
}

static struct place
make_place(struct hm_arena *arena, struct hm_str base, struct hm_str folder,
           struct hm_str dockerfile)
{
    struct place place = { .arena = arena, .base = base };

    place.dockerfile = dockerfile.n == 0 ? dockerfile : hm_path_clean(arena, dockerfile);
    place.folder = hm_path_clean(arena, folder.n == 0 ? hm_str_dirname(place.dockerfile) : folder);
    return place;
}

static struct hm_str
ignore_beside(const struct place *place)
{
    return hm_arena_concat(place->arena, place->dockerfile, HM_S(".dockerignore"));
}

static bool
exists(const struct place *place, struct hm_str name)
{
    struct stat st;
    enum hm_trit answer = HM_UNKNOWN;

    if (place->walk != NULL && !hm_str_starts(name, "/") && !hm_str_starts(name, "..")) {
        answer = hm_walk_has(place->walk, name);
    }
    return answer == HM_UNKNOWN ? lstat(open_name(place, name), &st) == 0 : answer == HM_YES;
}

/* The name of the ignore file in force, or the empty view. */
static struct hm_str
find_ignore(const struct place *place)
{
    if (place->dockerfile.n > 0) {
        struct hm_str name = ignore_beside(place);
        if (exists(place, name)) {
            return name;
        }
    }
    struct hm_str name = hm_path_join(place->arena, place->folder, HM_S(".dockerignore"));
    return exists(place, name) ? name : (struct hm_str){ 0 };
}

static enum hm_status
read_ignore(const struct place *place, struct hm_context *context, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_arena *arena = place->arena;
    const char *path = open_name(place, context->ignore_path);
    struct stat st;

    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode) &&
        !hm_walk_is_inside(hm_arena_c(arena, place->base), path)) {
        return hm_err_set(reterr, HM_E_REFUSED, "%.*s: a link that leaves the scanned folder",
                          HM_FMT(context->ignore_path));
    }
    enum hm_status status = hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &buf, reterr);
    if (status != HM_OK) {
        return status;
    }
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    struct hm_ignore *ignore = hm_arena_new(arena, struct hm_ignore, 1);
    hm_source_init(source, arena, context->ignore_path, hm_arena_str(arena, hm_buf_str(&buf)));
    context->ignore_source = source;
    status = hm_ignore_parse(arena, source->text, ignore, reterr);
    if (status != HM_OK) {
        context->ignore_fault = status == HM_E_SYNTAX ? &ignore->fault : NULL;
        return hm_err_prefix(reterr, "%.*s", HM_FMT(context->ignore_path));
    }
    context->ignore = ignore;
    context->has_exceptions = ignore->has_exceptions;
    context->ignores = hm_ignore_matches;
    return HM_OK;
}

/* What was matched on the way down: a row of n_patterns bytes for each folder that holds the
 * current entry. */
struct descent {
    const struct hm_ignore *ignore;
    unsigned char *rows;
    struct hm_str folders[HM_WALK_DEPTH];
    bool is_cut[HM_WALK_DEPTH]; /* ignored with all that is in it */
    uint32_t by[HM_WALK_DEPTH]; /* of those: the pattern */
    uint32_t depth;
    uint64_t *spent;
    const struct hm_ignore_pattern *broken; /* that the walk came to */
};

/* The pattern that decided, by what was matched. */
static uint32_t
last_word(const struct hm_ignore *ignore, const unsigned char *row)
{
    uint32_t by = 0;
    bool is_ignored = false;

    for (uint32_t i = 0; i < ignore->n_patterns; i++) {
        if (row[i] != 0) {
            by = is_ignored || ignore->patterns[i].is_exception ? by : i;
            is_ignored = !ignore->patterns[i].is_exception;
        }
    }
    return by;
}

static enum hm_status
judge(struct descent *d, struct hm_str path, bool is_folder, bool *ret_is_ignored, uint32_t *ret_by,
      struct hm_err *reterr)
{
    size_t n = d->ignore->n_patterns;

    while (d->depth > 0 && !hm_path_is_below(path, d->folders[d->depth - 1], NULL)) {
        d->depth--;
    }
    bool is_cut = d->depth > 0 && d->is_cut[d->depth - 1];
    enum hm_trit answer = HM_YES;
    unsigned char *row = &d->rows[d->depth * n];
    if (!is_cut) {
        answer = hm_ignore_matches_in(d->ignore, path, d->depth == 0 ? NULL : row - n, row,
                                      &d->broken, d->spent);
    }
    if (answer == HM_UNKNOWN) {
        return hm_err_set(reterr, HM_E_SYNTAX, "line %u: %s",
                          d->broken == NULL ? 0u : (unsigned)d->broken->line,
                          d->broken == NULL ? "the path is too long" : d->broken->fault.p);
    }
    if (*d->spent > HM_CONTEXT_STEPS) {
        return hm_err_set(reterr, HM_E_LIMIT, "too many patterns for so many files");
    }
    *ret_is_ignored = answer == HM_YES;
    *ret_by = is_cut ? d->by[d->depth - 1] : answer == HM_YES ? last_word(d->ignore, row) : 0;
    if (is_folder && d->depth < HM_WALK_DEPTH) {
        d->folders[d->depth] = path;
        d->by[d->depth] = *ret_by;
        d->is_cut[d->depth] = is_cut || (answer == HM_YES && hm_ignore_skips(d->ignore, path));
        d->depth++;
    }
    return HM_OK;
}

/* The entries of a walk that are below a context's folder. */
struct slice {
    const struct hm_walk *walk;
    uint32_t first;
    uint32_t end;
    struct hm_str below; /* the folder, relative to the walk's root */
};

static struct hm_str
path_in(const struct slice *slice, struct hm_str path)
{
    return hm_str_eq(slice->below, ".") ? path : hm_str_from(path, slice->below.n + 1);
}

static enum hm_status
make_slice(const struct hm_walk *walk, struct hm_str below, struct slice *ret_slice,
           struct hm_err *reterr)
{
    struct slice slice = { .walk = walk, .end = walk->n_entries, .below = below };

    if (!hm_str_eq(below, ".")) {
        const struct hm_walk_entry *folder = hm_walk_find(walk, below, HM_WALK_FOLDER);
        if (folder == NULL || folder->is_closed) {
            return hm_err_set(reterr, HM_E_NOT_FOUND, "%.*s: a folder that was not looked into",
                              HM_FMT(below));
        }
        slice.first = slice.end = (uint32_t)(folder - walk->entries) + 1;
        while (slice.end < walk->n_entries &&
               hm_path_is_below(walk->entries[slice.end].path, below, NULL)) {
            slice.end++;
        }
    }
    *ret_slice = slice;
    return HM_OK;
}

/* Whether something that a build would send may be missing in the walk. */
static bool
has_gap(const struct slice *slice, const struct hm_context *context)
{
    const struct hm_walk *walk = slice->walk;

    for (uint32_t i = 0; i < walk->n_gaps; i++) {
        struct hm_str path = { 0 };
        if (walk->gaps[i].path.n > 0 &&
            !hm_path_is_below(walk->gaps[i].path, slice->below, &path)) {
            continue;
        }
        if (path.n == 0 || context->ignore == NULL ||
            hm_ignore_matches(context->ignore, path) != HM_YES ||
            !hm_ignore_skips(context->ignore, path)) {
            return true;
        }
    }
    return walk->n_more_gaps > 0;
}

static struct hm_str
read_link(struct hm_arena *arena, const struct slice *slice, const struct hm_walk_entry *entry)
{
    char target[HM_PATH_LIMIT];
    struct hm_str path = hm_path_join(arena, slice->walk->root, entry->path);
    ssize_t n = readlink(hm_arena_c(arena, path), target, sizeof target);

    return n <= 0 || (size_t)n == sizeof target
               ? HM_S("")
               : hm_arena_str(arena, hm_str_make(target, (size_t)n));
}

/* What a build says once it comes to compare a path with the pattern. */
static const struct hm_ignore_fault *
late_fault(struct hm_arena *arena, const struct hm_ignore_pattern *broken)
{
    struct hm_ignore_fault *fault = NULL;

    if (broken != NULL) {
        fault = hm_arena_new(arena, struct hm_ignore_fault, 1);
        *fault =
            (struct hm_ignore_fault){ .span = broken->span, .why = broken->fault, .is_late = true };
    }
    return fault;
}

static enum hm_status
fill_files(struct hm_arena *arena, const struct slice *slice, uint64_t *spent,
           struct hm_context *context, struct hm_err *reterr)
{
    static const struct hm_ignore nothing = { 0 };
    struct descent d = { .ignore = context->ignore == NULL ? &nothing : context->ignore,
                         .spent = spent };
    struct hm_context_file *files =
        hm_arena_new(arena, struct hm_context_file, slice->end - slice->first);
    hm_auto_free unsigned char *rows =
        malloc((size_t)(HM_WALK_DEPTH + 1) * (d.ignore->n_patterns + 1));
    HM_VEC(uint32_t) links = { 0 };
    uint32_t n = 0;

    if (rows == NULL) {
        hm_out_of_memory();
    }
    d.rows = rows;
    context->is_complete = !has_gap(slice, context);
    for (uint32_t i = slice->first; i < slice->end; i++) {
        const struct hm_walk_entry *entry = &slice->walk->entries[i];
        struct hm_str path = path_in(slice, entry->path);
        bool is_ignored = false;
        uint32_t by = 0;
        enum hm_status status =
            judge(&d, path, entry->kind == HM_WALK_FOLDER, &is_ignored, &by, reterr);
        if (status != HM_OK) {
            context->ignore_fault = status == HM_E_SYNTAX ? late_fault(arena, d.broken) : NULL;
            return hm_err_prefix(reterr, "%.*s", HM_FMT(context->ignore_path));
        }
        if (entry->is_closed && !(d.depth > 0 && d.is_cut[d.depth - 1])) {
            context->is_complete = false;
        }
        if (entry->kind == HM_WALK_FILE || entry->kind == HM_WALK_LINK) {
            bool is_sent_link = entry->kind == HM_WALK_LINK && !is_ignored;
            if (is_sent_link) {
                hm_vec_add(arena, &links, n);
            }
            files[n++] =
                (struct hm_context_file){ .path = path,
                                          .size = entry->size,
                                          .is_ignored = is_ignored,
                                          .ignored_by = by,
                                          .is_link = entry->kind == HM_WALK_LINK,
                                          .link = is_sent_link ? read_link(arena, slice, entry)
                                                               : HM_S("") };
        }
    }
    context->files = files;
    context->n_files = n;
    context->links = links.p;
    context->n_links = (uint32_t)links.n;
    return HM_OK;
}

/* The folders that hold a file and not the one before it. */
static enum hm_status
judge_folders(struct descent *d, struct hm_str before, struct hm_str path, struct hm_err *reterr)
{
    bool is_ignored = false;
    uint32_t by = 0;

    for (size_t n = 1; n < path.n; n++) {
        struct hm_str folder = hm_str_sub(path, 0, n);
        if (path.p[n] == '/' && !hm_path_is_below(before, folder, NULL)) {
            HM_TRY(judge(d, folder, true, &is_ignored, &by, reterr));
        }
    }
    return HM_OK;
}

enum hm_status
hm_context_judge(struct hm_arena *arena, const struct hm_context *context,
                 const struct hm_ignore *ignore, bool *ret_ignored, struct hm_err *reterr)
{
    uint64_t spent = 0;
    struct descent d = { .ignore = ignore, .spent = &spent };
    struct hm_str before = { 0 };

    d.rows = hm_arena_alloc(arena, (size_t)(HM_WALK_DEPTH + 1) * ((size_t)ignore->n_patterns + 1));
    for (uint32_t i = 0; i < context->n_files; i++) {
        struct hm_str path = context->files[i].path;
        uint32_t by = 0;
        HM_TRY(judge_folders(&d, before, path, reterr));
        HM_TRY(judge(&d, path, false, &ret_ignored[i], &by, reterr));
        before = path;
    }
    return HM_OK;
}

/* @p below is the context's folder relative to the walk's root. */
static enum hm_status
view(const struct place *place, struct hm_str ignore_path, const struct hm_walk *walk,
     struct hm_str below, uint64_t *spent, struct hm_context *ret_context, struct hm_err *reterr)
{
    struct hm_context context = { .root = place->folder, .ignore_path = ignore_path };
    struct slice slice = { 0 };
    enum hm_status status = make_slice(walk, below, &slice, reterr);

    if (status == HM_OK && context.ignore_path.n > 0) {
        status = read_ignore(place, &context, reterr);
    }
    if (status == HM_OK) {
        status = fill_files(place->arena, &slice, spent, &context, reterr);
    }
    if (status == HM_OK) {
        const char *folder = open_name(place, place->folder);
        hm_sensitive_files_list(place->arena, folder, spent, &context);
        hm_projects_list(place->arena, folder, &context);
        *ret_context = context;
    } else if (status == HM_E_SYNTAX) {
        *ret_context = (struct hm_context){ .root = context.root,
                                            .ignore_path = context.ignore_path,
                                            .ignore_source = context.ignore_source,
                                            .ignore_fault = context.ignore_fault };
    }
    return status;
}

enum hm_status
hm_context_view(struct hm_arena *arena, const struct hm_walk *walk, struct hm_str folder,
                struct hm_str dockerfile, struct hm_context *ret_context, struct hm_err *reterr)
{
    struct place place = make_place(arena, walk->root, folder, dockerfile);

    return view(&place, find_ignore(&place), walk, place.folder, &(uint64_t){ 0 }, ret_context,
                reterr);
}

static enum hm_status
walk_and_view(const struct place *place, struct hm_str ignore_path, uint64_t *spent,
              struct hm_context *ret_context, struct hm_err *reterr)
{
    struct hm_walk walk = { 0 };
    enum hm_status status =
        hm_walk(place->arena, open_name(place, place->folder), NULL, &walk, reterr);

    return status == HM_OK ? view(place, ignore_path, &walk, HM_S("."), spent, ret_context, reterr)
                           : status;
}

enum hm_status
hm_context_make(struct hm_arena *arena, const char *root, struct hm_str folder,
                struct hm_str dockerfile, struct hm_context *ret_context, struct hm_err *reterr)
{
    struct place place = make_place(arena, hm_str_c(root), folder, dockerfile);

    return walk_and_view(&place, find_ignore(&place), &(uint64_t){ 0 }, ret_context, reterr);
}

void
hm_contexts_init(struct hm_contexts *set, struct hm_arena *arena, const char *root)
{
    *set = (struct hm_contexts){ .arena = arena, .root = root };
}

void
hm_contexts_take_walk(struct hm_contexts *set, const struct hm_walk *walk)
{
    struct hm_walk_options options = { .without_sizes = true };

    set->walk = hm_walk_skipped(set->arena, walk, &options);
    set->walked = HM_S(".");
}

static enum hm_status
make_context(struct hm_contexts *set, const struct place *place, struct hm_str ignore_path,
             struct hm_context *context, struct hm_err *reterr)
{
    struct hm_str below = { 0 };

    if (set->n_files > HM_CONTEXT_FILES) {
        return hm_err_set(reterr, HM_E_LIMIT,
                          "%.*s: the contexts of this scan hold too many files together",
                          HM_FMT(place->folder));
    }
    if (set->walked.n > 0 && hm_path_is_below(place->folder, set->walked, &below)) {
        return view(place, ignore_path, &set->walk, below.n == 0 ? HM_S(".") : below, &set->spent,
                    context, reterr);
    }
    return walk_and_view(place, ignore_path, &set->spent, context, reterr);
}

static const struct hm_known_context *
add_known(struct hm_contexts *set, const struct place *place, struct hm_str ignore_path)
{
    struct hm_known_context *known = hm_vec_push(set->arena, &set->known);
    struct hm_context *context = hm_arena_new(set->arena, struct hm_context, 1);
    struct hm_err err = { 0 };

    *known = (struct hm_known_context){ .folder = place->folder,
                                        .ignore_path = ignore_path,
                                        .context = context };
    if (make_context(set, place, ignore_path, context, &err) != HM_OK) {
        struct hm_err *kept = hm_arena_new(set->arena, struct hm_err, 1);
        *kept = err;
        known->err = kept;
    }
    context->prefix = set->prefix;
    set->n_files += context->n_files;
    return known;
}

static uint32_t *
slot_of(const struct hm_contexts *set, struct hm_str folder, struct hm_str ignore_path)
{
    uint64_t hash = hm_str_slot(folder) * 31 + hm_str_slot(ignore_path);
    size_t at = (size_t)(hash ^ (hash >> 32)) & (set->n_slots - 1);

    for (; set->slots[at] != 0; at = (at + 1) & (set->n_slots - 1)) {
        const struct hm_known_context *known = &set->known.p[set->slots[at] - 1];
        if (hm_str_is(known->folder, folder) && hm_str_is(known->ignore_path, ignore_path)) {
            break;
        }
    }
    return &set->slots[at];
}

static void
make_slots(struct hm_contexts *set)
{
    if (2 * (set->known.n + 1) <= set->n_slots) {
        return;
    }
    set->n_slots = set->n_slots == 0 ? 64 : 2 * set->n_slots;
    set->slots = hm_arena_new(set->arena, uint32_t, set->n_slots);
    for (uint32_t i = 0; i < set->known.n; i++) {
        *slot_of(set, set->known.p[i].folder, set->known.p[i].ignore_path) = i + 1;
    }
}

enum hm_status
hm_contexts_get(struct hm_contexts *set, struct hm_str folder, struct hm_str dockerfile,
                const struct hm_context **ret_context, struct hm_err *reterr)
{
    struct place place = make_place(set->arena, hm_str_c(set->root), folder, dockerfile);

    if (hm_str_eq(set->walked, ".")) {
        place.walk = &set->walk;
    }
    struct hm_str ignore_path = find_ignore(&place);
    make_slots(set);
    uint32_t *slot = slot_of(set, place.folder, ignore_path);
    const struct hm_known_context *known =
        *slot > 0 ? &set->known.p[*slot - 1] : add_known(set, &place, ignore_path);
    *slot = *slot > 0 ? *slot : (uint32_t)set->known.n;
    if (known->err == NULL || known->err->status == HM_E_SYNTAX) {
        *ret_context = known->context;
    }
    if (known->err == NULL) {
        return HM_OK;
    }
    return hm_err_set(reterr, known->err->status, "%s", known->err->text);
}
