/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/tar.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"

enum {
    BLOCK = 512,
    LINKS = 8, /* links that lead to each other */
};

/* Where what stands in a header: offset and length. */
struct field {
    size_t off;
    size_t n;
};

static const struct field f_name = { 0, 100 };
static const struct field f_size = { 124, 12 };
static const struct field f_sum = { 148, 8 };
static const struct field f_link = { 157, 100 };
static const struct field f_prefix = { 345, 155 };

enum {
    AT_TYPE = 156,
    AT_MAGIC = 257,
};

struct reader {
    struct hm_arena *arena;
    struct hm_tar *tar;
    uint64_t size; /* of the file */
    uint64_t at;
    struct hm_err *err;
    size_t n_names; /* bytes of all names so far */
    /* What the next header is overruled by. */
    struct hm_buf name;
    struct hm_buf link;
    bool has_size;
    uint64_t next_size;
};

static enum hm_status
read_at(const struct reader *r, uint64_t off, char *p, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = pread(r->tar->fd, p + done, n - done, (off_t)(off + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return hm_err_set(r->err, HM_E_IO, "cannot be read: %s", strerror(errno));
        }
        if (got == 0) {
            return hm_err_set(r->err, HM_E_SYNTAX, "the archive is cut off in a header");
        }
        done += (size_t)got;
    }
    return HM_OK;
}

/* Up to the first NUL. */
static struct hm_str
text_in(const char *header, struct field f)
{
    struct hm_str s = hm_str_make(header + f.off, f.n);

    return hm_str_sub(s, 0, hm_str_find(s, '\0'));
}

static bool
read_octal(struct hm_str s, uint64_t *ret_value)
{
    uint64_t value = 0;

    while (s.n > 0 && s.p[0] == ' ') {
        s = hm_str_from(s, 1);
    }
    s = hm_str_sub(s, 0, hm_str_find(s, '\0'));
    s = hm_str_sub(s, 0, hm_str_find(s, ' '));
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '7') {
            return false;
        }
        value = value << 3 | (uint64_t)(s.p[i] - '0');
    }
    *ret_value = value;
    return s.n > 0;
}

/* Octal digits, or GNU's binary form with the top bit set. */
static bool
read_size(const char *header, uint64_t *ret_value)
{
    struct hm_str s = hm_str_make(header + f_size.off, f_size.n);
    uint64_t value = 0;

    if ((s.p[0] & 0x80) == 0) {
        return read_octal(s, ret_value);
    }
    if ((unsigned char)s.p[0] != 0x80 || s.p[1] != 0 || s.p[2] != 0 || s.p[3] != 0) {
        return false; /* negative, or over 64 bits */
    }
    for (size_t i = 4; i < s.n; i++) {
        value = value << 8 | (unsigned char)s.p[i];
    }
    *ret_value = value;
    return true;
}

static bool
has_right_sum(const char *header)
{
    uint64_t want = 0;
    uint64_t sum = 0;

    for (size_t i = 0; i < BLOCK; i++) {
        bool is_sum = i >= f_sum.off && i < f_sum.off + f_sum.n;
        sum += is_sum ? ' ' : (unsigned char)header[i];
    }
    return read_octal(hm_str_make(header + f_sum.off, f_sum.n), &want) && want == sum;
}

static bool
is_zero(const char *block)
{
    for (size_t i = 0; i < BLOCK; i++) {
        if (block[i] != 0) {
            return false;
        }
    }
    return true;
}

static struct hm_str
plain_name(struct hm_str name)
{
    while (hm_str_starts(name, "./")) {
        name = hm_str_from(name, 2);
    }
    return name;
}

/* --- the index */

static size_t
slot_of(const struct hm_tar *tar, struct hm_str name)
{
    size_t slot = (size_t)hm_str_slot(name) & (tar->table_size - 1);

    while (tar->table[slot] != 0 && !hm_str_is(tar->entries.p[tar->table[slot] - 1].name, name)) {
        slot = (slot + 1) & (tar->table_size - 1);
    }
    return slot;
}

static void
make_table(struct hm_arena *arena, struct hm_tar *tar)
{
    tar->table_size = 16;
    while (tar->table_size < 2 * tar->entries.n) {
        tar->table_size *= 2;
    }
    tar->table = hm_arena_new(arena, uint32_t, tar->table_size);
    for (size_t i = 0; i < tar->entries.n; i++) {
        size_t slot = slot_of(tar, tar->entries.p[i].name);
        if (tar->table[slot] != 0) {
            tar->entries.p[tar->table[slot] - 1].is_double = true;
        } else {
            tar->table[slot] = (uint32_t)i + 1;
        }
    }
}

bool
hm_tar_has(const struct hm_tar *tar, struct hm_str name)
{
    return tar->table[slot_of(tar, name)] != 0;
}

enum hm_status
hm_tar_find(const struct hm_tar *tar, struct hm_str name, const struct hm_tar_entry **ret_entry,
            struct hm_err *reterr)
{
    for (int i = 0; i < LINKS; i++) {
        uint32_t index = tar->table[slot_of(tar, name)];
        if (index == 0) {
            return hm_err_set(reterr, HM_E_NOT_FOUND, "the archive has no %.*s",
                              HM_FMT(hm_str_sub(name, 0, 200)));
        }
        const struct hm_tar_entry *entry = &tar->entries.p[index - 1];
        if (entry->is_double) {
            return hm_err_set(reterr, HM_E_UNSUPPORTED,
                              "the archive has two entries named %.*s, and tools disagree about "
                              "which one counts",
                              HM_FMT(hm_str_sub(name, 0, 200)));
        }
        if (entry->link.n == 0) {
            *ret_entry = entry;
            return HM_OK;
        }
        name = entry->link;
    }
    return hm_err_set(reterr, HM_E_UNSUPPORTED, "links in the archive lead in a circle");
}

/* --- reading headers */

/* The text of a long name or of pax records, which is this entry's content. */
static enum hm_status
read_meta(struct reader *r, uint64_t size, struct hm_buf *text)
{
    size_t room = 0;

    if (size > HM_TAR_META) {
        return hm_err_set(r->err, HM_E_LIMIT, "a name or record of more than 64 KiB");
    }
    char *p = hm_buf_room(text, (size_t)size, &room);
    enum hm_status status = read_at(r, r->at, p, (size_t)size);
    text->n = status == HM_OK ? (size_t)size : 0;
    return status;
}

static void
replace(struct hm_buf *buf, struct hm_str text)
{
    hm_buf_clear(buf);
    hm_buf_add(buf, text);
}

/* One "LENGTH key=value\n" off the front. */
static bool
next_record(struct hm_str *rest, struct hm_str *ret_key, struct hm_str *ret_value)
{
    uint64_t n = 0;
    size_t blank = hm_str_find(*rest, ' ');

    if (!hm_str_to_u64(hm_str_sub(*rest, 0, blank), rest->n, &n) || n < blank + 3 ||
        rest->p[n - 1] != '\n') {
        return false;
    }
    struct hm_str record = hm_str_sub(*rest, blank + 1, (size_t)n - blank - 2);
    size_t equals = hm_str_find(record, '=');
    *ret_key = hm_str_sub(record, 0, equals);
    *ret_value = hm_str_from(record, equals + 1);
    *rest = hm_str_from(*rest, (size_t)n);
    return equals < record.n;
}

static enum hm_status
read_pax(struct reader *r, struct hm_str rest)
{
    struct hm_str key = { 0 };
    struct hm_str value = { 0 };

    while (rest.n > 0) {
        if (!next_record(&rest, &key, &value)) {
            return hm_err_set(r->err, HM_E_SYNTAX, "a broken pax record in the archive");
        }
        if (hm_str_eq(key, "path")) {
            replace(&r->name, value);
        } else if (hm_str_eq(key, "linkpath")) {
            replace(&r->link, value);
        } else if (hm_str_eq(key, "size")) {
            r->has_size = hm_str_to_u64(value, INT64_MAX, &r->next_size);
            if (!r->has_size) {
                return hm_err_set(r->err, HM_E_SYNTAX, "a broken size in the archive");
            }
        } else if (hm_str_starts(key, "GNU.sparse")) {
            return hm_err_set(r->err, HM_E_UNSUPPORTED, "sparse files in an archive are not read");
        }
    }
    return HM_OK;
}

/* What a symbolic link in `name`'s folder points at; the archive's root is no floor to fall
 * through: a path that leaves it is no entry's name. */
static struct hm_str
resolve_link(struct hm_arena *arena, struct hm_str name, struct hm_str link)
{
    struct hm_str dir = hm_str_dirname(name);

    link = plain_name(link);
    while (hm_str_starts(link, "../")) {
        link = hm_str_from(link, 3);
        if (dir.n == 0) {
            return HM_S("..");
        }
        dir = hm_str_dirname(dir);
    }
    return hm_arena_printf(arena, "%.*s%s%.*s", HM_FMT(dir), dir.n > 0 ? "/" : "", HM_FMT(link));
}

static struct hm_str
full_name(const struct reader *r, const char *header)
{
    struct hm_str name = text_in(header, f_name);
    struct hm_str prefix = text_in(header, f_prefix);
    bool is_ustar = memcmp(header + AT_MAGIC, "ustar", 6) == 0; /* with the NUL; GNU's has none */

    if (r->name.n > 0) {
        return hm_arena_str(r->arena, plain_name(hm_buf_str(&r->name)));
    }
    if (is_ustar && prefix.n > 0) {
        return plain_name(hm_arena_printf(r->arena, "%.*s/%.*s", HM_FMT(prefix), HM_FMT(name)));
    }
    return hm_arena_str(r->arena, plain_name(name));
}

static enum hm_status
add_entry(struct reader *r, const char *header, char type, uint64_t size)
{
    struct hm_str name = full_name(r, header);
    struct hm_str link = r->link.n > 0 ? hm_buf_str(&r->link) : text_in(header, f_link);
    bool is_file = type == '0' || type == '\0' || type == '7';
    bool is_link = type == '1' || type == '2';

    if (type == 'S') {
        return hm_err_set(r->err, HM_E_UNSUPPORTED, "sparse files in an archive are not read");
    }
    if ((!is_file && !is_link) || name.n == 0 || hm_str_ends(name, "/")) {
        return HM_OK;
    }
    if (r->tar->entries.n >= HM_TAR_ENTRIES) {
        return hm_err_set(r->err, HM_E_LIMIT, "an archive of more than %d entries", HM_TAR_ENTRIES);
    }
    struct hm_tar_entry *entry = hm_vec_push(r->arena, &r->tar->entries);
    *entry = (struct hm_tar_entry){ .name = name, .off = r->at, .size = size };
    if (is_link) {
        entry->size = 0;
        entry->link = type == '2' ? resolve_link(r->arena, name, link)
                                  : hm_arena_str(r->arena, plain_name(link));
    }
    return HM_OK;
}

static void
forget_overrides(struct reader *r)
{
    hm_buf_clear(&r->name);
    hm_buf_clear(&r->link);
    r->has_size = false;
}

/* A header has been read, r->at stands behind it. */
static enum hm_status
take_header(struct reader *r, const char *header)
{
    char type = header[AT_TYPE];
    hm_auto_buf struct hm_buf text = { 0 };
    uint64_t size = 0;
    enum hm_status status = HM_OK;

    if (!has_right_sum(header) || !read_size(header, &size)) {
        return hm_err_set(r->err, HM_E_SYNTAX, "not a tar archive, or a broken one");
    }
    bool is_meta = type == 'x' || type == 'g' || type == 'L' || type == 'K';
    if (r->has_size && !is_meta) {
        size = r->next_size;
    }
    /* Links say a size in some archives, but no bytes follow. */
    uint64_t bytes = type >= '1' && type <= '6' ? 0 : size;
    if (bytes > r->size - r->at) {
        return hm_err_set(r->err, HM_E_SYNTAX,
                          "the archive is cut off: an entry should have %ju bytes, but only %ju "
                          "follow",
                          (uintmax_t)bytes, (uintmax_t)(r->size - r->at));
    }
    if (is_meta) {
        status = read_meta(r, bytes, &text);
        if (status == HM_OK && type == 'x') {
            status = read_pax(r, hm_buf_str(&text));
        } else if (type == 'L') {
            replace(&r->name, hm_str_sub(hm_buf_str(&text), 0, strnlen(text.p, text.n)));
        } else if (type == 'K') {
            replace(&r->link, hm_str_sub(hm_buf_str(&text), 0, strnlen(text.p, text.n)));
        }
    } else {
        status = add_entry(r, header, type, size);
        forget_overrides(r);
    }
    uint64_t padded = (bytes + BLOCK - 1) / BLOCK * BLOCK;
    r->at = padded > r->size - r->at ? r->size : r->at + padded;
    return status;
}

static enum hm_status
read_headers(struct reader *r, const struct hm_blob_limits *limits)
{
    char header[BLOCK];
    bool was_zero = false;
    enum hm_status status = HM_OK;

    while (status == HM_OK && r->at < r->size) {
        status = hm_blob_check_time(limits, r->err);
        if (status == HM_OK) {
            status = read_at(r, r->at, header, BLOCK);
        }
        if (status != HM_OK) {
            return status;
        }
        r->at += BLOCK;
        if (is_zero(header)) {
            if (was_zero) {
                return HM_OK;
            }
            was_zero = true;
        } else if (was_zero) {
            return hm_err_set(r->err, HM_E_SYNTAX, "something follows the archive's end mark");
        } else {
            status = take_header(r, header);
        }
    }
    return status;
}

static enum hm_status
check_packing(const struct reader *r)
{
    char head[4] = { 0 };

    if (r->size < BLOCK) {
        return hm_err_set(r->err, HM_E_SYNTAX, "not a tar archive: it is shorter than one header");
    }
    enum hm_status status = read_at(r, 0, head, sizeof head);
    if (status == HM_OK &&
        (memcmp(head, "\x1f\x8b", 2) == 0 || memcmp(head, "\x28\xb5\x2f\xfd", 4) == 0 ||
         memcmp(head, "BZh", 3) == 0 ||
         memcmp(head,
                "\xfd"
                "7zX",
                4) == 0)) {
        return hm_err_set(r->err, HM_E_UNSUPPORTED,
                          "the archive is compressed; unpack it to a .tar first");
    }
    return status;
}

enum hm_status
hm_tar_read(struct hm_arena *arena, int fd, const struct hm_blob_limits *limits,
            struct hm_tar *ret_tar, struct hm_err *reterr)
{
    struct hm_tar tar = { .fd = fd };
    struct reader r = { .arena = arena, .tar = &tar, .err = reterr };
    struct stat st;

    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "not a regular file");
    }
    r.size = (uint64_t)st.st_size;
    enum hm_status status = check_packing(&r);
    if (status == HM_OK) {
        status = read_headers(&r, limits);
    }
    hm_buf_done(&r.name);
    hm_buf_done(&r.link);
    if (status == HM_OK) {
        make_table(arena, &tar);
        *ret_tar = tar;
    }
    return status;
}
