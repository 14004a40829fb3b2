#include <stdlib.h>
#include <string.h>

#include "tiff.h"

// A larger row or tile is no image's.
enum { LARGEST_BUFFER = 1 << 28 };

typedef struct {
    const tiff_layout *layout;
    const ganzoo_image_info *info;
    uint8_t *pixels;
} target;

/// Sample `index` of a row, cut to 8 bits, or scaled up to them. A palette's number stays as it is.
static uint8_t sample(const tiff_layout *layout, const uint8_t *row, size_t index) {
    int bits = layout->bits;
    if (bits == 8) return row[index];
    // libtiff has swapped the bytes to this machine's order.
    if (bits == 16) return (uint8_t)(((const uint16_t *)(const void *)row)[index] >> 8);
    uint32_t value = 0;
    for (size_t bit = index * (size_t)bits, end = bit + (size_t)bits; bit < end; bit++) {
        value = value << 1 | (row[bit / 8] >> (7 - bit % 8) & 1);
    }
    if (layout->photometric == PALETTE) return (uint8_t)value;
    return (uint8_t)(bits > 8 ? value >> (bits - 8) : value * 255 / ((1u << bits) - 1));
}

/// Draws `count` pixels at a place. `row` holds all samples of each pixel, or of a plane only sample `plane`.
static void draw(const target *to, const uint8_t *row, uint32_t x, uint32_t y, uint32_t count, int plane) {
    const tiff_layout *layout = to->layout;
    int step = plane < 0 ? layout->samples : 1;
    int used = layout->colors + (layout->alpha >= 0 ? 1 : 0);
    uint8_t *pixel = to->pixels + ((size_t)y * to->info->width + x) * (size_t)to->info->channels;
    for (uint32_t i = 0; i < count; i++, pixel += to->info->channels) {
        for (int channel = plane < 0 ? 0 : plane; channel < (plane < 0 ? used : plane + 1); channel++) {
            uint8_t value = sample(layout, row, (size_t)i * (size_t)step + (size_t)(plane < 0 ? channel : 0));
            if (layout->photometric == PALETTE) {
                for (int color = 0; color < 3; color++) {
                    pixel[color] = (uint8_t)(layout->palette[color][value] >> layout->palette_surplus);
                }
            } else {
                pixel[channel] = layout->photometric == WHITE_IS_ZERO && channel == 0 ? 255 - value : value;
            }
        }
    }
}

/// Calls `draw_part` for each plane that is used, or once with -1 for interleaved samples.
static int for_each_plane(const target *to, tiff *file, void *buffer, ganzoo_image_problem *problem,
                          int (*draw_part)(const target *, tiff *, void *, int, ganzoo_image_problem *)) {
    enum { SEPARATE = 2 };
    if (to->layout->planar != SEPARATE) return draw_part(to, file, buffer, -1, problem);
    int used = to->layout->colors + (to->layout->alpha >= 0 ? 1 : 0);
    for (int plane = 0; plane < used; plane++) {
        if (draw_part(to, file, buffer, plane, problem)) return -1;
    }
    return 0;
}

static int draw_rows(const target *to, tiff *file, void *row, int plane, ganzoo_image_problem *problem) {
    for (uint32_t y = 0; y < to->info->height; y++) {
        if (libtiff.TIFFReadScanline(file, row, y, (uint16_t)(plane < 0 ? 0 : plane)) < 0) return tiff_failed(problem);
        draw(to, row, 0, y, to->info->width, plane);
    }
    return 0;
}

static int draw_tiles(const target *to, tiff *file, void *tile, int plane, ganzoo_image_problem *problem) {
    uint32_t width = 0, height = 0;
    libtiff.TIFFGetField(file, TAG_TILE_WIDTH, &width);
    libtiff.TIFFGetField(file, TAG_TILE_HEIGHT, &height);
    size_t row_size = (size_t)libtiff.TIFFTileRowSize(file);
    for (uint64_t top = 0; top < to->info->height; top += height) {
        for (uint64_t left = 0; left < to->info->width; left += width) {
            uint16_t sample = (uint16_t)(plane < 0 ? 0 : plane);
            if (libtiff.TIFFReadTile(file, tile, (uint32_t)left, (uint32_t)top, 0, sample) < 0) return tiff_failed(problem);
            uint64_t rows = to->info->height - top, columns = to->info->width - left;
            for (uint32_t y = 0; y < height && y < rows; y++) {
                draw(to, (uint8_t *)tile + y * row_size, (uint32_t)left, (uint32_t)top + y,
                     columns < width ? (uint32_t)columns : width, plane);
            }
        }
    }
    return 0;
}

/// Bytes that a row or tile of the layout needs at least, which `sample` reads.
static uint64_t least_size(tiff *file, const tiff_layout *layout) {
    enum { SEPARATE = 2 };
    uint32_t width = layout->width, height = 1;
    if (libtiff.TIFFIsTiled(file)) {
        libtiff.TIFFGetField(file, TAG_TILE_WIDTH, &width);
        libtiff.TIFFGetField(file, TAG_TILE_HEIGHT, &height);
    }
    uint64_t samples = layout->planar == SEPARATE ? 1 : layout->samples;
    return ((uint64_t)width * samples * layout->bits + 7) / 8 * height;
}

/// Whether the tiles cover little more than the image. Those at its edges reach beyond it: of a tiny image, or a narrow one, they are nearly
/// all that there is. But a file of a few bytes can state a million tiles of a hundred million pixels that show one pixel each.
static int check_tiles(tiff *file, const tiff_layout *layout, ganzoo_image_problem *problem) {
    enum { ALWAYS_READ = 1 << 24, MOST_TIMES = 4 };
    uint32_t width = 0, height = 0;
    libtiff.TIFFGetField(file, TAG_TILE_WIDTH, &width);
    libtiff.TIFFGetField(file, TAG_TILE_HEIGHT, &height);
    if (!width || !height) return image_problem(problem, "its tiles have no size");
    double columns = (double)((layout->width + (uint64_t)width - 1) / width), rows = (double)((layout->height + (uint64_t)height - 1) / height);
    double covered = columns * width * rows * height;
    if (covered <= ALWAYS_READ + MOST_TIMES * (double)layout->width * layout->height) return 0;
    return image_problem(problem, "its tiles of %u x %u pixels are too large for its size", width, height);
}

static int read_samples(tiff *file, const target *to, ganzoo_image_problem *problem) {
    int is_tiled = libtiff.TIFFIsTiled(file);
    tiff_size size = is_tiled ? libtiff.TIFFTileSize(file) : libtiff.TIFFScanlineSize(file);
    if (size <= 0 || size > LARGEST_BUFFER || (uint64_t)size < least_size(file, to->layout)) {
        return image_problem(problem, "its rows or tiles have an unexpected size");
    }
    void *buffer = calloc(1, (size_t)size);
    if (!buffer) return image_problem(problem, "there is no memory for it");
    int result = for_each_plane(to, file, buffer, problem, is_tiled ? draw_tiles : draw_rows);
    free(buffer);
    return result;
}

/// Luma and color differences are converted by libtiff. Its pixels have red in the lowest byte.
static int read_luma(tiff *file, const ganzoo_image_info *info, uint8_t *pixels, ganzoo_image_problem *problem) {
    char reason[1024] = "";
    if (!libtiff.TIFFRGBAImageOK(file, reason)) return image_problem(problem, "Unsupported: %s", reason);
    if (libtiff.TIFFIsTiled(file) && (libtiff.TIFFTileSize(file) <= 0 || libtiff.TIFFTileSize(file) > LARGEST_BUFFER)) {
        return image_problem(problem, "its tiles have an unexpected size");
    }
    size_t count = (size_t)info->width * info->height;
    uint32_t *colors = malloc(count * sizeof *colors);
    if (!colors) return image_problem(problem, "there is no memory for it");
    // Otherwise libtiff mirrors some orientations and ignores others; the caller turns the image.
    libtiff.TIFFSetField(file, TAG_ORIENTATION, 1);
    int is_read = libtiff.TIFFReadRGBAImageOriented(file, info->width, info->height, colors, 1, 1);
    for (size_t i = 0; is_read && i < count; i++) {
        for (int channel = 0; channel < 3; channel++) pixels[3 * i + (size_t)channel] = (uint8_t)(colors[i] >> 8 * channel);
    }
    free(colors);
    return is_read ? 0 : tiff_failed(problem);
}

/// Divides the colors by alpha, as Pillow does.
static void divide_by_alpha(const ganzoo_image_info *info, uint8_t *pixels) {
    int colors = info->channels - 1;
    size_t count = (size_t)info->width * info->height;
    for (size_t i = 0; i < count; i++, pixels += info->channels) {
        uint32_t alpha = pixels[colors];
        if (alpha == 0 || alpha == 255) continue;
        for (int color = 0; color < colors; color++) {
            uint32_t level = 255 * pixels[color] / alpha;
            pixels[color] = (uint8_t)(level > 255 ? 255 : level);
        }
    }
}

int ganzoo_tiff_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem) {
    tiff_source source;
    tiff_layout layout;
    int result = tiff_open(&source, bytes, size, problem);
    if (result == 0) result = tiff_read_layout(source.file, &layout, problem);
    if (result == 0) tiff_make_info(&source, &layout, info);
    tiff_close(&source);
    return result;
}

int ganzoo_tiff_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                       ganzoo_image_problem *problem) {
    tiff_source source;
    tiff_layout layout;
    ganzoo_image_info found;
    int result = tiff_open(&source, bytes, size, problem);
    if (result == 0) result = tiff_read_layout(source.file, &layout, problem);
    if (result == 0) {
        tiff_make_info(&source, &layout, &found);
        target to = {&layout, info, pixels};
        if (found.width != info->width || found.height != info->height || found.channels != info->channels) {
            result = image_problem(problem, "it changed while it was read");
        } else if (libtiff.TIFFIsTiled(source.file) && check_tiles(source.file, &layout, problem)) {
            result = -1;
        } else if (layout.photometric == LUMA) {
            result = read_luma(source.file, info, pixels, problem);
        } else {
            result = read_samples(source.file, &to, problem);
        }
    }
    if (result == 0 && layout.is_premultiplied) divide_by_alpha(info, pixels);
    tiff_close(&source);
    return result;
}
