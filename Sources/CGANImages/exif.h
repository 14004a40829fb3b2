#ifndef GANZOO_EXIF_H
#define GANZOO_EXIF_H

#include <stddef.h>
#include <stdint.h>

/// The orientation, 1 ... 8, of an APP1 marker's data; 0 when it holds none.
int ganzoo_exif_orientation(const uint8_t *data, size_t size);

#endif
