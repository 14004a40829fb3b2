#ifndef CGANIMAGES_LIBRARY_H
#define CGANIMAGES_LIBRARY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "CGANImages.h"

/// A library that is opened at run time.
typedef struct {
    void *handle;
    char problem[512], version[32];
} opened_library;

/// Opens the first of several files that exists, such as those of two versions with the same functions. NULL ends the list.
void open_first(opened_library *library, const char *const *files);
/// The address of a function. Where there is none, `library->problem` says so.
void *find_function(opened_library *library, const char *name);

/// For tables of functions, `X(result, name, arguments)`: declares, and resolves in `library`.
#define DECLARE_FUNCTION(result, name, arguments) static result(*name) arguments;
#define RESOLVE_FUNCTION(result, name, arguments) *(void **)&name = find_function(library, #name);

/// Opens the library once, and then returns the same.
const opened_library *ganzoo_libwebp(void), *ganzoo_libtiff(void), *ganzoo_libheif(void), *ganzoo_lcms(void),
    *ganzoo_libwebpmux(void);

/// Records a problem; returns -1.
int image_problem(ganzoo_image_problem *problem, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
