/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

/* Every test works in a folder of its own. */
static struct hm_buf home;

static void
enter(void)
{
    cr_assert_eq(hm_make_temp_dir(&home, NULL), HM_OK);
    cr_assert_eq(chdir(home.p), 0);
}

static void
leave(void)
{
    cr_assert_eq(chdir("/"), 0);
    hm_remove_tree(home.p);
    cr_expect_neq(access(home.p, F_OK), 0, "hm_remove_tree left %s", home.p);
    hm_buf_done(&home);
}

TestSuite(io, .init = enter, .fini = leave);

static void
put(const char *path, const char *content)
{
    cr_assert_eq(hm_write_file(path, hm_str_c(content), NULL), HM_OK);
}

static void
expect_content(const char *path, const char *content)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_read_file(AT_FDCWD, path, 1 << 20, &buf, &err), HM_OK, "%s", err.text);
    cr_expect(hm_str_eq(hm_buf_str(&buf), content), "%s: %.*s", path, HM_FMT(hm_buf_str(&buf)));
}

static int
count_entries(void)
{
    hm_auto_dir DIR *dir = opendir(".");
    int n = 0;

    while (readdir(dir) != NULL) {
        n++;
    }
    return n - 2;
}

Test(io, read_appends)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    put("f", "world");
    hm_buf_puts(&buf, "hello ");
    cr_assert_eq(hm_read_file(AT_FDCWD, "f", 5, &buf, NULL), HM_OK);
    cr_expect_str_eq(buf.p, "hello world");
}

Test(io, read_of_an_empty_file)
{
    put("f", "");
    expect_content("f", "");
}

Test(io, read_is_relative_to_a_folder)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    hm_auto_fd int dir = -1;

    cr_assert_eq(mkdir("d", 0755), 0);
    put("d/f", "x");
    dir = open("d", O_RDONLY | O_DIRECTORY);
    cr_assert_eq(hm_read_file(dir, "f", 10, &buf, NULL), HM_OK);
    cr_expect_str_eq(buf.p, "x");
}

Test(io, a_file_over_the_limit_is_refused_and_leaves_no_part)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_err err = { 0 };

    put("f", "123456");
    hm_buf_puts(&buf, "x");
    cr_expect_eq(hm_read_file(AT_FDCWD, "f", 5, &buf, &err), HM_E_LIMIT);
    cr_expect_str_eq(buf.p, "x");
    cr_expect_eq(hm_read_file(AT_FDCWD, "f", 6, &buf, &err), HM_OK);
}

Test(io, a_buffer_of_exactly_the_size_is_enough)
{
    hm_auto_buf struct hm_buf buf = { .limit = 6 };
    struct hm_err err = { 0 };

    put("f", "123456");
    cr_expect_eq(hm_read_file(AT_FDCWD, "f", 100, &buf, &err), HM_OK, "%s", err.text);
    cr_expect_str_eq(buf.p, "123456");
}

Test(io, a_smaller_buffer_is_a_limit)
{
    hm_auto_buf struct hm_buf buf = { .limit = 5 };
    struct hm_err err = { 0 };

    put("f", "123456");
    cr_expect_eq(hm_read_file(AT_FDCWD, "f", 100, &buf, &err), HM_E_LIMIT);
    cr_expect_eq(buf.n, 0);
    cr_expect_str_eq(err.text, "f: more than the 5 bytes that are read");
}

Test(io, what_is_no_regular_file_is_refused_without_waiting)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    cr_assert_eq(mkfifo("pipe", 0600), 0);
    cr_expect_eq(hm_read_file(AT_FDCWD, "pipe", 10, &buf, NULL), HM_E_UNSUPPORTED);
    cr_expect_eq(hm_read_file(AT_FDCWD, ".", 10, &buf, NULL), HM_E_UNSUPPORTED);
    cr_expect_eq(hm_read_file(AT_FDCWD, "/dev/zero", 10, &buf, NULL), HM_E_UNSUPPORTED);
}

Test(io, what_is_not_there_is_not_found)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_err err = { 0 };

    put("f", "x");
    cr_expect_eq(hm_read_file(AT_FDCWD, "none", 10, &buf, &err), HM_E_NOT_FOUND);
    cr_expect_str_eq(err.text, "none: No such file or directory");
    cr_expect_eq(hm_read_file(AT_FDCWD, "f/x", 10, &buf, NULL), HM_E_NOT_FOUND);
}

/* Files of /proc say that they have no bytes, and have some. */
Test(io, a_size_that_lies_does_no_harm)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    cr_expect_eq(hm_read_file(AT_FDCWD, "/proc/self/status", 1 << 20, &buf, NULL), HM_OK);
    cr_expect_gt(buf.n, 100);
    hm_buf_clear(&buf);
    cr_expect_eq(hm_read_file(AT_FDCWD, "/proc/self/status", 10, &buf, NULL), HM_E_LIMIT);
    cr_expect_eq(buf.n, 0);
}

Test(io, read_fd_takes_all_of_a_pipe)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], "abc", 3), 3);
    (void)close(ends[1]);
    cr_expect_eq(hm_read_fd(ends[0], "-", 3, &buf, NULL), HM_OK);
    cr_expect_str_eq(buf.p, "abc");
    (void)close(ends[0]);
}

Test(io, read_fd_has_a_limit)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], "abcd", 4), 4);
    (void)close(ends[1]);
    cr_expect_eq(hm_read_fd(ends[0], "-", 3, &buf, NULL), HM_E_LIMIT);
    cr_expect_eq(buf.n, 0);
    (void)close(ends[0]);
}

Test(io, write_replaces_and_leaves_nothing_beside)
{
    put("f", "a long old content");
    put("f", "new");
    expect_content("f", "new");
    cr_expect_eq(count_entries(), 1);
}

Test(io, a_reader_of_the_old_file_keeps_it)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    hm_auto_fd int fd = -1;

    put("f", "old");
    fd = open("f", O_RDONLY);
    put("f", "new");
    cr_expect_eq(hm_read_fd(fd, "f", 10, &buf, NULL), HM_OK);
    cr_expect_str_eq(buf.p, "old");
}

Test(io, written_files_have_the_usual_permissions)
{
    struct stat st;

    (void)umask(027);
    put("f", "x");
    cr_assert_eq(stat("f", &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0640);
    cr_expect_eq(umask(022), 027);
}

Test(io, a_failed_write_leaves_the_old_file_and_nothing_beside)
{
    struct hm_err err = { 0 };

    cr_assert_eq(mkdir("d", 0755), 0);
    cr_expect_eq(hm_write_file("d", HM_S("x"), &err), HM_E_IO);
    cr_expect_eq(hm_write_file("none/f", HM_S("x"), &err), HM_E_NOT_FOUND);
    cr_expect_str_eq(err.text, "none/f: No such file or directory");
    cr_expect_eq(count_entries(), 1);
}

Test(io, the_longest_name_can_be_written)
{
    char name[256];

    memset(name, 'n', 255);
    name[255] = '\0';
    put(name, "x");
    expect_content(name, "x");
}

Test(io, a_link_stays_and_its_target_is_replaced)
{
    struct stat st;

    cr_assert_eq(mkdir("d", 0755), 0);
    put("d/f", "old");
    cr_assert_eq(symlink("d/f", "link"), 0);
    put("link", "new");
    cr_assert_eq(lstat("link", &st), 0);
    cr_expect(S_ISLNK(st.st_mode));
    expect_content("d/f", "new");
}

Test(io, a_link_to_nothing_is_refused)
{
    cr_assert_eq(symlink("none", "link"), 0);
    cr_expect_eq(hm_write_file("link", HM_S("x"), NULL), HM_E_NOT_FOUND);
}

/* Standard output is often a regular file; /dev/stdout is then a link to it, and must stay one. */
Test(io, dev_stdout_is_written_in_place)
{
    struct stat st;
    int saved = dup(STDOUT_FILENO);
    int fd = open("out", O_RDWR | O_CREAT | O_TRUNC, 0644);

    cr_assert_geq(fd, 0);
    (void)fflush(stdout);
    (void)dup2(fd, STDOUT_FILENO);
    enum hm_status first = hm_write_file("/dev/stdout", HM_S("one "), NULL);
    enum hm_status second = hm_write_file("/dev/fd/1", HM_S("two"), NULL);
    (void)dup2(saved, STDOUT_FILENO);
    cr_expect_eq(first, HM_OK);
    cr_expect_eq(second, HM_OK);
    cr_assert_eq(lstat("/dev/stdout", &st), 0);
    cr_expect(S_ISLNK(st.st_mode));
    expect_content("out", "one two");
    (void)close(fd);
    (void)close(saved);
}

Test(io, a_device_is_written_in_place)
{
    struct stat st;

    cr_expect_eq(hm_write_file("/dev/null", HM_S("x"), NULL), HM_OK);
    cr_assert_eq(stat("/dev/null", &st), 0);
    cr_expect(S_ISCHR(st.st_mode));
}

Test(io, a_full_device_is_an_error)
{
    struct hm_err err = { 0 };

    cr_expect_eq(hm_write_file("/dev/full", HM_S("x"), &err), HM_E_IO);
    cr_expect_str_eq(err.text, "/dev/full: No space left on device");
}

Test(io, a_draft_is_seen_when_it_is_committed)
{
    struct hm_draft draft;

    put("f", "old");
    cr_assert_eq(hm_draft_open("f", &draft, NULL), HM_OK);
    cr_assert_eq(hm_draft_write(&draft, HM_S("new "), NULL), HM_OK);
    cr_assert_eq(hm_draft_write(&draft, HM_S("content"), NULL), HM_OK);
    expect_content("f", "old");
    cr_assert_eq(hm_draft_commit(&draft, NULL), HM_OK);
    hm_draft_done(&draft);
    expect_content("f", "new content");
    cr_expect_eq(count_entries(), 1);
}

Test(io, a_draft_that_is_not_committed_leaves_nothing)
{
    struct hm_draft draft;

    put("f", "old");
    cr_assert_eq(hm_draft_open("f", &draft, NULL), HM_OK);
    cr_assert_eq(hm_draft_write(&draft, HM_S("new"), NULL), HM_OK);
    hm_draft_done(&draft);
    expect_content("f", "old");
    cr_expect_eq(count_entries(), 1);
}

/* More than a pipe holds, through a pipe that another process made non-blocking. */
Test(io, write_fd_waits_for_a_slow_reader)
{
    enum { SIZE = 1 << 20 };
    hm_auto_buf struct hm_buf sent = { 0 };
    int ends[2];

    for (int i = 0; i < SIZE; i++) {
        hm_buf_putc(&sent, (char)i);
    }
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct hm_buf got = { 0 };
        (void)close(ends[1]);
        (void)usleep(20000);
        enum hm_status status = hm_read_fd(ends[0], "pipe", SIZE, &got, NULL);
        _exit(status == HM_OK && hm_str_is(hm_buf_str(&got), hm_buf_str(&sent)) ? 0 : 1);
    }
    (void)close(ends[0]);
    cr_assert_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    cr_expect_eq(hm_write_fd(ends[1], hm_buf_str(&sent), "pipe", NULL), HM_OK);
    (void)close(ends[1]);
    int status = -1;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect_eq(status, 0);
}

Test(io, a_closed_pipe_is_an_error)
{
    int ends[2];

    (void)signal(SIGPIPE, SIG_IGN);
    cr_assert_eq(pipe(ends), 0);
    (void)close(ends[0]);
    cr_expect_eq(hm_write_fd(ends[1], HM_S("x"), "pipe", NULL), HM_E_IO);
    (void)close(ends[1]);
}

Test(io, temporary_folders_are_private_and_apart)
{
    hm_auto_buf struct hm_buf a = { 0 };
    hm_auto_buf struct hm_buf b = { 0 };
    struct stat st;

    cr_assert_eq(setenv("TMPDIR", home.p, 1), 0);
    cr_assert_eq(hm_make_temp_dir(&a, NULL), HM_OK);
    cr_assert_eq(hm_make_temp_dir(&b, NULL), HM_OK);
    cr_expect_str_neq(a.p, b.p);
    cr_expect(hm_str_starts(hm_buf_str(&a), home.p));
    cr_assert_eq(stat(a.p, &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0700);
}

Test(io, a_temporary_folder_that_cannot_be_made)
{
    hm_auto_buf struct hm_buf a = { 0 };

    cr_assert_eq(setenv("TMPDIR", "/nowhere/at/all", 1), 0);
    cr_expect_eq(hm_make_temp_dir(&a, NULL), HM_E_IO);
}

Test(io, remove_tree_takes_everything_and_follows_no_link)
{
    cr_assert_eq(mkdir("keep", 0755), 0);
    put("keep/f", "x");
    cr_assert_eq(mkdir("d", 0755), 0);
    cr_assert_eq(mkdir("d/locked", 0755), 0);
    put("d/locked/f", "x");
    cr_assert_eq(chmod("d/locked", 0555), 0);
    cr_assert_eq(symlink("../keep", "d/link"), 0);
    cr_assert_eq(mkfifo("d/pipe", 0600), 0);
    hm_remove_tree("d");
    cr_expect_neq(access("d", F_OK), 0);
    expect_content("keep/f", "x");
    hm_remove_tree("none");
}

Test(io, remove_tree_of_a_link_takes_the_link)
{
    cr_assert_eq(mkdir("keep", 0755), 0);
    cr_assert_eq(symlink("keep", "link"), 0);
    hm_remove_tree("link");
    cr_expect_neq(access("link", F_OK), 0);
    cr_expect_eq(access("keep", F_OK), 0);
}

Test(io, a_file_below_a_folder_is_read_where_no_link_is_on_the_way)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(mkdir("in", 0700), 0);
    put("in/file", "inside");
    put("file", "outside");
    cr_assert_eq(symlink("file", "in/link"), 0);
    hm_auto_fd int fd = open("in", O_PATH | O_DIRECTORY);
    enum hm_status status = hm_read_file_below(fd, "file", 100, &buf, &err);
    if (status == HM_E_REFUSED) {
        cr_skip("this system has no openat2");
    }
    cr_expect_eq(status, HM_OK);
    cr_expect(hm_str_eq(hm_buf_str(&buf), "inside"));
    cr_expect_eq(hm_read_file_below(fd, "link", 100, &buf, &err), HM_E_REFUSED);
    cr_expect_eq(hm_read_file_below(fd, "../file", 100, &buf, &err), HM_E_REFUSED);
    cr_expect_eq(hm_read_file_below(fd, "none", 100, &buf, &err), HM_E_NOT_FOUND);
    cr_expect_eq(hm_read_file_below(fd, "file", 5, &buf, &err), HM_E_LIMIT);
    cr_expect_eq(buf.n, 6);
}
