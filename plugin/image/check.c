/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/check.h"

#include "plugin/base/auto.h"
#include "plugin/base/pool.h"
#include "plugin/image/unpack.h"

enum { ASIDE_SIZE = 4 * 1024 * 1024 /* smaller blobs are not worth a thread */ };

/* A blob and what hashing it told. Written by one worker, read when all are done. */
struct hm_check_blob {
    struct hm_descriptor descriptor;
    struct hm_digest want;
    uint64_t size; /* the largest that any claim says */
    bool wants_diff;
    bool has_aside; /* a thread more is to spare for it */
    enum hm_status status;
    struct hm_err err;
    bool is_right; /* the digest is the wanted one */
    struct hm_digest found;
    uint64_t n;
    enum hm_status diff_status;
    struct hm_err diff_err;
    struct hm_digest diff;
};

struct hm_image_problem *
hm_check_problem(struct hm_check *check, bool is_wrong, struct hm_str what, const char *fmt, ...)
{
    struct hm_image_problem *problem = hm_vec_push(check->arena, &check->result->problems);
    va_list ap;

    va_start(ap, fmt);
    *problem = (struct hm_image_problem){
        .is_wrong = is_wrong,
        .what = what,
        .expected_size = HM_SIZE_UNKNOWN,
        .found_size = HM_SIZE_UNKNOWN,
        .text = hm_arena_vprintf(check->arena, fmt, ap),
    };
    va_end(ap);
    return problem;
}

static struct hm_str
text_of(struct hm_arena *arena, const struct hm_digest *digest)
{
    char text[HM_DIGEST_TEXT];

    hm_digest_format(digest, text);
    return hm_arena_str(arena, hm_str_c(text));
}

/* A digest that cannot be compared: malformed ones are a fault of the image, unknown algorithms a
 * limit of ours. */
static bool
read_digest(struct hm_check *check, struct hm_str what, struct hm_str text,
            struct hm_digest *ret_digest)
{
    struct hm_err err = { 0 };
    enum hm_status status = hm_digest_parse(text, ret_digest, &err);

    if (status == HM_OK) {
        return true;
    }
    hm_check_problem(check, status != HM_E_UNSUPPORTED, what, "%.*s: %s", HM_FMT(what), err.text)
        ->expected = text;
    return false;
}

static void
say_unread(struct hm_check *check, struct hm_str what, const struct hm_descriptor *descriptor,
           enum hm_status status, const struct hm_err *err, bool may_be_absent)
{
    bool is_wrong = (status == HM_E_NOT_FOUND && !may_be_absent) || status == HM_E_MISMATCH;
    struct hm_image_problem *problem =
        status == HM_E_NOT_FOUND
            ? hm_check_problem(check, is_wrong, what, "%.*s is missing%s", HM_FMT(what),
                               is_wrong ? ""
                                        : " here, so it cannot be checked; name what is to be "
                                          "checked with --platform")
            : hm_check_problem(check, is_wrong, what, "%.*s: %s", HM_FMT(what), err->text);

    problem->expected = descriptor->digest;
    problem->expected_size = descriptor->size;
}

/* Says how bytes differ from what was claimed of them; false when they do not. */
static bool
say_difference(struct hm_check *check, struct hm_str what, struct hm_str digest, uint64_t size,
               bool is_right, const struct hm_digest *found, uint64_t n)
{
    struct hm_str computed = text_of(check->arena, found);
    struct hm_image_problem *problem = NULL;

    if (!is_right) {
        problem = hm_check_problem(check, true, what, "%.*s has the digest %.*s, not %.*s",
                                   HM_FMT(what), HM_FMT(computed), HM_FMT(digest));
    } else if (size != HM_SIZE_UNKNOWN && size != n) {
        problem = hm_check_problem(check, true, what, "%.*s has %ju bytes, not %ju", HM_FMT(what),
                                   (uintmax_t)n, (uintmax_t)size);
    } else {
        return false;
    }
    problem->expected = digest;
    problem->computed = computed;
    problem->expected_size = size;
    problem->found_size = n;
    return true;
}

/* --- documents, which are read whole */

static void
gather_restart(void *ctx)
{
    hm_buf_clear(ctx);
}

static enum hm_status
gather_take(void *ctx, struct hm_str piece, struct hm_err *reterr)
{
    struct hm_buf *buf = ctx;

    hm_buf_add(buf, piece);
    return buf->is_cut ? hm_err_set(reterr, HM_E_LIMIT, "larger than the 8 MiB that are read")
                       : HM_OK;
}

static void
count(struct hm_check *check, uint64_t bytes)
{
    check->result->blobs++;
    check->result->bytes += bytes;
}

/* An archive may name a config twice: by OCI's index and by manifest.json. */
static void
count_document(struct hm_check *check, struct hm_str digest, uint64_t bytes)
{
    for (size_t i = 0; i < check->documents.n; i++) {
        if (hm_str_is(check->documents.p[i], digest)) {
            return;
        }
    }
    hm_vec_add(check->arena, &check->documents, digest);
    count(check, bytes);
}

static void
check_data(struct hm_check *check, struct hm_str what, const struct hm_descriptor *descriptor,
           const struct hm_digest *want)
{
    hm_auto_buf struct hm_buf data = { 0 };
    struct hm_digest_check bytes;

    if (!descriptor->has_data) {
        return;
    }
    hm_digest_check_begin(&bytes, want, descriptor->size);
    if (!hm_unbase64_add(&data, descriptor->data) ||
        !hm_digest_check_take(&bytes, hm_buf_str(&data)) || !hm_digest_check_end(&bytes)) {
        hm_check_problem(check, true, what,
                         "%.*s: the copy embedded in its descriptor is not the blob", HM_FMT(what))
            ->expected = descriptor->digest;
    }
}

enum hm_document
hm_check_document(struct hm_check *check, struct hm_str what,
                  const struct hm_descriptor *descriptor, bool may_be_absent,
                  struct hm_buf *ret_bytes, struct hm_str *ret_digest)
{
    const struct hm_blob_sink sink = {
        .ctx = ret_bytes,
        .restart = gather_restart,
        .take = gather_take,
    };
    struct hm_digest_check bytes;
    struct hm_digest want;
    struct hm_err err = { 0 };

    if (!read_digest(check, what, descriptor->digest, &want)) {
        return HM_DOCUMENT_UNREAD;
    }
    check_data(check, what, descriptor, &want);
    enum hm_status status = check->source.stream(check->source.ctx, 0, descriptor, &sink, &err);
    if (status != HM_OK) {
        say_unread(check, what, descriptor, status, &err, may_be_absent);
        return HM_DOCUMENT_UNREAD;
    }
    hm_digest_check_begin(&bytes, &want, HM_SIZE_UNKNOWN);
    bool is_right =
        hm_digest_check_take(&bytes, hm_buf_str(ret_bytes)) && hm_digest_check_end(&bytes);
    bool is_wrong = say_difference(check, what, descriptor->digest, descriptor->size, is_right,
                                   &bytes.found, bytes.n);
    *ret_digest = text_of(check->arena, &bytes.found);
    count_document(check, *ret_digest, bytes.n);
    return is_wrong ? HM_DOCUMENT_WRONG : HM_DOCUMENT_RIGHT;
}

/* --- blobs, which are streamed */

static struct hm_str
key_of(const struct hm_descriptor *descriptor)
{
    return descriptor->entry.n > 0 ? descriptor->entry : descriptor->digest;
}

/* The slot of a key: its blob's, or the free one where it belongs. */
static size_t
slot_of(const struct hm_check *check, struct hm_str key)
{
    size_t slot = (size_t)hm_str_slot(key) & (check->table_size - 1);

    while (check->table[slot] != 0 &&
           !hm_str_is(key_of(&check->blobs.p[check->table[slot] - 1].descriptor), key)) {
        slot = (slot + 1) & (check->table_size - 1);
    }
    return slot;
}

static size_t
find_blob(struct hm_check *check, const struct hm_descriptor *descriptor,
          const struct hm_digest *want)
{
    if (check->table == NULL) {
        check->table_size = 2 * 32768; /* more than HM_CHECK_CLAIMS: it never fills up */
        check->table = hm_arena_new(check->arena, uint32_t, check->table_size);
    }
    size_t slot = slot_of(check, key_of(descriptor));
    if (check->table[slot] == 0) {
        struct hm_check_blob *blob = hm_vec_push(check->arena, &check->blobs);
        blob->descriptor = *descriptor;
        blob->want = *want;
        check->table[slot] = (uint32_t)check->blobs.n;
    }
    return check->table[slot] - 1;
}

/* Empty when it cannot be compared. @p is_all_there_is: nothing else vouches for the layer. */
static struct hm_str
usable_diff_id(struct hm_check *check, struct hm_str what, struct hm_str diff_id,
               bool is_all_there_is)
{
    struct hm_digest digest;
    struct hm_err err = { 0 };

    if (diff_id.n == 0) {
        return diff_id;
    }
    enum hm_status status = hm_digest_parse(diff_id, &digest, &err);
    if (status == HM_OK && digest.kind != HM_HASH_SHA256) {
        status = hm_err_set(&err, HM_E_UNSUPPORTED, "only sha256 is computed for diff ids");
    }
    if (status == HM_OK) {
        return diff_id;
    }
    if (status == HM_E_SYNTAX || is_all_there_is) {
        hm_check_problem(check, status == HM_E_SYNTAX, what, "%.*s: its diff id: %s", HM_FMT(what),
                         err.text)
            ->expected = diff_id;
    } else {
        check->result->diff_ids_open++;
    }
    return (struct hm_str){ 0 };
}

void
hm_check_claim(struct hm_check *check, struct hm_str what, const struct hm_descriptor *descriptor,
               struct hm_str diff_id)
{
    struct hm_digest want = { .kind = HM_HASH_SHA256 };

    if (check->claims.n >= HM_CHECK_CLAIMS) {
        if (!check->is_full) {
            hm_check_problem(check, false, what,
                             "the image has more than %d parts; from %.*s on they are not checked",
                             HM_CHECK_CLAIMS, HM_FMT(what));
        }
        check->is_full = true;
        return;
    }
    if (descriptor->digest.n > 0 || descriptor->entry.n == 0) {
        if (!read_digest(check, what, descriptor->digest, &want)) {
            return;
        }
        check_data(check, what, descriptor, &want);
    }
    diff_id = usable_diff_id(check, what, diff_id, descriptor->entry.n > 0);
    size_t index = find_blob(check, descriptor, &want);
    struct hm_check_blob *blob = &check->blobs.p[index];
    blob->wants_diff = blob->wants_diff || diff_id.n > 0;
    if (blob->size < descriptor->size) {
        blob->size = descriptor->size;
    }
    hm_vec_add(check->arena, &check->claims,
               ((struct hm_check_claim){
                   .what = what,
                   .blob = index,
                   .digest = descriptor->digest,
                   .size = descriptor->size,
                   .diff_id = diff_id,
                   .is_elsewhere = descriptor->has_urls,
               }));
}

struct hashing {
    struct hm_check_blob *blob;
    struct hm_watch *watch;
    struct hm_digest_check check;
    struct hm_unpack *unpack; /* or NULL */
    uint64_t limit;
};

static void
hashing_restart(void *ctx)
{
    struct hashing *h = ctx;

    hm_watch_void(h->watch, h->check.n);
    hm_digest_check_begin(&h->check, &h->blob->want, h->limit);
    if (h->unpack != NULL) {
        hm_unpack_restart(h->unpack);
    }
}

static enum hm_status
hashing_take(void *ctx, struct hm_str piece, struct hm_err *reterr)
{
    struct hashing *h = ctx;

    if (!hm_digest_check_take(&h->check, piece)) {
        return hm_err_set(reterr, HM_E_MISMATCH, "more bytes come than the %ju it should have",
                          (uintmax_t)h->limit);
    }
    if (h->unpack != NULL) {
        hm_unpack_take(h->unpack, piece);
    }
    hm_watch_bytes(h->watch, piece.n);
    return HM_OK;
}

static void
hash_blob(uint32_t worker, uint32_t item, void *ctx)
{
    struct hm_check *check = ctx;
    struct hm_check_blob *blob = &check->blobs.p[item];
    struct hm_aside *aside = blob->has_aside ? hm_aside_new() : NULL;
    struct hashing h = {
        .blob = blob,
        .watch = &check->watch,
        .unpack = blob->wants_diff ? hm_unpack_new(blob->want.kind != HM_HASH_SHA256, aside) : NULL,
        .limit = check->source.is_remote ? blob->size : HM_SIZE_UNKNOWN,
    };
    const struct hm_blob_sink sink = {
        .ctx = &h,
        .restart = hashing_restart,
        .take = hashing_take,
    };

    hashing_restart(&h);
    blob->status =
        check->source.stream(check->source.ctx, worker, &blob->descriptor, &sink, &blob->err);
    if (blob->status == HM_OK) {
        blob->is_right = hm_digest_check_end(&h.check);
        blob->is_right =
            hm_equal_const(h.check.found.bytes, blob->want.bytes, hm_hash_size(blob->want.kind));
        blob->found = h.check.found;
        blob->n = h.check.n;
        if (h.unpack != NULL) {
            blob->diff_status = hm_unpack_end(h.unpack, &blob->diff, &blob->diff_err);
            if (hm_unpack_packing(h.unpack) == HM_PACKING_NONE &&
                blob->want.kind == HM_HASH_SHA256) {
                blob->diff = blob->found; /* what is not packed is not hashed twice */
            }
        }
    }
    hm_unpack_free(h.unpack);
    hm_aside_free(aside);
    hm_watch_blob(&check->watch);
}

static void
judge_diff(struct hm_check *check, const struct hm_check_claim *claim,
           const struct hm_check_blob *blob)
{
    if (claim->diff_id.n == 0) {
        return;
    }
    if (blob->diff_status == HM_OK) {
        struct hm_str found = text_of(check->arena, &blob->diff);
        if (hm_str_is(found, claim->diff_id)) {
            check->result->diff_ids++;
            return;
        }
        struct hm_image_problem *problem = hm_check_problem(
            check, true, claim->what, "%.*s unpacks to %.*s, not to the %.*s of the config",
            HM_FMT(claim->what), HM_FMT(found), HM_FMT(claim->diff_id));
        problem->expected = claim->diff_id;
        problem->computed = found;
        return;
    }
    /* In a `docker save` archive the diff id is all there is to hold a layer against. */
    if (blob->diff_status == HM_E_SYNTAX || claim->digest.n == 0) {
        hm_check_problem(check, blob->diff_status == HM_E_SYNTAX, claim->what, "%.*s %s",
                         HM_FMT(claim->what), blob->diff_err.text)
            ->expected = claim->diff_id;
    } else {
        check->result->diff_ids_open++;
    }
}

static void
judge(struct hm_check *check, const struct hm_check_claim *claim)
{
    const struct hm_check_blob *blob = &check->blobs.p[claim->blob];
    struct hm_descriptor descriptor = { .digest = claim->digest, .size = claim->size };

    if (blob->status != HM_OK) {
        say_unread(check, claim->what, &descriptor, blob->status, &blob->err, claim->is_elsewhere);
        return;
    }
    if (claim->digest.n == 0 || !say_difference(check, claim->what, claim->digest, claim->size,
                                                blob->is_right, &blob->found, blob->n)) {
        judge_diff(check, claim, blob);
    }
}

/* Threads that have no blob of their own hash what comes out of the largest ones. */
static void
spread_spare(struct hm_check *check, uint32_t n_spare)
{
    for (; n_spare > 0; n_spare--) {
        struct hm_check_blob *largest = NULL;
        for (size_t i = 0; i < check->blobs.n; i++) {
            struct hm_check_blob *blob = &check->blobs.p[i];
            if (blob->wants_diff && !blob->has_aside && blob->size >= ASIDE_SIZE &&
                (largest == NULL || largest->size < blob->size)) {
                largest = blob;
            }
        }
        if (largest == NULL) {
            return;
        }
        largest->has_aside = true;
    }
}

void
hm_check_run(struct hm_check *check)
{
    uint32_t n = (uint32_t)check->blobs.n;
    uint32_t workers = hm_pool_workers(check->options->workers, n);

    if (check->source.max_workers != 0 && workers > check->source.max_workers) {
        workers = check->source.max_workers;
    }
    check->watch = (struct hm_watch){ .tell = check->options->watch,
                                      .ctx = check->options->watch_ctx,
                                      .n_blobs = n };
    for (size_t i = 0; i < check->blobs.n; i++) {
        uint64_t size = check->blobs.p[i].size;
        check->watch.size += size == HM_SIZE_UNKNOWN ? 0 : size;
    }
    spread_spare(check, hm_pool_workers(check->options->workers, HM_POOL_LIMIT) - workers);
    hm_watch_begin(&check->watch);
    hm_pool_run(workers, n, hash_blob, check);
    hm_watch_end(&check->watch);
    for (size_t i = 0; i < check->blobs.n; i++) {
        if (check->blobs.p[i].status == HM_OK) {
            count(check, check->blobs.p[i].n);
        }
    }
    for (size_t i = 0; i < check->claims.n; i++) {
        judge(check, &check->claims.p[i]);
    }
}
