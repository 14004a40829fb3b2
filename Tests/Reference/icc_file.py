"""Small ICC color profiles, version 2 (ICC.1:2001-04), for rows of `odd_formats.py`."""
import struct

# D50 in XYZ.
WHITE = (0.9642, 1.0, 0.8249)
# Colorants of red, green and blue in XYZ, adapted to D50, and gamma.
SPACES = {
    "Display P3": (((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)), 2.2),
    "Adobe RGB (1998)": (((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)), 2.19921875),
    # Its name has that of sRGB in it, but a pixel of 128 is as bright as one of 188 in sRGB.
    "GIMP built-in Linear sRGB": (((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)), 1.0),
    "sRGB IEC61966-2.1": (((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)), 2.2),
    "ProPhoto RGB": (((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491)), 1.8),
}


def fixed(number):
    return struct.pack(">i", round(number * 65536))


def xyz(numbers):
    return b"XYZ \0\0\0\0" + b"".join(map(fixed, numbers))


def gamma(exponent):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(exponent * 256))


def description(text):
    ascii = text.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii)) + ascii + bytes(4 + 4 + 2 + 1 + 67)


def localized(text):
    """A description as in version 4: UTF-16, in one language."""
    wide = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", len(wide), 28) + wide


def profile(name, model, kind, tags, connection=b"XYZ "):
    tags = {b"desc": description(name), b"cprt": b"text\0\0\0\0none\0", b"wtpt": xyz(WHITE), **tags}
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        content += bytes(-len(content) % 4)
        table += tag + struct.pack(">II", start + len(body), len(content))
        body += content
    header = struct.pack(">I4sI4s4s4s", start + len(body), b"none", 0x02400000, kind, model, connection)
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + b"".join(map(fixed, WHITE))
    return header.ljust(128, b"\0") + table + body


def rgb(name, **tags_of_its_own):
    colorants, exponent = SPACES[name]
    tags = {}
    for letter, colorant in zip("rgb", colorants):
        tags[f"{letter}XYZ".encode()] = xyz(colorant)
        tags[f"{letter}TRC".encode()] = gamma(exponent)
    tags |= {tag.encode(): content for tag, content in tags_of_its_own.items()}
    return profile(name, b"RGB ", b"mntr", tags)


def gray(name, exponent):
    return profile(name, b"GRAY", b"mntr", {b"kTRC": gamma(exponent)})


def ink(name):
    """A press: a table of Lab at the 16 corners of cyan, magenta, yellow and black (lut16Type).

    Lab is linear in the inks, because versions of Little CMS differ in how they interpolate four of them."""
    corners = []
    for number in range(16):
        cyan, magenta, yellow, black = (number >> bit & 1 for bit in (3, 2, 1, 0))
        lightness = 100 - 22 * cyan - 26 * magenta - 10 * yellow - 42 * black
        a, b = 45 * magenta - 20 * cyan, 50 * yellow - 30 * cyan
        corners += [round(lightness * 65280 / 100), round((a + 128) * 256), round((b + 128) * 256)]
    identity = struct.pack(">2H", 0, 65535)
    table = b"mft2\0\0\0\0" + bytes([4, 3, 2, 0])
    table += b"".join(fixed(one) for one in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    table += struct.pack(">2H", 2, 2) + identity * 4 + struct.pack(f">{len(corners)}H", *corners) + identity * 3
    return profile(name, b"CMYK", b"prtr", {b"A2B0": table}, connection=b"Lab ")
