/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/sealed.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/process.h"

static const char *const env[] = { "PATH=/usr/bin:/bin", NULL };

static void
hash_file(const char *path, char *ret_hex)
{
    hm_auto_buf struct hm_buf bytes = { 0 };
    unsigned char digest[HM_HASH_MAX_BYTES];
    struct hm_hash hash;

    cr_assert_eq(hm_read_file(AT_FDCWD, path, 64 << 20, &bytes, NULL), HM_OK);
    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, bytes.p, bytes.n);
    (void)hm_hash_final(&hash, digest);
    hm_hex(digest, HM_SHA256_BYTES, ret_hex);
}

static const struct hm_process_result *
run(struct hm_process_set *set, struct hm_sealed *sealed, struct hm_str sha256,
    const char *const *argv)
{
    struct hm_process_spec spec = { .path = "/nowhere",
                                    .program = sealed,
                                    .sha256 = sha256,
                                    .argv = argv,
                                    .env = env,
                                    .cwd = "/",
                                    .timeout_ms = 5000 };

    size_t index = hm_process_add(set, &spec);
    hm_process_run(set);
    return hm_process_result(set, index);
}

Test(sealed, runs_the_copy_that_was_hashed)
{
    struct hm_sealed *sealed = hm_sealed_start("/bin/echo");
    struct hm_process_set *set = hm_process_set_new(0, NULL);
    char hex[HM_HASH_MAX_HEX];

    hash_file("/bin/echo", hex);
    const struct hm_process_result *r =
        run(set, sealed, hm_str_c(hex), (const char *const[]){ "echo", "said", NULL });
    cr_assert_eq(r->end, HM_PROCESS_EXITED);
    cr_assert_str_eq(r->out.p, "said\n");
    cr_assert_str_eq(hm_sealed_wait(sealed).sha256, hex);
    cr_assert(hm_sealed_wait(sealed).is_dynamic);
    hm_process_set_free(set);
    hm_sealed_free(sealed);
}

/* The file is replaced after it was hashed and before it is run: what runs is what was hashed. */
Test(sealed, cannot_be_raced)
{
    hm_auto_buf struct hm_buf dir = { 0 };
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf echo = { 0 };
    hm_auto_buf struct hm_buf other = { 0 };
    struct hm_process_set *set = hm_process_set_new(0, NULL);

    cr_assert_eq(hm_make_temp_dir(&dir, NULL), HM_OK);
    const char *path = hm_arena_printf(&arena, "%s/tool", dir.p).p;
    cr_assert_eq(hm_read_file(AT_FDCWD, "/bin/echo", 64 << 20, &echo, NULL), HM_OK);
    cr_assert_eq(hm_read_file(AT_FDCWD, "/bin/false", 64 << 20, &other, NULL), HM_OK);
    cr_assert_eq(hm_write_file(path, hm_buf_str(&echo), NULL), HM_OK);
    struct hm_sealed *sealed = hm_sealed_start(path);
    (void)hm_sealed_wait(sealed);
    cr_assert_eq(hm_write_file(path, hm_buf_str(&other), NULL), HM_OK);
    const struct hm_process_result *r = run(set, sealed, hm_str_c(hm_sealed_wait(sealed).sha256),
                                            (const char *const[]){ "echo", "hashed", NULL });
    cr_assert_str_eq(r->out.p, "hashed\n");
    hm_process_set_free(set);
    hm_sealed_free(sealed);
    hm_remove_tree(dir.p);
}

Test(sealed, cannot_be_changed)
{
    struct hm_sealed *sealed = hm_sealed_start("/bin/echo");
    int fd = hm_sealed_wait(sealed).fd;

    cr_assert_lt(pwrite(fd, "x", 1, 0), 0);
    cr_assert_eq(errno, EPERM);
    cr_assert_neq(ftruncate(fd, 0), 0);
    hm_sealed_free(sealed);
}

Test(sealed, refuses_another_hash)
{
    struct hm_sealed *sealed = hm_sealed_start("/bin/echo");
    struct hm_process_set *set = hm_process_set_new(0, NULL);
    char hex[HM_HASH_MAX_HEX];

    hash_file("/bin/false", hex);
    const struct hm_process_result *r =
        run(set, sealed, hm_str_c(hex), (const char *const[]){ "echo", "said", NULL });
    cr_assert_eq(r->end, HM_PROCESS_UNVERIFIED);
    cr_assert_eq(r->out.n, 0);
    hm_process_set_free(set);
    hm_sealed_free(sealed);
}

Test(sealed, never_calls_a_script_pinned)
{
    hm_auto_buf struct hm_buf dir = { 0 };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_process_set *set = hm_process_set_new(0, NULL);

    cr_assert_eq(hm_make_temp_dir(&dir, NULL), HM_OK);
    const char *path = hm_arena_printf(&arena, "%s/tool", dir.p).p;
    cr_assert_eq(hm_write_file(path, HM_S("#!/bin/sh\necho said\n"), NULL), HM_OK);
    cr_assert_eq(chmod(path, 0755), 0);
    struct hm_sealed *sealed = hm_sealed_start(path);
    cr_assert_eq(hm_sealed_wait(sealed).state, HM_SEALED_NOT_PINNABLE);
    cr_assert_not(hm_sealed_can(path));
    cr_assert(hm_sealed_can("/bin/sh"));
    const struct hm_process_result *r =
        run(set, sealed, HM_S(""), (const char *const[]){ "tool", NULL });
    cr_assert_eq(r->end, HM_PROCESS_UNVERIFIED);
    hm_process_set_free(set);
    hm_sealed_free(sealed);
    hm_remove_tree(dir.p);
}

Test(sealed, says_why_there_is_no_copy)
{
    static const struct {
        const char *path;
        int error;
    } cases[] = { { "/nowhere/tool", ENOENT }, { "/", EACCES }, { "/dev/zero", EACCES } };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_sealed *sealed = hm_sealed_start(cases[i].path);
        struct hm_process_set *set = hm_process_set_new(0, NULL);
        struct hm_sealed_result made = hm_sealed_wait(sealed);
        cr_expect_eq(made.state, HM_SEALED_FAILED, "%s", cases[i].path);
        cr_expect_eq(made.error, cases[i].error, "%s: %d", cases[i].path, made.error);
        const struct hm_process_result *r =
            run(set, sealed, HM_S(""), (const char *const[]){ "tool", NULL });
        cr_expect_eq(r->end, HM_PROCESS_NOT_STARTED);
        hm_process_set_free(set);
        hm_sealed_free(sealed);
    }
}

Test(sealed, is_given_up_when_nobody_wants_it)
{
    hm_sealed_free(hm_sealed_start("/bin/sh"));
    hm_sealed_free(NULL);
}

Test(sealed, hashes_what_is_no_program)
{
    char path[] = "/tmp/hullmark-hash.XXXXXX";
    hm_auto_fd int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, "facts", 5), 5);
    struct hm_sealed *sealed = hm_sealed_start_hash(path);
    struct hm_sealed_result result = hm_sealed_wait(sealed);
    cr_expect_eq(result.state, HM_SEALED_READY);
    cr_expect_eq(result.fd, -1);
    cr_expect_str_eq(result.sha256,
                     "0694aacb66d62e742a92e8d5f1e82bd9d2a8ca1be88744201fbe63d0f5007502");
    hm_sealed_free(sealed);
    cr_assert_eq(unlink(path), 0);
    sealed = hm_sealed_start_hash(path);
    cr_expect_eq(hm_sealed_wait(sealed).state, HM_SEALED_FAILED);
    hm_sealed_free(sealed);
}
