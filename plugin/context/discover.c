/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/discover.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/base/vec.h"
#include "plugin/context/git_ignored.h"
#include "plugin/context/walk.h"

static const char *const DEPENDENCIES[] = { "node_modules", "bower_components", "vendor", NULL };

static const char *const SKIPPED[] = {
    ".git", ".hg", ".svn", "node_modules", "bower_components", "vendor", NULL,
};

/* Endings of things that are about Dockerfiles. */
static const char *const DOCUMENTS[] = {
    "adoc",   "bash", "bat",   "cfg", "csv", "diff", "dockerignore", "containerignore",
    "gif",    "gz",   "html",  "ini", "jpg", "json", "lock",         "log",
    "md",     "mk",   "patch", "pdf", "png", "rst",  "sarif",        "sh",
    "sha256", "sig",  "snap",  "svg", "tar", "tgz",  "toml",         "xml",
    "yaml",   "yml",  "zip",   NULL,
};

/* Endings of programs, but "Dockerfile.go" is the image of a Go service. */
static const char *const SOURCES[] = {
    "bzl",  "c",   "cc",  "class", "cpp",   "cs",   "css", "ex",    "exs", "go",  "h",   "ipynb",
    "java", "js",  "jsx", "kt",    "lark",  "less", "lua", "mjs",   "nix", "php", "pl",  "ps1",
    "py",   "pyc", "rb",  "rs",    "scala", "scss", "sql", "swift", "ts",  "tsx", "vim", NULL,
};

static const char *const TEMPLATES[] = {
    "ejs",    "erb", "ftl",  "gotmpl",   "gtpl", "hbs",  "in",       "j2",  "jinja",
    "jinja2", "m4",  "mako", "mustache", "tera", "tmpl", "template", "tpl", NULL,
};

static const char *const BACKUPS[] = {
    "bak", "backup", "orig", "rej", "save", "swn", "swo", "swp", "tmp", NULL,
};

static bool
starts_nocase(struct hm_str s, const char *prefix)
{
    return hm_str_eq_nocase(hm_str_sub(s, 0, strlen(prefix)), hm_str_c(prefix));
}

/* "file" is "dockerfile" or "containerfile": the whole name, or a part at its front or end. */
static bool
is_named(struct hm_str name, const char *file)
{
    size_t n = strlen(file);

    if (starts_nocase(name, file)) {
        return name.n == n || (name.n > n + 1 && strchr(".-_", name.p[n]) != NULL);
    }
    return name.n > n + 1 && name.p[name.n - n - 1] == '.' &&
           hm_str_eq_nocase(hm_str_from(name, name.n - n), hm_str_c(file));
}

static bool
is_variant(struct hm_str name)
{
    return hm_str_starts(name, "Dockerfile.") || hm_str_starts(name, "Containerfile.");
}

enum hm_name_kind
hm_name_kind(struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);
    bool has_marks = name.n > 0 && (name.p[name.n - 1] == '~' || name.p[0] == '#');

    if (has_marks) {
        while (name.n > 0 && strchr("~#", name.p[name.n - 1]) != NULL) {
            name.n--;
        }
        name = hm_str_from(name, name.n > 0 && name.p[0] == '#' ? 1 : 0);
    }
    /* Vim's swap files are hidden ones. */
    size_t dot = hm_str_find_last(name, '.');
    struct hm_str ending = hm_str_from(name, dot + 1);
    bool is_backup = has_marks || hm_str_in_nocase(ending, BACKUPS);
    if (is_backup && hm_str_starts(name, ".")) {
        name = hm_str_from(name, 1);
    }
    if (!is_named(name, "dockerfile") && !is_named(name, "containerfile")) {
        return HM_NAME_OTHER;
    }
    if (is_backup) {
        return HM_NAME_BACKUP;
    }
    if (hm_str_in_nocase(ending, DOCUMENTS) ||
        (hm_str_in_nocase(ending, SOURCES) && !is_variant(name))) {
        return HM_NAME_OTHER;
    }
    return hm_str_in_nocase(ending, TEMPLATES) ? HM_NAME_TEMPLATE : HM_NAME_DOCKERFILE;
}

struct finder {
    struct hm_arena *arena;
    struct hm_walk walk; /* without what git ignores */
    struct hm_walk whole;
    HM_VEC(struct hm_str) ignored;
    struct hm_str ignored_fault;
    HM_VEC(struct hm_str) found;
    HM_VEC(struct hm_passed) passed;
};

static void
pass(struct finder *f, struct hm_str path, const char *why, bool is_gap)
{
    hm_vec_add(f->arena, &f->passed,
               ((struct hm_passed){ .path = path, .why = why, .is_gap = is_gap }));
}

/* A link to a file that is found anyway would give every finding twice. */
static void
follow(struct finder *f, struct hm_str path)
{
    const char *root = hm_arena_c(f->arena, f->walk.root);
    const char *full = hm_arena_c(f->arena, hm_path_join(f->arena, f->walk.root, path));
    hm_auto_free char *real_root = realpath(root, NULL);
    hm_auto_free char *real_path = realpath(full, NULL);
    struct hm_str target = { 0 };
    struct stat st;

    if (real_root == NULL || real_path == NULL || stat(real_path, &st) != 0) {
        pass(f, path, "a link to nothing", false);
    } else if (!hm_path_is_below(hm_str_c(real_path), hm_str_c(real_root), &target) &&
               strcmp(real_root, "/") != 0) {
        pass(f, path, "a link that leaves the scanned folder", false);
    } else if (!S_ISREG(st.st_mode)) {
        pass(f, path, "a link to something that is no file", false);
    } else if (hm_name_kind(target) == HM_NAME_DOCKERFILE &&
               hm_walk_find(&f->walk, target, HM_WALK_FILE) != NULL) {
        pass(f, path, "a link to a file that is found under its own name", false);
    } else {
        hm_vec_add(f->arena, &f->found, path);
    }
}

static void
judge(struct finder *f, const struct hm_walk_entry *entry)
{
    switch (hm_name_kind(entry->path)) {
    case HM_NAME_OTHER:
        break;
    case HM_NAME_TEMPLATE:
        pass(f, entry->path, "a template: render it, then scan the result", false);
        break;
    case HM_NAME_BACKUP:
        pass(f, entry->path, "a backup copy", false);
        break;
    case HM_NAME_DOCKERFILE:
        if (entry->kind == HM_WALK_FILE) {
            hm_vec_add(f->arena, &f->found, entry->path);
        } else if (entry->kind == HM_WALK_LINK) {
            follow(f, entry->path);
        } else {
            pass(f, entry->path, "a device, pipe or socket", false);
        }
        break;
    }
}

/* Leaves out what is hidden: whoever looks for files need not know of it. */
static void
drop_hidden(struct finder *f)
{
    const struct hm_walk *whole = &f->whole;
    struct hm_walk_entry *entries = NULL;
    uint32_t n = 0;

    for (uint32_t i = 0; i < whole->n_entries; i++) {
        const struct hm_walk_entry *entry = &whole->entries[i];
        if (!entry->is_hidden) {
            continue;
        }
        hm_vec_add(f->arena, &f->ignored,
                   entry->kind == HM_WALK_FOLDER ? hm_arena_concat(f->arena, entry->path, HM_S("/"))
                                                 : entry->path);
    }
    f->walk = *whole;
    if (f->ignored.n == 0) {
        return;
    }
    entries = hm_arena_new(f->arena, struct hm_walk_entry, whole->n_entries);
    for (uint32_t i = 0; i < whole->n_entries; i++) {
        if (!whole->entries[i].is_hidden) {
            entries[n++] = whole->entries[i];
        }
    }
    f->walk.entries = entries;
    f->walk.n_entries = n;
    f->walk.skipped = NULL;
    f->walk.n_skipped = 0;
}

static enum hm_status
walk(struct finder *f, const char *root, bool with_ignored, struct hm_err *reterr)
{
    struct hm_git_ignored *ignored = with_ignored ? NULL : hm_git_ignored_new(f->arena, root);
    struct hm_walk_options options = { .skip = SKIPPED, .without_sizes = true };

    options.guide = ignored == NULL ? NULL : hm_git_ignored_guide(ignored);
    enum hm_status status = hm_walk(f->arena, root, &options, &f->whole, reterr);
    if (ignored != NULL) {
        f->ignored_fault = hm_git_ignored_fault(ignored);
        hm_git_ignored_done(ignored);
    }
    return status;
}

static void
pass_skipped(struct finder *f)
{
    for (uint32_t i = 0; i < f->whole.n_skipped; i++) {
        const struct hm_walk_entry *entry = &f->whole.entries[f->whole.skipped[i]];
        if (!entry->is_hidden) {
            pass(f, entry->path,
                 hm_str_in_nocase(hm_str_basename(entry->path), DEPENDENCIES)
                     ? "a folder of dependencies"
                     : "a folder of version control",
                 false);
        }
    }
}

static enum hm_status
find_below(struct hm_arena *arena, const char *root, bool with_ignored,
           struct hm_discovery *ret_discovery, struct hm_err *reterr)
{
    struct finder f = { .arena = arena };

    HM_TRY(walk(&f, root, with_ignored, reterr));
    drop_hidden(&f);
    for (uint32_t i = 0; i < f.walk.n_entries; i++) {
        if (f.walk.entries[i].kind != HM_WALK_FOLDER) {
            judge(&f, &f.walk.entries[i]);
        }
    }
    pass_skipped(&f);
    for (uint32_t i = 0; i < f.walk.n_gaps; i++) {
        struct hm_str path = f.walk.gaps[i].path;
        pass(&f, path.n == 0 ? HM_S(".") : path, f.walk.gaps[i].why, true);
    }
    *ret_discovery = (struct hm_discovery){
        .dockerfiles = f.found.p,
        .n_dockerfiles = (uint32_t)f.found.n,
        .passed = f.passed.p,
        .n_passed = (uint32_t)f.passed.n,
        .n_more_gaps = f.walk.n_more_gaps,
        .walk = f.walk,
        .whole = f.whole,
        .ignored = f.ignored.p,
        .n_ignored = (uint32_t)f.ignored.n,
        .ignored_fault = f.ignored_fault,
    };
    return HM_OK;
}

enum hm_status
hm_discover(struct hm_arena *arena, const char *path, bool with_ignored,
            struct hm_discovery *ret_discovery, struct hm_err *reterr)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        return hm_err_set(reterr, errno == ENOENT || errno == ENOTDIR ? HM_E_NOT_FOUND : HM_E_IO,
                          "%s: %s", path, strerror(errno));
    }
    if (S_ISDIR(st.st_mode)) {
        return find_below(arena, path, with_ignored, ret_discovery, reterr);
    }
    if (!S_ISREG(st.st_mode)) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "%s: neither a file nor a folder", path);
    }
    struct hm_str *name = hm_arena_new(arena, struct hm_str, 1);
    *name = hm_arena_str(arena, hm_str_basename(hm_str_c(path)));
    *ret_discovery =
        (struct hm_discovery){ .dockerfiles = name, .n_dockerfiles = 1, .is_file = true };
    return HM_OK;
}
