#ifndef CGANFONT_H
#define CGANFONT_H

/// The family of the font: a name that no installed font has.
#define GANZOO_FONT_FAMILY "GANZoo Sans"

/// Opens the program's own font as a file in memory, which `/proc/self/fd/` names. Returns its descriptor, or -1.
int ganzoo_open_font(void);

#endif
