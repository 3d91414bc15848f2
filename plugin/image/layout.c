/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/image/digest.h"

enum {
    VERSION_LIMIT = 4096, /* bytes of the file oci-layout */
};

static enum hm_status
explain_open(int e, const char *what, struct hm_err *reterr)
{
    if (e == ENOENT) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "%s is missing", what);
    }
    if (e == ELOOP || e == ENOTDIR) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED,
                          "%s is a link or not of the kind it should be; links are not followed",
                          what);
    }
    return hm_err_set(reterr, HM_E_IO, "%s: %s", what, strerror(e));
}

/* A regular file right below a folder. */
static enum hm_status
open_below(int dir, const char *name, int *ret_fd, uint64_t *ret_size, struct hm_err *reterr)
{
    struct stat st;
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd < 0) {
        return explain_open(errno, name, reterr);
    }
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        (void)close(fd);
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "%s is not a regular file", name);
    }
    *ret_fd = fd;
    *ret_size = (uint64_t)st.st_size;
    return HM_OK;
}

static enum hm_status
read_below(int dir, const char *name, size_t limit, struct hm_buf *buf, struct hm_err *reterr)
{
    hm_auto_fd int fd = -1;
    uint64_t size = 0;
    enum hm_status status = open_below(dir, name, &fd, &size, reterr);

    if (status == HM_OK && size > limit) {
        return hm_err_set(reterr, HM_E_LIMIT, "%s: larger than %zu bytes", name, limit);
    }
    return status == HM_OK ? hm_read_fd(fd, name, limit, buf, reterr) : status;
}

enum hm_status
hm_layout_check_version(struct hm_str json, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct hm_str version = { 0 };
    enum hm_status status = hm_json_parse(json, &document, reterr);

    if (status == HM_OK) {
        struct hm_json root = hm_json_root(document);
        status = hm_json_need_str(&root, "imageLayoutVersion", &version, reterr);
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "oci-layout");
        return status;
    }
    return hm_str_starts(version, "1.")
               ? HM_OK
               : hm_err_set(reterr, HM_E_UNSUPPORTED, "oci-layout: version %.*s is not read here",
                            HM_FMT(hm_str_sub(version, 0, 40)));
}

enum hm_status
hm_layout_parse_index(struct hm_arena *arena, struct hm_str json, struct hm_manifest *ret_index,
                      struct hm_err *reterr)
{
    struct hm_manifest index = { 0 };
    enum hm_status status = hm_manifest_parse(arena, json, (struct hm_str){ 0 }, &index, reterr);

    if (status == HM_OK && index.media != HM_MEDIA_INDEX) {
        status = hm_err_set(reterr, HM_E_SYNTAX, "it is not an image index");
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "index.json");
        return status;
    }
    *ret_index = index;
    return HM_OK;
}

static enum hm_status
read_layout(struct hm_arena *arena, struct hm_layout *layout, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    enum hm_status status = read_below(layout->dir, "oci-layout", VERSION_LIMIT, &buf, reterr);

    if (status == HM_OK) {
        status = hm_layout_check_version(hm_buf_str(&buf), reterr);
    }
    hm_buf_clear(&buf);
    if (status == HM_OK) {
        status = read_below(layout->dir, "index.json", HM_MANIFEST_LIMIT, &buf, reterr);
    }
    if (status == HM_OK) {
        status = hm_layout_parse_index(arena, hm_buf_str(&buf), &layout->index, reterr);
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%.*s is not an OCI image layout", HM_FMT(layout->place.path));
        /* The folder is there: that something in it is missing makes it another thing. */
        return status == HM_E_NOT_FOUND ? HM_E_SYNTAX : status;
    }
    return HM_OK;
}

enum hm_status
hm_layout_open(struct hm_arena *arena, struct hm_str text, struct hm_layout *ret_layout,
               struct hm_err *reterr)
{
    struct hm_layout layout = { .dir = -1 };
    enum hm_status status =
        hm_blob_open(arena, text, HM_BLOB_PLACE_FOLDER, &layout.dir, &layout.place, reterr);

    if (status == HM_OK) {
        status = read_layout(arena, &layout, reterr);
    }
    if (status != HM_OK) {
        hm_layout_close(&layout);
        return status;
    }
    *ret_layout = layout;
    return HM_OK;
}

void
hm_layout_close(struct hm_layout *layout)
{
    if (layout->dir >= 0) {
        (void)close(layout->dir);
        layout->dir = -1;
    }
}

/* blobs/<algorithm>/<encoded>, one step after the other so that no link leads out. */
static enum hm_status
open_blob(const struct hm_layout *layout, struct hm_str digest, int *ret_fd, uint64_t *ret_size,
          struct hm_err *reterr)
{
    struct hm_digest canonical;
    char text[HM_DIGEST_TEXT];
    enum hm_status status = hm_digest_parse(digest, &canonical, reterr);

    if (status != HM_OK) {
        return status;
    }
    hm_digest_format(&canonical, text);
    text[6] = '\0'; /* "sha256" and the digits: a canonical digest makes a safe path */
    hm_auto_fd int blobs =
        openat(layout->dir, "blobs", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (blobs < 0) {
        return explain_open(errno, "blobs", reterr);
    }
    hm_auto_fd int below = openat(blobs, text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below < 0) {
        return explain_open(errno, text, reterr);
    }
    return open_below(below, text + 7, ret_fd, ret_size, reterr);
}

static enum hm_status
stream(void *ctx, uint32_t worker, const struct hm_descriptor *descriptor,
       const struct hm_blob_sink *sink, struct hm_err *reterr)
{
    const struct hm_layout *layout = ctx;
    hm_auto_fd int fd = -1;
    uint64_t size = 0;
    enum hm_status status = open_blob(layout, descriptor->digest, &fd, &size, reterr);

    (void)worker;
    return status == HM_OK ? hm_blob_read_file(fd, 0, size, &layout->limits, sink, reterr) : status;
}

struct hm_blob_source
hm_layout_source(struct hm_layout *layout)
{
    return (struct hm_blob_source){ .ctx = layout, .stream = stream };
}
