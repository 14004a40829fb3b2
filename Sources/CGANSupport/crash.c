#define _GNU_SOURCE
#include "CGANSupport.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local char place[512];

void ganzoo_set_place(const char *text) {
    strncpy(place, text, sizeof place - 1);
}

// The signals of traps, of wrong pointers and of abort().
static const int fatal[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
enum { fatal_count = sizeof fatal / sizeof fatal[0] };
static struct sigaction before[fatal_count];

static void say(const char *text) {
    if (write(STDERR_FILENO, text, strlen(text)) < 0) { /* nothing can be done */ }
}

// Only functions that are safe in a signal handler: the crash may have happened inside malloc.
static void report(int signal) {
    if (place[0] != 0) {
        say("ganzoo: the program crashed in ");
        say(place);
        say("\n");
    }
    // Swift's handler prints the backtrace: a trap happens again on return, and abort() must be repeated.
    for (int index = 0; index < fatal_count; index++) sigaction(fatal[index], &before[index], NULL);
    if (signal == SIGABRT) raise(signal);
}

void ganzoo_report_crashes(void) {
    struct sigaction action = {.sa_handler = report, .sa_flags = SA_ONSTACK};
    for (int index = 0; index < fatal_count; index++) sigaction(fatal[index], &action, &before[index]);
}

void ganzoo_shorten_backtraces(char *const *arguments) {
    static const char variable[] = "SWIFT_BACKTRACE";
    if (getenv(variable) != NULL) return;
    setenv(variable, "limit=14,top=0,threads=crashed,registers=none,images=none", 1);
    // By its path, since a process that was started as /proc/self/exe is listed as "exe".
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    execv(path, arguments);
}
