#ifndef CGANIMAGES_TIFF_H
#define CGANIMAGES_TIFF_H

#include <stdarg.h>
#include <stdint.h>

#include "library.h"

typedef struct tiff tiff;
typedef int64_t tiff_size;

// The declarations of libtiff 4 that are used. Its files are libtiff.so.5 and libtiff.so.6.
#define TIFF_FUNCTIONS(X)                                                                                                  \
    X(const char *, TIFFGetVersion, (void))                                                                                \
    X(void *, TIFFSetErrorHandler, (void (*)(const char *, const char *, va_list)))                                        \
    X(void *, TIFFSetWarningHandler, (void (*)(const char *, const char *, va_list)))                                      \
    X(tiff *, TIFFClientOpen,                                                                                              \
      (const char *, const char *, void *, tiff_size (*)(void *, void *, tiff_size),                                       \
       tiff_size (*)(void *, void *, tiff_size), uint64_t (*)(void *, uint64_t, int), int (*)(void *), uint64_t (*)(void *), \
       int (*)(void *, void **, uint64_t *), void (*)(void *, void *, uint64_t)))                                          \
    X(void, TIFFClose, (tiff *))                                                                                           \
    X(int, TIFFGetField, (tiff *, uint32_t, ...))                                                                          \
    X(int, TIFFGetFieldDefaulted, (tiff *, uint32_t, ...))                                                                 \
    X(int, TIFFSetField, (tiff *, uint32_t, ...))                                                                          \
    X(int, TIFFLastDirectory, (tiff *))                                                                                    \
    X(int, TIFFIsTiled, (tiff *))                                                                                          \
    X(tiff_size, TIFFScanlineSize, (tiff *))                                                                               \
    X(tiff_size, TIFFTileSize, (tiff *))                                                                                   \
    X(tiff_size, TIFFTileRowSize, (tiff *))                                                                                \
    X(int, TIFFReadScanline, (tiff *, void *, uint32_t, uint16_t))                                                         \
    X(tiff_size, TIFFReadTile, (tiff *, void *, uint32_t, uint32_t, uint32_t, uint16_t))                                   \
    X(int, TIFFRGBAImageOK, (tiff *, char *))                                                                              \
    X(int, TIFFReadRGBAImageOriented, (tiff *, uint32_t, uint32_t, uint32_t *, int, int))

/// libtiff's functions; all are NULL unless `ganzoo_libtiff()` opened it.
typedef struct {
#define TIFF_MEMBER(result, name, arguments) result(*name) arguments;
    TIFF_FUNCTIONS(TIFF_MEMBER)
#undef TIFF_MEMBER
} tiff_functions;

extern tiff_functions libtiff;

enum {
    TAG_WIDTH = 256, TAG_HEIGHT = 257, TAG_BITS = 258, TAG_PHOTOMETRIC = 262, TAG_ORIENTATION = 274, TAG_SAMPLES = 277,
    TAG_PLANAR = 284, TAG_COLORMAP = 320, TAG_TILE_WIDTH = 322, TAG_TILE_HEIGHT = 323, TAG_INK_SET = 332,
    TAG_EXTRA_SAMPLES = 338, TAG_SAMPLE_FORMAT = 339, TAG_PROFILE = 34675,
};

enum { WHITE_IS_ZERO, BLACK_IS_ZERO, COLORS, PALETTE, INK = 5, LUMA = 6 };

/// A file in memory.
typedef struct {
    const uint8_t *bytes;
    size_t size, position;
    tiff *file;
} tiff_source;

/// What the first directory says of its samples.
typedef struct {
    uint32_t width, height;
    uint16_t bits, samples, photometric, planar, orientation;
    /// Samples that are colors, gray or a palette's number; and the sample that is alpha, or -1.
    int colors, alpha;
    /// The colors are multiplied by alpha.
    int is_premultiplied;
    /// Red, green and blue of a palette, and the bits to cut: 8, or 0 where a program wrote levels of 8 bits.
    uint16_t *palette[3];
    int palette_surplus;
} tiff_layout;

/// Opens the file. Returns 0, or -1 with a problem. In both cases `tiff_close` must follow.
int tiff_open(tiff_source *source, const uint8_t *bytes, size_t size, ganzoo_image_problem *problem);
void tiff_close(tiff_source *source);
/// Records libtiff's last error on this thread; returns -1.
int tiff_failed(ganzoo_image_problem *problem);

/// Reads the layout. Returns 0, or -1 with a problem if the file is of a kind that is not read.
int tiff_read_layout(tiff *file, tiff_layout *layout, ganzoo_image_problem *problem);
void tiff_make_info(const tiff_source *source, const tiff_layout *layout, ganzoo_image_info *info);

#endif
