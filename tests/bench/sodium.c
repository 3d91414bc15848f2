/* SPDX-License-Identifier: Apache-2.0 */
/* sodium FILE…: hashes each by libsodium alone, as fast as reading and hashing go: what a blob's
 * verification is held against. */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

static unsigned char piece[256 * 1024];

static int
hash(const char *path)
{
    crypto_hash_sha256_state state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    ssize_t got = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return 1;
    }
    (void)crypto_hash_sha256_init(&state);
    while ((got = read(fd, piece, sizeof piece)) > 0) {
        (void)crypto_hash_sha256_update(&state, piece, (unsigned long long)got);
    }
    (void)crypto_hash_sha256_final(&state, digest);
    (void)close(fd);
    (void)printf("%02x\n", digest[0]);
    return got < 0;
}

int
main(int argc, char **argv)
{
    int failed = sodium_init() < 0;

    for (int i = 1; i < argc && !failed; i++) {
        failed = hash(argv[i]);
    }
    return failed;
}
