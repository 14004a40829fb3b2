#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <string.h>

void open_first(opened_library *library, const char *const *files) {
    for (const char *const *file = files; *file && !library->handle; file++) {
        library->handle = dlopen(*file, RTLD_NOW | RTLD_LOCAL);
        // Report the error for the newest version.
        if (!library->handle && file == files) snprintf(library->problem, sizeof library->problem, "%s", dlerror());
    }
    if (library->handle) library->problem[0] = 0;
}

void *find_function(opened_library *library, const char *name) {
    if (!library->handle) return NULL;
    void *function = dlsym(library->handle, name);
    if (!function && !library->problem[0]) snprintf(library->problem, sizeof library->problem, "it has no function %s", name);
    return function;
}

static const opened_library *opened(ganzoo_image_library library) {
    switch (library) {
    case GANZOO_LIBWEBP: return ganzoo_libwebp();
    case GANZOO_LIBTIFF: return ganzoo_libtiff();
    case GANZOO_LIBHEIF: return ganzoo_libheif();
    case GANZOO_LIBWEBPMUX: return ganzoo_libwebpmux();
    default: return ganzoo_lcms();
    }
}

const char *ganzoo_image_library_problem(ganzoo_image_library library) {
    const char *problem = opened(library)->problem;
    return problem[0] ? problem : NULL;
}

void ganzoo_image_library_version(ganzoo_image_library library, char version[32]) {
    snprintf(version, 32, "%s", opened(library)->version);
}

int image_problem(ganzoo_image_problem *problem, const char *format, ...) {
    va_list values;
    va_start(values, format);
    vsnprintf(problem->text, sizeof problem->text, format, values);
    va_end(values);
    return -1;
}
