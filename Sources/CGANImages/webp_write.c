#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"

// The declarations of libwebp's encoder and of libwebpmux that are used. The second half of an interface number may grow, and with it the
// structures: `rest` is larger than what any version of the interface adds.
enum { ENCODER_ABI = 0x020f, MUX_ABI = 0x0108, PRESET_DEFAULT = 0 };

typedef struct {
    uint32_t background;
    int loops, minimizes_size, least_key_frames, most_key_frames, mixes;
    uint32_t rest[64];
} film_options;

typedef struct {
    int lossless;
    float quality;
    int method;
    uint32_t rest[128];
} encoding;

typedef struct {
    int use_argb, color_space, width, height;
    void *rest[128];
} picture;

typedef struct {
    const uint8_t *bytes;
    size_t size;
} data;

#define FUNCTIONS(X)                                                          \
    X(int, WebPGetEncoderVersion, (void))                                     \
    X(int, WebPConfigInitInternal, (encoding *, int, float, int))             \
    X(int, WebPPictureInitInternal, (picture *, int))                         \
    X(int, WebPPictureImportRGB, (picture *, const uint8_t *, int))           \
    X(void, WebPPictureFree, (picture *))                                     \
    X(void, WebPFree, (void *))                                               \
    X(int, WebPAnimEncoderOptionsInitInternal, (film_options *, int))         \
    X(void *, WebPAnimEncoderNewInternal, (int, int, const film_options *, int)) \
    X(int, WebPAnimEncoderAdd, (void *, picture *, int, const encoding *))    \
    X(int, WebPAnimEncoderAssemble, (void *, data *))                         \
    X(const char *, WebPAnimEncoderGetError, (void *))                        \
    X(void, WebPAnimEncoderDelete, (void *))

FUNCTIONS(DECLARE_FUNCTION)

static opened_library mux;

static void open_mux(void) {
    static const char *const files[] = {"libwebpmux.so.3", NULL};
    opened_library *library = &mux;
    open_first(library, files);
    // It is linked with libwebp, where the encoder is found.
    FUNCTIONS(RESOLVE_FUNCTION)
    if (mux.problem[0]) return;
    int version = WebPGetEncoderVersion();
    snprintf(mux.version, sizeof mux.version, "%d.%d.%d", version >> 16 & 255, version >> 8 & 255, version & 255);
}

const opened_library *ganzoo_libwebpmux(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_mux);
    return &mux;
}

struct ganzoo_webp_film {
    void *encoder;
    int width, height;
};

ganzoo_webp_film *ganzoo_webp_film_make(int width, int height, ganzoo_image_problem *problem) {
    problem->text[0] = 0;
    if (ganzoo_libwebpmux()->problem[0]) {
        image_problem(problem, "%s", mux.problem);
        return NULL;
    }
    film_options options;
    memset(&options, 0, sizeof options);
    ganzoo_webp_film *film = calloc(1, sizeof *film);
    if (film && WebPAnimEncoderOptionsInitInternal(&options, MUX_ABI)) {
        options.loops = 0;
        film->width = width;
        film->height = height;
        film->encoder = WebPAnimEncoderNewInternal(width, height, &options, MUX_ABI);
    }
    if (film && film->encoder) return film;
    free(film);
    image_problem(problem, "there is no memory for it, or libwebpmux is of another version");
    return NULL;
}

static int film_problem(ganzoo_webp_film *film, ganzoo_image_problem *problem) {
    const char *text = WebPAnimEncoderGetError(film->encoder);
    return image_problem(problem, "%s", text && *text ? text : "there is no memory for it");
}

int ganzoo_webp_film_add(ganzoo_webp_film *film, const uint8_t *pixels, int milliseconds, ganzoo_image_problem *problem) {
    problem->text[0] = 0;
    encoding settings;
    picture frame;
    memset(&settings, 0, sizeof settings);
    memset(&frame, 0, sizeof frame);
    if (!WebPConfigInitInternal(&settings, PRESET_DEFAULT, 75, ENCODER_ABI) || !WebPPictureInitInternal(&frame, ENCODER_ABI))
        return image_problem(problem, "libwebp is of another version");
    settings.lossless = 1;
    // Over the usual effort of 4, frames have 14 % more bytes and are made in a twentieth of the time.
    settings.method = 0;
    frame.use_argb = 1;
    frame.width = film->width;
    frame.height = film->height;
    int result = 0;
    if (!WebPPictureImportRGB(&frame, pixels, 3 * film->width))
        result = image_problem(problem, "there is no memory for it");
    else if (!WebPAnimEncoderAdd(film->encoder, &frame, milliseconds, &settings))
        result = film_problem(film, problem);
    WebPPictureFree(&frame);
    return result;
}

int ganzoo_webp_film_finish(ganzoo_webp_film *film, int milliseconds, uint8_t **encoded, size_t *size,
                            ganzoo_image_problem *problem) {
    problem->text[0] = 0;
    data whole = {NULL, 0};
    // A last call without a picture gives the end of the last frame.
    if (!WebPAnimEncoderAdd(film->encoder, NULL, milliseconds, NULL) || !WebPAnimEncoderAssemble(film->encoder, &whole))
        return film_problem(film, problem);
    // The caller frees what malloc gave.
    *encoded = malloc(whole.size);
    if (*encoded) memcpy(*encoded, whole.bytes, whole.size);
    *size = whole.size;
    WebPFree((void *)whole.bytes);
    return *encoded ? 0 : image_problem(problem, "there is no memory for it");
}

void ganzoo_webp_film_free(ganzoo_webp_film *film) {
    if (!film) return;
    WebPAnimEncoderDelete(film->encoder);
    free(film);
}
