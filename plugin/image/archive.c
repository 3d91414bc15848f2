/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/archive.h"

#include <fcntl.h>

#include "plugin/base/auto.h"
#include "plugin/image/digest.h"
#include "plugin/image/layout.h"

/* --- documents */

static enum hm_status
to_buf(void *ctx, struct hm_str piece, struct hm_err *reterr)
{
    struct hm_buf *buf = ctx;

    hm_buf_add(buf, piece);
    return buf->is_cut ? hm_err_set(reterr, HM_E_LIMIT, "larger than 8 MiB") : HM_OK;
}

static enum hm_status
read_entry(const struct hm_archive *archive, const char *name, struct hm_buf *buf,
           struct hm_err *reterr)
{
    const struct hm_blob_sink sink = { .ctx = buf, .take = to_buf };
    const struct hm_tar_entry *entry = NULL;
    enum hm_status status = hm_tar_find(&archive->tar, hm_str_c(name), &entry, reterr);

    buf->limit = HM_MANIFEST_LIMIT;
    if (status == HM_OK) {
        status = hm_blob_read_file(archive->fd, entry->off, entry->size, &archive->limits, &sink,
                                   reterr);
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", name);
    }
    return status;
}

/* --- the file */

static enum hm_status
read_documents(struct hm_arena *arena, struct hm_archive *archive, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    enum hm_status status = HM_OK;

    archive->has_layout = hm_tar_has(&archive->tar, HM_S("oci-layout")) &&
                          hm_tar_has(&archive->tar, HM_S("index.json"));
    archive->has_saved = hm_tar_has(&archive->tar, HM_S("manifest.json"));
    if (archive->has_layout) {
        status = read_entry(archive, "oci-layout", &buf, reterr);
        if (status == HM_OK) {
            status = hm_layout_check_version(hm_buf_str(&buf), reterr);
        }
        hm_buf_clear(&buf);
        if (status == HM_OK) {
            status = read_entry(archive, "index.json", &buf, reterr);
        }
        if (status == HM_OK) {
            status = hm_layout_parse_index(arena, hm_buf_str(&buf), &archive->index, reterr);
        }
        hm_buf_clear(&buf);
    }
    if (status == HM_OK && archive->has_saved) {
        status = read_entry(archive, "manifest.json", &buf, reterr);
        if (status == HM_OK) {
            status = hm_saved_parse(arena, hm_buf_str(&buf), &archive->saved, reterr);
        }
    }
    if (!archive->has_layout && !archive->has_saved) {
        return hm_err_set(reterr, HM_E_SYNTAX,
                          "it holds no image: neither manifest.json nor an OCI layout");
    }
    return status;
}

enum hm_status
hm_archive_open(struct hm_arena *arena, struct hm_str text, const struct hm_blob_limits *limits,
                struct hm_archive *ret_archive, struct hm_err *reterr)
{
    struct hm_archive archive = { .fd = -1, .limits = *limits };
    enum hm_status status =
        hm_blob_open(arena, text, HM_BLOB_PLACE_FILE, &archive.fd, &archive.place, reterr);

    if (status != HM_OK) {
        return status;
    }
    status = hm_tar_read(arena, archive.fd, limits, &archive.tar, reterr);
    if (status == HM_OK) {
        status = read_documents(arena, &archive, reterr);
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%.*s", HM_FMT(archive.place.path));
        hm_archive_close(&archive);
        return status == HM_E_NOT_FOUND ? HM_E_SYNTAX : status;
    }
    *ret_archive = archive;
    return HM_OK;
}

void
hm_archive_close(struct hm_archive *archive)
{
    if (archive->fd >= 0) {
        (void)close(archive->fd);
        archive->fd = -1;
    }
}

static enum hm_status
stream(void *ctx, uint32_t worker, const struct hm_descriptor *descriptor,
       const struct hm_blob_sink *sink, struct hm_err *reterr)
{
    const struct hm_archive *archive = ctx;
    const struct hm_tar_entry *entry = NULL;
    char name[HM_DIGEST_TEXT + 8] = "blobs/";
    struct hm_digest digest;
    enum hm_status status = HM_OK;

    (void)worker;
    if (descriptor->entry.n > 0) {
        status = hm_tar_find(&archive->tar, descriptor->entry, &entry, reterr);
    } else {
        status = hm_digest_parse(descriptor->digest, &digest, reterr);
        if (status == HM_OK) {
            hm_digest_format(&digest, name + 6);
            name[6 + 6] = '/'; /* "sha256:" becomes a folder */
            status = hm_tar_find(&archive->tar, hm_str_c(name), &entry, reterr);
        }
    }
    return status == HM_OK ? hm_blob_read_file(archive->fd, entry->off, entry->size,
                                               &archive->limits, sink, reterr)
                           : status;
}

struct hm_blob_source
hm_archive_source(struct hm_archive *archive)
{
    return (struct hm_blob_source){ .ctx = archive, .stream = stream };
}
