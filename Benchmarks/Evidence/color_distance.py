"""Does the Fréchet distance in features of EfficientNet-Lite0 see damage to images in color? And does the one in gray features?

    python3 color_distance.py measure GANZOO RESULTS SET   # SET is a folder that color.py made
    python3 color_distance.py tables RESULTS               # prints Markdown, and draws an SVG beside each set of results

COUNT images of SET/train are the reference. Other images of it are damaged in known doses: noise, blur, colors mixed with gray, and
images of one class in the place of others. Three other sets without damage give the spread of the distance between halves. Each set is
a folder of PNG files, whose features `ganzoo features extract` computes and `ganzoo features score` compares.

Needs Pillow and numpy. Weights: `ganzoo features fetch efficientnet_lite0`. Results are one JSON file.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

COUNT = 400
EXTRACTORS = ["efficientnet_lite0", "fmnist"]
HALVES = [f"half {number}" for number in (1, 2, 3)]
DOSES = {
    "noise (gray levels)": [4, 8, 16, 32],
    "blur (pixels)": [0.5, 1, 2],
    "gray (share)": [0.25, 0.5, 0.75, 1],
    "one class (share)": [0.25, 0.5, 1],
}


def damaged(images, kind, dose):
    """The images with a dose of damage. `images` are pairs of a class and an image."""
    import numpy
    from PIL import Image, ImageEnhance, ImageFilter

    if kind.startswith("noise"):
        draw = numpy.random.default_rng(0)
        noisy = lambda image: numpy.clip(numpy.rint(numpy.asarray(image) + dose * draw.normal(size=(*image.size[::-1], 3))), 0, 255)
        return [(name, Image.fromarray(noisy(image).astype("uint8"))) for name, image in images]
    if kind.startswith("blur"):
        return [(name, image.filter(ImageFilter.GaussianBlur(dose))) for name, image in images]
    if kind.startswith("gray"):
        return [(name, ImageEnhance.Color(image).enhance(1 - dose)) for name, image in images]
    largest = statistics.mode(name for name, _ in images)
    own = [pair for pair in images if pair[0] == largest]
    return [own[index % len(own)] if index < dose * len(images) else pair for index, pair in enumerate(images)]


def read(folder):
    """All images with their classes, in a random order that is always the same."""
    from PIL import Image

    paths = sorted(Path(folder).glob("train/*/*.png"))
    random.Random(0).shuffle(paths)
    return [(path.parent.name, Image.open(path).convert("RGB")) for path in paths]


def sets(images):
    """The reference, the halves without damage, and the damaged images, by name."""
    assert len(images) >= 4 * COUNT, f"{4 * COUNT} images are needed, and there are {len(images)}"
    parts = [images[start:start + COUNT] for start in range(0, 4 * COUNT, COUNT)]
    yield "reference", parts[0]
    yield from zip(HALVES, parts[1:])
    for kind, doses in DOSES.items():
        for dose in doses:
            yield f"{kind} {dose}", damaged(parts[1], kind, dose)


def measure(program, results, folder):
    found = {extractor: {} for extractor in EXTRACTORS}
    with tempfile.TemporaryDirectory() as place:
        for name, images in sets(read(folder)):
            here = Path(place) / "images"
            here.mkdir()
            for number, (_, image) in enumerate(images):
                image.save(here / f"{number:05}.png")
            for extractor in EXTRACTORS:
                out = Path(place) / f"{extractor}-{'reference' if name == 'reference' else 'other'}.safetensors"
                out.unlink(missing_ok=True)
                run(program, "features", "extract", extractor, str(here), "--out", str(out))
                if name == "reference":
                    continue
                lines = run(program, "features", "score", f"{place}/{extractor}-reference.safetensors", str(out), "--metrics", "fid")
                found[extractor][name] = float(f"{float(lines.split()[1]):.5g}")
            for image in here.iterdir():
                image.unlink()
            here.rmdir()
            print(name, {extractor: values.get(name) for extractor, values in found.items()}, flush=True)
    result = {"set": Path(folder).name, "count": COUNT, "distances": found}
    Path(results).mkdir(parents=True, exist_ok=True)
    (Path(results) / f"{Path(folder).name}.json").write_text(json.dumps(result, indent=1) + "\n")


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def relative(values, kind):
    """Distances over the doses of a kind in units of the mean distance between halves; the first one is without damage."""
    half = statistics.mean(values[name] for name in HALVES)
    return [values[HALVES[0]] / half] + [values[f"{kind} {dose}"] / half for dose in DOSES[kind]]


def verdict(values, kind):
    """Whether the distance grows with the dose, and whether the first dose is outside the spread of the halves.

    >>> halves = dict(zip(HALVES, (10, 11, 9)))
    >>> def run(*found): return halves | {f"blur (pixels) {d}": v for d, v in zip(DOSES["blur (pixels)"], found)}
    >>> verdict(run(20, 30, 40), "blur (pixels)"), verdict(run(12, 30, 40), "blur (pixels)")
    ('grows', 'grows; the first dose is within three spreads of the halves')
    >>> verdict(run(20, 15, 40), "blur (pixels)")
    'does not grow with every dose'
    """
    found = [values[HALVES[0]]] + [values[f"{kind} {dose}"] for dose in DOSES[kind]]
    if not all(second > first for first, second in zip(found, found[1:])):
        return "does not grow with every dose"
    halves = [values[name] for name in HALVES]
    near = found[1] < statistics.mean(halves) + 3 * statistics.stdev(halves)
    return "grows; the first dose is within three spreads of the halves" if near else "grows"


def tables(result):
    lines = []
    for extractor, values in result["distances"].items():
        halves = [values[name] for name in HALVES]
        lines += [f"FD in features of `{extractor}`; between halves without damage: {', '.join(f'{value:.4g}' for value in halves)}.", "",
            "| damage | doses | FD | verdict |", "| --- | --- | --- | --- |"]
        for kind, doses in DOSES.items():
            found = " · ".join(f"{values[f'{kind} {dose}']:.4g}" for dose in doses)
            lines.append(f"| {kind} | {' · '.join(map(str, doses))} | {found} | {verdict(values, kind)} |")
        lines.append("")
    return "\n".join(lines)


def picture(result):
    """A panel for each kind of damage: the distance over the one between halves, for each extractor."""
    width, height, colors = 190, 150, ["#1f5ab4", "#e67814"]
    parts = [f'<text x="{10 + 190 * index}" y="16" fill="{color}">{name}</text>'
        for index, (name, color) in enumerate(zip(result["distances"], colors))]
    for column, (kind, doses) in enumerate(DOSES.items()):
        x0, top = 46 + column * (width + 40), 46
        lines = {name: relative(values, kind) for name, values in result["distances"].items()}
        most = max(value for line in lines.values() for value in line)
        parts += [f'<text x="{x0}" y="{top - 8}">{kind}: 0, {", ".join(map(str, doses))}</text>',
            f'<rect x="{x0}" y="{top}" width="{width}" height="{height}" fill="none" stroke="#bbb"/>',
            f'<text x="{x0 - 6}" y="{top + 10}" text-anchor="end">{most:.3g}</text>',
            f'<text x="{x0 - 6}" y="{top + height}" text-anchor="end">0</text>']
        for line, color in zip(lines.values(), colors):
            points = " ".join(f"{x0 + 8 + index * (width - 16) / (len(line) - 1):.1f},{top + height - value / most * (height - 8):.1f}"
                for index, value in enumerate(line))
            parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="1.5"/>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{46 + 4 * (width + 40)}" height="{height + 60}" font-family="sans-serif" '
        'font-size="11"><rect width="100%" height="100%" fill="white"/>' + "".join(parts) + "</svg>\n")


def main():
    if len(sys.argv) == 5 and sys.argv[1] == "measure":
        measure(*sys.argv[2:])
    elif len(sys.argv) == 3 and sys.argv[1] == "tables":
        for path in sorted(Path(sys.argv[2]).glob("*.json")):
            result = json.loads(path.read_text())
            print(tables(result), end="")
            path.with_suffix(".svg").write_text(picture(result))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
