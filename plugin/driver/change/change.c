/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/change.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/context/walk.h"
#include "plugin/driver/change/ci.h"

/* --- finding it --- */

/* A pull request of GitHub is checked out as a merge, of which the first parent is what it is to
 * be merged into: there even where the branch was not fetched. */
static enum hm_status
resolve(struct hm_change *change, const struct hm_env *env, struct hm_str *ret_id,
        struct hm_err *reterr)
{
    struct hm_str ref = hm_env_get(env, "GITHUB_REF");
    struct hm_str second = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = hm_git_resolve(&change->git, change->name, ret_id, reterr);

    if (status != HM_E_NOT_FOUND) {
        return status;
    }
    if (change->is_asked) { /* a branch that was fetched and never checked out */
        struct hm_str remote =
            hm_arena_printf(change->git.arena, "refs/remotes/origin/%.*s", HM_FMT(change->name));
        return hm_git_resolve(&change->git, remote, ret_id, &err) == HM_OK ? HM_OK : status;
    }
    bool is_merge = hm_str_starts(ref, "refs/pull/") && hm_str_ends(ref, "/merge") &&
                    hm_git_resolve(&change->git, HM_S("HEAD^2"), &second, &err) == HM_OK;
    return is_merge && hm_git_resolve(&change->git, HM_S("HEAD^1"), ret_id, &err) == HM_OK ? HM_OK
                                                                                           : status;
}

static enum hm_status
find_base(struct hm_change *change, const struct hm_env *env, struct hm_err *reterr)
{
    struct hm_str head = { 0 };
    struct hm_str target = { 0 };
    enum hm_status status = resolve(change, env, &target, reterr);

    if (status == HM_OK) {
        status = hm_git_resolve(&change->git, HM_S("HEAD"), &head, reterr);
    }
    if (status == HM_OK) {
        status = hm_git_merge_base(&change->git, target, head, &change->base, reterr);
    }
    if (status == HM_OK) {
        status = hm_git_list(&change->git, change->base, &change->tree, reterr);
    }
    if (status == HM_OK) {
        status = hm_git_compare(&change->git, change->base, head, &change->differences, reterr);
    }
    if (status == HM_E_NOT_FOUND) {
        struct hm_err err = *reterr;
        return hm_err_set(reterr, HM_E_NOT_FOUND, "%s: %s", err.text, hm_git_depth_advice(env));
    }
    return status;
}

/* The paths of files that the command line names, whatever they are called. */
static const char *const *
named_files(const struct hm_change *change, const struct hm_args *args)
{
    const char **list = hm_arena_new(args->arena, const char *, args->operands.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < args->operands.n; i++) {
        struct hm_str path;
        if (hm_change_locate(change, hm_str_c(args->operands.p[i]), &path)) {
            list[n++] = hm_arena_c(args->arena, path);
        }
    }
    return list;
}

static enum hm_status
write_files(struct hm_change *change, const struct hm_args *args, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf folder = { 0 };

    HM_TRY(hm_make_temp_dir(&folder, reterr));
    change->folder = hm_arena_c(args->arena, hm_buf_str(&folder));
    change->root = hm_arena_printf(args->arena, "%s/tree", change->folder).p;
    const char *empty = hm_arena_printf(args->arena, "%s/empty", change->folder).p;
    if (mkdir(change->root, 0700) != 0 || mkdir(empty, 0700) != 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", change->folder, strerror(errno));
    }
    HM_TRY(hm_checkout_write(&change->git, &change->tree, named_files(change, args), change->root,
                             &change->gaps, reterr));
    hm_auto_free char *root = realpath(change->root, NULL);
    change->root = root == NULL ? change->root : hm_arena_c(args->arena, hm_str_c(root));
    const char *here =
        hm_arena_printf(args->arena, "%s/%.*s", change->root, HM_FMT(change->git.prefix)).p;
    hm_auto_free char *real = realpath(here, NULL);
    struct stat st;
    bool is_there = real != NULL && hm_walk_is_inside(change->root, real) && stat(real, &st) == 0 &&
                    S_ISDIR(st.st_mode);
    change->cwd = is_there ? hm_arena_c(args->arena, hm_str_c(real)) : empty;
    return HM_OK;
}

enum hm_status
hm_change_find(struct hm_change *change, const struct hm_args *args, const struct hm_env *env,
               const volatile sig_atomic_t *stop, struct hm_err *reterr)
{
    const char *asked = hm_args_text(args, HM_OPT_NEW_SINCE);
    struct hm_err err = { 0 };
    struct hm_ci ci;

    *change = (struct hm_change){ .is_asked = asked != NULL };
    hm_ci_read(args->arena, env, &ci);
    change->name = asked != NULL ? hm_str_c(asked) : ci.target;
    change->from = asked != NULL ? "--new-since" : ci.target_from;
    if (change->from == NULL) {
        return HM_OK;
    }
    enum hm_status status = hm_git_open(&change->git, args->arena, env, ".", stop, &err);
    if (status == HM_OK) {
        status = find_base(change, env, &err);
    }
    if (status == HM_OK) {
        status = write_files(change, args, &err);
    }
    change->is_known = status == HM_OK;
    change->failure = err;
    if (status == HM_OK || !change->is_asked) {
        return HM_OK;
    }
    return hm_err_set(reterr, status, "%s %.*s: %s", change->from,
                      HM_FMT(hm_str_sub(change->name, 0, 100)), err.text);
}

void
hm_change_done(struct hm_change *change)
{
    if (change->folder != NULL) {
        hm_remove_tree(change->folder);
    }
    *change = (struct hm_change){ 0 };
}

/* --- saying it --- */

static void
state_gaps(const struct hm_change *change, struct hm_report *report)
{
    const struct hm_checkout_gaps *gaps = &change->gaps;
    struct {
        size_t n;
        const char *what;
    } rows[] = { { gaps->n_modules, "submodules, whose files are not looked at" },
                 { gaps->n_lfs, "files that are only pointers to Git LFS" },
                 { gaps->n_missing, "files whose content this clone lacks" },
                 { gaps->n_large, "files that are too large to be read" } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].n > 0) {
            hm_report_note(report, HM_NOTE_WARNING, "base-gap", HM_S("hullmark"), HM_S(""),
                           "The base revision has %zu %s: findings in them count as new.",
                           rows[i].n, rows[i].what);
        }
    }
}

void
hm_change_state(const struct hm_change *change, struct hm_report *report)
{
    if (change->from == NULL) {
        return;
    }
    struct hm_ledger_row *row = hm_report_ledger(report);
    row->tool = HM_S("hullmark");
    row->version = hm_str_c(HM_VERSION);
    row->task = HM_S("change");
    row->target = hm_arena_str(&report->arena, change->name);
    row->state = change->is_known ? HM_LEDGER_DONE : HM_LEDGER_SKIPPED;
    row->reason = change->is_known
                      ? hm_arena_printf(&report->arena, "held against %.12s", change->base.p)
                      : hm_arena_str(&report->arena, hm_str_c(change->failure.text));
    if (!change->is_known) {
        hm_report_note(report, HM_NOTE_WARNING, "change-unknown", HM_S("hullmark"), HM_S(""),
                       "%s names what this change is to be merged into, but it could not be read, "
                       "so that nobody looked whether the change loosens what judges it: %s.",
                       change->from, change->failure.text);
        return;
    }
    state_gaps(change, report);
}

/* --- its paths --- */

bool
hm_change_locate(const struct hm_change *change, struct hm_str path, struct hm_str *ret_path)
{
    struct hm_arena *arena = change->git.arena;
    struct hm_str top = hm_str_c(change->git.top);
    struct hm_str full = hm_path_join(arena, hm_str_c(change->git.folder), path);
    struct hm_str rest;

    /* The folder's links are followed, the file's own are not: it may be gone. */
    hm_auto_free char *folder = realpath(hm_arena_c(arena, hm_str_dirname(full)), NULL);
    hm_auto_free char *whole = realpath(hm_arena_c(arena, full), NULL);
    struct stat st;
    if (whole != NULL && stat(whole, &st) == 0 && S_ISDIR(st.st_mode)) {
        full = hm_arena_str(arena, hm_str_c(whole));
    } else if (folder != NULL) {
        full = hm_path_join(arena, hm_arena_str(arena, hm_str_c(folder)), hm_str_basename(full));
    }
    if (!hm_path_is_below(full, top, &rest)) {
        return false;
    }
    *ret_path = hm_path_relative(rest);
    return true;
}

enum hm_status
hm_change_read(const struct hm_change *change, struct hm_str path, size_t limit,
               struct hm_str *ret_text, struct hm_err *reterr)
{
    const struct hm_git_entry *entry = hm_git_tree_find(&change->tree, path);
    struct hm_str text = { 0 };

    if (entry == NULL) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "the base revision has no such file");
    }
    if (entry->kind != HM_GIT_FILE) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "in the base revision it is no file");
    }
    if (entry->size > limit) {
        return hm_err_set(reterr, HM_E_LIMIT, "the base revision's is larger than %zu bytes",
                          limit);
    }
    HM_TRY(hm_git_read_blobs(&change->git, &entry->id, 1, (size_t)entry->size, &text, reterr));
    if (text.p == NULL) {
        return hm_err_set(reterr, HM_E_IO, "this clone lacks the content of the base revision's");
    }
    *ret_text = text;
    return HM_OK;
}

/* What a path of now was at the base; NULL where it was not there, or lies elsewhere. */
static const char *
path_at_base(const struct hm_change *change, const char *path)
{
    struct hm_str rest;

    if (!hm_change_locate(change, hm_str_c(path), &rest)) {
        return NULL;
    }
    for (size_t i = 0; i < change->differences.list.n; i++) {
        const struct hm_git_difference *d = &change->differences.list.p[i];
        if (d->change == HM_GIT_RENAMED && hm_str_is(d->path, rest)) {
            rest = d->old_path;
            break;
        }
    }
    const char *there = hm_arena_printf(change->git.arena, "%s/%.*s", change->root, HM_FMT(rest)).p;
    return access(there, F_OK) == 0 && hm_walk_is_inside(change->root, there) ? there : NULL;
}

size_t
hm_change_args(const struct hm_change *change, const struct hm_args *args, struct hm_args *ret_args)
{
    const char *context = hm_args_text(args, HM_OPT_CONTEXT);
    struct hm_args there = *args;

    there.operands.p = NULL;
    there.operands.n = there.operands.cap = 0;
    for (size_t i = 0; i < args->operands.n; i++) {
        const char *path = strcmp(args->operands.p[i], "-") == 0
                               ? NULL
                               : path_at_base(change, args->operands.p[i]);
        if (path != NULL) {
            hm_vec_add(args->arena, &there.operands, path);
        }
    }
    if (args->operands.n == 0) {
        hm_vec_add(args->arena, &there.operands, change->cwd);
    }
    const char *old = context == NULL ? NULL : path_at_base(change, context);
    if (old != NULL) {
        there.values[HM_OPT_CONTEXT] = (struct hm_values){ 0 };
        hm_vec_add(args->arena, &there.values[HM_OPT_CONTEXT], old);
    }
    *ret_args = there;
    return there.operands.n;
}

struct hm_str
hm_change_new_path(const struct hm_change *change, struct hm_str path)
{
    struct hm_str prefix = change->git.prefix;

    for (size_t i = 0; i < change->differences.list.n; i++) {
        const struct hm_git_difference *d = &change->differences.list.p[i];
        if (d->change == HM_GIT_RENAMED && d->old_path.n == prefix.n + path.n &&
            hm_str_is(hm_str_from(d->old_path, prefix.n), path) &&
            hm_str_is(hm_str_sub(d->old_path, 0, prefix.n), prefix) && d->path.n > prefix.n &&
            hm_str_is(hm_str_sub(d->path, 0, prefix.n), prefix)) {
            return hm_str_from(d->path, prefix.n);
        }
    }
    return path;
}
