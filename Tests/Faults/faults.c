// Preloaded into a program, it kills it with SIGKILL in the middle of its n-th change of the file system, or lets the disk be
// full or fail from there on. It can also stop the clock.
//
// KILL_AT=n      the call, counted from 1; a write gets half of its bytes to the file first
// FULL_AT=n      that write and all after it get half of their bytes to the file, and then there is no space left
// FAIL_AT=n      that call and all after it fail, with the errno FAIL_CODE
// CREATE_FAIL_AT=n  the n-th file or folder that is made, and all after it, fail with ENOSPC: no inode is left
// STOPPED_CLOCK  every clock stands still from the first time it is read
// KILL_LOG=p     appends a line for each call to the file p
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
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

// The errno of the newest call and all after it; 0 if they succeed.
static int failure(void) {
    const char *at = getenv("FAIL_AT");
    return at && count >= atoi(at) ? atoi(getenv("FAIL_CODE")) : 0;
}

// Whether no inode is left for a new file or folder.
static int lacks_inode(void) {
    static _Atomic int created;
    const char *at = getenv("CREATE_FAIL_AT");
    return at && ++created >= atoi(at);
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
    const char *path = path_of(file);
    // A file in memory is no change of the file system.
    if (strncmp(path, "/memfd:", 7) == 0) return real_write(file, bytes, size);
    int dies = is_last("write", path), code = failure();
    if (code) {
        errno = code;
        return -1;
    }
    if (!dies && !is_full()) return real_write(file, bytes, size);
    ssize_t written = size > 1 ? real_write(file, bytes, size / 2) : 0;
    if (dies) die();
    if (written > 0) return written;
    errno = ENOSPC;
    return -1;
}

// Dies or fails before the call.
#define INTERPOSE(result, name, parameters, arguments, path, lacks)              \
    result name parameters {                                                     \
        static result(*next) parameters;                                         \
        if (!next) next = dlsym(RTLD_NEXT, #name);                               \
        if (is_last(#name, path)) die();                                         \
        int code = lacks ? ENOSPC : failure();                                   \
        if (code) {                                                              \
            errno = code;                                                        \
            return -1;                                                           \
        }                                                                        \
        return next arguments;                                                   \
    }

INTERPOSE(int, fsync, (int file), (file), path_of(file), 0)
INTERPOSE(int, ftruncate, (int file, off_t size), (file, size), path_of(file), 0)
INTERPOSE(int, rename, (const char *from, const char *to), (from, to), to, 0)
INTERPOSE(int, mkdir, (const char *path, mode_t mode), (path, mode), path, lacks_inode())
INTERPOSE(int, rmdir, (const char *path), (path), path, 0)
INTERPOSE(int, unlink, (const char *path), (path), path, 0)

// Files in /dev and /proc are no changes.
int open(const char *path, int flags, ...) {
    static int (*next)(const char *, int, ...);
    if (!next) next = dlsym(RTLD_NEXT, "open");
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    int is_new = flags & O_CREAT && access(path, F_OK) != 0 && strncmp(path, "/dev/", 5) && strncmp(path, "/proc/", 6);
    if (is_new && lacks_inode()) {
        errno = ENOSPC;
        return -1;
    }
    if (is_new && failure()) {
        errno = failure();
        return -1;
    }
    return next(path, flags, mode);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*next)(clockid_t, struct timespec *);
    static _Thread_local int is_read[16];
    static _Thread_local struct timespec first[16];
    if (!next) next = dlsym(RTLD_NEXT, "clock_gettime");
    if (!getenv("STOPPED_CLOCK") || clock < 0 || clock > 15) return next(clock, time);
    if (!is_read[clock] && next(clock, &first[clock]) != 0) return -1;
    is_read[clock] = 1;
    *time = first[clock];
    return 0;
}
