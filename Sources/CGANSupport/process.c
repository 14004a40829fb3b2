#define _GNU_SOURCE
#include "CGANSupport.h"

#include <stdio.h>
#include <sched.h>

int ganzoo_available_processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return CPU_COUNT(&set);
}

void **ganzoo_thread_slot(void) {
    static _Thread_local void *slot = NULL;
    return &slot;
}

bool ganzoo_flush_output(void) {
    return fflush(stdout) == 0 && !ferror(stdout);
}
