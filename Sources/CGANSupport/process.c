#define _GNU_SOURCE
#include "CGANSupport.h"

#include <stdio.h>
#include <sched.h>
#include <sys/resource.h>

int ganzoo_available_processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return CPU_COUNT(&set);
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
