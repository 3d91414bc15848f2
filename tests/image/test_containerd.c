/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/containerd.h"

#include <criterion/criterion.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/clock.h"
#include "plugin/base/io.h"
#include "tests/maker.h"

/* Writes down how it was called, and what it knows of its surroundings. */
#define WRITES                                                                                     \
    "#!/bin/sh\n"                                                                                  \
    "for file; do [ \"$before\" != -- ] || break; before=$file; done\n"                            \
    "{ printf '%s\\n' \"$@\"; echo \"secret: $SECRET\"; } > \"$file\"\n"

static struct maker maker;
static struct hm_err err;
static const char *address;
static const char *space;
static const char *folders;
static int socket_fd = -1;

static const char *
env_of(void *ctx, const char *name)
{
    (void)ctx;
    if (strcmp(name, "CONTAINERD_ADDRESS") == 0) {
        return address;
    }
    if (strcmp(name, "CONTAINERD_NAMESPACE") == 0) {
        return space;
    }
    return strcmp(name, "PATH") == 0 ? folders : strcmp(name, "SECRET") == 0 ? "canary" : NULL;
}

static void
begin(void)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };

    maker_init(&maker);
    folders = maker.dir.p;
    address = hm_arena_printf(&maker.arena, "%s/c.sock", maker.dir.p).p;
    memcpy(name.sun_path, address, strlen(address) + 1);
    socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert_eq(bind(socket_fd, (const struct sockaddr *)&name, sizeof name), 0);
}

static void
end(void)
{
    (void)close(socket_fd);
    maker_done(&maker);
}

static enum hm_status
ask(const char *ctr, const char *name, const struct hm_image_options *with, struct hm_buf *got)
{
    struct hm_image_options options = *with;
    const char *path = hm_arena_printf(&maker.arena, "%s/copy", maker.dir.p).p;

    if (ctr != NULL) {
        maker_write(&maker, "ctr", hm_str_c(ctr));
        (void)chmod(hm_arena_printf(&maker.arena, "%s/ctr", maker.dir.p).p, 0755);
    }
    options.env.get = env_of;
    enum hm_status status = hm_containerd_export(hm_str_c(name), &options, path, &err);
    hm_buf_clear(got);
    (void)!hm_read_file(AT_FDCWD, path, 1 << 20, got, NULL);
    return status;
}

Test(containerd, is_asked_by_ctr, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };
    const struct hm_image_options options = { .platform = HM_S("linux/amd64, linux/arm64") };

    cr_assert_eq(ask(WRITES, "app:1", &options, &got), HM_OK, "%s", err.text);
    cr_expect_str_eq(got.p, hm_arena_printf(&maker.arena,
                                            "--address\n%s\n--namespace\ndefault\nimages\nexport\n"
                                            "--platform=linux/amd64\n--platform=linux/arm64\n--\n"
                                            "%s/copy\ndocker.io/library/app:1\nsecret: \n",
                                            address, maker.dir.p)
                                .p);
}

Test(containerd, of_a_namespace_and_all_platforms, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };
    const struct hm_image_options options = { .platform = HM_S("all") };

    space = "k8s.io";
    cr_assert_eq(ask(WRITES, "r.test:5000/acme/app", &options, &got), HM_OK, "%s", err.text);
    cr_expect_not_null(strstr(got.p, "\nk8s.io\nimages\nexport\n--all-platforms\n--\n"));
    cr_expect_not_null(strstr(got.p, "\nr.test:5000/acme/app:latest\n"));
}

Test(containerd, by_a_digest, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };
    const struct hm_image_options options = { 0 };

    cr_assert_eq(ask(WRITES,
                     "app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                     &options, &got),
                 HM_OK, "%s", err.text);
    cr_expect_not_null(strstr(got.p, "\ndocker.io/library/app@sha256:e3b0c4"));
}

Test(containerd, that_refuses, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };
    const struct hm_image_options options = { 0 };

    cr_assert_eq(ask("#!/bin/sh\necho first >&2\necho 'ctr: password=canarycanary' >&2\nexit 1\n",
                     "app:1", &options, &got),
                 HM_E_TOOL);
    cr_expect_not_null(strstr(err.text, "exits with 1: ctr: "), "%s", err.text);
    cr_expect_null(strstr(err.text, "canary"), "%s", err.text);
}

Test(containerd, whose_client_does_not_end, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };
    const struct hm_image_options options = { .deadline = hm_clock_ms() + 300 };

    cr_assert_eq(ask("#!/bin/sh\nsleep 60\n", "app:1", &options, &got), HM_E_TIMEOUT);
}

Test(containerd, without_its_client, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };
    const struct hm_image_options options = { 0 };

    cr_assert_eq(ask(NULL, "app:1", &options, &got), HM_E_NOT_FOUND);
    cr_expect_not_null(strstr(err.text, "ctr"));
}

Test(containerd, that_is_not_there, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };
    const struct hm_image_options options = { 0 };

    address = "/nowhere/c.sock";
    cr_assert_eq(ask(WRITES, "app:1", &options, &got), HM_E_NOT_FOUND);
    cr_expect_eq(got.n, 0u);
}

Test(containerd, of_a_namespace_that_is_none, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };
    const struct hm_image_options options = { 0 };

    space = "--help";
    cr_assert_eq(ask(WRITES, "app:1", &options, &got), HM_E_USAGE);
    cr_expect_eq(got.n, 0u);
}
