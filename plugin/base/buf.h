/* SPDX-License-Identifier: Apache-2.0 */
/* A byte buffer that grows up to a ceiling and remembers that it was hit. */
#ifndef HM_BASE_BUF_H
#define HM_BASE_BUF_H

#include "plugin/base/err.h"
#include "plugin/base/str.h"

/** Takes what a buffer holds further on; false: it cannot, and nothing more need come. */
typedef bool hm_buf_drain_fn(struct hm_str content, void *ctx);

/** Owns its bytes. `{ .limit = N }` is ready for use; limit 0 means HM_BUF_LIMIT. `p` is
 * NUL-terminated when not NULL. */
struct hm_buf {
    char *p;
    size_t n;
    size_t cap;
    size_t limit;   /**< set before anything is appended */
    bool is_cut;    /**< something did not fit; sticky until hm_buf_clear */
    bool is_secret; /**< holds a token or password: its memory is locked (hm_secret_alloc), and
                       wiped before it is given back */
    bool is_locked; /**< buf.c's own: `p` is of hm_secret_alloc */
    hm_buf_drain_fn *drain; /**< where the content goes; NULL: it stays */
    void *drain_ctx;
};

/** 1 GiB: what no report and no document this program reads whole may exceed. */
#define HM_BUF_LIMIT ((size_t)1 << 30)

/** A size worth handing on by itself. */
#define HM_BUF_PIECE ((size_t)256 * 1024)

void hm_buf_done(struct hm_buf *buf);

/** Empties it and keeps the memory (wiped when it is_secret). */
void hm_buf_clear(struct hm_buf *buf);

/** Hands the content to the buffer's drain, if it has one, and empties the buffer, once there are
 * @p at_least bytes. A failure is remembered as is_cut. For places where a writer looks back at
 * nothing that it has written. */
void hm_buf_drain(struct hm_buf *buf, size_t at_least);

/** hm_buf_add where the memory at hand may not do. */
void hm_buf_extend(struct hm_buf *buf, struct hm_str s);

/** Appends; past the limit the bytes that still fit are kept and is_cut is set. @p s must not lie
 * in @p buf itself. */
static inline void
hm_buf_add(struct hm_buf *buf, struct hm_str s)
{
    if (s.n == 0 || s.n >= buf->cap - buf->n) {
        hm_buf_extend(buf, s);
        return;
    }
    memcpy(buf->p + buf->n, s.p, s.n);
    buf->n += s.n;
    buf->p[buf->n] = '\0';
}

static inline void
hm_buf_puts(struct hm_buf *buf, const char *c)
{
    hm_buf_add(buf, hm_str_c(c));
}

static inline void
hm_buf_putc(struct hm_buf *buf, char c)
{
    hm_buf_add(buf, hm_str_make(&c, 1));
}

void hm_buf_printf(struct hm_buf *buf, const char *fmt, ...) HM_PRINTF(2, 3);

/** Writable bytes after the content, for read(2): @p n, or as many as the limit leaves, said in
 * @p ret_room; NULL when that is none. */
char *hm_buf_room(struct hm_buf *buf, size_t n, size_t *ret_room);

/** Forgets what lies past the first @p n bytes. */
void hm_buf_cut(struct hm_buf *buf, size_t n);

static inline struct hm_str
hm_buf_str(const struct hm_buf *buf)
{
    return hm_str_make(buf->p, buf->n);
}

#endif
