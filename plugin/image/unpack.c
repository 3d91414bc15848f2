/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/unpack.h"

#include <zlib.h>

enum {
    OUT_SIZE = 128 * 1024,
};

struct hm_unpack {
    bool hashes_plain;
    enum hm_packing packing;
    unsigned char head[4]; /* the first bytes, until there are enough to tell */
    size_t n_head;
    uint64_t in;
    uint64_t out;
    struct hm_hash hash;
    z_stream stream;
    bool is_stream_open;
    bool is_between; /* after a gzip member's end, before the next one's first byte */
    enum hm_status status;
    struct hm_err err;
    unsigned char buffer[OUT_SIZE];
};

struct hm_unpack *
hm_unpack_new(bool hashes_plain)
{
    struct hm_unpack *unpack = malloc(sizeof *unpack);

    if (unpack == NULL) {
        hm_out_of_memory();
    }
    unpack->is_stream_open = false;
    unpack->hashes_plain = hashes_plain;
    hm_unpack_restart(unpack);
    return unpack;
}

static void
close_stream(struct hm_unpack *unpack)
{
    if (unpack->is_stream_open) {
        (void)inflateEnd(&unpack->stream);
        unpack->is_stream_open = false;
    }
}

void
hm_unpack_free(struct hm_unpack *unpack)
{
    if (unpack != NULL) {
        close_stream(unpack);
        free(unpack);
    }
}

void
hm_unpack_restart(struct hm_unpack *unpack)
{
    close_stream(unpack);
    unpack->packing = HM_PACKING_UNKNOWN;
    unpack->n_head = 0;
    unpack->in = 0;
    unpack->out = 0;
    unpack->is_between = false;
    unpack->status = HM_OK;
    hm_hash_init(&unpack->hash, HM_HASH_SHA256);
}

static void
fail(struct hm_unpack *unpack, enum hm_status status, const char *why)
{
    unpack->status = hm_err_set(&unpack->err, status, "%s", why);
}

static void
put(struct hm_unpack *unpack, const unsigned char *p, size_t n)
{
    unpack->out += n;
    if (unpack->out > HM_UNPACK_LIMIT ||
        (unpack->out > HM_UNPACK_FREE && unpack->out / HM_UNPACK_RATIO > unpack->in)) {
        fail(unpack, HM_E_LIMIT, "unpacks to more than is read (64 GiB, or 200 times its size)");
        return;
    }
    hm_hash_update(&unpack->hash, p, n);
}

static void
inflate_piece(struct hm_unpack *unpack, struct hm_str piece)
{
    z_stream *stream = &unpack->stream;

    stream->next_in = (unsigned char *)(uintptr_t)piece.p;
    stream->avail_in = (uInt)piece.n;
    while (unpack->status == HM_OK && (stream->avail_in > 0 || stream->avail_out == 0)) {
        if (unpack->is_between) {
            /* The next member (stargz has one for each file). */
            (void)inflateReset(stream);
            unpack->is_between = false;
        }
        stream->next_out = unpack->buffer;
        stream->avail_out = OUT_SIZE;
        int code = inflate(stream, Z_NO_FLUSH);
        put(unpack, unpack->buffer, OUT_SIZE - stream->avail_out);
        if (code == Z_STREAM_END) {
            unpack->is_between = true;
            stream->avail_out = OUT_SIZE;
        } else if (code == Z_BUF_ERROR) {
            break;
        } else if (code != Z_OK) {
            fail(unpack, HM_E_SYNTAX, "is broken gzip");
        }
    }
}

static void
decide(struct hm_unpack *unpack)
{
    static const unsigned char gzip[] = { 0x1f, 0x8b };
    static const unsigned char zstd[] = { 0x28, 0xb5, 0x2f, 0xfd };

    if (unpack->n_head >= sizeof gzip && memcmp(unpack->head, gzip, sizeof gzip) == 0) {
        unpack->packing = HM_PACKING_GZIP;
        memset(&unpack->stream, 0, sizeof unpack->stream);
        if (inflateInit2(&unpack->stream, 15 + 16) != Z_OK) {
            hm_out_of_memory();
        }
        unpack->is_stream_open = true;
    } else if (unpack->n_head == sizeof zstd && memcmp(unpack->head, zstd, sizeof zstd) == 0) {
        unpack->packing = HM_PACKING_ZSTD;
        fail(unpack, HM_E_UNSUPPORTED, "is packed with zstd, which is not unpacked here");
    } else {
        unpack->packing = HM_PACKING_NONE;
    }
}

static void
give(struct hm_unpack *unpack, struct hm_str piece)
{
    if (unpack->packing == HM_PACKING_GZIP) {
        inflate_piece(unpack, piece);
    } else if (unpack->packing == HM_PACKING_NONE && unpack->hashes_plain) {
        put(unpack, (const unsigned char *)piece.p, piece.n);
    }
}

static void
give_head(struct hm_unpack *unpack)
{
    decide(unpack);
    give(unpack, hm_str_make((const char *)unpack->head, unpack->n_head));
}

void
hm_unpack_take(struct hm_unpack *unpack, struct hm_str piece)
{
    unpack->in += piece.n;
    while (unpack->packing == HM_PACKING_UNKNOWN && piece.n > 0) {
        unpack->head[unpack->n_head++] = (unsigned char)piece.p[0];
        piece = hm_str_from(piece, 1);
        if (unpack->n_head == sizeof unpack->head) {
            give_head(unpack);
        }
    }
    if (unpack->status == HM_OK && piece.n > 0) {
        give(unpack, piece);
    }
}

enum hm_packing
hm_unpack_packing(const struct hm_unpack *unpack)
{
    return unpack->packing;
}

enum hm_status
hm_unpack_end(struct hm_unpack *unpack, struct hm_digest *ret_digest, struct hm_err *reterr)
{
    if (unpack->packing == HM_PACKING_UNKNOWN) {
        give_head(unpack);
    }
    if (unpack->status == HM_OK && unpack->packing == HM_PACKING_GZIP && !unpack->is_between) {
        fail(unpack, HM_E_SYNTAX, "is gzip that ends too early");
    }
    if (unpack->status != HM_OK) {
        if (reterr != NULL) {
            *reterr = unpack->err;
        }
        return unpack->status;
    }
    *ret_digest = (struct hm_digest){ .kind = HM_HASH_SHA256 };
    (void)hm_hash_final(&unpack->hash, ret_digest->bytes);
    return HM_OK;
}
