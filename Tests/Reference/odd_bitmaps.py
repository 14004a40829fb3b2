"""Rows of `odd_formats.py` of Windows bitmaps, written field by field.

Reference: https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types
"""
import struct

import numpy
from PIL import Image

from odd_rows import HEIGHT, WIDTH, bytes_of, colours, levels, rgba

PALETTE = numpy.random.default_rng(3).integers(0, 256, (11, 3)).astype(numpy.uint8)


def bitmap(bits, pixels, *, compression=0, palette=b"", colors=0, header=40, rest=b"", height=HEIGHT, profile=b""):
    """`rest` follows the first 40 bytes, in the header or behind it."""
    if header == 12:
        information = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, bits)
    else:
        information = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, len(pixels), 2835, 2835, colors, 0)
        information = (information + rest).ljust(header, b"\0")
    start = 14 + len(information) + len(palette)
    if profile:
        information = bytearray(information)
        information[56:60] = b"DEBM"
        information[112:120] = struct.pack("<II", len(information) + len(palette) + len(pixels), len(profile))
    return b"BM" + struct.pack("<IHHI", start + len(pixels) + len(profile), 0, 0, start) + bytes(information) + palette + pixels + profile


def padded(rows):
    """Rows from the lowest on, each filled to four bytes."""
    return b"".join(bytes(row) + bytes(-len(bytes(row)) % 4) for row in reversed([row.tobytes() for row in rows]))


def packed(numbers, bits):
    spread = (numbers[..., None] >> numpy.arange(bits - 1, -1, -1) & 1).reshape(HEIGHT, -1)
    return numpy.packbits(spread.astype(numpy.uint8), axis=1)


def entries(palette):
    return b"".join(bytes([b, g, r, 0]) for r, g, b in palette.tolist())


def add_bitmaps(add_read, add_right, refuse, in_standard, P3):
    def row(name, data, **options):
        add_read(f"BMP, {name}", data, **options)

    def by_hand(name, data, array, **options):
        add_right(f"BMP, {name}", data, Image.fromarray(bytes_of(array)), by_hand=True, **options)

    blue_first = colours[..., ::-1]
    row("24 bits", bitmap(24, padded(blue_first)))
    row("24 bits, top first", bitmap(24, padded(blue_first[::-1]), height=-HEIGHT))
    row("24 bits, header of OS/2", bitmap(24, padded(blue_first), header=12))
    row("32 bits", bitmap(32, padded(numpy.dstack([blue_first, levels(below=256).astype(numpy.uint8)]))))
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    stored = numpy.dstack([blue_first, rgba[..., 3]])
    row("32 bits with alpha", bitmap(32, padded(stored), compression=3, header=108, rest=masks), transparent=True)
    words = levels(below=1 << 15).astype("<u2")
    row("15 bits", bitmap(16, padded(words)))
    words = levels(below=1 << 16).astype("<u2")
    row("16 bits", bitmap(16, padded(words), compression=3, palette=struct.pack("<III", 0xF800, 0x07E0, 0x001F)))
    for bits in (1, 4, 8):
        numbers = levels(below=min(1 << bits, 11))
        pixels = padded(numbers.astype(numpy.uint8) if bits == 8 else packed(numbers, bits))
        colors = PALETTE[:min(1 << bits, 11)]
        row(f"palette of {bits} bits", bitmap(bits, pixels, palette=entries(colors), colors=len(colors)))
    # Rows from the lowest on: a run, single pixels, the end of the row; a run; a step of two pixels; the end.
    runs = bytes([3, 4] + [2, 7, 0, 0] + [0, 5, 1, 2, 3, 4, 6, 0, 0, 0] + [2, 8, 0, 2, 1, 0, 2, 9, 0, 1])
    numbers = numpy.array([[8, 8, 0, 9, 9], [1, 2, 3, 4, 6], [4, 4, 4, 7, 7]])
    by_hand("runs of 8 bits", bitmap(8, runs, compression=1, palette=entries(PALETTE), colors=11), PALETTE[numbers])
    runs = bytes([5, 0x34, 0, 0, 0, 5, 0x12, 0x34, 0x60, 0, 0, 0, 4, 0x88, 0, 1])
    numbers = numpy.array([[8, 8, 8, 8, 0], [1, 2, 3, 4, 6], [3, 4, 3, 4, 3]])
    by_hand("runs of 4 bits", bitmap(4, runs, compression=2, palette=entries(PALETTE), colors=11), PALETTE[numbers])
    right = in_standard(Image.fromarray(colours), P3)
    by_hand("Display P3", bitmap(24, padded(blue_first), header=124, profile=P3), numpy.asarray(right), tolerance=1,
            library="Little CMS", profile_name="Display P3")
    start = "it cannot be decoded as BMP: "
    again = "save it again as PNG, or as JPEG of 8 bits, or remove it"
    refuse("BMP that ends early", bitmap(24, padded(blue_first))[:-8], f"{start}the file ends early")
    refuse("BMP, runs that end early", bitmap(8, bytes([3, 4, 0, 0]), compression=1, palette=entries(PALETTE), colors=11),
           f"{start}the file ends early")
    refuse("BMP, a pixel past the palette",
           bitmap(8, padded(numpy.full((HEIGHT, WIDTH), 11, numpy.uint8)), palette=entries(PALETTE), colors=11),
           f"{start}a pixel has a color that is not in its palette")
    refuse("BMP, JPEG inside", bitmap(0, b"\xff\xd8", compression=4),
           f"{start}Unsupported: its pixels have 0 bits and the compression 4", again)
    refuse("BMP, an unknown header", bitmap(24, padded(blue_first)).replace(struct.pack("<I", 40), struct.pack("<I", 41), 1),
           f"{start}its header has an unknown size, 41")
