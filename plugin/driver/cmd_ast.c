/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/dockerfile/ast_json.h"
#include "plugin/dockerfile/parse.h"

static enum hm_status
print_one(const char *path, struct hm_buf *out, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    enum hm_status status =
        strcmp(path, "-") == 0
            ? hm_read_fd(STDIN_FILENO, "standard input", HM_SOURCE_LIMIT, &text, reterr)
            : hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &text, reterr);

    if (status != HM_OK) {
        return status;
    }
    hm_source_init(&source, &arena, hm_str_c(path), hm_buf_str(&text));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    hm_ast_json(&file, out);
    hm_buf_putc(out, '\n');
    return HM_OK;
}

int
hm_cmd_ast(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };
    int exit_code = HM_EXIT_PASS;

    if (args->operands.n == 0) {
        return hm_complain_usage(args, "name a Dockerfile, or - for standard input");
    }
    for (size_t i = 0; i < args->operands.n; i++) {
        struct hm_err err = { 0 };
        hm_buf_clear(&out);
        if (print_one(args->operands.p[i], &out, &err) != HM_OK) {
            exit_code = hm_complain(&err);
        } else if (hm_print(&out) != HM_EXIT_PASS) {
            return HM_EXIT_INCOMPLETE;
        }
    }
    return exit_code;
}
