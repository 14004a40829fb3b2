// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011). One thread computes one block of 4 words. Every operation is exact or rounded as
// IEEE 754 says, without the library's logarithm and cosine, so that every device draws the same numbers.
#if WIDTH == 32

DEVICE void philox(const struct gt_philox_draw *a, unsigned long long number, unsigned int w[4]) {
    unsigned int c0 = (unsigned int)number, c1 = a->call, c2 = (unsigned int)a->step, c3 = (unsigned int)(a->step >> 32);
    unsigned int k0 = (unsigned int)a->key, k1 = (unsigned int)(a->key >> 32);
    for (int round = 0; round < 10; round++) {
        unsigned long long left = 0xD2511F53ull * c0, right = 0xCD9E8D57ull * c2;
        c0 = (unsigned int)(right >> 32) ^ c1 ^ k0;
        c1 = (unsigned int)right;
        c2 = (unsigned int)(left >> 32) ^ c3 ^ k1;
        c3 = (unsigned int)left;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    w[0] = c0;
    w[1] = c1;
    w[2] = c2;
    w[3] = c3;
}

/// The place in the output of element `k` of this thread's block of `size` elements; -1 outside.
DEVICE int place(const struct gt_philox_draw *a, int size, int k) {
    unsigned long long element = (a->first / size + THREAD) * size + k;
    return element >= a->first && element - a->first < (unsigned long long)a->count ? (int)(element - a->first) : -1;
}

KERNEL draw_uniform_32(const struct gt_philox_draw a) {
    unsigned int w[4];
    philox(&a, a.first / 4 + THREAD, w);
    for (int k = 0; k < 4; k++) {
        int i = place(&a, 4, k);
        if (i >= 0) ((float *)a.y)[i] = (float)(w[k] >> 8) * 5.9604644775390625e-8f;
    }
}

KERNEL draw_integers_32(const struct gt_philox_draw a) {
    unsigned int w[4];
    philox(&a, a.first / 2 + THREAD, w);
    for (int k = 0; k < 2; k++) {
        int i = place(&a, 2, k);
        // The upper 64 of the 96 bits of (64 random bits) · bound, whose upper half is the number.
        unsigned long long low = (unsigned long long)w[2 * k + 1] * (unsigned int)a.bound;
        unsigned long long high = (unsigned long long)w[2 * k] * (unsigned int)a.bound + (low >> 32);
        if (i >= 0) ((int *)a.y)[i] = (int)(high >> 32);
    }
}

/// Natural logarithm of a normal number in (0, 1], by atanh's series.
DEVICE double logarithm(double x) {
    const double odd_inverse[11] = {1.0, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19,
        1.0 / 21};
    unsigned long long bits = BITS_OF(x);
    // A mantissa in [1/2, 1), then in [√½, √2).
    double mantissa = DOUBLE_OF((bits & 0x000FFFFFFFFFFFFFull) | 0x3FE0000000000000ull);
    double exponent = (double)(int)(bits >> 52) - 1022;
    if (mantissa < 0.70710678118654752) {
        mantissa *= 2;
        exponent -= 1;
    }
    double s = (mantissa - 1) / (mantissa + 1), square = s * s, sum = 0;
    for (int k = 10; k >= 0; k--) sum = sum * square + odd_inverse[k];
    return exponent * 0.69314718055994531 + 2 * s * sum;
}

/// cos and sin of 2π · b / 2^32, by their series on an eighth of the circle around the nearest quarter turn.
DEVICE void circle(unsigned int b, double *cosine, double *sine) {
    const double inverse_factorial[14] = {1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
        1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800.0};
    int quarter = (int)((b + (1ull << 29)) >> 30);
    double x = ((double)b * 2.3283064365386962890625e-10 - (double)quarter * 0.25) * 6.283185307179586, square = x * x;
    double c = 0, s = 0;
    for (int k = 12; k >= 0; k -= 2) {
        c = inverse_factorial[k] - c * square;
        s = inverse_factorial[k + 1] - s * square;
    }
    s *= x;
    *cosine = quarter & 1 ? s : c;
    *sine = quarter & 1 ? c : s;
    if ((quarter + 1) & 2) *cosine = -*cosine;
    if (quarter & 2) *sine = -*sine;
}

KERNEL draw_normal_32(const struct gt_philox_draw a) {
    unsigned int w[4];
    philox(&a, a.first / 4 + THREAD, w);
    for (int k = 0; k < 4; k += 2) {
        // Box and Muller 1958: two normals from two words.
        double radius = sqrt(-2 * logarithm(((double)w[k] + 1.0) * 2.3283064365386962890625e-10)), cosine, sine;
        circle(w[k + 1], &cosine, &sine);
        int i = place(&a, 4, k), next = place(&a, 4, k + 1);
        if (i >= 0) ((float *)a.y)[i] = (float)(radius * cosine);
        if (next >= 0) ((float *)a.y)[next] = (float)(radius * sine);
    }
}

#endif
