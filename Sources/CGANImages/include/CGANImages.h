#ifndef CGANIMAGES_H
#define CGANIMAGES_H

#include <stddef.h>
#include <stdint.h>

/// PNG and JPEG. Their libraries report errors by longjmp, which must not cross Swift frames. Nothing here traps,
/// prints or ends the process, for any input.

/// The content of a file's header.
typedef struct {
    uint32_t width, height;
    /// Channels of the decoded image: 1, gray; 2, gray and alpha; 3, red, green and blue; 4, those and alpha.
    int channels;
} ganzoo_image_info;

/// The library's error message; empty on success.
typedef struct { char text[256]; } ganzoo_image_problem;

/// Reads the header. Returns 0, or -1 with a problem.
int ganzoo_png_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem);
int ganzoo_jpeg_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem);

/// Decodes into `pixels`, rows of width * channels bytes; `info` is the header of the same bytes.
/// 16 bits are cut to the upper 8, after a transparent color was compared with all 16. No gamma and no color profile is
/// applied. The caller handles transparency and orientation.
/// Returns 0, or -1 with a problem.
int ganzoo_png_decode(const uint8_t *bytes, size_t size, const ganzoo_image_info *info, uint8_t *pixels,
                      ganzoo_image_problem *problem);
int ganzoo_jpeg_decode(const uint8_t *bytes, size_t size, const ganzoo_image_info *info, uint8_t *pixels,
                       ganzoo_image_problem *problem);

/// Encodes 1 or 3 channels as PNG of 8 bits. On success `*encoded` is memory for `ganzoo_image_free`, of `*size` bytes.
int ganzoo_png_encode(const uint8_t *pixels, const ganzoo_image_info *info, uint8_t **encoded, size_t *size,
                      ganzoo_image_problem *problem);
void ganzoo_image_free(uint8_t *memory);

#endif
