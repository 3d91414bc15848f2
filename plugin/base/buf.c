/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/buf.h"

#include "plugin/base/crypto.h"

static size_t
limit_of(const struct hm_buf *buf)
{
    return buf->limit == 0 ? HM_BUF_LIMIT : buf->limit;
}

static void
wipe(struct hm_buf *buf)
{
    if (buf->is_secret && buf->p != NULL) {
        hm_wipe(buf->p, buf->cap);
    }
}

/* Gives the memory back, by the way that it came. */
static void
release(struct hm_buf *buf)
{
    wipe(buf);
    if (buf->is_locked) {
        hm_secret_free(buf->p);
    } else {
        free(buf->p);
    }
    buf->p = NULL;
    buf->is_locked = false;
}

void
hm_buf_done(struct hm_buf *buf)
{
    release(buf);
    *buf = (struct hm_buf){ .limit = buf->limit, .is_secret = buf->is_secret };
}

void
hm_buf_clear(struct hm_buf *buf)
{
    wipe(buf);
    buf->n = 0;
    buf->is_cut = false;
    if (buf->p != NULL) {
        buf->p[0] = '\0';
    }
}

void
hm_buf_drain(struct hm_buf *buf, size_t at_least)
{
    if (buf->drain == NULL || buf->n < at_least || buf->n == 0) {
        return;
    }
    bool is_cut = buf->is_cut || !buf->drain(hm_buf_str(buf), buf->drain_ctx);
    hm_buf_clear(buf);
    buf->is_cut = is_cut;
}

/* Room for n more bytes and a NUL; n is already within the limit. */
static void
grow(struct hm_buf *buf, size_t n)
{
    size_t need = buf->n + n + 1;

    if (need <= buf->cap) {
        return;
    }
    size_t cap = buf->cap == 0 ? 256 : buf->cap;
    while (cap < need) {
        cap *= 2;
    }
    /* Never more than the limit, so that what fits into the memory at hand is within it. */
    cap = cap > limit_of(buf) ? limit_of(buf) + 1 : cap;
    /* realloc would leave a secret behind in the block it frees. */
    char *p = buf->is_secret ? hm_secret_alloc(cap) : realloc(buf->p, cap);
    if (p == NULL) {
        hm_out_of_memory();
    }
    if (buf->is_secret) {
        if (buf->p != NULL) {
            memcpy(p, buf->p, buf->n);
        }
        release(buf);
        buf->is_locked = true;
    }
    buf->p = p;
    buf->cap = cap;
}

void
hm_buf_extend(struct hm_buf *buf, struct hm_str s)
{
    size_t room = limit_of(buf) - buf->n;

    if (s.n > room) {
        s.n = room;
        buf->is_cut = true;
    }
    if (s.n == 0) {
        return;
    }
    grow(buf, s.n);
    memcpy(buf->p + buf->n, s.p, s.n);
    buf->n += s.n;
    buf->p[buf->n] = '\0';
}

void
hm_buf_printf(struct hm_buf *buf, const char *fmt, ...)
{
    va_list ap;
    va_list again;

    va_start(ap, fmt);
    va_copy(again, ap);
    int wanted = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (wanted > 0) {
        size_t n = (size_t)wanted;
        if (n > limit_of(buf) - buf->n) {
            buf->is_cut = true;
            n = limit_of(buf) - buf->n;
        }
        grow(buf, n);
        (void)vsnprintf(buf->p + buf->n, n + 1, fmt, again);
        buf->n += n;
    }
    va_end(again);
}

char *
hm_buf_room(struct hm_buf *buf, size_t n, size_t *ret_room)
{
    size_t left = limit_of(buf) - buf->n;

    if (left == 0) {
        return NULL;
    }
    if (n > left) {
        n = left;
    }
    grow(buf, n);
    *ret_room = n;
    return buf->p + buf->n;
}

void
hm_buf_cut(struct hm_buf *buf, size_t n)
{
    if (n < buf->n) {
        buf->n = n;
        buf->p[n] = '\0';
    }
}
