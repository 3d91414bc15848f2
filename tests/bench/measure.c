/* SPDX-License-Identifier: Apache-2.0 */
/* measure COMMAND…: runs it once with its output thrown away and prints a line of what the system
 * says of it: nanoseconds of wall time, microseconds of processor time, KiB at its peak, wait
 * status. A program this small, because a process's peak begins with that of the one it was forked
 * from. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t
now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t
us_of(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static void
start(char **argv)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null >= 0 && dup2(null, 0) == 0 && dup2(null, 1) == 1 && dup2(null, 2) == 2) {
        (void)execvp(argv[0], argv);
    }
    _exit(127);
}

int
main(int argc, char **argv)
{
    struct rusage usage;
    int status;

    if (argc < 2) {
        fprintf(stderr, "usage: measure COMMAND [ARGUMENT...]\n");
        return 2;
    }
    int64_t began = now_ns();
    pid_t pid = vfork();
    if (pid == 0) {
        start(argv + 1);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
        perror("measure");
        return 1;
    }
    int64_t wall = now_ns() - began;
    printf("%lld %lld %ld %d\n", (long long)wall,
           (long long)(us_of(usage.ru_utime) + us_of(usage.ru_stime)), usage.ru_maxrss, status);
    return 0;
}
