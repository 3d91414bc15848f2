/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/maker.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/io.h"

static void
must(bool is_right, const char *what)
{
    if (!is_right) {
        perror(what);
        abort();
    }
}

void
maker_init(struct maker *maker)
{
    *maker = (struct maker){ 0 };
    must(hm_crypto_init(NULL) == HM_OK, "sodium");
    must(hm_make_temp_dir(&maker->dir, NULL) == HM_OK, "temp dir");
    const char *dir = maker->dir.p;
    must(mkdir(hm_arena_printf(&maker->arena, "%s/blobs", dir).p, 0700) == 0, "blobs");
    must(mkdir(hm_arena_printf(&maker->arena, "%s/blobs/sha256", dir).p, 0700) == 0, "sha256");
}

void
maker_done(struct maker *maker)
{
    hm_remove_tree(maker->dir.p);
    hm_buf_done(&maker->dir);
    hm_buf_done(&maker->index);
    hm_arena_done(&maker->arena);
}

void
maker_write(struct maker *maker, const char *path, struct hm_str bytes)
{
    const char *full = hm_arena_printf(&maker->arena, "%s/%s", maker->dir.p, path).p;

    must(hm_write_file(full, bytes, NULL) == HM_OK, full);
}

struct hm_str
maker_digest(struct maker *maker, struct hm_str bytes)
{
    struct hm_hash hash;
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];

    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, bytes.p, bytes.n);
    hm_hex(digest, hm_hash_final(&hash, digest), hex);
    return hm_arena_printf(&maker->arena, "sha256:%s", hex);
}

const char *
maker_path(struct maker *maker, struct hm_str digest)
{
    return hm_arena_printf(&maker->arena, "%s/blobs/sha256/%.*s", maker->dir.p,
                           HM_FMT(hm_str_from(digest, 7)))
        .p;
}

void
maker_overwrite(struct maker *maker, struct hm_str digest, struct hm_str bytes)
{
    must(hm_write_file(maker_path(maker, digest), bytes, NULL) == HM_OK, "blob");
}

struct hm_str
maker_read(struct maker *maker, struct hm_str digest)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    must(hm_read_file(AT_FDCWD, maker_path(maker, digest), 1 << 24, &buf, NULL) == HM_OK, "blob");
    return hm_arena_str(&maker->arena, hm_buf_str(&buf));
}

struct hm_str
maker_blob(struct maker *maker, struct hm_str bytes)
{
    struct hm_str digest = maker_digest(maker, bytes);

    maker_overwrite(maker, digest, bytes);
    return digest;
}

struct hm_str
maker_gzip(struct maker *maker, struct hm_str bytes)
{
    z_stream stream = { 0 };
    size_t room = bytes.n + 1024;
    unsigned char *out = hm_arena_alloc(&maker->arena, room);

    must(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK, "deflate");
    stream.next_in = (unsigned char *)(uintptr_t)bytes.p;
    stream.avail_in = (uInt)bytes.n;
    stream.next_out = out;
    stream.avail_out = (uInt)room;
    must(deflate(&stream, Z_FINISH) == Z_STREAM_END, "deflate");
    (void)deflateEnd(&stream);
    return hm_str_make((char *)out, room - stream.avail_out);
}

struct hm_str
maker_zstd(struct maker *maker, struct hm_str bytes)
{
    size_t room = ZSTD_compressBound(bytes.n);
    char *out = hm_arena_alloc(&maker->arena, room);
    ZSTD_CCtx *zstd = ZSTD_createCCtx();

    must(zstd != NULL && !ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1)),
         "zstd");
    size_t n = ZSTD_compress2(zstd, out, room, bytes.p, bytes.n);
    must(!ZSTD_isError(n), "zstd");
    (void)ZSTD_freeCCtx(zstd);
    return hm_str_make(out, n);
}

struct hm_str
maker_descriptor(struct maker *maker, const char *media_type, struct hm_str digest, size_t size)
{
    return hm_arena_printf(&maker->arena, "{\"mediaType\":\"%s\",\"digest\":\"%.*s\",\"size\":%zu",
                           media_type, HM_FMT(digest), size);
}

struct maker_image
maker_image(struct maker *maker, const char *os, const char *architecture, const char *salt)
{
    struct hm_arena *arena = &maker->arena;
    struct maker_image image = { 0 };
    struct hm_str plain = hm_arena_printf(arena, "a plain layer %s %s", architecture, salt);
    struct hm_str packed = hm_arena_printf(arena, "a packed layer %s %s", architecture, salt);
    struct hm_str gzip = maker_gzip(maker, packed);

    image.layers[0] = maker_blob(maker, plain);
    image.layers[1] = maker_blob(maker, gzip);
    struct hm_str diff = maker_digest(maker, packed);
    struct hm_str config =
        hm_arena_printf(arena,
                        "{\"os\":\"%s\",\"architecture\":\"%s\",\"rootfs\":{\"type\":\"layers\","
                        "\"diff_ids\":[\"%.*s\",\"%.*s\"]}}",
                        os, architecture, HM_FMT(image.layers[0]), HM_FMT(diff));
    image.config = maker_blob(maker, config);
    struct hm_str manifest = hm_arena_printf(
        arena, "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s},\"layers\":[%s},%s}]}",
        MAKER_MANIFEST, maker_descriptor(maker, MAKER_CONFIG, image.config, config.n).p,
        maker_descriptor(maker, MAKER_LAYER, image.layers[0], plain.n).p,
        maker_descriptor(maker, MAKER_LAYER_GZIP, image.layers[1], gzip.n).p);
    image.manifest = maker_blob(maker, manifest);
    image.descriptor = maker_descriptor(maker, MAKER_MANIFEST, image.manifest, manifest.n);
    return image;
}

void
maker_list(struct maker *maker, struct hm_str descriptor, const char *tag)
{
    hm_buf_puts(&maker->index, maker->index.n > 0 ? "," : "");
    hm_buf_add(&maker->index, descriptor);
    if (tag != NULL) {
        hm_buf_printf(&maker->index,
                      ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"%s\"}", tag);
    }
    hm_buf_putc(&maker->index, '}');
}

void
maker_save(struct maker *maker)
{
    struct hm_str index =
        hm_arena_printf(&maker->arena, "{\"schemaVersion\":2,\"manifests\":[%.*s]}",
                        HM_FMT(hm_buf_str(&maker->index)));

    maker_write(maker, "index.json", index);
    maker_write(maker, "oci-layout", HM_S("{\"imageLayoutVersion\":\"1.0.0\"}"));
}

void
maker_tar_add(struct hm_buf *tar, const char *name, char type, const char *link,
              struct hm_str bytes)
{
    static const char zeros[512] = { 0 };
    char header[512] = { 0 };
    unsigned sum = 8 * ' ';

    must(strlen(name) < 100 && strlen(link) < 100, "short names only");
    memcpy(header, name, strlen(name));
    memcpy(header + 100, "0000644", 7);
    (void)snprintf(header + 124, 12, "%011zo", bytes.n);
    header[156] = type;
    memcpy(header + 157, link, strlen(link));
    memcpy(header + 257, "ustar\00000", 8);
    for (size_t i = 0; i < sizeof header; i++) {
        sum += (unsigned char)header[i];
    }
    (void)snprintf(header + 148, 8, "%06o", sum);
    hm_buf_add(tar, hm_str_make(header, sizeof header));
    hm_buf_add(tar, bytes);
    hm_buf_add(tar, hm_str_make(zeros, (512 - bytes.n % 512) % 512));
}

void
maker_tar_end(struct hm_buf *tar)
{
    static const char zeros[1024] = { 0 };

    hm_buf_add(tar, hm_str_make(zeros, sizeof zeros));
}
