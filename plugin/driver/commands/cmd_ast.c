/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/dockerfile/ast_json.h"
#include "plugin/dockerfile/build_json.h"
#include "plugin/dockerfile/script_json.h"
#include "plugin/dockerfile/shell.h"
#include "plugin/driver/build_options.h"
#include "plugin/driver/input_listing.h"
#include "plugin/driver/kube_inputs.h"
#include "plugin/driver/pipeline_inputs.h"
#include "plugin/manifest/compose.h"
#include "plugin/manifest/compose_json.h"
#include "plugin/manifest/kubernetes.h"
#include "plugin/manifest/kubernetes_json.h"
#include "plugin/manifest/pipeline_json.h"
#include "plugin/manifest/pipeline_read.h"

/* More stages with names than this are not built one by one. */
#define MOST_TARGETS 256u

static void
print_builds(const struct hm_source *source, const struct hm_build *build,
             const struct hm_dockerfile *file, bool is_all, struct hm_buf *out)
{
    uint32_t n = 0;

    hm_buf_puts(out, ",\"builds\":[");
    hm_build_json(file, build, out);
    for (uint32_t i = 0; is_all && i < file->n_stages && n < MOST_TARGETS; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_dockerfile one;
        struct hm_build other = *build;
        other.target = hm_stage_target(&arena, file, i);
        if (other.target.n > 0) {
            hm_dockerfile_parse(&arena, source, &other, &one);
            hm_buf_putc(out, ',');
            hm_build_json(&one, &other, out);
            n++;
        }
    }
    hm_buf_putc(out, ']');
}

static enum hm_status
print_dockerfile(struct hm_arena *arena, const char *path, struct hm_str text,
                 const struct hm_build *build, bool is_all, struct hm_buf *out,
                 struct hm_err *reterr)
{
    struct hm_source source;
    struct hm_dockerfile file;

    hm_source_init(&source, arena, hm_str_c(path), text);
    hm_dockerfile_parse(arena, &source, build, &file);
    if (file.is_too_large) {
        (void)hm_dockerfile_refuse(reterr);
        return hm_err_prefix(reterr, "%s", path);
    }
    hm_ast_json(&file, out);
    out->n--;
    print_builds(&source, build, &file, is_all, out);
    hm_buf_putc(out, '}');
    return HM_OK;
}

static void
print_script(struct hm_arena *arena, struct hm_str path, struct hm_str text,
             enum hm_dialect dialect, struct hm_buf *out)
{
    struct hm_shell_text in = { .text = text };
    struct hm_shell shell = { .dialect = dialect };
    struct hm_script script;

    hm_shell_parse(hm_shell_parser_new(arena), &in, &shell, &script);
    hm_script_json(&script, path, out);
}

/* Files that a pipeline includes lie below the folder of its own. */
static enum hm_status
read_beside(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    const struct hm_str *folder = ctx;
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str below = path;

    if (folder->n > 0 && hm_str_is(hm_str_sub(path, 0, folder->n), *folder)) {
        below = hm_str_from(path, folder->n + (path.n > folder->n && path.p[folder->n] == '/'));
    }
    int fd = open(folder->n == 0 ? "." : hm_arena_c(&arena, *folder),
                  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "%.*s: no such folder", HM_FMT(*folder));
    }
    enum hm_status status =
        hm_read_file_below(fd, hm_arena_c(&arena, below), HM_SOURCE_LIMIT, buf, reterr);
    (void)close(fd);
    return status;
}

static enum hm_status
list_beside(void *ctx, struct hm_arena *arena, struct hm_str path, struct hm_path_list *ret_list,
            struct hm_err *reterr)
{
    const struct hm_str *folder = ctx;
    struct hm_str below = path;
    struct hm_str front = HM_S("");

    if (folder->n > 0 && hm_path_is_below(path, *folder, &below)) {
        front = hm_arena_concat(arena, *folder, HM_S("/"));
    }
    return hm_listing_make(arena, folder->n == 0 ? "." : hm_arena_c(arena, *folder), below, front,
                           ret_list, reterr);
}

static bool
print_pipeline(struct hm_arena *arena, struct hm_str path, struct hm_str text, struct hm_buf *out)
{
    struct hm_str folder = hm_str_dirname(path);
    const struct hm_path_reader files = { .read = read_beside,
                                          .list = list_beside,
                                          .ctx = &folder };
    struct hm_manifests manifest;
    bool is_named_dockerfile = hm_name_kind(path) == HM_NAME_DOCKERFILE;

    if (is_named_dockerfile || !hm_pipeline_read(arena, &files, path, text, &manifest)) {
        return false;
    }
    hm_pipeline_json(&manifest, out);
    return true;
}

/* By what is in it, whatever it is called: as a scan takes a file that is named. */
static bool
print_objects(struct hm_arena *arena, struct hm_str path, struct hm_str text, struct hm_buf *out)
{
    struct hm_manifests manifest;

    if (!hm_kube_is_meant(path, text) || !hm_kubernetes_read(arena, path, text, &manifest)) {
        return false;
    }
    hm_kubernetes_json(&manifest, out);
    return true;
}

/* Files of a project lie anywhere below the current folder, or else below that of its first. */
static enum hm_status
print_project(struct hm_arena *arena, const struct hm_str *paths, size_t n, struct hm_buf *out,
              struct hm_err *reterr)
{
    struct hm_str first = hm_path_clean(arena, paths[0]);
    bool is_outside = hm_str_starts(first, "/") || hm_str_starts(first, "../");
    struct hm_str folder = is_outside ? hm_str_dirname(first) : HM_S("");
    const struct hm_path_reader files = { .read = read_beside, .ctx = &folder };
    struct hm_manifests manifest;
    enum hm_status status = hm_compose_load(arena, &files, paths, n, &manifest, reterr);

    if (status == HM_OK) {
        hm_compose_json(&manifest, out);
    }
    return status;
}

/* What is printed of each file. */
struct request {
    struct hm_build build;
    bool has_all_targets;
    bool is_shell; /* scripts, not Dockerfiles */
    enum hm_dialect dialect;
};

static enum hm_status
print_one(const char *path, const struct request *request, struct hm_buf *out,
          struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    enum hm_status status =
        strcmp(path, "-") == 0
            ? hm_read_fd(STDIN_FILENO, "standard input", HM_SOURCE_LIMIT, &text, reterr)
            : hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &text, reterr);

    if (status != HM_OK) {
        return status;
    }
    struct hm_str name = hm_str_c(path);
    if (request->is_shell) {
        print_script(&arena, name, hm_buf_str(&text), request->dialect, out);
    } else if (strcmp(path, "-") != 0 && hm_compose_is_named(name)) {
        status = print_project(&arena, &name, 1, out, reterr);
    } else if (!print_pipeline(&arena, name, hm_buf_str(&text), out) &&
               !print_objects(&arena, name, hm_buf_str(&text), out)) {
        status = print_dockerfile(&arena, path, hm_buf_str(&text), &request->build,
                                  request->has_all_targets, out, reterr);
    }
    hm_buf_putc(out, '\n');
    return status;
}

/* Those of --compose-file are one project. */
static enum hm_status
print_joined(const struct hm_args *args, struct hm_buf *out, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_values *values = &args->values[HM_OPT_COMPOSE_FILE];
    struct hm_str *paths = hm_arena_new(&arena, struct hm_str, values->n);

    for (size_t i = 0; i < values->n; i++) {
        paths[i] = hm_str_c(values->p[i]);
    }
    enum hm_status status = print_project(&arena, paths, values->n, out, reterr);
    hm_buf_putc(out, '\n');
    return status;
}

int
hm_cmd_ast(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_err failure = { 0 };
    int exit_code = HM_EXIT_PASS;
    const char *shell = hm_args_text(args, HM_OPT_SHELL);
    struct request request = { .has_all_targets = hm_args_has(args, HM_OPT_ALL_TARGETS),
                               .is_shell = shell != NULL,
                               .dialect = HM_SHELL_SH };

    if (args->operands.n == 0 && args->values[HM_OPT_COMPOSE_FILE].n == 0) {
        return hm_complain_usage(args, "name a file, or - for standard input");
    }
    if (shell != NULL && (!hm_dialect_parse(hm_str_c(shell), &request.dialect) ||
                          request.dialect == HM_SHELL_OTHER)) {
        return hm_complain_usage(args, "--shell is one of sh, bash, powershell and cmd");
    }
    if (hm_build_read(args, &request.build, &failure) != HM_OK) {
        return hm_complain(&failure);
    }
    request.build.platform = hm_str_c(hm_args_text(args, HM_OPT_BUILD_PLATFORM));
    request.build.has_all_args = hm_args_has(args, HM_OPT_ONLY_THESE_ARGS);
    if (args->values[HM_OPT_COMPOSE_FILE].n > 0) {
        struct hm_err err = { 0 };
        if (print_joined(args, &out, &err) != HM_OK) {
            exit_code = hm_complain(&err);
        } else if (hm_print(&out) != HM_EXIT_PASS) {
            return HM_EXIT_INCOMPLETE;
        }
    }
    for (size_t i = 0; i < args->operands.n; i++) {
        struct hm_err err = { 0 };
        hm_buf_clear(&out);
        if (print_one(args->operands.p[i], &request, &out, &err) != HM_OK) {
            exit_code = hm_complain(&err);
        } else if (hm_print(&out) != HM_EXIT_PASS) {
            return HM_EXIT_INCOMPLETE;
        }
    }
    return exit_code;
}
