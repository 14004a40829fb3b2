// Bilinear sampling at places in [-1, 1], where -1 and 1 are the outer edges of the border pixels. Pixels outside an image have weight 0
// and are not read.

/// Where in the image a place lies, in pixels; false outside, and for NaN.
DEVICE int NAME(find)(const struct gt_grid *a, const REAL *place, REAL *x, REAL *y) {
    *x = (place[0] + 1) * ((REAL)a->width / 2) - (REAL)0.5;
    *y = (place[1] + 1) * ((REAL)a->height / 2) - (REAL)0.5;
    return *x > -1 && *x < (REAL)a->width && *y > -1 && *y < (REAL)a->height;
}

/// Of the pixel at a distance of less than 1.
DEVICE REAL NAME(weight)(REAL x, REAL y, int column, int row) {
    return (1 - MATH(fabs)(x - (REAL)column)) * (1 - MATH(fabs)(y - (REAL)row));
}

/// One thread computes one sample.
KERNEL NAME(grid_sample)(const struct gt_grid a) {
    int i = THREAD, places = a.out_height * a.out_width;
    if (i >= a.batch * a.channels * places) return;
    int place = i % places, plane = i / places;
    const REAL *image = (const REAL *)a.images + (long long)plane * a.height * a.width;
    REAL x, y, sum = 0;
    if (NAME(find)(&a, (const REAL *)a.grid + 2 * ((long long)(plane / a.channels) * places + place), &x, &y)) {
        int left = (int)MATH(floor)(x), top = (int)MATH(floor)(y);
        for (int k = 0; k < 4; k++) {
            int column = left + (k & 1), row = top + (k >> 1);
            if (column < 0 || row < 0 || column >= a.width || row >= a.height) continue;
            REAL weight = NAME(weight)(x, y, column, row);
            if (weight != 0) sum += weight * image[(long long)row * a.width + column];
        }
    }
    ((REAL *)a.samples)[i] = sum;
}

/// One thread finds the pixels that the places of one tile touch. Before the adjoint.
KERNEL NAME(grid_bounds)(const struct gt_grid a) {
    int i = THREAD, tiles = a.tiles_down * a.tiles_across;
    if (i >= a.batch * tiles) return;
    int tile = i % tiles, first_row = tile / a.tiles_across * GT_TILE, first_column = tile % a.tiles_across * GT_TILE;
    const REAL *grid = (const REAL *)a.grid + 2 * (long long)(i / tiles) * a.out_height * a.out_width;
    int bounds[4] = {a.width, -2, a.height, -2};
    for (int row = first_row; row < first_row + GT_TILE && row < a.out_height; row++) {
        for (int column = first_column; column < first_column + GT_TILE && column < a.out_width; column++) {
            REAL x, y;
            if (!NAME(find)(&a, grid + 2 * ((long long)row * a.out_width + column), &x, &y)) continue;
            int left = (int)MATH(floor)(x), top = (int)MATH(floor)(y);
            if (left < bounds[0]) bounds[0] = left;
            if (left > bounds[1]) bounds[1] = left;
            if (top < bounds[2]) bounds[2] = top;
            if (top > bounds[3]) bounds[3] = top;
        }
    }
    for (int k = 0; k < 4; k++) ((int *)a.bounds)[4 * (long long)i + k] = bounds[k];
}

/// One thread sums the gradient of one pixel in all channels, over the places of the tiles that touch it, always in the same order.
KERNEL NAME(grid_sample_adjoint)(const struct gt_grid a) {
    int i = THREAD, pixels = a.height * a.width, places = a.out_height * a.out_width, tiles = a.tiles_down * a.tiles_across;
    if (i >= a.batch * pixels) return;
    int sample = i / pixels, column = i % a.width, row = i % pixels / a.width;
    const REAL *grid = (const REAL *)a.grid + 2 * (long long)sample * places;
    const REAL *dy = (const REAL *)a.samples + (long long)sample * a.channels * places;
    REAL *dx = (REAL *)a.images + (long long)sample * a.channels * pixels + i % pixels;
    for (int channel = 0; channel < a.channels; channel++) dx[(long long)channel * pixels] = 0;
    for (int tile = 0; tile < tiles; tile++) {
        const int *bounds = (const int *)a.bounds + 4 * ((long long)sample * tiles + tile);
        if (column < bounds[0] || column > bounds[1] + 1 || row < bounds[2] || row > bounds[3] + 1) continue;
        int first_row = tile / a.tiles_across * GT_TILE, first_column = tile % a.tiles_across * GT_TILE;
        for (int v = first_row; v < first_row + GT_TILE && v < a.out_height; v++) {
            for (int u = first_column; u < first_column + GT_TILE && u < a.out_width; u++) {
                REAL x, y;
                int place = v * a.out_width + u;
                if (!NAME(find)(&a, grid + 2 * (long long)place, &x, &y)) continue;
                int left = (int)MATH(floor)(x), top = (int)MATH(floor)(y);
                if (column < left || column > left + 1 || row < top || row > top + 1) continue;
                REAL weight = NAME(weight)(x, y, column, row);
                if (weight == 0) continue;
                for (int channel = 0; channel < a.channels; channel++)
                    dx[(long long)channel * pixels] += weight * dy[(long long)channel * places + place];
            }
        }
    }
}
