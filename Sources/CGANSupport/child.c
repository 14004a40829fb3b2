#define _GNU_SOURCE
#include "CGANSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
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

// The end of a regular file, which is made if it is missing. A link, symbolic or hard, could lead anywhere, and a FIFO would wait for its reader.
static int open_log(const char *path) {
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
    struct stat status = {0};
    if (log < 0) return -1;
    if (fstat(log, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink <= 1) return log;
    int problem = S_ISREG(status.st_mode) ? EMLINK : EINVAL;
    close(log);
    errno = problem;
    return -1;
}

static int start(char *const *arguments, int input, ganzoo_share share, const ganzoo_child_output *output) {
    pid_t parent = getpid(), child = fork();
    if (child == 0) become(arguments, input, output->log, output->errors, share, parent);
    return child < 0 ? -errno : child;
}

int ganzoo_start_child(char *const *arguments, const char *log, ganzoo_share share, ganzoo_child_output *output) {
    *output = (ganzoo_child_output){-1, -1};
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (input < 0) return -errno;
    int result;
    if ((output->log = open_log(log)) < 0 || (output->errors = memfd_create("errors", MFD_CLOEXEC)) < 0)
        result = -errno;
    else
        result = start(arguments, input, share, output);
    close(input);
    if (result < 0) {
        if (output->log >= 0) close(output->log);
        if (output->errors >= 0) close(output->errors);
    }
    return result;
}

void ganzoo_end_with_parent(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}
