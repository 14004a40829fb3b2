#include "CGANImages.h"

/// a * b / 255, rounded, for bytes.
static uint32_t scaled(uint32_t a, uint32_t b) {
    uint32_t product = a * b + 128;
    return ((product >> 8) + product) >> 8;
}

void ganzoo_ink_to_light(const uint8_t *ink, uint8_t *light, size_t pixels) {
    for (size_t i = 0; i < pixels; i++) {
        uint32_t white = 255u - ink[4 * i + 3];
        for (int channel = 0; channel < 3; channel++) {
            light[3 * i + channel] = (uint8_t)(white - scaled(ink[4 * i + channel], white));
        }
    }
}
