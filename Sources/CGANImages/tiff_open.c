#include "tiff.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

tiff_functions libtiff;
static opened_library opened;
static _Thread_local char last_error[256];

static void keep_error(const char *module, const char *format, va_list values) {
    (void)module;
    // The first error is the cause of the others.
    if (!last_error[0]) vsnprintf(last_error, sizeof last_error, format, values);
}

static void open_tiff(void) {
    static const char *const files[] = {"libtiff.so.6", "libtiff.so.5", NULL};
    open_first(&opened, files);
#define RESOLVE(result, name, arguments) *(void **)&libtiff.name = find_function(&opened, #name);
    TIFF_FUNCTIONS(RESOLVE)
    if (opened.problem[0]) return;
    // The handlers apply to the whole process. Nothing else of this program uses libtiff.
    libtiff.TIFFSetErrorHandler(keep_error);
    libtiff.TIFFSetWarningHandler(NULL);
    // "LIBTIFF, Version 4.5.0" and lines of copyright.
    const char *text = libtiff.TIFFGetVersion(), *number = strstr(text, "Version ");
    snprintf(opened.version, sizeof opened.version, "%.*s", (int)strcspn(number ? number + 8 : text, "\n"), number ? number + 8 : text);
}

const opened_library *ganzoo_libtiff(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_tiff);
    return &opened;
}

static tiff_size take(void *user, void *target, tiff_size count) {
    tiff_source *source = user;
    size_t left = source->position < source->size ? source->size - source->position : 0;
    size_t taken = count < 0 ? 0 : (size_t)count < left ? (size_t)count : left;
    memcpy(target, source->bytes + (taken ? source->position : 0), taken);
    source->position += taken;
    return (tiff_size)taken;
}

static tiff_size put_nothing(void *user, void *bytes, tiff_size count) { return (void)user, (void)bytes, (void)count, 0; }

static uint64_t seek(void *user, uint64_t offset, int origin) {
    tiff_source *source = user;
    uint64_t base = origin == SEEK_CUR ? source->position : origin == SEEK_END ? source->size : 0;
    source->position = (size_t)(base + offset);
    return source->position;
}

static int close_nothing(void *user) { return (void)user, 0; }
static uint64_t size_of(void *user) { return ((tiff_source *)user)->size; }
static int map_nothing(void *user, void **base, uint64_t *size) { return (void)user, (void)base, (void)size, 0; }
static void unmap_nothing(void *user, void *base, uint64_t size) { (void)user, (void)base, (void)size; }

int tiff_open(tiff_source *source, const uint8_t *bytes, size_t size, ganzoo_image_problem *problem) {
    *source = (tiff_source){bytes, size, 0, NULL};
    problem->text[0] = last_error[0] = 0;
    if (ganzoo_libtiff()->problem[0]) return image_problem(problem, "%s", opened.problem);
    // m: the file is not mapped.
    source->file = libtiff.TIFFClientOpen(
        "image", "rm", source, take, put_nothing, seek, close_nothing, size_of, map_nothing, unmap_nothing);
    return source->file ? 0 : tiff_failed(problem);
}

void tiff_close(tiff_source *source) {
    if (source->file) libtiff.TIFFClose(source->file);
    source->file = NULL;
}

int tiff_failed(ganzoo_image_problem *problem) {
    return image_problem(problem, "%s", last_error[0] ? last_error : "it is damaged");
}

void ganzoo_tiff_profile(const uint8_t *bytes, size_t size, uint8_t **profile, size_t *profile_size) {
    ganzoo_image_problem problem;
    tiff_source source;
    *profile = NULL, *profile_size = 0;
    if (tiff_open(&source, bytes, size, &problem) == 0) {
        uint32_t length = 0;
        const void *data = NULL;
        if (libtiff.TIFFGetField(source.file, TAG_PROFILE, &length, &data) && data && length) *profile = malloc(length);
        if (*profile) memcpy(*profile, data, *profile_size = length);
    }
    tiff_close(&source);
}
