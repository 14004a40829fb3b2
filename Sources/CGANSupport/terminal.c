#define _GNU_SOURCE
#include "CGANSupport.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

// Signals that end the process while the terminal has other settings: it gets its own back first.
static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { ending_count = sizeof ending / sizeof ending[0] };
static struct sigaction before[ending_count];
static struct termios own;
static int asked;

static void give_back(int signal) {
    tcsetattr(asked, TCSADRAIN, &own);
    for (int index = 0; index < ending_count; index++) sigaction(ending[index], &before[index], NULL);
    raise(signal);
}

static int milliseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int)(now.tv_sec % 1000000 * 1000 + now.tv_nsec / 1000000);
}

// Whether the bytes hold an answer to the request for primary device attributes: ESC [ ? numbers c.
static bool is_answered(const uint8_t *bytes, size_t count) {
    for (size_t start = 0; start + 3 < count; start++) {
        if (memcmp(bytes + start, "\x1b[?", 3)) continue;
        size_t end = start + 3;
        while (end < count && ((bytes[end] >= '0' && bytes[end] <= '9') || bytes[end] == ';')) end++;
        if (end < count && bytes[end] == 'c') return true;
    }
    return false;
}

static int await_answer(int terminal, uint8_t *answer, size_t room, int milliseconds) {
    int start = milliseconds_now();
    size_t count = 0;
    while (count < room && !is_answered(answer, count)) {
        int left = milliseconds - (milliseconds_now() - start);
        struct pollfd wait = {.fd = terminal, .events = POLLIN};
        int ready = left > 0 ? poll(&wait, 1, left) : 0;
        if (ready < 0 && errno == EINTR) continue;
        ssize_t got = ready > 0 ? read(terminal, answer + count, room - count) : 0;
        if (got <= 0) break;
        count += (size_t)got;
        // Ctrl-C comes as a character now.
        if (memchr(answer, own.c_cc[VINTR], count)) break;
    }
    return (int)count;
}

int ganzoo_ask_terminal(int terminal, const char *query, uint8_t *answer, size_t room, int milliseconds) {
    // A process in the background would be stopped.
    if (tcgetpgrp(terminal) != getpgrp() || tcgetattr(terminal, &own)) return -ENOTTY;
    asked = terminal;
    struct sigaction action = {.sa_handler = give_back};
    for (int index = 0; index < ending_count; index++) {
        sigaction(ending[index], NULL, &before[index]);
        if (before[index].sa_handler != SIG_IGN) sigaction(ending[index], &action, NULL);
    }
    struct termios plain = own;
    plain.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    plain.c_cc[VMIN] = plain.c_cc[VTIME] = 0;
    int count = 0;
    if (tcsetattr(terminal, TCSADRAIN, &plain) == 0 && write(terminal, query, strlen(query)) == (ssize_t)strlen(query))
        count = await_answer(terminal, answer, room, milliseconds);
    tcsetattr(terminal, TCSADRAIN, &own);
    for (int index = 0; index < ending_count; index++) sigaction(ending[index], &before[index], NULL);
    if (count > 0 && memchr(answer, own.c_cc[VINTR], (size_t)count)) raise(SIGINT);
    return count;
}
