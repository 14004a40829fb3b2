#include <pthread.h>
#include <stdlib.h>

#include "library.h"

typedef void *handle;

// The declarations of Little CMS 2 that are used.
#define FUNCTIONS(X)                                                                                          \
    X(int, cmsGetEncodedCMMversion, (void))                                                                   \
    X(handle, cmsOpenProfileFromMem, (const void *, uint32_t))                                                \
    X(handle, cmsCreate_sRGBProfile, (void))                                                                  \
    X(int, cmsCloseProfile, (handle))                                                                         \
    X(uint32_t, cmsGetColorSpace, (handle))                                                                   \
    X(uint32_t, cmsGetProfileInfoASCII, (handle, int, const char *, const char *, char *, uint32_t))          \
    X(handle, cmsCreateTransform, (handle, uint32_t, handle, uint32_t, uint32_t, uint32_t))                   \
    X(void, cmsDoTransform, (handle, const void *, void *, uint32_t))                                         \
    X(void, cmsDeleteTransform, (handle))

FUNCTIONS(DECLARE_FUNCTION)

// Versions of Little CMS agree on this intent. They differ in where the perceptual one puts black.
enum { RELATIVE_COLORIMETRIC = 1, DESCRIPTION = 0 };

/// Little CMS's number for pixels of 8 bits: the color model's, the number of channels, bytes in each.
#define PIXELS(model, channels) ((uint32_t)(model) << 16 | (channels) << 3 | 1)
static const uint32_t rgb_pixels = PIXELS(4, 3);

static opened_library lcms;

static void open_lcms(void) {
    static const char *const files[] = {"liblcms2.so.2", NULL};
    opened_library *library = &lcms;
    open_first(library, files);
    FUNCTIONS(RESOLVE_FUNCTION)
    if (lcms.problem[0]) return;
    // 2140 is 2.14.
    int version = cmsGetEncodedCMMversion();
    snprintf(lcms.version, sizeof lcms.version, "%d.%d", version / 1000, version % 1000 / 10);
}

const opened_library *ganzoo_lcms(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_lcms);
    return &lcms;
}

struct ganzoo_color_conversion {
    handle transform;
    int channels;
};

/// The profile's signature of a color model, and the pixels' number.
static void model(int channels, uint32_t *signature, uint32_t *pixels) {
    switch (channels) {
    case 1: *signature = 'G' << 24 | 'R' << 16 | 'A' << 8 | 'Y', *pixels = PIXELS(3, 1); break;
    case 3: *signature = 'R' << 24 | 'G' << 16 | 'B' << 8 | ' ', *pixels = rgb_pixels; break;
    default: *signature = 'C' << 24 | 'M' << 16 | 'Y' << 8 | 'K', *pixels = PIXELS(6, 4);
    }
}

static handle make_transform(handle profile, int channels) {
    uint32_t signature, pixels;
    model(channels, &signature, &pixels);
    if (cmsGetColorSpace(profile) != signature) return NULL;
    handle standard = cmsCreate_sRGBProfile();
    if (!standard) return NULL;
    handle transform = cmsCreateTransform(profile, pixels, standard, rgb_pixels, RELATIVE_COLORIMETRIC, 0);
    cmsCloseProfile(standard);
    return transform;
}

ganzoo_color_conversion *ganzoo_color_make(const uint8_t *profile, size_t size, int channels, char name[128]) {
    name[0] = 0;
    if (ganzoo_lcms()->problem[0] || size > UINT32_MAX) return NULL;
    handle source = cmsOpenProfileFromMem(profile, (uint32_t)size);
    if (!source) return NULL;
    cmsGetProfileInfoASCII(source, DESCRIPTION, "en", "US", name, 128);
    name[127] = 0;
    handle transform = make_transform(source, channels);
    cmsCloseProfile(source);
    ganzoo_color_conversion *conversion = transform ? malloc(sizeof *conversion) : NULL;
    if (conversion) *conversion = (ganzoo_color_conversion){transform, channels};
    return conversion;
}

void ganzoo_color_convert(const ganzoo_color_conversion *conversion, const uint8_t *from, uint8_t *to, size_t pixels) {
    enum { BLOCK = 1 << 20 };
    for (size_t start = 0; start < pixels; start += BLOCK) {
        uint32_t count = (uint32_t)(pixels - start < BLOCK ? pixels - start : BLOCK);
        cmsDoTransform(conversion->transform, from + start * (size_t)conversion->channels, to + 3 * start, count);
    }
}

void ganzoo_color_free(ganzoo_color_conversion *conversion) {
    if (!conversion) return;
    cmsDeleteTransform(conversion->transform);
    free(conversion);
}
