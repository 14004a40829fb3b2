#include "CGANKernels.h"
#include "clones.h"

#include <math.h>

// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
void gk_philox(const uint32_t *counter, const uint32_t *key, uint32_t *words) {
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t left = (uint64_t)0xD2511F53u * c0, right = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(right >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)right;
        c2 = (uint32_t)(left >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)left;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
}

// `number` stays below 2^32: a call draws at most 2^33 elements.
static void block(const gk_draw *draw, uint64_t number, uint32_t words[4]) {
    uint32_t counter[4] = {(uint32_t)number, draw->call, (uint32_t)draw->step, (uint32_t)(draw->step >> 32)};
    uint32_t key[2] = {(uint32_t)draw->key, (uint32_t)(draw->key >> 32)};
    gk_philox(counter, key, words);
}

// Natural logarithm of a normal number in (0, 1], by atanh's series: only additions, products and quotients, so that
// every machine draws the same numbers.
static double plain_log(double x) {
    int exponent;
    double mantissa = frexp(x, &exponent);
    if (mantissa < 0.70710678118654752) {
        mantissa *= 2;
        exponent--;
    }
    double s = (mantissa - 1) / (mantissa + 1), square = s * s, sum = 0;
    static const double odd_inverse[] = {1.0, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17,
        1.0 / 19, 1.0 / 21};
    for (int k = 10; k >= 0; k--) sum = sum * square + odd_inverse[k];
    return exponent * 0.69314718055994531 + 2 * s * sum;
}

// cos and sin of 2πt for t in [0, 1), by their series on an eighth of the circle around the nearest quarter turn.
static void plain_circle(double t, double *cosine, double *sine) {
    int quarter = (int)(4 * t + 0.5);
    double x = (t - quarter * 0.25) * 6.283185307179586, square = x * x, c = 0, s = 0;
    static const double inverse_factorial[] = {1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040,
        1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800.0};
    for (int k = 12; k >= 0; k -= 2) {
        c = inverse_factorial[k] - c * square;
        s = inverse_factorial[k + 1] - s * square;
    }
    s *= x;
    switch (quarter & 3) {
    case 0: *cosine = c; *sine = s; break;
    case 1: *cosine = -s; *sine = c; break;
    case 2: *cosine = -c; *sine = -s; break;
    default: *cosine = s; *sine = -c; break;
    }
}

// Box and Muller 1958: two normals from two words.
static void normal_pair(uint32_t a, uint32_t b, double pair[2]) {
    double radius = sqrt(-2 * plain_log((a + 1.0) * 0x1p-32)), cosine, sine;
    plain_circle(b * 0x1p-32, &cosine, &sine);
    pair[0] = radius * cosine;
    pair[1] = radius * sine;
}

void gk_draw_bits(const gk_draw *draw, uint64_t first, int32_t *y, size_t count) {
    uint32_t words[4];
    for (size_t i = 0; i < count; i++) {
        uint64_t element = first + i;
        if (i == 0 || element % 4 == 0) block(draw, element / 4, words);
        y[i] = (int32_t)words[element % 4];
    }
}

void gk_draw_integers(const gk_draw *draw, int32_t bound, uint64_t first, int32_t *y, size_t count) {
    uint32_t words[4];
    for (size_t i = 0; i < count; i++) {
        uint64_t element = first + i;
        if (i == 0 || element % 2 == 0) block(draw, element / 2, words);
        uint64_t bits = (uint64_t)words[element % 2 * 2] << 32 | words[element % 2 * 2 + 1];
        y[i] = (int32_t)(((unsigned __int128)bits * (uint32_t)bound) >> 64);
    }
}

void gk_draw_uniform(const gk_draw *draw, uint64_t first, float *y, size_t count) {
    uint32_t words[4];
    for (size_t i = 0; i < count; i++) {
        uint64_t element = first + i;
        if (i == 0 || element % 4 == 0) block(draw, element / 4, words);
        y[i] = (float)(words[element % 4] >> 8) * 0x1p-24f;
    }
}

void gk_draw_normal(const gk_draw *draw, uint64_t first, float *y, size_t count) {
    uint32_t words[4];
    double pair[2];
    for (size_t i = 0; i < count; i++) {
        uint64_t element = first + i;
        if (i == 0 || element % 4 == 0) block(draw, element / 4, words);
        if (i == 0 || element % 2 == 0) {
            int which = (int)(element % 4 / 2) * 2;
            normal_pair(words[which], words[which + 1], pair);
        }
        y[i] = (float)pair[element % 2];
    }
}
