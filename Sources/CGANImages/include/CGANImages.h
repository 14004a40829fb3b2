#ifndef CGANIMAGES_H
#define CGANIMAGES_H

#include <stddef.h>
#include <stdint.h>

/// Image files in memory. libpng, libjpeg and giflib are linked. libwebp, libtiff, libheif, Little CMS and libwebpmux are opened
/// when they are first needed, so a system without one of them only lacks its formats. Some of these libraries report errors by
/// longjmp, which must not cross Swift frames. Nothing here traps, prints or ends the process, for any input.

/// The content of a file's header.
typedef struct {
    uint32_t width, height;
    /// Channels of the decoded image: 1, gray; 2, gray and alpha; 3, red, green and blue; 4, those and alpha.
    int channels;
    /// Not 0: the four channels are ink, cyan to black; 0 is none and 255 is full.
    int is_ink;
    /// Exif's value, 1 to 8. Only TIFF has it in its header; else 1.
    int orientation;
    /// Not 0: further images follow. GIF states it after decoding.
    int has_more;
} ganzoo_image_info;

/// The library's error message; empty on success.
typedef struct { char text[256]; } ganzoo_image_problem;

/// Reads the header into `info`. Returns 0, or -1 with a problem.
int ganzoo_png_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem);
int ganzoo_jpeg_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem);
int ganzoo_gif_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem);
int ganzoo_webp_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem);
int ganzoo_tiff_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem);
int ganzoo_heif_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem);

/// Decodes into `pixels`, rows of width * channels bytes; `info` is the header of the same bytes, and `pixels` is zero.
/// More than 8 bits are cut to the upper 8, after a transparent color was compared with all of them; libheif reduces them
/// itself. No gamma and no color profile is applied. The caller handles transparency, ink and orientation, but HEIF files
/// come upright. Of an animated WebP file the caller passes a file of the first frame.
/// Returns 0, or -1 with a problem.
int ganzoo_png_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                      ganzoo_image_problem *problem);
int ganzoo_jpeg_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                       ganzoo_image_problem *problem);
int ganzoo_gif_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                      ganzoo_image_problem *problem);
int ganzoo_webp_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                       ganzoo_image_problem *problem);
int ganzoo_tiff_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                       ganzoo_image_problem *problem);
int ganzoo_heif_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                       ganzoo_image_problem *problem);

/// The file's ICC profile: `*profile` is memory for `ganzoo_image_free`, or NULL if there is none.
void ganzoo_tiff_profile(const uint8_t *bytes, size_t size, uint8_t **profile, size_t *profile_size);
void ganzoo_heif_profile(const uint8_t *bytes, size_t size, uint8_t **profile, size_t *profile_size);

/// Converts ink to red, green and blue without a profile, as Pillow does: each channel is multiplied by black.
void ganzoo_ink_to_light(const uint8_t *ink, uint8_t *light, size_t pixels);

/// Encodes 1 or 3 channels as PNG of 8 bits. On success `*encoded` is memory for `ganzoo_image_free`, of `*size` bytes.
int ganzoo_png_encode(const uint8_t *pixels, const ganzoo_image_info *info, uint8_t **encoded, size_t *size,
                      ganzoo_image_problem *problem);
void ganzoo_image_free(uint8_t *memory);

// MARK: Films

/// An animated WebP in memory, without loss, that is shown in a loop.
typedef struct ganzoo_webp_film ganzoo_webp_film;

/// Begins a film of frames of red, green and blue; both sides are in 1 ... 16,383. Returns NULL with a problem.
ganzoo_webp_film *ganzoo_webp_film_make(int width, int height, ganzoo_image_problem *problem);
/// Adds a frame: rows of 3 * width bytes, shown from this time on. Times increase. Returns 0, or -1 with a problem.
int ganzoo_webp_film_add(ganzoo_webp_film *film, const uint8_t *pixels, int milliseconds, ganzoo_image_problem *problem);
/// Encodes the film, whose last frame ends at this time. On success `*encoded` is memory for `ganzoo_image_free`, of `*size` bytes.
/// Returns 0, or -1 with a problem. No frame can be added afterwards.
int ganzoo_webp_film_finish(ganzoo_webp_film *film, int milliseconds, uint8_t **encoded, size_t *size,
                            ganzoo_image_problem *problem);
void ganzoo_webp_film_free(ganzoo_webp_film *film);

// MARK: Libraries that are opened

typedef enum { GANZOO_LIBWEBP, GANZOO_LIBTIFF, GANZOO_LIBHEIF, GANZOO_LCMS, GANZOO_LIBWEBPMUX } ganzoo_image_library;

/// Opens the library. Returns NULL, or why it cannot be used: a text that stays valid. Safe from any thread; the first call
/// counts. The functions of its format fail without it.
const char *ganzoo_image_library_problem(ganzoo_image_library library);
/// The version as text; empty without the library.
void ganzoo_image_library_version(ganzoo_image_library library, char version[32]);
/// Whether libheif, which can be built without either, decodes HEVC (HEIC files) and AV1 (AVIF files).
void ganzoo_heif_decoders(int *hevc, int *av1);

// MARK: Color

/// A conversion of a profile's colors to sRGB of 8 bits.
typedef struct ganzoo_color_conversion ganzoo_color_conversion;

/// Makes a conversion to red, green and blue, with the relative colorimetric intent.
/// - channels: of the pixels: 1, gray; 3, red, green and blue; 4, ink.
/// - name: receives the profile's own description in ASCII.
/// Returns NULL if the profile is damaged or describes other channels. Free it with `ganzoo_color_free`.
ganzoo_color_conversion *ganzoo_color_make(const uint8_t *profile, size_t size, int channels, char name[128]);
/// Safe from any thread. `from` has the conversion's channels, `to` has three.
void ganzoo_color_convert(const ganzoo_color_conversion *conversion, const uint8_t *from, uint8_t *to, size_t pixels);
void ganzoo_color_free(ganzoo_color_conversion *conversion);

#endif
