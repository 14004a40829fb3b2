"""Makes GANZooSans.ttf: the Latin, Greek and Cyrillic letters of DejaVu Sans 2.37 under a name of its own.

    python3 subset.py /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf GANZooSans.ttf

Needs PyPI's fonttools. A name of its own: the license asks for one, and an installed DejaVu Sans of another version cannot take its place.
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont

CHARACTERS = (
    "U+0020-007E,U+00A0-024F,U+02B0-02FF,U+0300-03FF,U+0400-052F,U+1E00-1EFF,U+2000-206F,U+2070-209F,U+20A0-20BF,U+2122,U+2126,U+212B,"
    "U+2190-2199,U+2202,U+2206,U+2207,U+2211,U+2212,U+2215,U+221A,U+221E,U+2248,U+2260,U+2264,U+2265,U+25A0,U+25A1,U+25CB,U+25CF,U+FFFD"
)
NAMES = {1: "GANZoo Sans", 3: "GANZoo Sans, a part of DejaVu Sans 2.37", 4: "GANZoo Sans", 6: "GANZooSans", 16: "GANZoo Sans"}


def main(source, target):
    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    options.layout_features = ["ccmp", "locl", "mark", "mkmk", "kern"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(CHARACTERS))
    subsetter.subset(font)
    for record in font["name"].names:
        record.string = NAMES.get(record.nameID, record.toUnicode())
    font.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
