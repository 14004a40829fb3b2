"""Writes Tests/GANDataTests/Fixtures/odd-formats.json: files of WebP, TIFF, HEIC, AVIF, GIF and BMP, and files with color
profiles, with what Pillow makes of them.

    python -m venv venv && venv/bin/pip install numpy pillow pillow-heif tifffile imagecodecs
    venv/bin/python Tests/Reference/odd_formats.py

A row is as in `odd_images.py`, with three more keys: `library` must be installed, `tolerance` is the largest difference in
levels (other versions of a lossy decoder or of Little CMS round differently), and `profile` is the name of the profile that
is converted. Profiles are those of Pillow's `ImageCms.profileToProfile` to its sRGB with the relative colorimetric intent. Pillow does not read or cut everything
as a data set should; in rows `by_hand` the pixels follow from what was written.
"""
import io
import json
from pathlib import Path

import numpy
import pillow_heif
from PIL import Image, ImageCms, ImageOps

import icc_file
from odd_bitmaps import add_bitmaps
from odd_rows import add, alphas, bytes_of, colours, greys, jpeg, refuse, rgba, rows
from odd_tiffs import add_tiffs

FILE = Path(__file__).parents[1] / "GANDataTests/Fixtures/odd-formats.json"
pillow_heif.register_heif_opener()
P3, ADOBE, PRESS = icc_file.rgb("Display P3"), icc_file.rgb("Adobe RGB (1998)"), icc_file.ink("Small Press")
GRAY = icc_file.gray("Gray Gamma 1.8", 1.8)

# Smooth, so that codecs for photographs change it little.
RELATIVE = ImageCms.Intent.RELATIVE_COLORIMETRIC
ramp = numpy.linspace(0, 1, 16)
photo = bytes_of(numpy.dstack([40 + 170 * ramp[None, :] + 0 * ramp[:, None], 60 + 120 * ramp[:, None] + 0 * ramp[None, :],
                               200 - 80 * ramp[None, :] - 60 * ramp[:, None]]))[:12]
photo_alpha = numpy.dstack([photo, bytes_of(255 * numpy.sqrt(ramp)[None, :] + 0 * ramp[:12, None])])


def saved(image, kind, **options):
    data = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(data, kind, **options)
    return data.getvalue()


def in_standard(image, profile):
    """The image in sRGB, with its alpha."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    target = ImageCms.createProfile("sRGB")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    base = image.convert("RGB") if alpha else image
    converted = ImageCms.profileToProfile(base, source, target, RELATIVE, outputMode="RGB")
    if alpha:
        converted.putalpha(alpha)
    return converted.convert("L") if image.mode == "L" else converted


def add_read(name, data, mode="RGB", *, library=None, tolerance=0, profile=None, profile_name=None, **options):
    """A row with Pillow's pixels: upright, in sRGB, composited over white."""
    with Image.open(io.BytesIO(data)) as stored:
        image = ImageOps.exif_transpose(stored)
        if image.mode in ("P", "PA"):
            image = image.convert("RGBA" if "transparency" in image.info else "RGB")
        if profile:
            image = in_standard(image, profile)
        if image.has_transparency_data:
            behind = Image.new("RGBA", image.size, (255, 255, 255, 255))
            image = Image.alpha_composite(behind, image.convert("RGBA"))
        add_right(name, data, image.convert(mode), library=library, tolerance=tolerance, profile_name=profile_name, **options)


def add_right(name, data, image, *, library=None, tolerance=0, profile_name=None, **options):
    add(name, data, image, **options)
    rows[-1] |= {"library": library, "tolerance": tolerance, "profile": profile_name}


def refuse_library(name, data, library, problem, fix="download or copy it again, or remove it"):
    refuse(name, data, problem, fix)
    rows[-1]["library"] = library


def add_webp():
    def row(name, data, *arguments, **options):
        add_read(f"WebP, {name}", data, *arguments, library="libwebp", **options)

    row("with loss", saved(photo, "WEBP", quality=90))
    row("without loss", saved(colours, "WEBP", lossless=True))
    row("without loss, transparent", saved(rgba, "WEBP", lossless=True, exact=True), transparent=True)
    row("with loss, transparent", saved(photo_alpha, "WEBP", quality=90), transparent=True)
    row("opaque alpha", saved(numpy.dstack([colours, 0 * alphas + 255]), "WEBP", lossless=True))
    exif = Image.Exif()
    exif[274] = 6
    row("Exif 6", saved(colours, "WEBP", lossless=True, exif=exif))
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" tiff:Orientation="8"/>'
    row("XMP 8", saved(colours, "WEBP", lossless=True, xmp=xmp))
    row("Display P3", saved(colours, "WEBP", lossless=True, icc_profile=P3), profile=P3, profile_name="Display P3", tolerance=1)
    frames = [Image.fromarray(rgba), Image.fromarray(255 - rgba)]
    row("an animation's first frame", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True, exact=True),
        transparent=True, traits=["animation"])
    still = [Image.fromarray(photo), Image.fromarray(255 - photo)]
    row("an animation with loss", saved(still[0], "WEBP", save_all=True, append_images=still[1:], quality=90),
        traits=["animation"])
    # The encoder crops a first frame to what is not transparent.
    inner = numpy.zeros((12, 16, 4), numpy.uint8)
    inner[4:9, 6:12] = [200, 60, 20, 255]
    row("a first frame smaller than the picture",
        saved(Image.fromarray(inner), "WEBP", save_all=True, append_images=[Image.fromarray(photo_alpha)], lossless=True),
        transparent=True, traits=["animation"])
    data = saved(colours, "WEBP", lossless=True)
    refuse_library("WebP that ends early", data[:-12], "libwebp",
                   "it cannot be decoded as WebP: its pixels are damaged, or the file ends early")
    refuse_library("WebP without a picture", data[:12] + b"JUNK" + data[16:], "libwebp",
                   "it cannot be decoded as WebP: its header is damaged")


def add_gifs():
    def row(name, data, **options):
        add_read(f"GIF, {name}", data, **options)

    indexed = Image.fromarray(colours).quantize(8)
    row("palette", saved(indexed, "GIF"))
    row("grey", saved(greys, "GIF"))
    big = Image.fromarray(photo).quantize(16)
    row("interlaced", saved(big, "GIF", interlace=1))
    row("a transparent color", saved(indexed, "GIF", transparency=3), transparent=True)
    others = [Image.fromarray(255 - colours).quantize(8)]
    row("an animation's first frame", saved(indexed, "GIF", save_all=True, append_images=others), traits=["animation"])
    # The picture is 5 x 3, and the frame 3 x 2 at (1, 1). Pillow fills the rest with color 0.
    data = bytearray(saved(Image.fromarray(colours[1:3, 1:4]).quantize(6), "GIF"))
    data[6:10] = b"\5\0\3\0"
    place = data.index(b"\x2c")
    data[place + 1:place + 5] = b"\1\0\1\0"
    right = numpy.full((3, 5, 3), 255, numpy.uint8)
    right[1:3, 1:4] = numpy.asarray(Image.fromarray(colours[1:3, 1:4]).quantize(6).convert("RGB"))
    add_right("GIF, a frame smaller than the picture", bytes(data), Image.fromarray(right), transparent=True, by_hand=True)
    whole = saved(indexed, "GIF")
    refuse("GIF that ends early", whole[:-6], "it cannot be decoded as GIF: Failed to read from given file")
    refuse("GIF without an image", whole[:whole.index(b"\x2c")] + b";", "it cannot be decoded as GIF: it has no image")


def add_heif():
    def row(name, image, kind, mode="RGB", tolerance=2, **options):
        profile_name = options.pop("profile_name", None)
        profile = options.get("icc_profile")
        traits, transparent = options.pop("traits", ()), options.pop("transparent", False)
        data = saved(image, kind, **options)
        add_read(f"{'HEIC' if kind == 'HEIF' else kind}, {name}", data, mode, library="libheif", tolerance=tolerance,
                 profile=profile, profile_name=profile_name, traits=traits, transparent=transparent)
        return data

    heic = row("4:4:4", photo, "HEIF", quality=95, chroma=444)
    row("4:2:0", photo, "HEIF", quality=95, tolerance=6)
    row("transparent", photo_alpha, "HEIF", quality=95, chroma=444, transparent=True, tolerance=3)
    row("Display P3", photo, "HEIF", quality=95, chroma=444, icc_profile=P3, profile_name="Display P3", tolerance=3)
    exif = Image.Exif()
    exif[274] = 6
    row("turned", photo, "HEIF", quality=95, chroma=444, exif=exif)
    file = pillow_heif.HeifFile()
    file.add_from_pillow(Image.fromarray(photo))
    file.add_from_pillow(Image.fromarray(255 - photo))
    several = io.BytesIO()
    file.save(several, quality=95, chroma=444, primary_index=1)
    add_read("HEIC, the main one of two images", several.getvalue(), library="libheif", tolerance=2, traits=["several"])
    avif = row("4:4:4", photo, "AVIF", quality=95, subsampling="4:4:4")
    # libheif repeats the color of four pixels, and Pillow's library blends it.
    row("4:2:0", photo, "AVIF", quality=95, subsampling="4:2:0", tolerance=12)
    row("transparent", photo_alpha, "AVIF", quality=95, subsampling="4:4:4", transparent=True, tolerance=3)
    row("Adobe RGB", photo, "AVIF", quality=95, subsampling="4:4:4", icc_profile=ADOBE, profile_name="Adobe RGB (1998)",
        tolerance=5)
    row("turned", photo, "AVIF", quality=95, subsampling="4:4:4", exif=exif)
    end = "it cannot be decoded as"
    for kind, data in (("HEIC", heic), ("AVIF", avif)):
        refuse_library(f"{kind} without pixels", data[:data.index(b"mdat") + 4], "libheif", f"{end} {kind}: *")


def add_profiles():
    def row(name, data, mode="RGB", *, profile, profile_name, **options):
        add_read(name, data, mode, library="Little CMS", profile=profile, profile_name=profile_name, tolerance=1, **options)

    image, display = Image.fromarray(colours), {"profile": P3, "profile_name": "Display P3"}
    adobe = {"profile": ADOBE, "profile_name": "Adobe RGB (1998)"}
    wide, linear = icc_file.rgb("ProPhoto RGB"), icc_file.rgb("GIMP built-in Linear sRGB")
    row("PNG, Display P3", saved(image, "PNG", icc_profile=P3), **display)
    row("PNG, ProPhoto RGB", saved(image, "PNG", icc_profile=wide), profile=wide, profile_name="ProPhoto RGB")
    row("PNG, linear sRGB", saved(image, "PNG", icc_profile=linear), profile=linear, profile_name="GIMP built-in Linear sRGB")
    row("PNG, transparent, Adobe RGB", saved(rgba, "PNG", icc_profile=ADOBE), transparent=True, **adobe)
    row("PNG, palette, Display P3", saved(image.quantize(8), "PNG", icc_profile=P3), **display)
    gray = {"profile": GRAY, "profile_name": "Gray Gamma 1.8"}
    row("PNG, grey with a profile of grey", saved(greys, "PNG", icc_profile=GRAY), "L", **gray)
    row("JPEG, Adobe RGB", jpeg(image, icc_profile=ADOBE), **adobe)
    row("JPEG, grey with a profile of grey", jpeg(icc_profile=GRAY), "L", **gray)
    ink = jpeg(image.convert("CMYK"), icc_profile=PRESS)
    row("JPEG, CMYK with a profile", ink, profile=PRESS, profile_name="Small Press")
    parts = [(1, P3[:200]), (2, P3[200:])]
    segments = b"".join(b"\xff\xe2" + (len(part) + 16).to_bytes(2, "big") + b"ICC_PROFILE\0" + bytes([number, 2]) + part
                        for number, part in reversed(parts))
    plain = jpeg(image, segments=segments)
    right = in_standard(Image.open(io.BytesIO(jpeg(image))), P3)
    add_right("JPEG, a profile in two segments in the wrong order", plain, right, library="Little CMS", tolerance=1,
              profile_name="Display P3", by_hand=True)
    add_read("PNG, a profile for grey on color is not applied", saved(image, "PNG", icc_profile=GRAY), traits=["unusable"])
    add_read("JPEG, a profile for color on grey is not applied", jpeg(icc_profile=P3), "L", traits=["unusable"])
    add_read("PNG, a profile that ends early is not applied", saved(image, "PNG", icc_profile=P3[:300]), traits=["unusable"])
    standard = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    add_read("PNG, Pillow's profile of sRGB", saved(image, "PNG", icc_profile=standard))


add_webp()
add_tiffs(add_read, add_right, refuse_library, in_standard, P3, ADOBE, PRESS)
add_gifs()
add_bitmaps(add_read, add_right, refuse, in_standard, P3)
add_heif()
add_profiles()
names = [row["name"] for row in rows]
assert len(set(names)) == len(names)
FILE.write_text("[\n" + ",\n".join(json.dumps(row, sort_keys=True) for row in rows) + "\n]\n")
print(len(rows), "rows,", FILE.stat().st_size, "bytes")
