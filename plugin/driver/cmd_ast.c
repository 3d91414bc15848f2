/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/dockerfile/ast_json.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/dockerfile/script_json.h"
#include "plugin/dockerfile/shell.h"

static enum hm_status
print_dockerfile(struct hm_arena *arena, const char *path, struct hm_str text, struct hm_buf *out,
                 struct hm_err *reterr)
{
    struct hm_source source;
    struct hm_dockerfile file;

    hm_source_init(&source, arena, hm_str_c(path), text);
    hm_dockerfile_parse(arena, &source, NULL, &file);
    if (file.is_too_large) {
        (void)hm_dockerfile_refuse(reterr);
        return hm_err_prefix(reterr, "%s", path);
    }
    hm_ast_json(&file, out);
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

/* @p dialect NULL: a Dockerfile. */
static enum hm_status
print_one(const char *path, const enum hm_dialect *dialect, struct hm_buf *out,
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
    if (dialect != NULL) {
        print_script(&arena, hm_str_c(path), hm_buf_str(&text), *dialect, out);
    } else {
        status = print_dockerfile(&arena, path, hm_buf_str(&text), out, reterr);
    }
    hm_buf_putc(out, '\n');
    return status;
}

int
hm_cmd_ast(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };
    int exit_code = HM_EXIT_PASS;
    const char *shell = hm_args_text(args, HM_OPT_SHELL);
    enum hm_dialect dialect = HM_SHELL_SH;

    if (args->operands.n == 0) {
        return hm_complain_usage(args, "name a Dockerfile, or - for standard input");
    }
    if (shell != NULL &&
        (!hm_dialect_parse(hm_str_c(shell), &dialect) || dialect == HM_SHELL_OTHER)) {
        return hm_complain_usage(args, "--shell is one of sh, bash, powershell and cmd");
    }
    for (size_t i = 0; i < args->operands.n; i++) {
        struct hm_err err = { 0 };
        hm_buf_clear(&out);
        if (print_one(args->operands.p[i], shell == NULL ? NULL : &dialect, &out, &err) != HM_OK) {
            exit_code = hm_complain(&err);
        } else if (hm_print(&out) != HM_EXIT_PASS) {
            return HM_EXIT_INCOMPLETE;
        }
    }
    return exit_code;
}
