#define _GNU_SOURCE
#include "CGANSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

// In the child, between fork and exec: only functions that are safe in a signal handler.
static void become(char *const *arguments, int input, int output, int errors, ganzoo_share share, pid_t parent) {
    // A process group of its own: Ctrl-C reaches the parent alone, which asks its children to stop.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(1);
    ganzoo_take_share(share);
    if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0) _exit(1);
    execv("/proc/self/exe", arguments);
    _exit(127);
}

int ganzoo_start_child(char *const *arguments, const char *log, ganzoo_share share, int *errors) {
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    int problem = errno;
    *errors = memfd_create("errors", MFD_CLOEXEC);
    pid_t parent = getpid(), child = -1;
    if (input >= 0 && output >= 0 && *errors >= 0) {
        child = fork();
        problem = errno;
        if (child == 0) become(arguments, input, output, *errors, share, parent);
    }
    if (input >= 0) close(input);
    if (output >= 0) close(output);
    if (child < 0 && *errors >= 0) close(*errors);
    return child < 0 ? -problem : child;
}

void ganzoo_end_with_parent(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}
