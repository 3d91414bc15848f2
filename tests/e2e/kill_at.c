/* SPDX-License-Identifier: Apache-2.0 */
/* usage: kill_at N PROGRAM ARGUMENT...
 *
 * Runs a program and kills it, with all its threads, before its Nth system call; 0 lets it run to
 * its end. Prints how many calls there were and ends as the program did (137 when it was killed).
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static int
ended(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The signal to hand on when a thread that has stopped goes on; counts the calls it begins. */
static int
passes(int status, pid_t thread, unsigned char *is_inside, long *calls)
{
    int number = WSTOPSIG(status);

    if (number == (SIGTRAP | 0x80)) {
        unsigned at = (unsigned)thread % 65536U;
        is_inside[at] = !is_inside[at];
        *calls += is_inside[at];
        return 0;
    }
    return number == SIGTRAP || number == SIGSTOP ? 0 : number;
}

int
main(int argc, char **argv)
{
    static unsigned char is_inside[65536];
    long wanted = argc > 2 ? strtol(argv[1], NULL, 10) : -1;
    long calls = 0;
    int status = 0;

    if (wanted < 0) {
        fputs("usage: kill_at N PROGRAM ARGUMENT...\n", stderr);
        return 2;
    }
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, __WALL) != child) {
        return 2;
    }
    ptrace(PTRACE_SETOPTIONS, child, NULL,
           (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL));
    ptrace(PTRACE_SYSCALL, child, NULL, NULL);
    for (;;) {
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0 && errno == EINTR) {
            continue;
        }
        if (thread == child && (WIFEXITED(status) || WIFSIGNALED(status))) {
            break;
        }
        if (thread < 0) {
            return 2;
        }
        if (!WIFSTOPPED(status)) {
            continue;
        }
        int number = passes(status, thread, is_inside, &calls);
        if (wanted > 0 && calls >= wanted) {
            kill(child, SIGKILL);
        }
        ptrace(PTRACE_SYSCALL, thread, NULL, (void *)(long)number);
    }
    printf("%ld\n", calls);
    return ended(status);
}
