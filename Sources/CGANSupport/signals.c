#define _GNU_SOURCE
#include "CGANSupport.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Written by a signal handler in one thread and read by others: the time in nanoseconds, and after it the signal.
static _Atomic int64_t caught_at;
static _Atomic int caught;
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2, "a signal handler must not lock");

static int64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Requests to stop: from a keyboard, a scheduler, a terminal that closes, and a reader of our output that exited.
static const int asking[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
enum { asking_count = sizeof asking / sizeof asking[0] };

static void note(int signal) {
    int problem = errno;
    // A second SIGINT or SIGTERM ends the process at once. A closing terminal sends SIGHUP twice, from the kernel and from the shell,
    // and each further line to a reader that exited raises SIGPIPE; neither is a second request.
    struct sigaction standard = {.sa_handler = SIG_DFL}, ignoring = {.sa_handler = SIG_IGN};
    for (int index = 0; index < asking_count; index++)
        sigaction(asking[index], asking[index] == SIGPIPE || asking[index] == SIGHUP ? &ignoring : &standard, NULL);
    static const char message[] = 
        "\nWriting a checkpoint, then stopping. Press Ctrl-C again to stop without one.\n";
    if (signal != SIGHUP && write(STDERR_FILENO, message, strlen(message)) < 0) { /* nothing can be done */ }
    atomic_store_explicit(&caught_at, nanoseconds(), memory_order_relaxed);
    atomic_store_explicit(&caught, signal, memory_order_release);
    errno = problem;
}

void ganzoo_catch_signals(void) {
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART}, before;
    // The parent process may have blocked the signals, as worker threads of many runtimes do.
    sigset_t all;
    sigemptyset(&all);
    for (int index = 0; index < asking_count; index++) {
        // Under nohup, SIGHUP is ignored on purpose.
        if (sigaction(asking[index], NULL, &before) == 0 && before.sa_handler == SIG_IGN && asking[index] == SIGHUP) continue;
        sigaction(asking[index], &action, NULL);
        sigaddset(&all, asking[index]);
    }
    pthread_sigmask(SIG_UNBLOCK, &all, NULL);
}

int ganzoo_caught_signal(double *seconds_ago) {
    int signal = atomic_load_explicit(&caught, memory_order_acquire);
    if (signal != 0) *seconds_ago = 1e-9 * (double)(nanoseconds() - atomic_load_explicit(&caught_at, memory_order_relaxed));
    return signal;
}
