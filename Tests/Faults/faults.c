// Preloaded into a program, it kills it with SIGKILL in the middle of its n-th change of the file system, or lets the disk be
// full from there on.
//
// KILL_AT=n   the call, counted from 1; a write gets half of its bytes to the file first
// FULL_AT=n   that write and all after it get half of their bytes to the file, and then there is no space left
// KILL_LOG=p  appends a line for each call to the file p
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static _Atomic int count;

static ssize_t real_write(int file, const void *bytes, size_t size) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = dlsym(RTLD_NEXT, "write");
    return next(file, bytes, size);
}

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

// Whether the disk is full by the newest call.
static int is_full(void) {
    const char *at = getenv("FULL_AT");
    return at && count >= atoi(at);
}

// Whether this is the call to die in.
static int is_last(const char *call, const char *path) {
    int number = ++count;
    const char *log = getenv("KILL_LOG"), *at = getenv("KILL_AT");
    if (log) {
        char line[4096];
        int length = snprintf(line, sizeof line, "%d %s %s\n", number, call, path);
        int file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        real_write(file, line, (size_t)length);
        close(file);
    }
    return at && atoi(at) == number;
}

static const char *path_of(int file) {
    static _Thread_local char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    return path;
}

ssize_t write(int file, const void *bytes, size_t size) {
    struct stat status;
    if (file <= 2 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return real_write(file, bytes, size);
    int dies = is_last("write", path_of(file));
    if (!dies && !is_full()) return real_write(file, bytes, size);
    ssize_t written = size > 1 ? real_write(file, bytes, size / 2) : 0;
    if (dies) die();
    if (written > 0) return written;
    errno = ENOSPC;
    return -1;
}

// Dies before the call.
#define INTERPOSE(result, name, parameters, arguments, path)                     \
    result name parameters {                                                     \
        static result(*next) parameters;                                         \
        if (!next) next = dlsym(RTLD_NEXT, #name);                               \
        if (is_last(#name, path)) die();                                         \
        return next arguments;                                                   \
    }

INTERPOSE(int, fsync, (int file), (file), path_of(file))
INTERPOSE(int, ftruncate, (int file, off_t size), (file, size), path_of(file))
INTERPOSE(int, rename, (const char *from, const char *to), (from, to), to)
INTERPOSE(int, mkdir, (const char *path, mode_t mode), (path, mode), path)
INTERPOSE(int, rmdir, (const char *path), (path), path)
INTERPOSE(int, unlink, (const char *path), (path), path)
