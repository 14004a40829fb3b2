#define _GNU_SOURCE
#include "CGANSupport.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The number in a file; PTRDIFF_MAX if there is none, or it says "max".
static size_t limit_in(const char *path) {
    FILE *file = fopen(path, "re");
    if (!file) return PTRDIFF_MAX;
    unsigned long long bytes = 0;
    int found = fscanf(file, "%llu", &bytes);
    fclose(file);
    return found == 1 && bytes > 0 && bytes < PTRDIFF_MAX ? (size_t)bytes : PTRDIFF_MAX;
}

// The least limit of a group and those above it. `group` is cut.
static size_t limit_of_groups(const char *mount, char *group, const char *name) {
    size_t least = PTRDIFF_MAX;
    for (;;) {
        char path[PATH_MAX];
        if (snprintf(path, sizeof path, "%s%s/%s", mount, group, name) < (int)sizeof path) {
            size_t limit = limit_in(path);
            if (limit < least) least = limit;
        }
        char *slash = strrchr(group, '/');
        if (!slash) return least;
        *slash = 0;
    }
}

size_t ganzoo_control_group_limit(const char *groups, const char *root) {
    FILE *file = fopen(groups, "re");
    if (!file) return PTRDIFF_MAX;
    size_t least = PTRDIFF_MAX, capacity = 0;
    char *line = NULL, mount[PATH_MAX];
    while (getline(&line, &capacity, file) >= 0) {
        // "0::/user.slice" of version 2, "4:memory:/job" of version 1.
        line[strcspn(line, "\n")] = 0;
        char *names = strchr(line, ':'), *group = names ? strchr(names + 1, ':') : NULL;
        if (!group) continue;
        *group++ = 0;
        bool is_second = !names[1], has_memory = !strcmp(names + 1, "memory");
        if (!is_second && !has_memory) continue;
        if (snprintf(mount, sizeof mount, "%s%s", root, is_second ? "" : "/memory") >= (int)sizeof mount) continue;
        size_t limit = limit_of_groups(mount, group, is_second ? "memory.max" : "memory.limit_in_bytes");
        if (limit < least) least = limit;
    }
    free(line);
    fclose(file);
    return least;
}

size_t ganzoo_memory(void) {
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    size_t physical = pages > 0 && size > 0 ? (size_t)pages * (size_t)size : PTRDIFF_MAX;
    size_t limit = ganzoo_control_group_limit("/proc/self/cgroup", "/sys/fs/cgroup");
    return limit < physical ? limit : physical;
}
