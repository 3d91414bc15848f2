/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/propose.h"

#include "plugin/context/context.h"
#include "plugin/context/ignore.h"
#include "plugin/dockerfile/parse.h"
#include "tests/context/tree.h"
#include "tests/rows.h"

struct propose_case {
    const char *ignore;     /**< the ignore file, or NULL */
    const char *dockerfile; /**< after FROM */
    const char *lines;      /**< that are proposed, with a blank between them */
    const char *unproposed; /**< files */
};

/* .env (with a token), .git/config, id_rsa, node_modules/a.js, package.json, docs/a.md,
 * src/__pycache__/m.pyc, src/m.py */
static const struct propose_case proposals[] = {
    { NULL, "COPY . /x", "**/.env **/.git **/id_rsa **/__pycache__", "" },
    { NULL, "COPY . /x\nRUN npm ci", "**/.env **/.git **/id_rsa **/__pycache__ **/node_modules",
      "" },
    { NULL, "COPY src /x", "**/.env **/.git **/id_rsa **/__pycache__ docs", "" },
    { NULL, "COPY . /x\nCOPY id_rsa /k", "**/.env **/.git **/__pycache__", "id_rsa" },
    { NULL, "COPY . /x\nCOPY id_* /k", "**/.env **/.git **/__pycache__", "id_rsa" },
    { NULL, "COPY . /x\nRUN --mount=source=id_rsa,target=/k cat /k",
      "**/.env **/.git **/__pycache__", "id_rsa" },
    { NULL, "COPY . /x\nRUN git describe", "**/.env **/id_rsa **/__pycache__", ".git/config" },
    { NULL, "COPY . /x\nCOPY node_modules /m\nRUN npm ci",
      "**/.env **/.git **/id_rsa **/__pycache__", "" },
    { NULL, "ARG WHAT\nCOPY . /x\nCOPY $WHAT /y", "**/.env **/.git **/id_rsa", "" },
    { ".git\n*\n!src", "COPY src /x", "**/__pycache__", "" },
    { "*\n!src\n!.env", "COPY src /x", "**/__pycache__", ".env" },
    { "*\n!*", "COPY . /x", "**/.env **/.git **/id_rsa **/__pycache__", "" },
    { ".env\n.git\nid_rsa\n**/__pycache__", "COPY . /x", "", "" },
};

ROWS_OF(propose, lines, proposals)

ParameterizedTest(size_t *index, propose, lines)
{
    const struct propose_case *row = &proposals[*index];
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf lines = { 0 };
    hm_auto_buf struct hm_buf left = { 0 };
    tree_auto struct tree tree = make_tree("docs/a.md", "src/m.py", NULL);
    struct hm_context context = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    const struct hm_dockerfile *files[] = { &file };
    struct hm_ignore_proposal proposal;
    struct hm_err err = { 0 };
    struct hm_ignore ignore = { 0 };

    char *large = hm_arena_alloc(&arena, HM_UNTAKEN_BYTES + 1);
    memset(large, ' ', HM_UNTAKEN_BYTES);
    write_in_tree(&tree, "docs/a.md", large);
    write_in_tree(&tree, ".env", "TOKEN=f9TzLm4wKq7xyz\n");
    write_in_tree(&tree, ".git/config", "x");
    write_in_tree(&tree, "id_rsa", "x");
    write_in_tree(&tree, "package.json", "{}");
    write_in_tree(&tree, "node_modules/a.js", "x");
    write_in_tree(&tree, "src/__pycache__/m.pyc", "x");
    if (row->ignore != NULL) {
        write_in_tree(&tree, "Dockerfile.dockerignore", row->ignore);
    }
    cr_assert_eq(hm_context_make(&arena, tree.root, HM_S("."), HM_S("Dockerfile"), &context, &err),
                 HM_OK, "%s", err.text);
    hm_source_init(&source, &arena, HM_S("Dockerfile"),
                   hm_arena_printf(&arena, "FROM scratch\n%s\n", row->dockerfile));
    hm_dockerfile_parse(&arena, &source, &(struct hm_build){ 0 }, &file);
    cr_assert_eq(hm_ignore_propose(&arena, &context, files, 1, &proposal, &err), HM_OK, "%s",
                 err.text);
    for (uint32_t i = 0; i < proposal.n_lines; i++) {
        hm_buf_printf(&lines, lines.n > 0 ? " %.*s" : "%.*s", HM_FMT(proposal.lines[i].text));
    }
    for (uint32_t i = 0; i < proposal.n_unproposed; i++) {
        hm_buf_printf(&left, left.n > 0 ? " %.*s" : "%.*s", HM_FMT(proposal.unproposed[i].path));
    }
    cr_expect(hm_str_eq(hm_buf_str(&lines), row->lines), "row %zu: %.*s", *index,
              HM_FMT(hm_buf_str(&lines)));
    cr_expect(hm_str_eq(hm_buf_str(&left), row->unproposed), "row %zu: %.*s", *index,
              HM_FMT(hm_buf_str(&left)));
    cr_expect_eq(proposal.is_new, row->ignore == NULL);
    cr_expect(hm_str_starts(proposal.text, row->ignore == NULL ? "" : row->ignore));
    cr_expect_eq(hm_ignore_parse(&arena, proposal.text, &ignore, &err), HM_OK);
}

Test(propose, a_name_that_other_files_bear_too_is_a_path)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("m.py", NULL);
    struct hm_context context = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    const struct hm_dockerfile *files[] = { &file };
    struct hm_ignore_proposal proposal;
    struct hm_err err = { 0 };

    write_in_tree(&tree, "a/.env", "TOKEN=f9TzLm4wKq7xyz\n");
    write_in_tree(&tree, "b/.env", "TOKEN=\n");
    cr_assert_eq(hm_context_make(&arena, tree.root, HM_S("."), HM_S(""), &context, &err), HM_OK);
    hm_source_init(&source, &arena, HM_S("Dockerfile"), HM_S("FROM scratch\nCOPY . /x\n"));
    hm_dockerfile_parse(&arena, &source, &(struct hm_build){ 0 }, &file);
    cr_assert_eq(hm_ignore_propose(&arena, &context, files, 1, &proposal, &err), HM_OK);
    cr_expect(hm_str_eq(proposal.text, "a/.env\n"), "%.*s", HM_FMT(proposal.text));
}
