"""The table that `odd_images.py` writes: its rows, the pixels that they share, and files of those pixels.

Reference: Pillow's `ImageOps.exif_transpose`, `convert("RGBA")` and `alpha_composite`.
"""
import base64
import io

import numpy
from PIL import Image, ImageOps

import png_file

WIDTH, HEIGHT = 5, 3
random = numpy.random.default_rng(7)
rows = []


def encoded(data):
    return base64.b64encode(bytes(data)).decode()


def add(name, data, image, *, background=(255, 255, 255), channels="stored", traits=(), transparent=False, by_hand=False):
    right = {"width": image.width, "height": image.height, "channels": 1 if image.mode == "L" else 3,
             "pixels": encoded(image.tobytes())}
    rows.append({"name": name, "file": encoded(data), "background": list(background), "channels": channels,
                 "traits": ["transparent"] * transparent + list(traits), "by_hand": by_hand, "right": right})


def refuse(name, data, problem, fix="download or copy it again, or remove it"):
    rows.append({"name": name, "file": encoded(data), "problem": problem, "fix": fix})


def pillow(data, mode, background=(255, 255, 255)):
    """Upright, composited, in the mode."""
    with Image.open(io.BytesIO(data)) as stored:
        image = ImageOps.exif_transpose(stored)
        if not image.has_transparency_data:
            return image.convert(mode)
        behind = Image.new("RGBA", image.size, (*background, 255))
        return Image.alpha_composite(behind, image.convert("RGBA")).convert(mode)


def add_as_pillow(name, data, mode="RGB", **options):
    add(name, data, pillow(data, mode, options.get("background", (255, 255, 255))), **options)


def composited(levels, alpha, background=255):
    """Of levels and alpha in 0 ... 255: (level · alpha + background · (255 - alpha)) / 255, rounded."""
    levels, alpha = levels.astype(int), alpha.astype(int)
    return Image.fromarray(((levels * alpha + background * (255 - alpha) + 127) // 255).astype(numpy.uint8))


def png(depth, colour, pixels, before=b"", after=b"", interlaced=False):
    """Rows of packed pixels [height, bytes], or of [height, width, …] where they are interlaced."""
    data = png_file.adam7(pixels) if interlaced else png_file.plain(pixels)
    return png_file.png((WIDTH, HEIGHT), depth, colour, data, interlaced=interlaced, before=before, after=after)


def packed(samples, depth):
    bits = (samples[..., None] >> numpy.arange(depth - 1, -1, -1) & 1).reshape(HEIGHT, -1)
    return numpy.packbits(bits.astype(numpy.uint8), axis=1)


def levels(*shape, below=256):
    return random.integers(0, below, (HEIGHT, WIDTH, *shape))


def bytes_of(samples):
    return samples.astype(numpy.uint8)


def words_of(samples):
    return samples.astype(">u2")


def jpeg(image=None, segments=b"", **options):
    data = io.BytesIO()
    (image or Image.fromarray(greys)).save(data, "JPEG", **{"quality": 90, "optimize": True, **options})
    data = data.getvalue()
    return data[:2] + segments + data[2:]


colours, greys = bytes_of(levels(3)), bytes_of(levels())
alphas = bytes_of(numpy.array([[0, 1, 2, 63, 64], [127, 128, 129, 191, 192], [253, 254, 255, 255, 0]]))
rgba = numpy.dstack([colours, alphas])
grey_alpha = numpy.dstack([greys, alphas])
