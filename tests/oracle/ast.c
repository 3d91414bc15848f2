/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the parse of each file named on standard input, one JSON object a line: `hullmark ast
 * --json` for a check of the library alone. `ast ROOT` reads paths relative to ROOT. */
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/dockerfile/ast_json.h"
#include "plugin/dockerfile/parse.h"

static int
print_file(int root, const char *path, struct hm_buf *out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_err err;

    if (hm_read_file(root, path, HM_SOURCE_LIMIT, &text, &err) != HM_OK) {
        fprintf(stderr, "ast: %s\n", err.text);
        return 1;
    }
    hm_source_init(&source, &arena, hm_str_c(path), hm_buf_str(&text));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    hm_ast_json(&file, out);
    hm_buf_putc(out, '\n');
    return 0;
}

int
main(int argc, char **argv)
{
    hm_auto_buf struct hm_buf out = { 0 };
    hm_auto_fd int root = open(argc > 1 ? argv[1] : ".", O_RDONLY | O_DIRECTORY);
    char path[4096];
    int failed = root < 0;

    while (!failed && fgets(path, sizeof path, stdin) != NULL) {
        path[strcspn(path, "\n")] = '\0';
        hm_buf_clear(&out);
        failed = print_file(root, path, &out);
        fwrite(out.p, 1, out.n, stdout);
    }
    return failed;
}
