"""Writes Tests/GANDataTests/Fixtures: small images of every kind, and what Pillow makes of them.

    python -m venv venv && venv/bin/pip install numpy pillow && venv/bin/python Tests/Reference/images.py

Reference: Pillow itself.

decode/NAME.png or .jpg is an image, decode/NAME.ppm or .pgm what Pillow decodes it to. resize/source.ppm is resized by
Pillow to resize/FILTER-WIDTHxHEIGHT.ppm, and brought to one shape: fit/pad-SIDE.ppm and fit/pad-WIDTHxHEIGHT.ppm by `ImageOps.pad` over
(10, 200, 30), fit/stretch-SIDE.ppm likewise. archive.zip and idx are data sets of a few pixels.
"""
import gzip
import io
import json
import struct
import zipfile
from pathlib import Path

import numpy
from PIL import Image, ImageOps

from png_file import adam7, chunk, plain, png

FOLDER = Path(__file__).parents[1] / "GANDataTests/Fixtures"
random = numpy.random.default_rng(0)


def picture(width, height):
    """Colour gradients, an edge and some noise: what resizing and compression act on."""
    y, x = numpy.mgrid[0:height, 0:width]
    planes = [x * 255 // width, y * 255 // height, (x + 2 * y) * 5 % 256]
    pixels = numpy.stack(planes, 2) + random.integers(-20, 20, (height, width, 3))
    pixels[height // 3 : height // 2, width // 4 : width // 2] = (250, 10, 130)
    return numpy.clip(pixels, 0, 255).astype(numpy.uint8)


def shown(image):
    """With what is transparent composited over white."""
    if not image.has_transparency_data:
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA"))


def save_expected(name, image):
    image.save(FOLDER / "decode" / f"{name}.{'pgm' if image.mode == 'L' else 'ppm'}")


def write_pngs():
    colours = picture(13, 9)
    image = Image.fromarray(colours)
    grey = image.convert("L")
    alpha = Image.fromarray(random.integers(0, 256, (9, 13), dtype=numpy.uint8))
    images = {"rgb": image, "grey": grey, "bilevel": grey.convert("1"), "palette": image.quantize(11)}
    images["rgba"] = Image.merge("RGBA", (*image.split(), alpha))
    images["grey-alpha"] = Image.merge("LA", (grey, alpha))
    for name, each in images.items():
        each.save(FOLDER / "decode" / f"{name}.png")
    image.quantize(11).save(FOLDER / "decode/palette-transparent.png", transparency=3)
    wide = random.integers(0, 65536, (9, 13, 3)).astype(">u2")
    by_hand = {
        "rgb16": png((13, 9), 16, 2, plain(wide)),
        "rgb-interlaced": png((13, 9), 8, 2, adam7(colours), interlaced=True),
        "grey2": png((13, 9), 2, 0, plain(random.integers(0, 256, (9, 4), dtype=numpy.uint8))),
        "rgb-gamma": png((13, 9), 8, 2, plain(colours), before=chunk(b"gAMA", struct.pack(">I", 22222))),
    }
    for name, data in by_hand.items():
        (FOLDER / "decode" / f"{name}.png").write_bytes(data)
    for name in [*images, *by_hand, "palette-transparent"]:
        with Image.open(FOLDER / "decode" / f"{name}.png") as stored:
            save_expected(name, shown(stored).convert("L" if name in ("grey", "bilevel", "grey-alpha", "grey2") else "RGB"))
    # Pillow clips 16 grey bits instead of cutting them: the expected values are the upper bytes.
    deep = random.integers(0, 65536, (9, 13)).astype(">u2")
    (FOLDER / "decode/grey16.png").write_bytes(png((13, 9), 16, 0, plain(deep)))
    save_expected("grey16", Image.fromarray((deep >> 8).astype(numpy.uint8)))


def write_jpegs():
    image = Image.fromarray(picture(37, 29))
    folder = FOLDER / "decode"
    image.save(folder / "rgb-420.jpg", quality=85)
    image.save(folder / "rgb-444.jpg", quality=90, subsampling=0)
    image.save(folder / "rgb-progressive.jpg", quality=80, progressive=True)
    image.convert("L").save(folder / "grey-jpeg.jpg", quality=85)
    image.convert("CMYK").save(folder / "cmyk.jpg", quality=90)
    # The same bytes read as YCCK: Adobe's marker ends with the colour transform.
    data = bytearray((folder / "cmyk.jpg").read_bytes())
    data[data.index(b"Adobe") + 11] = 2
    (folder / "ycck.jpg").write_bytes(data)
    names = ["rgb-420", "rgb-444", "rgb-progressive", "grey-jpeg", "cmyk", "ycck"]
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[274] = orientation
        image.resize((12, 7)).save(folder / f"exif{orientation}.jpg", quality=90, exif=exif, subsampling=0)
        names.append(f"exif{orientation}")
    for name in names:
        with Image.open(folder / f"{name}.jpg") as stored:
            upright = ImageOps.exif_transpose(stored)
            save_expected(name, upright if upright.mode == "L" else upright.convert("RGB"))


def write_resized():
    image = Image.fromarray(picture(31, 23))
    image.save(FOLDER / "resize/source.ppm")
    filters = {"lanczos": Image.Resampling.LANCZOS, "bicubic": Image.Resampling.BICUBIC,
               "bilinear": Image.Resampling.BILINEAR, "box": Image.Resampling.BOX}
    for name, kernel in filters.items():
        for size in [(8, 8), (5, 40), (47, 37), (31, 10), (1, 1), (64, 2)]:
            # In two calls: from 13 on, Pillow goes along columns first where that is faster, which rounds elsewhere.
            rows = image.resize((size[0], image.height), kernel)
            rows.resize(size, kernel).save(FOLDER / "resize" / f"{name}-{size[0]}x{size[1]}.ppm")
    image.convert("L").save(FOLDER / "resize/luma.pgm")


def write_fitted():
    image = Image.open(FOLDER / "resize/source.ppm")
    kernel = Image.Resampling.LANCZOS
    for turned, prefix in ((image, ""), (image.transpose(Image.Transpose.TRANSPOSE), "tall-")):
        for width, height in ((8, 8), (16, 16), (31, 31), (40, 40), (24, 16), (12, 40)):
            size = f"{width}" if width == height else f"{width}x{height}"
            padded = ImageOps.pad(turned, (width, height), kernel, color=(10, 200, 30))
            padded.save(FOLDER / "fit" / f"{prefix}pad-{size}.ppm")
            stretched = turned.resize((width, turned.height), kernel).resize((width, height), kernel)
            stretched.save(FOLDER / "fit" / f"{prefix}stretch-{size}.ppm")


for folder in ("decode", "resize", "fit"):
    (FOLDER / folder).mkdir(parents=True, exist_ok=True)
write_pngs()
write_jpegs()
write_resized()
write_fitted()


def write_archive():
    """A zip of StyleGAN's layout, its entries stored out of order."""
    with zipfile.ZipFile(FOLDER / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, level in [("00000/img2.png", 30), ("00000/img0.png", 10), ("00000/img1.png", 20)]:
            data = io.BytesIO()
            Image.new("RGB", (4, 4), (level,) * 3).save(data, "PNG")
            archive.writestr(zipfile.ZipInfo(name), data.getvalue())
        labels = [["00000/img0.png", 0], ["00000/img1.png", 2], ["00000/img2.png", 2]]
        archive.writestr(zipfile.ZipInfo("dataset.json"), json.dumps({"labels": labels}))


def write_idx():
    (FOLDER / "idx").mkdir(exist_ok=True)

    def write(part, images, labels, opened):
        shape = struct.pack(">III", *images.shape)
        for name, data in [("images-idx3", b"\0\0\x08\x03" + shape + images.tobytes()),
                           ("labels-idx1", b"\0\0\x08\x01" + struct.pack(">I", len(labels)) + bytes(labels))]:
            opened(FOLDER / "idx" / f"{part}-{name}-ubyte", data)

    def compressed(path, data):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, mtime=0))

    write("train", numpy.arange(60, dtype=numpy.uint8).reshape(4, 5, 3), [3, 9, 1, 3], compressed)
    write("t10k", numpy.arange(30, dtype=numpy.uint8).reshape(2, 5, 3), [1, 0], lambda path, data: path.write_bytes(data))


def write_levels():
    """A greymap whose largest level is 15, as Pillow spreads it to 255."""
    image = Image.open(io.BytesIO(b"P5 # made by hand\n3 1\n15\n" + bytes([0, 7, 15])))
    image.save(FOLDER / "decode" / "levels15.pgm")


write_levels()
write_archive()
write_idx()
