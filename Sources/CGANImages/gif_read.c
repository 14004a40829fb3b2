#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"

typedef struct {
    const uint8_t *bytes;
    size_t left;
} source;

static int take(GifFileType *gif, GifByteType *target, int count) {
    source *from = gif->UserData;
    size_t taken = (size_t)count < from->left ? (size_t)count : from->left;
    memcpy(target, from->bytes, taken);
    from->bytes += taken;
    from->left -= taken;
    return (int)taken;
}

static int failed(GifFileType *gif, int code, ganzoo_image_problem *problem) {
    const char *reason = GifErrorString(gif ? gif->Error : code);
    return image_problem(problem, "%s", reason ? reason : "it is damaged");
}

/// Reads one extension; `*transparent` becomes the index of the transparent color, if it states one.
static int read_extension(GifFileType *gif, int *transparent) {
    int code;
    GifByteType *block;
    if (DGifGetExtension(gif, &code, &block) == GIF_ERROR) return GIF_ERROR;
    // The first byte is the block's size. Bit 0 of the flags says whether there is a transparent color.
    if (code == GRAPHICS_EXT_FUNC_CODE && block && block[0] >= 4) *transparent = block[1] & 1 ? block[4] : -1;
    while (block) {
        if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) return GIF_ERROR;
    }
    return GIF_OK;
}

/// Moves to the next image. Returns 1, 0 if there is none, or -1 if the file is damaged.
static int find_image(GifFileType *gif, int *transparent) {
    for (;;) {
        GifRecordType type;
        if (DGifGetRecordType(gif, &type) == GIF_ERROR) return -1;
        if (type == IMAGE_DESC_RECORD_TYPE) return 1;
        if (type == TERMINATE_RECORD_TYPE) return 0;
        if (type == EXTENSION_RECORD_TYPE && read_extension(gif, transparent) == GIF_ERROR) return -1;
    }
}

static const ColorMapObject *colors_of(const GifFileType *gif) { return gif->Image.ColorMap ? gif->Image.ColorMap : gif->SColorMap; }

/// Whether the image fills the picture.
static int fills(const GifFileType *gif, const ganzoo_image_info *info) {
    return gif->Image.Left == 0 && gif->Image.Top == 0 && (uint32_t)gif->Image.Width == info->width
        && (uint32_t)gif->Image.Height == info->height;
}

static uint32_t larger(int a, int b) { return (uint32_t)(a > b ? a : b); }

/// Opens the file and reads up to the first image's pixels.
static GifFileType *begin(source *from, ganzoo_image_info *info, int *transparent, ganzoo_image_problem *problem) {
    int code = 0;
    problem->text[0] = 0;
    *transparent = -1;
    GifFileType *gif = DGifOpen(from, take, &code);
    if (!gif) {
        failed(NULL, code, problem);
        return NULL;
    }
    int found = find_image(gif, transparent);
    if (found <= 0 || DGifGetImageDesc(gif) == GIF_ERROR) {
        found == 0 ? image_problem(problem, "it has no image") : failed(gif, 0, problem);
    } else if (!colors_of(gif)) {
        image_problem(problem, "it has no palette");
    } else {
        // As in Pillow, an image beyond the picture makes it larger.
        *info = (ganzoo_image_info){
            .width = larger(gif->SWidth, gif->Image.Left + gif->Image.Width),
            .height = larger(gif->SHeight, gif->Image.Top + gif->Image.Height),
            .orientation = 1,
        };
        info->channels = *transparent >= 0 || !fills(gif, info) ? 4 : 3;
        return gif;
    }
    DGifCloseFile(gif, &code);
    return NULL;
}

int ganzoo_gif_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem) {
    source from = {bytes, size};
    int transparent, code;
    GifFileType *gif = begin(&from, info, &transparent, problem);
    if (!gif) return -1;
    DGifCloseFile(gif, &code);
    return 0;
}

/// Writes a row of color numbers. Returns -1 for a number without a color.
static int draw_row(const GifFileType *gif, const GifPixelType *row, int transparent, int channels, uint8_t *to) {
    const ColorMapObject *colors = colors_of(gif);
    for (int x = 0; x < gif->Image.Width; x++, to += channels) {
        if (row[x] >= colors->ColorCount) return -1;
        const GifColorType *color = &colors->Colors[row[x]];
        to[0] = color->Red, to[1] = color->Green, to[2] = color->Blue;
        if (channels == 4) to[3] = row[x] == transparent ? 0 : 255;
    }
    return 0;
}

static int read_rows(GifFileType *gif, const ganzoo_image_info *info, int transparent, GifPixelType *row, uint8_t *pixels,
                     ganzoo_image_problem *problem) {
    static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    for (int pass = 0; pass < (gif->Image.Interlace ? 4 : 1); pass++) {
        int step = gif->Image.Interlace ? steps[pass] : 1;
        for (int y = gif->Image.Interlace ? starts[pass] : 0; y < gif->Image.Height; y += step) {
            if (DGifGetLine(gif, row, gif->Image.Width) == GIF_ERROR) return failed(gif, 0, problem);
            size_t place = (size_t)(gif->Image.Top + y) * info->width + (size_t)gif->Image.Left;
            if (draw_row(gif, row, transparent, info->channels, pixels + place * (size_t)info->channels)) {
                return image_problem(problem, "a pixel has a color that is not in its palette");
            }
        }
    }
    return 0;
}

int ganzoo_gif_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                      ganzoo_image_problem *problem) {
    source from = {bytes, size};
    int transparent, code;
    ganzoo_image_info found;
    GifFileType *gif = begin(&from, &found, &transparent, problem);
    if (!gif) return -1;
    int result;
    GifPixelType *row = malloc((size_t)gif->Image.Width + 1);
    if (!row) {
        result = image_problem(problem, "there is no memory for it");
    } else if (found.width != info->width || found.height != info->height || found.channels != info->channels) {
        result = image_problem(problem, "it changed while it was read");
    } else {
        result = read_rows(gif, info, transparent, row, pixels, problem);
    }
    if (result == 0) info->has_more = find_image(gif, &transparent) == 1;
    free(row);
    DGifCloseFile(gif, &code);
    return result;
}
