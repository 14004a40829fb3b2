"""Writes Tests/GANDataTests/Fixtures/odd-images.json: image files of every kind, and what Pillow makes of them.

    python -m venv venv && venv/bin/pip install numpy pillow && venv/bin/python Tests/Reference/odd_images.py

A row holds the bytes of a file and either the right pixels or the words of the refusal. Pixels are those of Pillow's
`ImageOps.exif_transpose`, `convert("RGBA")` and `alpha_composite` over the background. Pillow is not right everywhere: it
compares a transparent colour of 16 bits, or of fewer than 8, with levels of 8 bits, and raises on damaged Exif. In those rows
(`by_hand`) the pixels follow from the PNG specification (sections 11.3.2 and 13.12).
"""
import io
import json
import struct
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageOps

import icc_file
from odd_orientations import add_orientations
from odd_rows import (
    HEIGHT, WIDTH, add, add_as_pillow, alphas, bytes_of, colours, composited, grey_alpha, greys, jpeg, levels, packed, png,
    random, refuse, rgba, rows, words_of)
from png_file import chunk

FILE = Path(__file__).parents[1] / "GANDataTests/Fixtures/odd-images.json"
STANDARD = icc_file.rgb("sRGB IEC61966-2.1")


def add_transparency():
    add_as_pillow("RGBA", png(8, 6, rgba), transparent=True)
    add_as_pillow("RGBA, interlaced", png(8, 6, rgba, interlaced=True), transparent=True)
    add_as_pillow("RGBA over black", png(8, 6, rgba), transparent=True, background=(0, 0, 0))
    add_as_pillow("RGBA over a colour", png(8, 6, rgba), transparent=True, background=(10, 200, 30))
    add_as_pillow("RGBA made grey", png(8, 6, rgba), "L", transparent=True, channels="gray", background=(10, 200, 30))
    add_as_pillow("RGBA that is opaque", png(8, 6, numpy.dstack([colours, 0 * alphas + 255])))
    add_as_pillow("RGBA that is invisible", png(8, 6, numpy.dstack([colours, 0 * alphas])), transparent=True)
    add_as_pillow("grey and alpha", png(8, 4, grey_alpha), "L", transparent=True)
    add_as_pillow("grey and alpha, interlaced", png(8, 4, grey_alpha, interlaced=True), "L", transparent=True)
    add_as_pillow("grey and alpha that is opaque", png(8, 4, numpy.dstack([greys, 0 * alphas + 255])), "L")
    add_as_pillow("grey and alpha over grey", png(8, 4, grey_alpha), "L", transparent=True, background=(90, 90, 90))
    add_as_pillow("grey and alpha over a colour", png(8, 4, grey_alpha), transparent=True, background=(10, 200, 30))
    add_as_pillow("grey and alpha over a colour, made grey", png(8, 4, grey_alpha), "L", transparent=True,
                  channels="gray", background=(10, 200, 30))
    add_as_pillow("grey and alpha made RGB", png(8, 4, grey_alpha), transparent=True, channels="rgb")
    add_as_pillow("RGBA of 16 bits", png(16, 6, words_of(levels(4, below=65536))), transparent=True)
    deep = words_of(levels(2, below=65536))
    add("grey and alpha of 16 bits", png(16, 4, deep), composited(deep[..., 0] >> 8, deep[..., 1] >> 8),
        transparent=True, by_hand=True)
    opaque = words_of(numpy.dstack([levels(3, below=65536), levels(below=256) + 0xFF00]))
    add_as_pillow("RGBA of 16 bits that is opaque in 8", png(16, 6, opaque))


def add_keys():
    """A colour or grey level of tRNS is transparent, all others are opaque."""
    key = b"".join(struct.pack(">H", int(level)) for level in colours[1, 2])
    add_as_pillow("RGB with a transparent colour", png(8, 2, colours, chunk(b"tRNS", key)), transparent=True)
    add_as_pillow("RGB with a transparent colour, interlaced",
                  png(8, 2, colours, chunk(b"tRNS", key), interlaced=True), transparent=True)
    add("RGB with a transparent colour that no pixel has",
        png(8, 2, colours, chunk(b"tRNS", b"\0\1\0\1\0\1")), Image.fromarray(colours))
    key = struct.pack(">H", int(greys[1, 2]))
    add_as_pillow("grey with a transparent level", png(8, 0, greys, chunk(b"tRNS", key)), "L", transparent=True)
    for depth in (1, 2, 4):
        samples = levels(below=1 << depth)
        samples[0, 0] = 0
        alpha = numpy.where(samples == samples[0, 0], 0, 255)
        add(f"grey of {depth} bits with a transparent level",
            png(depth, 0, packed(samples, depth), chunk(b"tRNS", struct.pack(">H", samples[0, 0]))),
            composited(samples * (255 // ((1 << depth) - 1)), alpha), transparent=True, by_hand=True)
    # Two levels and two colours that differ in the lower byte alone.
    deep = 256 * levels() + 7
    deep[0, 1] = deep[0, 0] + 1
    add("grey of 16 bits with a transparent level",
        png(16, 0, words_of(deep), chunk(b"tRNS", struct.pack(">H", deep[0, 0]))),
        composited(deep >> 8, numpy.where(deep == deep[0, 0], 0, 255)), transparent=True, by_hand=True)
    deep = 256 * levels(3) + 7
    deep[0, 1] = deep[0, 0] + [0, 0, 1]
    alpha = numpy.where((deep == deep[0, 0]).all(axis=2, keepdims=True), 0, 255)
    add("RGB of 16 bits with a transparent colour",
        png(16, 2, words_of(deep), chunk(b"tRNS", struct.pack(">HHH", *deep[0, 0]))),
        composited(deep >> 8, alpha), transparent=True, by_hand=True)


def add_palettes():
    for depth in (1, 2, 4, 8):
        size = min(1 << depth, 11)
        samples = levels(below=size)
        palette = chunk(b"PLTE", bytes_of(random.integers(0, 256, (size, 3))).tobytes())
        alpha = chunk(b"tRNS", bytes([0, 100, 200, 254, 255][:size]))
        pixels = samples.astype(numpy.uint8) if depth == 8 else packed(samples, depth)
        add_as_pillow(f"palette of {depth} bits", png(depth, 3, pixels, palette))
        add_as_pillow(f"palette of {depth} bits with alpha", png(depth, 3, pixels, palette + alpha), transparent=True)
        if depth != 8:
            continue
        add_as_pillow("palette with alpha, interlaced", png(8, 3, pixels, palette + alpha, interlaced=True),
                      transparent=True)
        add_as_pillow("palette with alpha over a colour", png(8, 3, pixels, palette + alpha), transparent=True,
                      background=(10, 200, 30))
        add_as_pillow("palette with alpha that is opaque", png(8, 3, pixels, palette + chunk(b"tRNS", b"\xff" * size)))


# Depths, colour types, animations

def add_kinds():
    for depth in (1, 2, 4):
        samples = levels(below=1 << depth)
        add_as_pillow(f"grey of {depth} bits", png(depth, 0, packed(samples, depth)), "L")
    add_as_pillow("grey", png(8, 0, greys), "L")
    add_as_pillow("grey, interlaced", png(8, 0, greys, interlaced=True), "L")
    add_as_pillow("RGB", png(8, 2, colours))
    add_as_pillow("RGB of 16 bits", png(16, 2, words_of(levels(3, below=65536))))
    deep = levels(below=65536)
    # Pillow clips 16 grey bits instead of cutting them.
    add("grey of 16 bits", png(16, 0, words_of(deep)), Image.fromarray(bytes_of(deep >> 8)), by_hand=True)
    gamma = chunk(b"gAMA", struct.pack(">I", 22222))
    add_as_pillow("gamma is not applied", png(8, 2, colours, gamma))
    add_as_pillow("a damaged profile is not applied",
                  png(8, 2, colours, chunk(b"iCCP", b"odd\0\0" + zlib.compress(b"Display P3"))), traits=["unusable"])
    add_as_pillow("a profile of sRGB", png(8, 2, colours, chunk(b"iCCP", b"odd\0\0" + zlib.compress(STANDARD))))
    add_as_pillow("a profile of sRGB in UTF-16",
                  png(8, 2, colours, chunk(b"iCCP", b"odd\0\0" + zlib.compress(icc_file.rgb("sRGB IEC61966-2.1", desc=icc_file.localized("sRGB"))))))
    add_as_pillow("the file's own background is not used",
                  png(8, 6, rgba, chunk(b"bKGD", b"\0\0\0\0\0\0")), transparent=True)
    add_as_pillow("an animation's first image", animation(isFirst=True), traits=["animation"])
    add_as_pillow("an image beside an animation", animation(isFirst=False), traits=["animation"])


def animation(isFirst):
    """Two frames; the default image is the first of them, or none."""
    def frame(number):
        return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, WIDTH, HEIGHT, 0, 0, 1, 10, 0, 0))

    def data(number, pixels):
        return chunk(b"fdAT", struct.pack(">I", number) + zlib.compress(b"".join(b"\0" + row.tobytes() for row in pixels)))

    control = chunk(b"acTL", struct.pack(">II", 2, 0))
    if isFirst:
        return png(8, 2, colours, control + frame(0), frame(1) + data(2, 255 - colours))
    return png(8, 2, colours, control, frame(0) + data(1, 255 - colours) + frame(2) + data(3, colours // 2))


def add_jpegs():
    image = Image.fromarray(colours)
    add_as_pillow("JPEG", jpeg(image))
    add_as_pillow("JPEG, 4:2:0", jpeg(image, subsampling=2))
    add_as_pillow("JPEG, 4:4:4", jpeg(image, subsampling=0))
    add_as_pillow("JPEG, progressive", jpeg(image, progressive=True))
    add_as_pillow("JPEG, RGB without YCbCr", jpeg(image, keep_rgb=True))
    add_as_pillow("JPEG, grey", jpeg(), "L")
    add_as_pillow("JPEG, grey made RGB", jpeg(), channels="rgb")
    add_as_pillow("JPEG, restart markers", jpeg(image, restart_marker_blocks=1))
    add_as_pillow("JPEG, a damaged profile is not applied", jpeg(image, icc_profile=b"Adobe RGB (1998)"), traits=["unusable"])
    add_as_pillow("JPEG, a profile of sRGB", jpeg(image, icc_profile=STANDARD))
    add_as_pillow("JPEG, bytes after the end", jpeg(image) + b"more")
    ink = jpeg(image.convert("CMYK"))
    add_as_pillow("JPEG, CMYK", ink)
    ycck = bytearray(ink)
    ycck[ycck.index(b"Adobe") + 11] = 2
    add_as_pillow("JPEG, YCCK", ycck)
    start = ink.index(b"\xff\xee")
    add_as_pillow("JPEG, CMYK without Adobe's marker", ink[:start] + ink[start + 16:])
    several = io.BytesIO()
    image.save(several, "MPO", save_all=True, append_images=[ImageOps.invert(image)], quality=90)
    add_as_pillow("JPEG, the first of several", several.getvalue())


# Refusals

def add_refusals():
    image = Image.fromarray(colours)

    def other(name, **options):
        data = io.BytesIO()
        image.save(data, name, **options)
        return data.getvalue()

    def refuse_other(name, data, what):
        refuse(name, data, f"it is {what}, which is not read", "convert it to PNG or JPEG, or remove it")

    add_as_pillow("PPM", other("PPM"))
    refuse_other("JPEG 2000", other("JPEG2000")[:40], "JPEG 2000")
    refuse_other("a video", b"\0\0\0\x18ftypisom\0\0\0\0", "a video")
    refuse_other("JPEG XL", b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL")
    refuse_other("Photoshop", b"8BPS\0\1", "a Photoshop document")
    refuse_other("PDF", b"%PDF-1.7", "PDF")
    refuse_other("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")
    refuse_other("a web page", b"<!DOCTYPE html><html></html>", "HTML or XML")
    refuse_other("Git LFS", b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer")
    refuse("text", b"no image", "it has the format of no image that is read", "convert it to PNG or JPEG, or remove it")
    refuse("nothing", b"", "it is empty", "download or copy it again")
    refuse("PNG that ends early", png(8, 2, colours)[:-20], "it cannot be decoded as PNG: the file ends early")
    damaged = bytearray(png(8, 2, colours))
    damaged[damaged.index(b"IEND") - 5] ^= 1
    refuse("PNG with a damaged checksum", damaged, "it cannot be decoded as PNG: IDAT: CRC error")
    damaged = bytearray(png(8, 2, colours))
    damaged[damaged.index(b"IDAT") + 12] ^= 0x55
    refuse("PNG with damaged pixels", damaged, "it cannot be decoded as PNG: IDAT: incorrect data check")
    refuse("PNG without pixels", png(8, 2, colours).replace(struct.pack(">II", WIDTH, HEIGHT), bytes(8)),
           "it cannot be decoded as PNG: IHDR: CRC error")
    refuse("PNG of a depth that there is not", png(3, 2, colours), "it cannot be decoded as PNG: Invalid IHDR data")
    refuse("PNG with a palette missing", png(8, 3, greys), "it cannot be decoded as PNG: IDAT: Missing PLTE before IDAT")
    refuse("JPEG that ends early", jpeg(image)[:-30], "it cannot be decoded as JPEG: Premature end of JPEG file")
    deep = bytearray(jpeg(image))
    deep[deep.index(b"\xff\xc0") + 4] = 12
    again = "save it again as PNG, or as JPEG of 8 bits, or remove it"
    refuse("JPEG of 12 bits", deep, "it cannot be decoded as JPEG: Unsupported JPEG data precision 12", again)
    lossless = jpeg(image).replace(b"\xff\xc0", b"\xff\xc3")
    refuse("JPEG without loss", lossless, "it cannot be decoded as JPEG: Unsupported JPEG process: SOF type 0xc3", again)


add_transparency()
add_keys()
add_palettes()
add_orientations()
add_kinds()
add_jpegs()
add_refusals()
names = [row["name"] for row in rows]
assert len(set(names)) == len(names)
FILE.write_text("[\n" + ",\n".join(json.dumps(row, sort_keys=True) for row in rows) + "\n]\n")
print(len(rows), "rows,", FILE.stat().st_size, "bytes")
