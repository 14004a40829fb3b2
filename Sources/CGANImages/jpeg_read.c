#include "CGANImages.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

// A progressive file can require any number of passes over the image. Cameras and libjpeg write up to 10 scans, programs that search for
// the smallest file some 20: as many are read of any size. More are read while all scans together visit a billion pixels, which takes
// a second: up to 200, of an image of 5 million pixels.
enum { ALWAYS_READ = 25, MOST_SCANS = 200 };
static const uint64_t most_visits = 1000000000;

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf escape;
    ganzoo_image_problem *problem;
} errors;

static void fail(j_common_ptr common) {
    errors *handler = (errors *)common->err;
    char message[JMSG_LENGTH_MAX];
    handler->base.format_message(common, message);
    snprintf(handler->problem->text, sizeof handler->problem->text, "%s", message);
    longjmp(handler->escape, 1);
}

/// Some warnings are harmless; with all others, pixels would be missing.
static void judge(j_common_ptr common, int level) {
    if (level >= 0) return;
    switch (common->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL:
    case JWRN_TOO_MUCH_DATA: break;
    default: fail(common);
    }
}

static void print_nothing(j_common_ptr common) { (void)common; }

static void limit_scans(j_common_ptr common) {
    j_decompress_ptr jpeg = (j_decompress_ptr)common;
    errors *handler = (errors *)common->err;
    int scans = jpeg->input_scan_number;
    uint64_t visits = (uint64_t)scans * jpeg->image_width * jpeg->image_height;
    if (scans <= ALWAYS_READ || (scans <= MOST_SCANS && visits <= most_visits)) return;
    snprintf(handler->problem->text, sizeof handler->problem->text, "it has more than %d scans, too many for %u x %u pixels",
             scans - 1, jpeg->image_width, jpeg->image_height);
    longjmp(handler->escape, 1);
}

/// Reads the header and chooses the output format.
static void begin(j_decompress_ptr jpeg, const uint8_t *bytes, size_t size, ganzoo_image_info *info) {
    jpeg_create_decompress(jpeg);
    jpeg_mem_src(jpeg, bytes, size);
    jpeg_read_header(jpeg, TRUE);
    info->width = jpeg->image_width;
    info->height = jpeg->image_height;
    switch (jpeg->jpeg_color_space) {
    case JCS_GRAYSCALE: jpeg->out_color_space = JCS_GRAYSCALE; break;
    case JCS_CMYK:
    case JCS_YCCK: jpeg->out_color_space = JCS_CMYK; break;
    default: jpeg->out_color_space = JCS_RGB; break;
    }
    info->is_ink = jpeg->out_color_space == JCS_CMYK;
    info->channels = jpeg->out_color_space == JCS_GRAYSCALE ? 1 : info->is_ink ? 4 : 3;
    info->orientation = 1;
    info->has_more = 0;
}

static void prepare(errors *handler, j_decompress_ptr jpeg, ganzoo_image_problem *problem) {
    memset(jpeg, 0, sizeof *jpeg);
    jpeg->err = jpeg_std_error(&handler->base);
    handler->base.error_exit = fail;
    handler->base.emit_message = judge;
    handler->base.output_message = print_nothing;
    handler->problem = problem;
    problem->text[0] = 0;
}

int ganzoo_jpeg_info(const uint8_t *bytes, size_t size, ganzoo_image_info *info, ganzoo_image_problem *problem) {
    errors handler;
    struct jpeg_decompress_struct jpeg;
    prepare(&handler, &jpeg, problem);
    if (setjmp(handler.escape) == 0) begin(&jpeg, bytes, size, info);
    jpeg_destroy_decompress(&jpeg);
    return problem->text[0] ? -1 : 0;
}

static void read_pixels(j_decompress_ptr jpeg, const ganzoo_image_info *info, uint8_t *pixels) {
    size_t row_size = (size_t)info->width * (size_t)info->channels;
    jpeg_start_decompress(jpeg);
    while (jpeg->output_scanline < info->height) {
        uint8_t *row = pixels + jpeg->output_scanline * row_size;
        if (jpeg_read_scanlines(jpeg, &row, 1) != 1 || !info->is_ink) continue;
        // Files contain inverted ink, as Adobe's programs write it: 255 is none.
        for (size_t i = 0; i < row_size; i++) row[i] = 255 - row[i];
    }
    jpeg_finish_decompress(jpeg);
}

int ganzoo_jpeg_decode(const uint8_t *bytes, size_t size, ganzoo_image_info *info, uint8_t *pixels,
                       ganzoo_image_problem *problem) {
    errors handler;
    struct jpeg_decompress_struct jpeg;
    struct jpeg_progress_mgr progress = {.progress_monitor = limit_scans};
    ganzoo_image_info found;
    prepare(&handler, &jpeg, problem);
    if (setjmp(handler.escape) == 0) {
        begin(&jpeg, bytes, size, &found);
        jpeg.progress = &progress;
        if (found.width != info->width || found.height != info->height || found.channels != info->channels) {
            ERREXIT(&jpeg, JERR_CANT_SUSPEND);
        }
        read_pixels(&jpeg, info, pixels);
    }
    jpeg_destroy_decompress(&jpeg);
    return problem->text[0] ? -1 : 0;
}
