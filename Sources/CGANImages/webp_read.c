#include <pthread.h>

#include "library.h"

// The declarations of libwebp's decoder that are used. The second half of its interface number may grow.
enum { DECODER_ABI = 0x0209 };

typedef struct {
    int width, height, has_alpha, has_animation, format;
    uint32_t padding[5];
} features;

#define FUNCTIONS(X)                                                                                  \
    X(int, WebPGetDecoderVersion, (void))                                                             \
    X(int, WebPGetFeaturesInternal, (const uint8_t *, size_t, features *, int))                       \
    X(uint8_t *, WebPDecodeRGBInto, (const uint8_t *, size_t, uint8_t *, size_t, int))                \
    X(uint8_t *, WebPDecodeRGBAInto, (const uint8_t *, size_t, uint8_t *, size_t, int))

FUNCTIONS(DECLARE_FUNCTION)

static opened_library webp;

static void open_webp(void) {
    static const char *const files[] = {"libwebp.so.7", NULL};
    opened_library *library = &webp;
    open_first(library, files);
    FUNCTIONS(RESOLVE_FUNCTION)
    if (webp.problem[0]) return;
    int version = WebPGetDecoderVersion();
    snprintf(webp.version, sizeof webp.version, "%d.%d.%d", version >> 16 & 255, version >> 8 & 255, version & 255);
}

const opened_library *ganzoo_libwebp(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_webp);
    return &webp;
}

int ganzoo_webp_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem) {
    problem->text[0] = 0;
    if (ganzoo_libwebp()->problem[0]) return image_problem(problem, "%s", webp.problem);
    features found;
    // 7: the end of the file is missing.
    int status = WebPGetFeaturesInternal(bytes, size, &found, DECODER_ABI);
    if (status == 1) return image_problem(problem, "there is no memory for it");
    if (status) return image_problem(problem, status == 7 ? "the file ends early" : "its header is damaged");
    if (found.width < 1 || found.height < 1) return image_problem(problem, "its header is damaged");
    *info = (ganzoo_image_info){.width = (uint32_t)found.width, .height = (uint32_t)found.height, .orientation = 1};
    info->channels = found.has_alpha ? 4 : 3;
    return 0;
}

int ganzoo_webp_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                       ganzoo_image_problem *problem) {
    ganzoo_image_info found;
    if (ganzoo_webp_info(bytes, size, &found, problem)) return -1;
    if (found.width != info->width || found.height != info->height || found.channels != info->channels) {
        return image_problem(problem, "it changed while it was read");
    }
    size_t row_size = (size_t)info->width * (size_t)info->channels;
    uint8_t *(*decode)(const uint8_t *, size_t, uint8_t *, size_t, int) =
        info->channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
    if (decode(bytes, size, pixels, row_size * info->height, (int)row_size)) return 0;
    return image_problem(problem, "its pixels are damaged, or the file ends early");
}
