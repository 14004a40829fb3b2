"""Rows of `odd_formats.py` of TIFF files, which tifffile or Pillow writes."""
import io

import numpy
import tifffile
from PIL import Image

from odd_rows import alphas, bytes_of, colours, grey_alpha, greys, levels, rgba

LARGE = numpy.tile(colours, (6, 4, 1))[:18, :20]


def tiff(array, **options):
    data = io.BytesIO()
    tifffile.imwrite(data, array, metadata=None, software=False, **options)
    return data.getvalue()


def pillow_tiff(image, **options):
    data = io.BytesIO()
    image.save(data, "TIFF", **options)
    return data.getvalue()


def add_tiffs(add_read, add_right, refuse, in_standard, P3, ADOBE, PRESS):
    def row(name, data, mode="RGB", **options):
        add_read(f"TIFF, {name}", data, mode, library="libtiff", **options)

    def by_hand(name, data, array, **options):
        add_right(f"TIFF, {name}", data, Image.fromarray(bytes_of(array)), library="libtiff", by_hand=True, **options)

    def refused(name, data, reason, unsupported=False):
        fix = "save it again as PNG, or as JPEG of 8 bits, or remove it"
        problem = f"it cannot be decoded as TIFF: {'Unsupported: ' * unsupported}{reason}"
        refuse(f"TIFF, {name}", data, "libtiff", problem, *[fix] * unsupported)

    image = Image.fromarray(colours)
    row("RGB", tiff(colours, photometric="rgb"))
    row("big-endian", tiff(colours, photometric="rgb", byteorder=">"))
    row("BigTIFF", tiff(colours, photometric="rgb", bigtiff=True))
    row("grey", tiff(greys, photometric="minisblack"), "L")
    by_hand("grey, white is zero", tiff(255 - greys, photometric="miniswhite"), greys)
    deep = levels(below=65536).astype(numpy.uint16)
    by_hand("grey of 16 bits", tiff(deep, photometric="minisblack"), deep >> 8)
    by_hand("grey of 16 bits, big-endian", tiff(deep, photometric="minisblack", byteorder=">"), deep >> 8)
    deep = levels(3, below=65536).astype(numpy.uint16)
    row("RGB of 16 bits", tiff(deep, photometric="rgb"))
    row("RGB of 16 bits, big-endian, Deflate", tiff(deep, photometric="rgb", byteorder=">", compression="zlib"))
    for name in ("lzw", "zlib", "packbits"):
        row(f"RGB, {name}", pillow_tiff(image, compression={"zlib": "tiff_adobe_deflate", "lzw": "tiff_lzw"}.get(name, name)))
    by_hand("RGB, predictor", tiff(colours, photometric="rgb", compression="zlib", predictor=2), colours)
    by_hand("RGB, planes one by one", tiff(colours.transpose(2, 0, 1), photometric="rgb", planarconfig="separate"), colours)
    row("RGB, tiles", tiff(LARGE, photometric="rgb", tile=(16, 16), compression="zlib"))
    by_hand("RGB, tiles of planes",
            tiff(numpy.ascontiguousarray(LARGE.transpose(2, 0, 1)), photometric="rgb", planarconfig="separate", tile=(16, 16), compression="zlib"), LARGE)
    row("RGB, strips", tiff(LARGE, photometric="rgb", rowsperstrip=5, compression="zlib"))
    row("luma in JPEG", pillow_tiff(Image.fromarray(LARGE), compression="jpeg", quality=90), tolerance=1)
    row("transparent", tiff(rgba, photometric="rgb", extrasamples=["unassalpha"]), transparent=True)
    multiplied = numpy.dstack([colours.astype(int) * alphas[..., None] // 255, alphas]).astype(numpy.uint8)
    row("transparent, multiplied by alpha", tiff(multiplied, photometric="rgb", extrasamples=["assocalpha"]), transparent=True)
    row("an unspecified fourth sample is ignored", tiff(rgba, photometric="rgb", extrasamples=["unspecified"]))
    row("grey and alpha", tiff(grey_alpha, photometric="minisblack", extrasamples=["unassalpha"]), "L", transparent=True)
    row("palette", pillow_tiff(image.quantize(8)))
    few = levels(below=16).astype(numpy.uint8)
    row("grey of 4 bits", tiff(few, photometric="minisblack", bitspersample=4), "L")
    row("grey of 1 bit", pillow_tiff(Image.fromarray(bytes_of(few > 7) * 255).convert("1")), "L")
    row("fax of group 4", pillow_tiff(Image.fromarray(bytes_of(few > 7) * 255).convert("1"), compression="group4"), "L")
    middle = levels(below=4096).astype(numpy.uint16)
    by_hand("grey of 12 bits", tiff(middle, photometric="minisblack", bitspersample=12), middle >> 4)
    row("CMYK", pillow_tiff(image.convert("CMYK")))
    row("CMYK with a profile", pillow_tiff(image.convert("CMYK"), icc_profile=PRESS), profile=PRESS,
        profile_name="Small Press", tolerance=1)
    row("Adobe RGB", pillow_tiff(image, icc_profile=ADOBE), profile=ADOBE, profile_name="Adobe RGB (1998)", tolerance=1)
    for value in (3, 6):
        row(f"turned, {value}", tiff(colours, photometric="rgb", extratags=[(274, 3, 1, value, True)]))
    pages = io.BytesIO()
    image.save(pages, "TIFF", save_all=True, append_images=[Image.fromarray(255 - colours)])
    row("the first of two pages", pages.getvalue(), traits=["pages"])
    refused("floating-point", tiff(greys.astype(numpy.float32)), "its samples are floating-point numbers", True)
    refused("32 bits", tiff(greys.astype(numpy.uint32)), "its samples have 32 bits", True)
    refused("signed", tiff(greys.astype(numpy.int16)), "its samples are signed or complex numbers", True)
    refused("Lab", tiff(colours, photometric="cielab"),
            "its color model has the number 8", True)
    refused("that ends early", tiff(LARGE, photometric="rgb")[:-400], "*")
    refused("without an image", b"II*\0\0\0\0\0", "*")
