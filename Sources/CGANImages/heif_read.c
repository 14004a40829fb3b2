#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"

typedef struct heif_context heif_context;
typedef struct heif_handle heif_handle;
typedef struct heif_image heif_image;

typedef struct {
    int code, subcode;
    const char *message;
} heif_error;

/// The start of libheif's structure; it only grows at its end.
typedef struct {
    uint8_t version, ignores_transformations;
    void (*start)(int, int, void *), (*progress)(int, int, void *), (*end)(int, void *);
    void *user;
    uint8_t converts_to_8_bits;  // from version 2 on
    uint8_t is_strict;           // from version 3 on
    const char *decoder;         // from version 4 on
} heif_options;

// The declarations of libheif 1 that are used.
#define FUNCTIONS(X)                                                                                               \
    X(const char *, heif_get_version, (void))                                                                      \
    X(heif_context *, heif_context_alloc, (void))                                                                  \
    X(void, heif_context_free, (heif_context *))                                                                   \
    X(heif_error, heif_context_read_from_memory_without_copy, (heif_context *, const void *, size_t, const void *)) \
    X(int, heif_context_get_number_of_top_level_images, (heif_context *))                                          \
    X(heif_error, heif_context_get_primary_image_handle, (heif_context *, heif_handle **))                         \
    X(void, heif_image_handle_release, (const heif_handle *))                                                      \
    X(int, heif_image_handle_get_width, (const heif_handle *))                                                     \
    X(int, heif_image_handle_get_height, (const heif_handle *))                                                    \
    X(int, heif_image_handle_has_alpha_channel, (const heif_handle *))                                             \
    X(uint32_t, heif_image_handle_get_color_profile_type, (const heif_handle *))                                   \
    X(size_t, heif_image_handle_get_raw_color_profile_size, (const heif_handle *))                                 \
    X(heif_error, heif_image_handle_get_raw_color_profile, (const heif_handle *, void *))                          \
    X(heif_options *, heif_decoding_options_alloc, (void))                                                         \
    X(void, heif_decoding_options_free, (heif_options *))                                                          \
    X(heif_error, heif_decode_image, (const heif_handle *, heif_image **, int, int, const heif_options *))         \
    X(const uint8_t *, heif_image_get_plane_readonly, (const heif_image *, int, int *))                            \
    X(int, heif_image_get_width, (const heif_image *, int))                                                        \
    X(int, heif_image_get_height, (const heif_image *, int))                                                       \
    X(void, heif_image_release, (const heif_image *))                                                              \
    X(int, heif_have_decoder_for_format, (int))

FUNCTIONS(DECLARE_FUNCTION)

enum { COLORSPACE_RGB = 1, INTERLEAVED_RGB = 10, INTERLEAVED_RGBA = 11, INTERLEAVED = 10, HEVC = 1, AV1 = 4 };
// "nclx": numbers of color primaries and not a profile.
enum { NCLX = 'n' << 24 | 'c' << 16 | 'l' << 8 | 'x' };

static opened_library heif;
// Of two decoders of AV1, this one prints nothing on damaged files. Their pixels are equal, as the standard requires.
static const char *const silent_decoder = "aom";
static int has_silent_decoder;

/// From libheif 1.15 on, decoders have names.
static void find_silent_decoder(void) {
    int (*list)(int, const void **, int);
    const char *(*name)(const void *);
    *(void **)&list = dlsym(heif.handle, "heif_get_decoder_descriptors");
    *(void **)&name = dlsym(heif.handle, "heif_decoder_descriptor_get_id_name");
    const void *found[16];
    int count = list && name ? list(AV1, found, 16) : 0;
    for (int i = 0; i < count && i < 16; i++) {
        const char *own = name(found[i]);
        if (own && !strcmp(own, silent_decoder)) has_silent_decoder = 1;
    }
}

static void open_heif(void) {
    static const char *const files[] = {"libheif.so.1", NULL};
    opened_library *library = &heif;
    open_first(library, files);
    FUNCTIONS(RESOLVE_FUNCTION)
    if (heif.problem[0]) return;
    snprintf(heif.version, sizeof heif.version, "%s", heif_get_version());
    // From 1.14 on; it also finds the decoders that are files of their own.
    heif_error (*initialize)(const void *);
    *(void **)&initialize = dlsym(heif.handle, "heif_init");
    if (initialize) initialize(NULL);
    find_silent_decoder();
}

const opened_library *ganzoo_libheif(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_heif);
    return &heif;
}

void ganzoo_heif_decoders(int *hevc, int *av1) {
    *hevc = *av1 = 0;
    if (ganzoo_libheif()->problem[0]) return;
    *hevc = heif_have_decoder_for_format(HEVC);
    *av1 = heif_have_decoder_for_format(AV1);
}

/// A file in memory and its main image.
typedef struct {
    heif_context *context;
    heif_handle *handle;
    int is_avif;
} opened_file;

static void close_file(opened_file *file) {
    if (file->handle) heif_image_handle_release(file->handle);
    if (file->context) heif_context_free(file->context);
}

static int failed(heif_error error, ganzoo_image_problem *problem) {
    // Some messages end with a line break.
    const char *message = error.message && *error.message ? error.message : "it is damaged";
    return image_problem(problem, "%.*s", (int)strcspn(message, "\n"), message);
}

/// Whether a brand stands at the start of the file.
static int has_brand(const uint8_t *bytes, size_t size, const char *brand) {
    enum { START = 64 };
    for (size_t at = 8; at + 4 <= size && at < START; at += 4) {
        if (!memcmp(bytes + at, brand, 4)) return 1;
    }
    return 0;
}

/// Returns 0, or -1 with a problem. In both cases `close_file` must follow.
static int open_file(const uint8_t *bytes, size_t size, opened_file *file, ganzoo_image_problem *problem) {
    *file = (opened_file){NULL, NULL, has_brand(bytes, size, "avif")};
    problem->text[0] = 0;
    if (ganzoo_libheif()->problem[0]) return image_problem(problem, "%s", heif.problem);
    file->context = heif_context_alloc();
    if (!file->context) return image_problem(problem, "there is no memory for it");
    heif_error error = heif_context_read_from_memory_without_copy(file->context, bytes, size, NULL);
    if (!error.code) error = heif_context_get_primary_image_handle(file->context, &file->handle);
    return error.code ? failed(error, problem) : 0;
}

static int read_info(const opened_file *file, ganzoo_image_info *info, ganzoo_image_problem *problem) {
    int width = heif_image_handle_get_width(file->handle), height = heif_image_handle_get_height(file->handle);
    if (width < 1 || height < 1) return image_problem(problem, "its header is damaged");
    *info = (ganzoo_image_info){.width = (uint32_t)width, .height = (uint32_t)height, .orientation = 1};
    info->channels = heif_image_handle_has_alpha_channel(file->handle) ? 4 : 3;
    info->has_more = heif_context_get_number_of_top_level_images(file->context) > 1;
    return 0;
}

int ganzoo_heif_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem) {
    opened_file file;
    int result = open_file(bytes, size, &file, problem);
    if (result == 0) result = read_info(&file, info, problem);
    close_file(&file);
    return result;
}

/// Copies rows. The decoded size must be that of the header: libheif checks it only for some files.
static int copy_rows(const heif_image *image, const ganzoo_image_info *info, uint8_t *pixels, ganzoo_image_problem *problem) {
    int stride = 0;
    const uint8_t *plane = heif_image_get_plane_readonly(image, INTERLEAVED, &stride);
    size_t row_size = (size_t)info->width * (size_t)info->channels;
    if (!plane || stride < 0 || (size_t)stride < row_size
        || heif_image_get_width(image, INTERLEAVED) != (int)info->width
        || heif_image_get_height(image, INTERLEAVED) != (int)info->height) {
        return image_problem(problem, "its pixels do not fill the size that its header states");
    }
    for (uint32_t y = 0; y < info->height; y++) memcpy(pixels + y * row_size, plane + y * (size_t)stride, row_size);
    return 0;
}

static int read_pixels(const opened_file *file, const ganzoo_image_info *info, uint8_t *pixels, ganzoo_image_problem *problem) {
    heif_options *options = heif_decoding_options_alloc();
    if (!options) return image_problem(problem, "there is no memory for it");
    if (options->version >= 2) options->converts_to_8_bits = 1;
    if (options->version >= 3) options->is_strict = 1;
    if (options->version >= 4 && file->is_avif && has_silent_decoder) options->decoder = silent_decoder;
    heif_image *image = NULL;
    int chroma = info->channels == 4 ? INTERLEAVED_RGBA : INTERLEAVED_RGB;
    heif_error error = heif_decode_image(file->handle, &image, COLORSPACE_RGB, chroma, options);
    heif_decoding_options_free(options);
    int result = error.code || !image ? failed(error, problem) : copy_rows(image, info, pixels, problem);
    if (image) heif_image_release(image);
    return result;
}

int ganzoo_heif_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                       ganzoo_image_problem *problem) {
    opened_file file;
    ganzoo_image_info found;
    int result = open_file(bytes, size, &file, problem);
    if (result == 0) result = read_info(&file, &found, problem);
    if (result == 0) {
        int is_same = found.width == info->width && found.height == info->height && found.channels == info->channels;
        result = is_same ? read_pixels(&file, info, pixels, problem)
                         : image_problem(problem, "it changed while it was read");
    }
    close_file(&file);
    return result;
}

void ganzoo_heif_profile(const uint8_t *bytes, size_t size, uint8_t **profile, size_t *profile_size) {
    ganzoo_image_problem problem;
    opened_file file;
    *profile = NULL, *profile_size = 0;
    if (open_file(bytes, size, &file, &problem) == 0) {
        uint32_t type = heif_image_handle_get_color_profile_type(file.handle);
        size_t length = type && type != NCLX ? heif_image_handle_get_raw_color_profile_size(file.handle) : 0;
        uint8_t *copy = length && length <= size ? malloc(length) : NULL;
        if (copy && heif_image_handle_get_raw_color_profile(file.handle, copy).code) {
            free(copy);
            copy = NULL;
        }
        if (copy) *profile = copy, *profile_size = length;
    }
    close_file(&file);
}
