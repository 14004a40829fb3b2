#include "CGANKernels.h"
#include "clones.h"

#include <string.h>

// Normal numbers from a Philox stream, eight blocks at a time: one block a lane, 64-bit lanes throughout. Every operation is
// exact or rounded as IEEE 754 says, without the library's functions, so that every machine draws the same numbers.

typedef double reals __attribute__((vector_size(64)));
typedef uint64_t words __attribute__((vector_size(64)));

// Vectors of 64 bytes are passed to functions that are always inlined, so no calling convention applies.
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wpsabi"
#endif

#define INLINE static inline __attribute__((always_inline))
#define LOW_HALF UINT64_C(0xFFFFFFFF)

// `yes` where `mask` is all ones, `no` where it is zero.
INLINE reals chosen(words mask, reals yes, reals no) { return (reals)((mask & (words)yes) | (~mask & (words)no)); }

// A number below 2^32 in each lane.
INLINE reals from_words(words x) { return (reals)(x | UINT64_C(0x4330000000000000)) - 0x1p52; }

// Philox4x32-10 as in `gk_philox`, the words in the lower halves of the lanes.
INLINE void philox(const gk_draw *draw, words number, words w[4]) {
    words c0 = number & LOW_HALF, c1 = number * 0 + draw->call, c2 = number * 0 + (draw->step & LOW_HALF);
    words c3 = number * 0 + (draw->step >> 32);
    uint32_t k0 = (uint32_t)draw->key, k1 = (uint32_t)(draw->key >> 32);
    for (int round = 0; round < 10; round++) {
        words left = (c0 & LOW_HALF) * UINT64_C(0xD2511F53), right = (c2 & LOW_HALF) * UINT64_C(0xCD9E8D57);
        c0 = (right >> 32) ^ c1 ^ k0;
        c1 = right & LOW_HALF;
        c2 = (left >> 32) ^ c3 ^ k1;
        c3 = left & LOW_HALF;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    w[0] = c0;
    w[1] = c1;
    w[2] = c2;
    w[3] = c3;
}

// Natural logarithm of a normal number in (0, 1], by atanh's series.
INLINE reals logarithm(reals x) {
    static const double odd_inverse[] = {1.0, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17,
        1.0 / 19, 1.0 / 21};
    words bits = (words)x;
    // A mantissa in [1/2, 1), then in [√½, √2).
    reals mantissa = (reals)((bits & UINT64_C(0x000FFFFFFFFFFFFF)) | UINT64_C(0x3FE0000000000000));
    words is_low = (words)(mantissa < 0.70710678118654752);
    mantissa = chosen(is_low, mantissa * 2, mantissa);
    reals exponent = from_words(bits >> 52) - 1022 - chosen(is_low, x * 0 + 1, x * 0);
    reals s = (mantissa - 1) / (mantissa + 1), square = s * s, sum = x * 0;
    for (int k = 10; k >= 0; k--) sum = sum * square + odd_inverse[k];
    return exponent * 0.69314718055994531 + 2 * s * sum;
}

// cos and sin of 2π · b / 2^32, by their series on an eighth of the circle around the nearest quarter turn.
INLINE void circle(words b, reals *cosine, reals *sine) {
    static const double inverse_factorial[] = {1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040,
        1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800.0};
    words quarter = (b + (UINT64_C(1) << 29)) >> 30;
    reals x = (from_words(b) * 0x1p-32 - from_words(quarter) * 0.25) * 6.283185307179586, square = x * x;
    reals c = x * 0, s = x * 0;
    for (int k = 12; k >= 0; k -= 2) {
        c = inverse_factorial[k] - c * square;
        s = inverse_factorial[k + 1] - s * square;
    }
    s *= x;
    words swaps = -(quarter & 1), negates_cosine = ((quarter + 1) & 2) << 62, negates_sine = (quarter & 2) << 62;
    *cosine = (reals)((words)chosen(swaps, s, c) ^ negates_cosine);
    *sine = (reals)((words)chosen(swaps, c, s) ^ negates_sine);
}

// Box and Muller 1958: two normals from two words.
INLINE void normal_pair(words a, words b, reals *first, reals *second) {
    reals radius = __builtin_elementwise_sqrt(-2 * logarithm((from_words(a) + 1.0) * 0x1p-32)), cosine, sine;
    circle(b, &cosine, &sine);
    *first = radius * cosine;
    *second = radius * sine;
}

// The 32 elements of eight blocks.
INLINE void draw_blocks(const gk_draw *draw, uint64_t block, float y[32]) {
    words w[4];
    philox(draw, (words){0, 1, 2, 3, 4, 5, 6, 7} + block, w);
    reals normals[4];
    normal_pair(w[0], w[1], &normals[0], &normals[1]);
    normal_pair(w[2], w[3], &normals[2], &normals[3]);
    for (int lane = 0; lane < 8; lane++)
        for (int k = 0; k < 4; k++) y[4 * lane + k] = (float)normals[k][lane];
}

CLONES void gk_draw_normal(const gk_draw *draw, uint64_t first, float *y, size_t count) {
    size_t skipped = first % 4;
    for (uint64_t block = first / 4; count > 0; block += 8) {
        float elements[32];
        draw_blocks(draw, block, elements);
        size_t taken = 32 - skipped < count ? 32 - skipped : count;
        memcpy(y, elements + skipped, taken * sizeof(float));
        skipped = 0;
        y += taken;
        count -= taken;
    }
}
