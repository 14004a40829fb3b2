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

// The least limit of a group of version 1, whose list of controllers has memory: they are mounted together under the list, and often
// one by one. `group` is not cut.
static size_t limit_of_version_1(const char *root, const char *controllers, const char *group) {
    const char *folders[] = {controllers, "memory"};
    size_t least = PTRDIFF_MAX;
    char mount[PATH_MAX], copy[PATH_MAX];
    for (int folder = 0; folder < 2; folder++) {
        if (snprintf(mount, sizeof mount, "%s/%s", root, folders[folder]) >= (int)sizeof mount) continue;
        if (snprintf(copy, sizeof copy, "%s", group) >= (int)sizeof copy) continue;
        size_t limit = limit_of_groups(mount, copy, "memory.limit_in_bytes");
        if (limit < least) least = limit;
    }
    return least;
}

static bool has_memory(const char *controllers) {
    for (const char *name = controllers; name; name = strchr(name, ',')) {
        if (*name == ',') name++;
        if (strcspn(name, ",") == 6 && !strncmp(name, "memory", 6)) return true;
    }
    return false;
}

size_t ganzoo_control_group_limit(const char *groups, const char *root) {
    FILE *file = fopen(groups, "re");
    if (!file) return PTRDIFF_MAX;
    size_t least = PTRDIFF_MAX, capacity = 0;
    char *line = NULL;
    while (getline(&line, &capacity, file) >= 0) {
        // "0::/user.slice" of version 2, "4:memory:/job" or "4:cpu,memory:/job" of version 1.
        line[strcspn(line, "\n")] = 0;
        char *names = strchr(line, ':'), *group = names ? strchr(names + 1, ':') : NULL;
        if (!group) continue;
        *group++ = 0;
        const char *controllers = names + 1;
        size_t limit = PTRDIFF_MAX;
        if (!*controllers) {
            limit = limit_of_groups(root, group, "memory.max");
        } else if (has_memory(controllers)) {
            limit = limit_of_version_1(root, controllers, group);
        }
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
