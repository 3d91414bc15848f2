/* SPDX-License-Identifier: Apache-2.0 */
/* A Compose project that lies in memory. */
#ifndef HM_TESTS_MANIFEST_PROJECT_H
#define HM_TESTS_MANIFEST_PROJECT_H

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/vec.h"
#include "plugin/manifest/compose.h"

struct project_file {
    const char *path; /* NULL ends a list */
    const char *text;
};

static enum hm_status
project_read(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    for (const struct project_file *file = ctx; file->path != NULL; file++) {
        if (hm_str_eq(path, file->path)) {
            hm_buf_puts(buf, file->text);
            return HM_OK;
        }
    }
    return hm_err_set(reterr, HM_E_NOT_FOUND, "%.*s: no such file", HM_FMT(path));
}

/* All of them, whatever folder is asked for: their paths tell. */
static inline enum hm_status
project_list(void *ctx, struct hm_arena *arena, struct hm_str folder, struct hm_path_list *ret_list,
             struct hm_err *reterr)
{
    const struct project_file *files = ctx;
    HM_VEC(struct hm_str) paths = { 0 };

    (void)folder;
    (void)reterr;
    for (size_t i = 0; files[i].path != NULL; i++) {
        hm_vec_add(arena, &paths, hm_str_c(files[i].path));
    }
    *ret_list = (struct hm_path_list){ .paths = paths.p, .n = (uint32_t)paths.n };
    return HM_OK;
}

/* Loads the project of the first file. */
static inline void
project_load(struct hm_arena *arena, struct project_file *files, struct hm_manifests *ret)
{
    const struct hm_path_reader reader = { .read = project_read, .ctx = files };
    struct hm_str path = hm_str_c(files[0].path);
    struct hm_err err = { 0 };

    cr_assert_eq(hm_compose_load(arena, &reader, &path, 1, ret, &err), HM_OK, "%s", err.text);
}

static inline const struct hm_service *
project_service(const struct hm_manifests *manifests, const char *name)
{
    uint32_t i = 0;

    while (i < manifests->n_services && !hm_str_eq(manifests->services[i].name, name)) {
        i++;
    }
    cr_assert_lt(i, manifests->n_services, "no service %s", name);
    return &manifests->services[i];
}

#define expect_str(is, should)                                                                     \
    cr_expect(hm_str_eq((is), (should)), "\"%.*s\" is not \"%s\"", HM_FMT(is), (should))

#endif
