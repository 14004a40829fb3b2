#include "CGANImages.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint8_t *bytes;
    size_t size, room;
    ganzoo_image_problem *problem;
} sink;

static void fail(png_structp png, png_const_charp message) {
    sink *to = png_get_error_ptr(png);
    snprintf(to->problem->text, sizeof to->problem->text, "%s", message);
    longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void put(png_structp png, png_bytep bytes, size_t count) {
    sink *to = png_get_io_ptr(png);
    if (count > to->room - to->size) {
        size_t room = 2 * to->room + count;
        uint8_t *grown = realloc(to->bytes, room);
        if (!grown) png_error(png, "there is no memory for it");
        to->bytes = grown;
        to->room = room;
    }
    memcpy(to->bytes + to->size, bytes, count);
    to->size += count;
}

static void flush(png_structp png) { (void)png; }

static void write_image(png_structp png, png_infop information, const uint8_t *pixels, const ganzoo_image_info *info,
                        sink *to) {
    png_set_write_fn(png, to, put, flush);
    png_set_IHDR(png, information, info->width, info->height, 8,
                 info->channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, information);
    size_t row_size = (size_t)info->width * (size_t)info->channels;
    for (uint32_t row = 0; row < info->height; row++) png_write_row(png, pixels + row * row_size);
    png_write_end(png, information);
}

int ganzoo_png_encode(const uint8_t *pixels, const ganzoo_image_info *info, uint8_t **encoded, size_t *size,
                      ganzoo_image_problem *problem) {
    sink to = {NULL, 0, 0, problem};
    problem->text[0] = 0;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &to, fail, ignore);
    png_infop information = png ? png_create_info_struct(png) : NULL;
    if (!information) {
        snprintf(problem->text, sizeof problem->text, "libpng has no memory or is of another version");
    } else if (setjmp(png_jmpbuf(png)) == 0) {
        write_image(png, information, pixels, info, &to);
    }
    png_destroy_write_struct(&png, &information);
    if (problem->text[0]) {
        free(to.bytes);
        return -1;
    }
    *encoded = to.bytes;
    *size = to.size;
    return 0;
}

void ganzoo_image_free(uint8_t *memory) { free(memory); }
