/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/unpack.h"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    OUT_SIZE = HM_ASIDE_SIZE,
    WINDOW_LOG = 27, /* zstd's own default: a frame may ask for 128 MiB of memory, not more */
};

struct hm_unpack {
    bool hashes_plain;
    enum hm_packing packing;
    unsigned char head[4]; /* the first bytes, until there are enough to tell */
    size_t n_head;
    uint64_t in;
    uint64_t out;
    struct hm_aside *aside; /* or NULL */
    struct hm_hash hash;    /* without it */
    z_stream stream;
    bool is_stream_open;
    ZSTD_DCtx *zstd; /* made when the first layer needs it */
    bool is_between; /* after a member's or frame's end, before the next one's first byte */
    enum hm_status status;
    struct hm_err err;
    unsigned char buffer[OUT_SIZE];
};

struct hm_unpack *
hm_unpack_new(bool hashes_plain, struct hm_aside *aside)
{
    struct hm_unpack *unpack = malloc(sizeof *unpack);

    if (unpack == NULL) {
        hm_out_of_memory();
    }
    unpack->is_stream_open = false;
    unpack->zstd = NULL;
    unpack->hashes_plain = hashes_plain;
    unpack->aside = aside;
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
        (void)ZSTD_freeDCtx(unpack->zstd);
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
    if (unpack->aside != NULL) {
        unsigned char void_bytes[HM_HASH_MAX_BYTES];
        hm_aside_end(unpack->aside, void_bytes);
    }
}

static void
fail(struct hm_unpack *unpack, enum hm_status status, const char *why)
{
    unpack->status = hm_err_set(&unpack->err, status, "%s", why);
}

/* OUT_SIZE bytes for what comes out, which `put` takes. */
static unsigned char *
room(struct hm_unpack *unpack)
{
    return unpack->aside == NULL ? unpack->buffer : hm_aside_room(unpack->aside);
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
    if (unpack->aside == NULL) {
        hm_hash_update(&unpack->hash, p, n);
    } else if (n > 0) {
        hm_aside_put(unpack->aside, n);
    }
}

/* What is not packed comes from elsewhere. */
static void
put_plain(struct hm_unpack *unpack, struct hm_str piece)
{
    while (piece.n > 0 && unpack->status == HM_OK) {
        size_t n = piece.n < OUT_SIZE ? piece.n : OUT_SIZE;
        unsigned char *to = room(unpack);
        memcpy(to, piece.p, n);
        put(unpack, to, n);
        piece = hm_str_from(piece, n);
    }
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
        unsigned char *to = room(unpack);
        stream->next_out = to;
        stream->avail_out = OUT_SIZE;
        int code = inflate(stream, Z_NO_FLUSH);
        put(unpack, to, OUT_SIZE - stream->avail_out);
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
unzstd_piece(struct hm_unpack *unpack, struct hm_str piece)
{
    ZSTD_inBuffer in = { .src = piece.p, .size = piece.n };
    bool is_full = false; /* more may come out without more going in */

    while (unpack->status == HM_OK && (in.pos < in.size || is_full)) {
        unsigned char *to = room(unpack);
        ZSTD_outBuffer out = { .dst = to, .size = OUT_SIZE };
        size_t code = ZSTD_decompressStream(unpack->zstd, &out, &in);
        put(unpack, to, out.pos);
        if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge) {
            fail(unpack, HM_E_LIMIT, "is zstd that takes more than 128 MiB of memory to unpack");
        } else if (ZSTD_isError(code)) {
            fail(unpack, HM_E_SYNTAX, "is broken zstd");
        }
        unpack->is_between = code == 0;
        is_full = code != 0 && out.pos == out.size;
    }
}

static void
open_zstd(struct hm_unpack *unpack)
{
    unpack->packing = HM_PACKING_ZSTD;
    if (unpack->zstd == NULL) {
        unpack->zstd = ZSTD_createDCtx();
    }
    if (unpack->zstd == NULL ||
        ZSTD_isError(ZSTD_DCtx_reset(unpack->zstd, ZSTD_reset_session_only)) ||
        ZSTD_isError(ZSTD_DCtx_setParameter(unpack->zstd, ZSTD_d_windowLogMax, WINDOW_LOG))) {
        hm_out_of_memory();
    }
}

/* A frame, or one that unpackers skip: zstd:chunked layers may start with it. */
static bool
is_zstd(const unsigned char head[4])
{
    static const unsigned char frame[] = { 0x28, 0xb5, 0x2f, 0xfd };
    static const unsigned char skipped[] = { 0x2a, 0x4d, 0x18 };

    return memcmp(head, frame, sizeof frame) == 0 ||
           ((head[0] & 0xf0) == 0x50 && memcmp(head + 1, skipped, sizeof skipped) == 0);
}

static void
decide(struct hm_unpack *unpack)
{
    static const unsigned char gzip[] = { 0x1f, 0x8b };

    if (unpack->n_head >= sizeof gzip && memcmp(unpack->head, gzip, sizeof gzip) == 0) {
        unpack->packing = HM_PACKING_GZIP;
        memset(&unpack->stream, 0, sizeof unpack->stream);
        if (inflateInit2(&unpack->stream, 15 + 16) != Z_OK) {
            hm_out_of_memory();
        }
        unpack->is_stream_open = true;
    } else if (unpack->n_head == sizeof unpack->head && is_zstd(unpack->head)) {
        open_zstd(unpack);
    } else {
        unpack->packing = HM_PACKING_NONE;
    }
}

static void
give(struct hm_unpack *unpack, struct hm_str piece)
{
    if (unpack->packing == HM_PACKING_GZIP) {
        inflate_piece(unpack, piece);
    } else if (unpack->packing == HM_PACKING_ZSTD) {
        unzstd_piece(unpack, piece);
    } else if (unpack->packing == HM_PACKING_NONE && unpack->hashes_plain) {
        put_plain(unpack, piece);
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
    if (unpack->status == HM_OK && unpack->packing > HM_PACKING_NONE && !unpack->is_between) {
        fail(unpack, HM_E_SYNTAX,
             unpack->packing == HM_PACKING_GZIP ? "is gzip that ends too early"
                                                : "is zstd that ends too early");
    }
    if (unpack->status != HM_OK) {
        if (reterr != NULL) {
            *reterr = unpack->err;
        }
        return unpack->status;
    }
    *ret_digest = (struct hm_digest){ .kind = HM_HASH_SHA256 };
    if (unpack->aside == NULL) {
        (void)hm_hash_final(&unpack->hash, ret_digest->bytes);
    } else {
        hm_aside_end(unpack->aside, ret_digest->bytes);
    }
    return HM_OK;
}
