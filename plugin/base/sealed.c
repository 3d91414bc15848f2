/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/sealed.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

enum {
    PIECE = 1 << 20,
    MOST_HEADERS = 128, /* program headers of an ELF file that are looked at */
};

struct hm_sealed {
    char *path;
    bool is_only_hashed;
    pthread_t thread;
    bool has_thread;
    bool is_joined;
    atomic_bool is_unwanted;
    atomic_bool is_done;
    struct hm_sealed_result result;
};

static bool
is_elf(const unsigned char *p, size_t n)
{
    return n >= EI_NIDENT && memcmp(p, ELFMAG, SELFMAG) == 0;
}

/* Whether the program names a loader, which then loads libraries. Read from the copy. */
static bool
is_dynamic(int fd)
{
    Elf64_Ehdr head;
    Elf64_Phdr part;

    if (pread(fd, &head, sizeof head, 0) != (ssize_t)sizeof head ||
        head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_phentsize != sizeof part) {
        return true; /* not known: the weaker claim */
    }
    for (unsigned i = 0; i < head.e_phnum && i < MOST_HEADERS; i++) {
        uint64_t at = head.e_phoff + (uint64_t)i * sizeof part;
        if (at > HM_SEALED_LIMIT || pread(fd, &part, sizeof part, (off_t)at) != sizeof part) {
            return true;
        }
        if (part.p_type == PT_INTERP) {
            return true;
        }
    }
    return head.e_phnum > MOST_HEADERS;
}

static int
make_memory(void)
{
    int fd = memfd_create("program", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);

    if (fd < 0 && errno == EINVAL) { /* before Linux 6.3 they all were executable */
        fd = memfd_create("program", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    }
    if (fd < 0 || fd > 2) {
        return fd;
    }
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    (void)close(fd);
    return moved;
}

static int
write_all(int fd, const unsigned char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno != EINTR) {
            return errno;
        }
        p += done < 0 ? 0 : done;
        n -= done < 0 ? 0 : (size_t)done;
    }
    return 0;
}

/* Returns an errno, or 0. */
static int
copy(struct hm_sealed *sealed, int from, int to, struct hm_hash *hash, enum hm_sealed_state *state)
{
    hm_auto_free unsigned char *piece = malloc(PIECE);
    uint64_t limit = sealed->is_only_hashed ? HM_SEALED_HASH_LIMIT : HM_SEALED_LIMIT;
    uint64_t total = 0;

    if (piece == NULL) {
        hm_out_of_memory();
    }
    while (!atomic_load(&sealed->is_unwanted)) {
        ssize_t got = read(from, piece, PIECE);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return errno;
        }
        if (!sealed->is_only_hashed && total == 0 && !is_elf(piece, (size_t)got)) {
            *state = HM_SEALED_NOT_PINNABLE;
            return 0;
        }
        if (got == 0) {
            *state = HM_SEALED_READY;
            return 0;
        }
        total += (uint64_t)got;
        if (total > limit) {
            return EFBIG;
        }
        hm_hash_update(hash, piece, (size_t)got);
        int error = sealed->is_only_hashed ? 0 : write_all(to, piece, (size_t)got);
        if (error != 0) {
            return error;
        }
    }
    return ECANCELED;
}

/* Returns an errno, or 0. */
static int
seal(struct hm_sealed *sealed, struct hm_sealed_result *result)
{
    unsigned char digest[HM_HASH_MAX_BYTES];
    struct hm_hash hash;
    struct stat st;
    hm_auto_fd int from = open(sealed->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (from < 0 || fstat(from, &st) < 0) {
        return errno;
    }
    if (!S_ISREG(st.st_mode)) {
        return EACCES;
    }
    hm_hash_init(&hash, HM_HASH_SHA256);
    if (sealed->is_only_hashed) {
        int failed = copy(sealed, from, -1, &hash, &result->state);
        (void)hm_hash_final(&hash, digest);
        hm_hex(digest, HM_SHA256_BYTES, result->sha256);
        return failed;
    }
    int to = make_memory();
    if (to < 0) {
        return errno;
    }
    int error = copy(sealed, from, to, &hash, &result->state);
    if (error == 0 && result->state == HM_SEALED_READY &&
        fcntl(to, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0) {
        error = errno;
    }
    if (error != 0 || result->state != HM_SEALED_READY) {
        (void)close(to);
        return error;
    }
    (void)hm_hash_final(&hash, digest);
    hm_hex(digest, HM_SHA256_BYTES, result->sha256);
    result->is_dynamic = is_dynamic(to);
    result->fd = to;
    return 0;
}

static void *
work(void *ctx)
{
    struct hm_sealed *sealed = ctx;
    struct hm_sealed_result result = { .fd = -1 };

    result.error = seal(sealed, &result);
    if (result.error != 0) {
        result.state = HM_SEALED_FAILED;
    }
    sealed->result = result;
    atomic_store(&sealed->is_done, true);
    return NULL;
}

static struct hm_sealed *
start(const char *path, bool is_only_hashed)
{
    struct hm_sealed *sealed = calloc(1, sizeof *sealed);
    sigset_t all;
    sigset_t old;

    if (sealed == NULL || (sealed->path = strdup(path)) == NULL) {
        hm_out_of_memory();
    }
    sealed->is_only_hashed = is_only_hashed;
    sealed->result.fd = -1;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old); /* signals are the caller's */
    sealed->has_thread = pthread_create(&sealed->thread, NULL, work, sealed) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (!sealed->has_thread) {
        (void)work(sealed);
    }
    return sealed;
}

struct hm_sealed *
hm_sealed_start(const char *path)
{
    return start(path, false);
}

struct hm_sealed *
hm_sealed_start_hash(const char *path)
{
    return start(path, true);
}

struct hm_sealed_result
hm_sealed_look(struct hm_sealed *sealed)
{
    return atomic_load(&sealed->is_done) ? sealed->result : (struct hm_sealed_result){ .fd = -1 };
}

struct hm_sealed_result
hm_sealed_wait(struct hm_sealed *sealed)
{
    if (sealed->has_thread && !sealed->is_joined) {
        (void)pthread_join(sealed->thread, NULL);
        sealed->is_joined = true;
    }
    return sealed->result;
}

void
hm_sealed_free(struct hm_sealed *sealed)
{
    if (sealed == NULL) {
        return;
    }
    atomic_store(&sealed->is_unwanted, true);
    int fd = hm_sealed_wait(sealed).fd;
    if (fd >= 0) {
        (void)close(fd);
    }
    free(sealed->path);
    free(sealed);
}

bool
hm_sealed_can(const char *path)
{
    unsigned char start[EI_NIDENT];
    hm_auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    return fd >= 0 && read(fd, start, sizeof start) == (ssize_t)sizeof start &&
           is_elf(start, sizeof start);
}
