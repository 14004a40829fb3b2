#include "CGANKernels.h"
#include "clones.h"

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
