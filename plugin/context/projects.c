/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/projects.h"

#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/json.h"
#include "plugin/base/vec.h"

static enum hm_trit
json_has(struct hm_str text, const char *key)
{
    hm_auto_json json_t *root = NULL;
    struct hm_err err;

    if (hm_json_parse(text, &root, &err) != HM_OK || !json_is_object(root)) {
        return HM_UNKNOWN;
    }
    const json_t *list = json_object_get(root, key);
    if (list != NULL && !json_is_object(list)) {
        return HM_UNKNOWN;
    }
    return json_object_size(list) > 0 ? HM_YES : HM_NO;
}

/* Whether a line begins with one of @p starts. */
static enum hm_trit
has_line(struct hm_str text, const char *const *starts)
{
    struct hm_str line;

    while (hm_str_split(&text, '\n', &line)) {
        line = hm_str_trim(line);
        for (const char *const *p = starts; *p != NULL; p++) {
            if (hm_str_starts(line, *p)) {
                return HM_YES;
            }
        }
    }
    return HM_NO;
}

/* `group :development do`, `gem "x", group: :test`. */
static enum hm_trit
gemfile_has(struct hm_str text)
{
    struct hm_str line;

    while (hm_str_split(&text, '\n', &line)) {
        line = hm_str_sub(line, 0, hm_str_find(line, '#'));
        bool is_group = hm_str_has(line, "group");
        if (hm_str_has(line, "eval_gemfile") || hm_str_has(line, "gemspec")) {
            return HM_UNKNOWN;
        }
        if (is_group && (hm_str_has(line, ":development") || hm_str_has(line, ":test") ||
                         hm_str_has(line, "\"development\"") || hm_str_has(line, "\"test\""))) {
            return HM_YES;
        }
    }
    return HM_NO;
}

static const char *const pyproject_groups[] = { "[tool.poetry.group.",
                                                "[tool.poetry.dev-dependencies",
                                                "[dependency-groups",
                                                "[tool.uv.dev-dependencies",
                                                "dev-dependencies",
                                                "[tool.pdm.dev-dependencies",
                                                NULL };
static const char *const pipfile_groups[] = { "[dev-packages", NULL };

enum hm_trit
hm_project_has_development(struct hm_str name, struct hm_str text)
{
    if (hm_str_eq(name, "package.json")) {
        return json_has(text, "devDependencies");
    }
    if (hm_str_eq(name, "composer.json")) {
        return json_has(text, "require-dev");
    }
    if (hm_str_eq(name, "Gemfile")) {
        return gemfile_has(text);
    }
    if (hm_str_eq(name, "pyproject.toml")) {
        return has_line(text, pyproject_groups);
    }
    return hm_str_eq(name, "Pipfile") ? has_line(text, pipfile_groups) : HM_UNKNOWN;
}

static bool
is_project(struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);
    bool is_named = hm_str_eq(name, "package.json") || hm_str_eq(name, "composer.json") ||
                    hm_str_eq(name, "Gemfile") || hm_str_eq(name, "pyproject.toml") ||
                    hm_str_eq(name, "Pipfile");

    return is_named && !hm_str_has(path, "node_modules/") && !hm_str_has(path, "vendor/");
}

static enum hm_trit
read_one(int folder, struct hm_arena *scratch, struct hm_str path)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_err err;

    if (hm_read_file_below(folder, hm_arena_c(scratch, path), HM_PROJECT_LIMIT, &text, &err) !=
        HM_OK) {
        return HM_UNKNOWN;
    }
    return hm_project_has_development(hm_str_basename(path), hm_buf_str(&text));
}

void
hm_projects_list(struct hm_arena *arena, const char *folder, struct hm_context *context)
{
    HM_VEC(struct hm_project_file) found = { 0 };
    int fd = -1;

    for (uint32_t i = 0; i < context->n_files; i++) {
        const struct hm_context_file *file = &context->files[i];
        if (file->is_ignored || !is_project(file->path)) {
            continue;
        }
        if (found.n >= HM_CONTEXT_PROJECTS) {
            context->are_projects_cut = true;
            break;
        }
        fd = fd >= 0 ? fd : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        struct hm_project_file project = { .path = file->path };
        if (fd >= 0 && !file->is_link) {
            project.has_development = read_one(fd, arena, file->path);
        }
        hm_vec_add(arena, &found, project);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    context->projects = found.p;
    context->n_projects = (uint32_t)found.n;
}
