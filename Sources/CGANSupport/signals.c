#define _GNU_SOURCE
#include "CGANSupport.h"

#include <signal.h>
#include <time.h>

static volatile sig_atomic_t caught;
static struct timespec caught_at;

static void note(int signal) {
    // The second one ends the process as if nobody had asked for the first.
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(SIGINT, &standard, NULL);
    sigaction(SIGTERM, &standard, NULL);
    clock_gettime(CLOCK_MONOTONIC, &caught_at);
    caught = signal;
}

void ganzoo_catch_signals(void) {
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    // Whoever started this process may have blocked them, as the worker threads of many runtimes do.
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    pthread_sigmask(SIG_UNBLOCK, &both, NULL);
}

int ganzoo_caught_signal(double *seconds_ago) {
    int signal = caught;
    if (signal == 0) return 0;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    *seconds_ago = (double)(now.tv_sec - caught_at.tv_sec) + 1e-9 * (double)(now.tv_nsec - caught_at.tv_nsec);
    return signal;
}
