/* SPDX-License-Identifier: Apache-2.0 */
/* A bake file, of JSON where it begins with '{', and behind a NUL one that is laid over it: read
 * without a fault, with no more builds than bake knows, each with a name. */
#include "plugin/base/auto.h"
#include "plugin/manifest/bake.h"
#include "tests/fuzz/fuzz.h"

struct files {
    struct hm_str first;
    struct hm_str others;
};

static enum hm_status
read_path(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    const struct files *files = ctx;

    (void)reterr;
    hm_buf_add(buf, hm_str_starts(path, "docker-bake.override") ? files->others : files->first);
    return HM_OK;
}

static struct hm_str
name_of(struct hm_str text, const char *hcl, const char *json)
{
    return hm_str_c(hm_str_starts(text, "{") ? json : hcl);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str text = hm_str_make((const char *)data, size);
    size_t nul = hm_str_find(text, '\0');
    struct files files = { .first = hm_str_sub(text, 0, nul),
                           .others = hm_str_from(text, nul < size ? nul + 1 : size) };
    const struct hm_path_reader reader = { .read = read_path, .ctx = &files };
    const struct hm_str paths[] = {
        name_of(files.first, "docker-bake.hcl", "docker-bake.json"),
        name_of(files.others, "docker-bake.override.hcl", "docker-bake.override.json"),
    };
    struct hm_bake bake;
    struct hm_err err = { 0 };

    if (hm_bake_load(&arena, &reader, paths, files.others.n > 0 ? 2 : 1, &bake, &err) != HM_OK) {
        require(err.text[0] != '\0');
        return 0;
    }
    require(bake.n_targets <= HM_BAKE_TARGETS);
    for (uint32_t i = 0; i < bake.n_targets; i++) {
        require(bake.targets[i].name.n > 0);
    }
    return 0;
}
