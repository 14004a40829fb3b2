// Sums without atomic additions. A thread owns the elements of its plane whose index has its remainder by `lanes`. It reads all indices of
// the plane, and adds in their order, so that the sums have the same bits in every run. The threads of a warp read the same indices.
KERNEL NAME(scatter_in_planes)(const struct gt_scatter a) {
    int thread = THREAD, plane = thread / a.lanes, lane = thread % a.lanes;
    if (plane >= a.planes) return;
    const REAL *x = (const REAL *)a.x + (long long)plane * a.x_plane;
    const int *indices = (const int *)a.indices + (long long)plane * a.x_plane;
    REAL *y = (REAL *)a.y + (long long)plane * a.y_plane;
    for (int i = lane; i < a.y_plane; i += a.lanes) y[i] = 0;
    for (int i = 0; i < a.x_plane; i++) {
        int index = indices[i];
        if ((index & (a.lanes - 1)) == lane && (unsigned int)index < (unsigned int)a.y_plane) y[index] += x[i];
    }
}
