#include "tiff.h"

enum { UNSIGNED = 1, UNTYPED = 4, CMYK = 1, PREMULTIPLIED = 1, ALPHA = 2, MOST_SAMPLES = 16 };

static int read_format(tiff *file, const tiff_layout *layout, ganzoo_image_problem *problem) {
    uint16_t format = UNSIGNED;
    libtiff.TIFFGetFieldDefaulted(file, TAG_SAMPLE_FORMAT, &format);
    if (format != UNSIGNED && format != UNTYPED) {
        return image_problem(problem, "Unsupported: its samples are %s numbers", format == 3 ? "floating-point" : "signed or complex");
    }
    if (layout->bits < 1 || layout->bits > 16) return image_problem(problem, "Unsupported: its samples have %d bits", layout->bits);
    if (layout->samples < 1 || layout->samples > MOST_SAMPLES) {
        return image_problem(problem, "Unsupported: its pixels have %d samples", layout->samples);
    }
    return 0;
}

static int read_palette(tiff *file, tiff_layout *layout, ganzoo_image_problem *problem) {
    if (layout->bits > 8) return image_problem(problem, "Unsupported: its palette has numbers of %d bits", layout->bits);
    if (!libtiff.TIFFGetField(file, TAG_COLORMAP, &layout->palette[0], &layout->palette[1], &layout->palette[2])) {
        return image_problem(problem, "it has no palette");
    }
    for (int color = 0; color < 3; color++) {
        for (int i = 0; i < 1 << layout->bits; i++) {
            if (layout->palette[color][i] > 255) layout->palette_surplus = 8;
        }
    }
    return 0;
}

static int read_colors(tiff *file, tiff_layout *layout, ganzoo_image_problem *problem) {
    uint16_t ink_set = CMYK;
    switch (layout->photometric) {
    case WHITE_IS_ZERO:
    case BLACK_IS_ZERO: layout->colors = 1; break;
    case COLORS: layout->colors = 3; break;
    case PALETTE:
        layout->colors = 1;
        if (read_palette(file, layout, problem)) return -1;
        break;
    case INK:
        layout->colors = 4;
        libtiff.TIFFGetFieldDefaulted(file, TAG_INK_SET, &ink_set);
        if (ink_set != CMYK) return image_problem(problem, "Unsupported: its inks are not cyan, magenta, yellow and black");
        break;
    case LUMA:
        layout->colors = 3;
        if (layout->bits != 8) return image_problem(problem, "Unsupported: its samples have %d bits", layout->bits);
        break;
    default: return image_problem(problem, "Unsupported: its color model has the number %d", layout->photometric);
    }
    if (layout->samples < layout->colors) return image_problem(problem, "its pixels have too few samples");
    return 0;
}

/// As in Pillow, the first further sample is alpha if the file says so, and an unspecified one is ignored.
static void read_alpha(tiff *file, tiff_layout *layout) {
    uint16_t count = 0, *kinds = NULL;
    if (layout->photometric == INK || layout->photometric == LUMA || layout->photometric == PALETTE) return;
    if (!libtiff.TIFFGetFieldDefaulted(file, TAG_EXTRA_SAMPLES, &count, &kinds) || count < 1 || !kinds) return;
    if (layout->samples <= layout->colors || (kinds[0] != PREMULTIPLIED && kinds[0] != ALPHA)) return;
    layout->alpha = layout->colors;
    layout->is_premultiplied = kinds[0] == PREMULTIPLIED;
}

int tiff_read_layout(tiff *file, tiff_layout *layout, ganzoo_image_problem *problem) {
    *layout = (tiff_layout){.alpha = -1, .orientation = 1};
    if (!libtiff.TIFFGetField(file, TAG_WIDTH, &layout->width) || !libtiff.TIFFGetField(file, TAG_HEIGHT, &layout->height)) {
        return image_problem(problem, "its header states no size");
    }
    libtiff.TIFFGetFieldDefaulted(file, TAG_BITS, &layout->bits);
    libtiff.TIFFGetFieldDefaulted(file, TAG_SAMPLES, &layout->samples);
    libtiff.TIFFGetFieldDefaulted(file, TAG_PLANAR, &layout->planar);
    libtiff.TIFFGetFieldDefaulted(file, TAG_ORIENTATION, &layout->orientation);
    if (!libtiff.TIFFGetField(file, TAG_PHOTOMETRIC, &layout->photometric)) {
        return image_problem(problem, "its header states no color model");
    }
    if (read_format(file, layout, problem) || read_colors(file, layout, problem)) return -1;
    read_alpha(file, layout);
    return 0;
}

void tiff_make_info(const tiff_source *source, const tiff_layout *layout, ganzoo_image_info *info) {
    *info = (ganzoo_image_info){.width = layout->width, .height = layout->height};
    int colors = layout->photometric == PALETTE ? 3 : layout->colors;
    info->is_ink = layout->photometric == INK;
    info->channels = colors + (layout->alpha >= 0 ? 1 : 0);
    info->orientation = layout->orientation >= 1 && layout->orientation <= 8 ? layout->orientation : 1;
    info->has_more = !libtiff.TIFFLastDirectory(source->file);
}
