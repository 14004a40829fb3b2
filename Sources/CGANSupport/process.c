#define _GNU_SOURCE
#include "CGANSupport.h"

#include <stdio.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

int ganzoo_available_processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return CPU_COUNT(&set);
}

bool ganzoo_may_use_all_processors(void) { return ganzoo_available_processors() >= sysconf(_SC_NPROCESSORS_ONLN); }

void ganzoo_take_share(ganzoo_share share) {
    cpu_set_t all, own;
    if (sched_getaffinity(0, sizeof all, &all) != 0) return;
    int count = CPU_COUNT(&all), first = 0, end = 0;
    if (share.slots >= count) {
        first = share.slot % count;
        end = first + 1;
    } else {
        first = share.slot * count / share.slots;
        end = (share.slot + 1) * count / share.slots;
    }
    CPU_ZERO(&own);
    for (int processor = 0, index = 0; processor < CPU_SETSIZE; processor++) {
        if (!CPU_ISSET(processor, &all)) continue;
        if (index >= first && index < end) CPU_SET(processor, &own);
        index++;
    }
    sched_setaffinity(0, sizeof own, &own);
}

void **ganzoo_thread_slot(void) {
    static _Thread_local void *slot = NULL;
    return &slot;
}

size_t ganzoo_peak_memory(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (size_t)usage.ru_maxrss * 1024 : 0;
}

bool ganzoo_flush_output(void) {
    return fflush(stdout) == 0 && !ferror(stdout);
}
