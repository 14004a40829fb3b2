#define _GNU_SOURCE
#include "CGANSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// Standard input, output and errors of a child.
typedef struct { int input, output, errors; } standard_files;

// In the child, between fork and exec: only functions that are safe in a signal handler.
static void become(const char *program, char *const *arguments, standard_files files, int signal, const ganzoo_share *share,
                   pid_t parent) {
    // A process group of its own: Ctrl-C reaches the parent alone, which asks its children to stop, or whose end is theirs.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, signal);
    if (getppid() != parent) _exit(1);
    if (share) ganzoo_take_share(*share);
    if (dup2(files.input, STDIN_FILENO) < 0 || dup2(files.output, STDOUT_FILENO) < 0 || dup2(files.errors, STDERR_FILENO) < 0)
        _exit(1);
    execv(program, arguments);
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
    standard_files files = {input, output->log, output->errors};
    if (child == 0) become("/proc/self/exe", arguments, files, SIGTERM, &share, parent);
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

void ganzoo_close_encoder(ganzoo_encoder *encoder) {
    int *files[] = {&encoder->input, &encoder->output, &encoder->errors};
    for (size_t index = 0; index < sizeof files / sizeof files[0]; index++) {
        if (*files[index] >= 0) close(*files[index]);
        *files[index] = -1;
    }
}

int ganzoo_start_encoder(const char *program, char *const *arguments, ganzoo_encoder *encoder) {
    *encoder = (ganzoo_encoder){-1, -1, -1, -1};
    int ends[2];
    // A pair of sockets and no pipe: writing to a program that has ended is then an error and no signal.
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) return -errno;
    encoder->input = ends[0];
    int result = 0;
    if ((encoder->output = memfd_create("film", MFD_CLOEXEC)) < 0 || (encoder->errors = memfd_create("errors", MFD_CLOEXEC)) < 0)
        result = -errno;
    pid_t parent = getpid();
    if (!result && (encoder->process = fork()) == 0)
        become(program, arguments, (standard_files){ends[1], encoder->output, encoder->errors}, SIGKILL, NULL, parent);
    if (!result && encoder->process < 0) result = -errno;
    close(ends[1]);
    if (result) ganzoo_close_encoder(encoder);
    return result;
}

int ganzoo_feed_encoder(ganzoo_encoder *encoder, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = send(encoder->input, bytes, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return -errno;
        bytes += sent;
        count -= (size_t)sent;
    }
    return 0;
}

int ganzoo_await_encoder(ganzoo_encoder *encoder) {
    close(encoder->input);
    encoder->input = -1;
    int status = 0;
    while (waitpid(encoder->process, &status, 0) < 0)
        if (errno != EINTR) return -errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void ganzoo_end_with_parent(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}
