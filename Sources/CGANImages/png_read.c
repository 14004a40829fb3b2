#include "CGANImages.h"

#include <png.h>
#include <stdio.h>
#include <string.h>

// Maximum size of a chunk, except those of pixels.
enum { LARGEST_CHUNK = 16 << 20 };

typedef struct {
    const uint8_t *bytes;
    size_t left;
    ganzoo_image_problem *problem;
} source;

static void fail(png_structp png, png_const_charp message) {
    source *from = png_get_error_ptr(png);
    snprintf(from->problem->text, sizeof from->problem->text, "%s", message);
    longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void take(png_structp png, png_bytep target, size_t count) {
    source *from = png_get_io_ptr(png);
    if (count > from->left) png_error(png, "the file ends early");
    memcpy(target, from->bytes, count);
    from->bytes += count;
    from->left -= count;
}

static png_structp begin(source *from, png_infop *information) {
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, from, fail, ignore);
    *information = png ? png_create_info_struct(png) : NULL;
    if (*information) return png;
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(from->problem->text, sizeof from->problem->text, "libpng has no memory or is of another version");
    return NULL;
}

// A thousand compressed texts or color profiles could unpack to gigabytes. Skipped chunks are not unpacked: all except IHDR, PLTE, tRNS, IDAT and IEND.
static void skip_other_chunks(png_structp png) { png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1); }

static void read_header(png_structp png, png_infop information, source *from) {
    png_set_read_fn(png, from, take);
    png_set_user_limits(png, 1 << 24, 1 << 24);
    png_set_chunk_malloc_max(png, LARGEST_CHUNK);
    skip_other_chunks(png);
    png_read_info(png, information);
}

static int output_channels(png_structp png, png_infop information) {
    int type = png_get_color_type(png, information);
    int colors = type & (PNG_COLOR_MASK_COLOR | PNG_COLOR_MASK_PALETTE) ? 3 : 1;
    int has_alpha = type & PNG_COLOR_MASK_ALPHA || png_get_valid(png, information, PNG_INFO_tRNS);
    return colors + (has_alpha ? 1 : 0);
}

int ganzoo_png_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem) {
    source from = {bytes, size, problem};
    problem->text[0] = 0;
    png_infop information;
    png_structp png = begin(&from, &information);
    if (!png) return -1;
    if (setjmp(png_jmpbuf(png)) == 0) {
        read_header(png, information, &from);
        info->width = png_get_image_width(png, information);
        info->height = png_get_image_height(png, information);
        info->channels = output_channels(png, information);
        info->orientation = 1;
        info->is_ink = info->has_more = 0;
    }
    png_destroy_read_struct(&png, &information, NULL);
    return problem->text[0] ? -1 : 0;
}

static void read_pixels(png_structp png, png_infop information, const ganzoo_image_info *info, uint8_t *pixels) {
    if (png_get_image_width(png, information) != info->width || png_get_image_height(png, information) != info->height
        || output_channels(png, information) != info->channels) {
        png_error(png, "it changed while it was read");
    }
    png_set_expand(png);
    png_set_strip_16(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, information);
    size_t row_size = (size_t)info->width * (size_t)info->channels;
    if (png_get_rowbytes(png, information) != row_size) png_error(png, "its rows have an unexpected size");
    for (int pass = 0; pass < passes; pass++) {
        for (uint32_t row = 0; row < info->height; row++) png_read_row(png, pixels + row * row_size, NULL);
    }
    png_read_end(png, NULL);
}

int ganzoo_png_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                      ganzoo_image_problem *problem) {
    source from = {bytes, size, problem};
    problem->text[0] = 0;
    png_infop information;
    png_structp png = begin(&from, &information);
    if (!png) return -1;
    if (setjmp(png_jmpbuf(png)) == 0) {
        read_header(png, information, &from);
        read_pixels(png, information, info, pixels);
    }
    png_destroy_read_struct(&png, &information, NULL);
    return problem->text[0] ? -1 : 0;
}
