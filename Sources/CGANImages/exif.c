#include "exif.h"

#include <stdbool.h>
#include <string.h>

// A marker is "Exif\0\0" and a TIFF file: byte order, 42, the offset of the first directory; a directory is a count and
// entries of 12 bytes: tag, type, count, value.
enum { ORIENTATION_TAG = 274, SHORT_TYPE = 3, ENTRY_SIZE = 12 };

typedef struct {
    const uint8_t *bytes;
    size_t size;
    bool is_big_endian;
} tiff;

static uint32_t number(const tiff *file, size_t at, int bytes) {
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++) {
        value = value << 8 | file->bytes[at + (size_t)(file->is_big_endian ? i : bytes - 1 - i)];
    }
    return value;
}

int ganzoo_exif_orientation(const uint8_t *data, size_t size) {
    if (size < 14 || memcmp(data, "Exif\0\0", 6) != 0) return 0;
    tiff file = {data + 6, size - 6, data[6] == 'M'};
    size_t directory = number(&file, 4, 4);
    if (directory > file.size - 2) return 0;
    size_t entries = number(&file, directory, 2);
    for (size_t at = directory + 2; entries > 0 && at + ENTRY_SIZE <= file.size; at += ENTRY_SIZE, entries--) {
        if (number(&file, at, 2) != ORIENTATION_TAG || number(&file, at + 2, 2) != SHORT_TYPE) continue;
        uint32_t value = number(&file, at + 8, 2);
        return value >= 1 && value <= 8 ? (int)value : 0;
    }
    return 0;
}
