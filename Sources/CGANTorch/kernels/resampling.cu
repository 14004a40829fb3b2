// upfirdn2d: insert zeros, pad or crop, filter, keep every n-th sample. One thread computes one output, from the taps that meet samples.

/// The first tap that meets a sample, for output `i`, and that sample's index.
DEVICE int NAME(first_tap)(const struct gt_resample_side *side, int i, int *sample) {
    int place = i * side->down - side->margin, remainder = place % side->up;
    if (remainder < 0) remainder += side->up;
    int tap = remainder == 0 ? 0 : side->up - remainder;
    *sample = (place + tap) / side->up;
    return tap;
}

KERNEL NAME(resample)(const struct gt_resample a) {
    int i = THREAD;
    if (i >= a.count) return;
    int column = i % a.columns.out_size, row = i / a.columns.out_size % a.rows.out_size;
    long long plane = i / a.columns.out_size / a.rows.out_size;
    const REAL *x = (const REAL *)a.x + plane * a.rows.size * a.columns.size;
    int top, left;
    int first_row = NAME(first_tap)(&a.rows, row, &top), first_column = NAME(first_tap)(&a.columns, column, &left);
    REAL sum = 0;
    for (int u = first_row, y = top; u < a.rows.taps && y < a.rows.size; u += a.rows.up, y++) {
        if (y < 0) continue;
        REAL line = 0;
        for (int v = first_column, z = left; v < a.columns.taps && z < a.columns.size; v += a.columns.up, z++)
            if (z >= 0) line += (REAL)a.columns.tap[v] * x[(long long)y * a.columns.size + z];
        sum += (REAL)a.rows.tap[u] * line;
    }
    ((REAL *)a.y)[i] = sum;
}
