"""Makes long-tailed data sets of color images from installed Debian packages. Nothing of them is committed.

    apt-get install fonts-noto-color-emoji unicode-data
    python3 color.py demo FOLDER [--size 32] [--root /]
    apt-get install fonts-noto-color-emoji unicode-data ruby-gemojione
    python3 color.py emoji FOLDER [--size 32] [--root /]
    apt-get install wesnoth-1.16-data
    python3 color.py sprites FOLDER [--size 32] [--root /]

demo       emoji as one foundry draws them, in ten classes that the eye tells apart: 1,600 images, 660 to 19 of a class
emoji      as two foundries draw them, in the subgroups that Unicode has: 5,400 images of about 100 classes
sprites    of the game Battle for Wesnoth, by race: 5,300 images of 20 classes; similar frames of a unit are left out

Images are cropped to what is drawn, centered on white, and resized. FOLDER gets train/CLASS/, choose/CLASS/ and report/CLASS/, with
train.yaml, choose.yaml and report.yaml that `ganzoo` takes, and ATTRIBUTION.md, whose words must stand with any picture. The demo has
train alone. What belongs
together stays together: all drawings of an emoji (also in other skin colors), and all frames of a unit, are in one part, by a hash. ROOT is where packages are installed, or unpacked with `dpkg-deb -x`.

Needs Pillow with raqm, as Debian's python3-pil and PyPI's wheels are. The same packages give the same bytes.
"""

import argparse
import hashlib
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Callable, Iterator, NamedTuple

from PIL import Image, ImageDraw, ImageFont, features

WHITE = (255, 255, 255)
PARTS = {"train": 60, "choose": 20, "report": 20}  # percent of the groups
WHOLE = {"train": 100}
RECIPE = """recipe: 2
data: {{type: image_folder, path: {part}, resolution: {size}}}
"""
NOTO = "Emoji of Noto Color Emoji, copyright Google Inc., SIL Open Font License 1.1"
EMOJI_ONE = "Emoji One 2 (package ruby-gemojione), copyright Ranks.com Inc., CC-BY-SA 4.0"
WESNOTH = """Sprites of Battle for Wesnoth 1.16, copyright its contributors (https://www.wesnoth.org), GNU General Public License 2 or
later, some of them also CC-BY-SA 4.0"""
DEMO = {  # subgroups of Unicode in each class
    "animals": ["animal-mammal", "cat-face", "monkey-face"],
    "clocks": ["time"],
    "faces": [
        *["face-smiling", "face-affection", "face-tongue", "face-hand", "face-neutral-skeptical", "face-sleepy"],
        *["face-unwell", "face-hat", "face-glasses", "face-concerned", "face-negative"],
    ],
    "flags": ["country-flag", "subdivision-flag"],
    "fruit": ["food-fruit"],
    "hands": ["hand-fingers-open", "hand-fingers-partial", "hand-single-finger", "hand-fingers-closed", "hand-prop", "hands"],
    "hearts": ["heart"],
    "people": ["person", "person-role"],
    "signs": ["alphanum", "arrow", "av-symbol", "keycap", "zodiac"],
    "vehicles": ["transport-ground"],
}
SKIN = range(0x1F3FB, 0x1F400)  # modifiers
STYLE = 0xFE0F  # asks for the colored form


class Drawing(NamedTuple):
    kind: str  # class
    group: str  # what must stay in one part
    name: str
    image: Image.Image


# Emoji


def demo(root: Path, size: int) -> Iterator[Drawing]:
    kinds = {subgroup: kind for kind, subgroups in DEMO.items() for subgroup in subgroups}
    subgroups = emoji_subgroups(root).items()
    yield from noto(root, {characters: kinds[subgroup] for characters, subgroup in subgroups if subgroup in kinds}, size)


def emoji(root: Path, size: int) -> Iterator[Drawing]:
    subgroups = emoji_subgroups(root)
    yield from noto(root, subgroups, size)
    yield from emoji_one(root, subgroups, size)


def emoji_subgroups(root: Path) -> dict[tuple[int, ...], str]:
    """The subgroup of each fully qualified emoji, by its characters."""
    path = installed(root / "usr/share/unicode/emoji/emoji-test.txt", "unicode-data")
    found, subgroup = {}, ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# subgroup:"):
            subgroup = line.partition(":")[2].strip()
        elif "; fully-qualified" in line:
            found[tuple(int(word, 16) for word in line.split(";")[0].split())] = subgroup
    return found


def noto(root: Path, subgroups, size) -> Iterator[Drawing]:
    if not features.check("raqm"):
        sys.exit("Pillow lacks raqm, which joins emoji of several characters: pip install --force-reinstall pillow")
    path = installed(root / "usr/share/fonts/truetype/noto/NotoColorEmoji.ttf", "fonts-noto-color-emoji")
    font = ImageFont.truetype(str(path), 109)  # the only size that the font has
    for characters, subgroup in subgroups.items():
        text = "".join(map(chr, characters))
        if font.getlength(text) > 180:
            continue  # drawn as several emoji, because the font lacks this one
        canvas = Image.new("RGBA", (160, 160))
        ImageDraw.Draw(canvas).text((10, 10), text, font=font, embedded_color=True)
        yield from drawing(subgroup, emoji_group(characters), f"noto-{hexadecimal(characters)}", canvas, size)


def emoji_one(root: Path, subgroups, size) -> Iterator[Drawing]:
    gems = installed(root / "usr/share/rubygems-integration/all/gems", "ruby-gemojione")
    plain = {unstyled(characters): (characters, subgroup) for characters, subgroup in subgroups.items()}
    for path in sorted(gems.glob("gemojione-*/assets/png/*.png")):
        try:
            key = unstyled(tuple(int(word, 16) for word in path.stem.split("-")))
        except ValueError:
            continue
        if key in plain:
            characters, subgroup = plain[key]
            yield from drawing(subgroup, emoji_group(characters), f"one-{hexadecimal(characters)}", Image.open(path), size)


def unstyled(characters):
    return tuple(character for character in characters if character != STYLE)


def emoji_group(characters) -> str:
    return hexadecimal(character for character in characters if character != STYLE and character not in SKIN)


def hexadecimal(characters) -> str:
    return "-".join(f"{character:04x}" for character in characters)


# Sprites


def sprites(root: Path, size: int) -> Iterator[Drawing]:
    top = installed(root / "usr/share/games/wesnoth/1.16/data/core/images/units", "wesnoth-1.16-data")
    kept = defaultdict(list)
    for path in sorted(top.rglob("*.png")):
        words = path.relative_to(top).parts
        if len(words) < 2 or words[0] == "transport" or re.search("halo|projectile|missile|magic-[0-9]|shadow", str(path)):
            continue
        unit = words[1] if len(words) > 2 else re.split(r"[-+.@]", words[-1])[0]
        unit = re.sub(r"\d+$", "", unit) or unit
        for found in drawing(words[0], unit, "-".join(words)[:-4], Image.open(path), size):
            if is_new(found.image, kept[words[0], unit]):
                yield found


def is_new(image, others: list[bytes]) -> bool:
    """Whether an image differs from each of `others` by more than 3 of 255 levels on average, on 16 × 16 gray pixels."""
    small = image.convert("L").resize((16, 16), Image.BOX).tobytes()
    if any(sum(abs(a - b) for a, b in zip(small, other)) < 3 * len(small) for other in others):
        return False
    others.append(small)
    return True


# What all share


def installed(path: Path, package: str) -> Path:
    if not path.exists():
        sys.exit(f"{path} is missing: install {package}, or give --root")
    return path


def drawing(kind, group, name, image, size) -> Iterator[Drawing]:
    """The image cropped, centered and resized; nothing if hardly anything is drawn."""
    image = image.convert("RGBA")
    opaque = image.getchannel("A").point(lambda value: 255 if value > 24 else 0)
    box = opaque.getbbox()
    if box is None or opaque.histogram()[255] < 0.02 * image.width * image.height:
        return
    image = image.crop(box)
    side = round(max(image.size) * 1.08)
    square = Image.new("RGBA", (side, side), (*WHITE, 255))
    square.alpha_composite(image, ((side - image.width) // 2, (side - image.height) // 2))
    result = square.convert("RGB").resize((size, size), Image.LANCZOS if side > size else Image.BICUBIC)
    yield Drawing(re.sub(r"[^a-z0-9]+", "_", kind.lower()).strip("_"), group, name, result)


def parts(groups: list[str], kind: str, shares: dict[str, int]) -> dict[str, str]:
    """The part of each group of a class: shares of the groups in an order by hash. Small classes have no group to report."""
    order = sorted(groups, key=lambda group: hashlib.sha256(f"{kind} {group}".encode()).digest())
    counts = {part: percent * len(order) // 100 for part, percent in shares.items() if part != "train"}
    train = len(order) - sum(counts.values())
    names = ["train"] * train + [part for part, count in counts.items() for _ in range(count)]
    return dict(zip(order, names))


class Source(NamedTuple):
    drawings: Callable[[Path, int], Iterator[Drawing]]
    shares: dict[str, int]
    attribution: str


SOURCES = {
    "demo": Source(demo, WHOLE, f"{NOTO}.\n"),
    "emoji": Source(emoji, PARTS, f"{NOTO}; and of {EMOJI_ONE}.\n"),
    "sprites": Source(sprites, PARTS, f"{WESNOTH}.\n"),
}


def write(folder: Path, source: Source, root: Path, size: int) -> None:
    classes, seen = defaultdict(lambda: defaultdict(list)), set()
    for found in source.drawings(root, size):
        digest = hashlib.sha256(found.image.tobytes()).digest()
        if digest not in seen:
            seen.add(digest)
            classes[found.kind][found.group].append(found)
    for part in source.shares:
        (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / f"{part}.yaml").write_text(RECIPE.format(part=part, size=size))
    (folder / "ATTRIBUTION.md").write_text(source.attribution)
    counts = defaultdict(lambda: dict.fromkeys(source.shares, 0))
    for kind, groups in sorted(classes.items()):
        chosen = parts(sorted(groups), kind, source.shares)
        for group, members in sorted(groups.items()):
            for found in members:
                path = folder / chosen[group] / kind / f"{found.name}.png"
                path.parent.mkdir(exist_ok=True)
                found.image.save(path)
                counts[kind][chosen[group]] += 1
    print("class", *source.shares, sep="\t")
    for kind, count in sorted(counts.items(), key=lambda item: -item[1]["train"]):
        print(kind, *count.values(), sep="\t")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=list(SOURCES))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--root", type=Path, default=Path("/"))
    arguments = parser.parse_args()
    if arguments.folder.exists():
        sys.exit(f"{arguments.folder} exists already")
    write(arguments.folder, SOURCES[arguments.what], arguments.root, arguments.size)


if __name__ == "__main__":
    main()
