// Permuting, slicing, flipping and repeating: one thread moves one element, whose type does not matter.

DEVICE int NAME(strided)(const struct gt_walk *a, int i) {
    int place = a->offset;
    // Without dynamic indices, the arguments stay in constant memory.
    UNROLL
    for (int axis = GT_MOST_AXES - 1; axis >= 0; axis--) {
        if (axis >= a->axes) continue;
        place += i % a->size[axis] * a->stride[axis];
        i /= a->size[axis];
    }
    return place;
}

KERNEL NAME(gather)(const struct gt_walk a) {
    int i = THREAD;
    if (i < a.count) ((WORD *)a.y)[i] = ((const WORD *)a.x)[NAME(strided)(&a, i)];
}

/// Writes the elements that the walk visits; the others are zeros before.
KERNEL NAME(embed)(const struct gt_walk a) {
    int i = THREAD;
    if (i < a.count) ((WORD *)a.y)[NAME(strided)(&a, i)] = ((const WORD *)a.x)[i];
}
