"""Rows of `odd_images.py` about which way up an image is: orientation in Exif and XMP, of PNG and JPEG.

Reference: Pillow's `ImageOps.exif_transpose`, or the specifications of PNG, TIFF and XMP where a row is `by_hand`.
"""
import struct
import zlib

from PIL import Image

from odd_rows import add, add_as_pillow, colours, jpeg, png, rgba
from png_file import chunk


def tiff(order, kind, value, tag=274, count=1):
    """An Exif block of one entry; type 1 is BYTE, 3 SHORT, 4 LONG, 6 SBYTE, 8 SSHORT, 9 SLONG."""
    form = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i"}[kind]
    field = struct.pack(order + form, value).ljust(4, b"\0")
    return (b"II" if order == "<" else b"MM") + struct.pack(order + "HIHHHI", 42, 8, 1, tag, kind, count) + field + bytes(4)


def attribute(value, quote='"'):
    return f"<x:xmpmeta><rdf:Description tiff:Orientation={quote}{value}{quote}/></x:xmpmeta>".encode()


def element(value):
    return f"<x:xmpmeta><tiff:Orientation>{value}</tiff:Orientation></x:xmpmeta>".encode()


def exif_chunk(block):
    return chunk(b"eXIf", block)


def xmp_chunk(packet, compressed=False):
    return chunk(b"iTXt", b"XML:com.adobe.xmp\0" + bytes([compressed]) + b"\0\0\0"
                 + (zlib.compress(packet) if compressed else packet))


def profile_chunk(block, kind=b"tEXt"):
    text = f"\nexif\n{len(block):8}\n{block.hex()}\n".encode()
    return chunk(kind, b"Raw profile type exif\0" + (text if kind == b"tEXt" else b"\0" + zlib.compress(text)))


def upright(**chunks):
    return png(8, 2, colours, **chunks)


def segment(content):
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


EXIF, XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"


def add_orientations():
    for value in range(1, 9):
        add_as_pillow(f"eXIf, SHORT {value}", upright(before=exif_chunk(tiff("<", 3, value))))
        add_as_pillow(f"eXIf, LONG {value}", upright(before=exif_chunk(tiff(">", 4, value))))
        add_as_pillow(f"XMP in PNG, {value}", upright(before=xmp_chunk(attribute(value))))
        add_as_pillow(f"JPEG, LONG {value}", jpeg(segments=segment(EXIF + tiff("<", 4, value))), "L")
        add_as_pillow(f"XMP in JPEG, {value}", jpeg(segments=segment(XMP + attribute(value))), "L")
    for name, data in {
        "eXIf after the pixels": upright(after=exif_chunk(tiff("<", 3, 6))),
        "eXIf with a prefix": upright(before=exif_chunk(EXIF + tiff(">", 3, 6))),
        "eXIf, BYTE is not read": upright(before=exif_chunk(tiff("<", 1, 6))),
        "eXIf, SBYTE": upright(before=exif_chunk(tiff("<", 6, 6))),
        "eXIf, SSHORT": upright(before=exif_chunk(tiff(">", 8, 6))),
        "eXIf, SLONG": upright(before=exif_chunk(tiff("<", 9, 6))),
        "eXIf, no element": upright(before=exif_chunk(tiff("<", 3, 6, count=0))),
        "eXIf, 9": upright(before=exif_chunk(tiff("<", 3, 9))),
        "eXIf twice: the last counts": upright(before=exif_chunk(tiff("<", 3, 6)) + exif_chunk(tiff("<", 3, 1))),
        "Exif before XMP": upright(before=exif_chunk(tiff("<", 3, 1)) + xmp_chunk(attribute(6))),
        "Exif of no use before XMP": upright(before=exif_chunk(tiff("<", 3, 9)) + xmp_chunk(attribute(6))),
        "Exif without orientation, then XMP":
            upright(before=exif_chunk(tiff("<", 3, 6, tag=256)) + xmp_chunk(attribute(6))),
        "XMP in PNG, element": upright(before=xmp_chunk(element(8))),
        "XMP in PNG, compressed": upright(before=xmp_chunk(element(6), compressed=True)),
        "XMP in PNG after the pixels": upright(after=xmp_chunk(attribute(3))),
        "XMP in PNG, tEXt": upright(before=chunk(b"tEXt", b"XML:com.adobe.xmp\0" + attribute(6))),
        "XMP in PNG, zTXt": upright(before=chunk(b"zTXt", b"XML:com.adobe.xmp\0\0" + zlib.compress(attribute(6)))),
        "XMP twice: the last counts": upright(before=xmp_chunk(attribute(6)) + xmp_chunk(attribute(1))),
        "Exif as a raw profile": upright(before=profile_chunk(EXIF + tiff("<", 3, 6))),
        "Exif as a compressed raw profile": upright(before=profile_chunk(tiff(">", 3, 7), b"zTXt")),
        "eXIf before a raw profile": upright(before=profile_chunk(tiff(">", 3, 7)) + exif_chunk(tiff("<", 3, 3))),
        "transparent and turned": png(8, 6, rgba, before=exif_chunk(tiff("<", 3, 6))),
        "transparent and turned, interlaced": png(8, 6, rgba, before=exif_chunk(tiff("<", 3, 5)), interlaced=True),
    }.items():
        add_as_pillow(name, data, transparent="transparent" in name)
    for name, segments in {
        "JPEG, SHORT 6": segment(EXIF + tiff(">", 3, 6)),
        "XMP in JPEG, element": segment(XMP + element(6)),
        "JPEG, Exif before XMP": segment(XMP + attribute(6)) + segment(EXIF + tiff("<", 3, 1)),
        "JPEG, Exif without orientation, then XMP": segment(EXIF + tiff("<", 3, 6, tag=256)) + segment(XMP + attribute(6)),
        "JPEG, Exif twice: the first counts": segment(EXIF + tiff("<", 3, 6)) + segment(EXIF + tiff("<", 3, 1)),
    }.items():
        add_as_pillow(name, jpeg(segments=segments), "L")
    turned = Image.fromarray(colours).transpose(Image.Transpose.ROTATE_270)
    add("XMP in PNG, apostrophes", upright(before=xmp_chunk(attribute(6, "'"))), turned, by_hand=True)
    flat = Image.fromarray(colours)
    add("XMP beyond the limit", upright(before=xmp_chunk(bytes(3 << 20) + attribute(6), compressed=True)), flat,
        by_hand=True)
    add("eXIf that is no TIFF", upright(before=exif_chunk(b"nothing of the kind")), flat, by_hand=True)
    add("eXIf that ends early", upright(before=exif_chunk(tiff("<", 3, 6)[:13])), flat, by_hand=True)
    add("raw profile that is no profile", upright(before=chunk(b"tEXt", b"Raw profile type exif\0\n\n\nxyz")), flat,
        by_hand=True)
