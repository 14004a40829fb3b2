#define _GNU_SOURCE
#include "CGANFont.h"

#include <sys/mman.h>
#include <unistd.h>

// The compiler of Swift has #embed in C11, too.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char font[] = {
#embed "GANZooSans.ttf"
};

int ganzoo_open_font(void) {
    int file = memfd_create("ganzoo-font", MFD_CLOEXEC);
    if (file < 0) return -1;
    for (size_t done = 0; done < sizeof font;) {
        ssize_t written = write(file, font + done, sizeof font - done);
        if (written <= 0) {
            close(file);
            return -1;
        }
        done += (size_t)written;
    }
    return file;
}
