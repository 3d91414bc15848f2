/* SPDX-License-Identifier: Apache-2.0 */
/* Archives. Each block gets the checksum it needs, or hardly any input would come past the first.
 */
#include <sys/mman.h>

#include "plugin/base/auto.h"
#include "plugin/image/tar.h"
#include "tests/fuzz/fuzz.h"

enum {
    BLOCK = 512,
    AT_SUM = 148,
    SUM_SIZE = 8,
};

static void
mend_sum(unsigned char *block)
{
    unsigned sum = 0;
    char text[SUM_SIZE + 1];

    memset(block + AT_SUM, ' ', SUM_SIZE);
    for (size_t i = 0; i < BLOCK; i++) {
        sum += block[i];
    }
    if (sum == SUM_SIZE * ' ') {
        memset(block + AT_SUM, 0, SUM_SIZE); /* the end mark */
        return;
    }
    (void)snprintf(text, sizeof text, "%06o", sum);
    memcpy(block + AT_SUM, text, 7);
}

static enum hm_status
take(void *ctx, struct hm_str piece, struct hm_err *reterr)
{
    uint64_t *n = ctx;

    (void)reterr;
    *n += piece.n;
    return HM_OK;
}

static void
check_entries(const struct hm_tar *tar, size_t size)
{
    const struct hm_blob_limits limits = { 0 };

    for (size_t i = 0; i < tar->entries.n; i++) {
        const struct hm_tar_entry *found = NULL;
        uint64_t n = 0;
        const struct hm_blob_sink sink = { .ctx = &n, .take = take };
        require(hm_tar_has(tar, tar->entries.p[i].name));
        if (hm_tar_find(tar, tar->entries.p[i].name, &found, NULL) == HM_OK) {
            require(found->link.n == 0 && !found->is_double);
            require(found->off <= size && found->size <= size - found->off);
            require(hm_blob_read_file(tar->fd, found->off, found->size, &limits, &sink, NULL) ==
                    HM_OK);
            require(n == found->size);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_fd int fd = memfd_create("tar", MFD_CLOEXEC);
    const struct hm_blob_limits limits = { 0 };
    struct hm_tar tar = { 0 };
    hm_auto_free unsigned char *copy = malloc(size + 1);

    require(fd >= 0 && copy != NULL);
    memcpy(copy, data, size);
    for (size_t off = 0; off + BLOCK <= size; off += BLOCK) {
        mend_sum(copy + off);
    }
    require(size == 0 || write(fd, copy, size) == (ssize_t)size);
    if (hm_tar_read(&arena, fd, &limits, &tar, NULL) == HM_OK) {
        check_entries(&tar, size);
    }
    return 0;
}
