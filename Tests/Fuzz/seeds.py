"""Writes the seeds of the fuzzed parsers, Seeds/PARSER/NAME, from the fixtures of the tests and by hand: seeds.py.

The seeds are in the tree. Run it after a change here, and remove what is no longer wanted.
"""

import base64
import gzip
import io
import json
import pickle
import pathlib
import struct
import zipfile
import zlib

TESTS = pathlib.Path(__file__).resolve().parent.parent
SEEDS = TESTS / "Fuzz" / "Seeds"


def write(parser, name, content):
    folder = SEEDS / parser
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def copy(parser, path, name=None):
    path = TESTS / path
    write(parser, name or path.name, path.read_bytes())


def images():
    for name in ["bilevel", "grey-alpha", "palette-transparent", "rgb-interlaced", "rgb16"]:
        copy("png", f"GANDataTests/Fixtures/decode/{name}.png")
    for name in ["cmyk", "exif6", "grey-jpeg", "rgb-420", "rgb-progressive"]:
        copy("jpeg", f"GANDataTests/Fixtures/decode/{name}.jpg")
    copy("pgm", "GANDataTests/Fixtures/decode/bilevel.pgm")
    copy("pgm", "GANDataTests/Fixtures/decode/levels15.pgm")
    write("pgm", "comment", b"P6 # a\n2\t1\n15\n" + bytes(6))
    wanted = {
        "png": ["PNG, Display P3", "XMP in PNG, compressed", "Exif as a compressed raw profile", "eXIf, LONG 6"],
        "jpeg": ["JPEG, Adobe RGB", "JPEG, Exif before XMP", "JPEG, restart markers"],
        "gif": ["GIF, palette", "GIF, interlaced", "GIF, an animation's first frame", "GIF, a frame smaller than the picture"],
        "bmp": [
            "BMP, 24 bits", "BMP, 24 bits, header of OS/2", "BMP, 32 bits with alpha", "BMP, 16 bits", "BMP, palette of 4 bits",
            "BMP, runs of 8 bits", "BMP, runs of 4 bits", "BMP, Display P3",
        ],
        "tiff": [
            "TIFF, RGB", "TIFF, big-endian", "TIFF, BigTIFF", "TIFF, RGB of 16 bits", "TIFF, RGB, lzw", "TIFF, RGB, zlib",
            "TIFF, RGB, predictor", "TIFF, RGB, tiles of planes", "TIFF, luma in JPEG", "TIFF, grey and alpha",
            "TIFF, grey of 12 bits", "TIFF, fax of group 4", "TIFF, CMYK", "TIFF, the first of two pages",
        ],
        "webp": [
            "WebP, with loss", "WebP, without loss, transparent", "WebP, with loss, transparent", "WebP, Exif 6",
            "WebP, an animation's first frame", "WebP, an animation with loss", "WebP, a first frame smaller than the picture",
        ],
        "heif": ["HEIC, 4:2:0", "HEIC, transparent", "HEIC, the main one of two images", "AVIF, 4:2:0", "AVIF, transparent"],
    }
    files = {}
    for name in ["odd-formats", "odd-images"]:
        for row in json.loads((TESTS / f"GANDataTests/Fixtures/{name}.json").read_text()):
            files[row["name"]] = base64.b64decode(row["file"])
    for parser, names in wanted.items():
        for name in names:
            short = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
            write(parser, "-".join(part for part in short.split("-") if part), files[name])


def data_sets():
    write("dataset-json", "numbers", '{"labels": [["0/a.png", 3], ["b.png", 0]]}')
    write("dataset-json", "map", '{"labels": {"0/a.png": "red", "./b.png": "gr\\u00fcn"}, "class_names": ["red", "gr\\u00fcn"]}')
    write("dataset-json", "vectors", '{"x": [1, {"y": null}], "labels": [["0\\\\a.png", [0.5, -1e3]], ["b.png", [1, 0]]], "class_names": ["a", "b"]}')
    write("dataset-json", "at-the-top", '{"0/a.png": 1, "b.png": 2}')
    write("dataset-json", "none", '{"labels": null}')
    copy("zip", "GANDataTests/Fixtures/archive.zip")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        def add(name, content, method=zipfile.ZIP_STORED):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            archive.writestr(entry, content)

        add("a/", b"")
        add("a/1.pgm", b"P5 1 1 255 x")
        add("a/2", b"P6 1 1 255 xyz", zipfile.ZIP_DEFLATED)
        add(".x/3.png", b"")
        add("a/dataset.json", '{"labels": [["1.pgm", 0], ["2", 1]]}', zipfile.ZIP_DEFLATED)
    write("zip", "folders.zip", packed.getvalue())
    write("list", "one", "a.png 0\n")
    write("list", "numbers", "a.png 0\nb b.png 1 # x\n# c\n")
    write("list", "names", "a.png polar bear\nb.png cat\n")
    write("list", "header.csv", 'image_id,x,label\n"a,""1"".png",2,cat\nb.png,,dog\n')
    write("list", "number-first", "0 a.png\n1 b.png\n")
    write("list", "paths", "a.png\nsub/b.jpg\n")
    write("list", "utf16", "a.png\t0\r\nb.png\t1\r\n".encode("utf-16"))
    table = "label,p1,p2,p3,p4\n1,0,255,3,4\n0,9,8,7,6\n"
    write("csv", "header", table)
    write("csv", "last", "1;2;3;4;0\n5;6;7;8;1\n")
    write("csv", "square", "1,2,3,4\n5,6,7,8\n")
    write("csv", "names", '1\t2\t3\t4\t"a b"\n5\t6\t7\t8\tc\n')
    write("csv", "packed", gzip.compress(table.encode(), mtime=0))
    idx = struct.pack(">IIII", 0x803, 2, 2, 3) + bytes(range(12))
    write("idx", "plain", idx)
    write("idx", "packed", gzip.compress(idx, mtime=0))
    write("idx", "members", gzip.compress(idx[:9], mtime=0) + gzip.compress(idx[9:], mtime=0))
    labels = struct.pack(">II", 0x801, 2) + b"\x01\x00"
    write("idx-labels", "plain", labels)
    write("idx-labels", "packed", gzip.compress(labels, mtime=0))
    write("cifar10", "record", b"\x03" + bytes(3072))
    write("cifar100", "record", b"\x03\x2a" + bytes(3072))


def safetensors(tensors, metadata=None):
    """Tensors are (type, shape, bytes) by name."""
    header, data = ({"__metadata__": metadata} if metadata else {}), b""
    for name, (kind, shape, content) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def tensors():
    write(
        "safetensors", "types",
        safetensors(
            {
                "a": ("F64", [1], bytes(8)), "b": ("F32", [1, 2], bytes(8)), "c": ("I32", [], bytes(4)),
                "d": ("BF16", [2], bytes(4)), "e": ("BOOL", [2], b"\x00\x01"), "f\u00e9": ("U8", [0, 3], b""),
            },
            {"k": "v\n"}))
    copy("safetensors", "GANModuleTests/Fixtures/python_numpy.safetensors")
    floats = struct.pack("<4f", 1, 2, 3, 4)
    write("features", "rows", safetensors({"rows": ("F32", [2, 2], floats)}, {"network": "x"}))
    write(
        "features", "all",
        safetensors(
            {
                "rows": ("F32", [2, 2], floats), "probabilities": ("F32", [2, 2], floats),
                "classes": ("I32", [2], struct.pack("<2i", 0, 1)),
            }))
    copy("pickle", "GANImportTests/Fixtures/state_old.pth")
    copy("pickle", "GANImportTests/Fixtures/network.pkl")
    write("pickle", "values", pickle.dumps({"a": [1, -2**70, 1.5, None, True, (b"x", "y")], "b": {"c", frozenset()}}, 4))
    write("pickle", "safetensors", safetensors({"g_ema.a": ("F32", [1, 4], floats)}))
    for name in ["state.pth", "studio.pth"]:
        copy("torch-zip", f"GANImportTests/Fixtures/{name}")
    copy("torch-zip", "GANZooCLITests/Fixtures/stylegan2/model=D-best-weights-step=7.pth", "discriminator.pth")


def runs():
    copy("run-json", "GANRunTests/Fixtures/format1/run.json")
    info = {
        "count": 4, "channels": 1, "height": 8, "width": 8, "label_kind": "vectors", "label_size": 1, "class_counts": [],
        "class_names": ["angle"], "copies": 2,
        "label_rows": [{"name": "a", "detail": "", "label": [0.5], "index": 0}],
        "label_axes": [{"quantiles": [i / 20 for i in range(21)], "bins": [{"center": 0.5, "radius": 0.1, "count": 2}]}],
    }
    write("run-json", "vectors", json.dumps({"format": 1, "plugins": ["a.so"], "plugin_checksums": {"a.so": "0"}, "data": info}))
    point = {"kimg": 1, "spread": {"latents": [1, 2], "betweenClasses": 0.5, "images": [3, "inf"]}}
    state = {
        "arithmetic": 5, "best": {"all": [{"name": "fid", "value": 1.5, "step": 2}], "scoring": "ab 1"}, "checksums": {},
        "format": 2, "identity": {"data": "x"}, "isReported": True,
        "logs": {"eventFile": "events.out.tfevents.ganzoo", "events": 0, "metrics": 12},
        "means": {"entries": [{"name": "loss.generator", "sum": 1, "count": 2}]},
        "pictures": {
            "sheets": {"doublings": 1, "kept": [{"step": 0, "bytes": 10}]},
            "logged": {"bytes": 10, "doublings": 0, "last": 2},
        },
        "position": {"step": 0, "update": 0}, "spread": {"points": [point], "stride": 1, "ticks": 1}, "unfinished": [],
    }
    write("state-json", "all", json.dumps(state))
    del state["pictures"], state["arithmetic"]
    write("state-json", "format1", json.dumps({**state, "format": 1, "seconds": 3.5}))
    copy("metrics", "GANRunTests/Fixtures/format1/metrics.jsonl")
    write("metrics", "numbers", '{"step": 1, "kimg": 0.1, "a.b": 1e308, "c": null}\n{"step": 2, "kimg": 0.2, "a.b": 5e-324}\n{"st')
    write("times", "lines", '{"step": 0, "update": 0, "seconds": 1.5}\n{"step": 0, "update": 0, "seconds": 2, "images_per_second": 3}\n')
    write("events", "scalars", b"".join(record(data) for data in [
        field(1, 1.0) + field(3, b"brain.Event:2"),
        field(1, 2.0) + field(2, 10) + field(5, field(1, field(1, b"loss/generator") + field(2, b"\x00\x00\x80?"))),
    ]))
    write("events", "image", record(field(1, 2.0) + field(2, 300) + field(5, field(1, field(1, b"fakes") + field(4, field(1, 8))))))
    copy("report", "GANMetricsTests/Fixtures/reports/format1_images.json")
    place = "docs/results/gray_pilots/noisy_twins_r1_03-0/evaluation/choose-250.json"
    report = json.loads((TESTS.parent / place).read_text())
    for table in report["class_scores"]:
        table["rows"] = table["rows"][:2]
    names = [row["name"] for row in report["class_scores"][0]["rows"]]
    report["class_matrices"] = [{"name": "confusion", "title": "x", "classes": names, "values": [[1, None], [0.5, 0.5]]}]
    write("report", "format2.json", json.dumps(report))
    write("labels", "attributes", "round+red\nnone\n1\n")
    write("labels", "vectors", "0.5,1\nround=0:1:3,red=2\n")
    write("labels", "table", 'round,"red"\n1,0\n,1\n')


def field(number, value):
    """A field of Protocol Buffers: a double, a whole number, or bytes."""
    def varint(number):
        return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)

    if isinstance(value, float):
        return varint(number << 3 | 1) + struct.pack("<d", value)
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def record(data):
    """A record of a TFRecord file. Whoever reads the seeds writes the checksums."""
    return struct.pack("<Q", len(data)) + bytes(4) + data + bytes(4)


def pages():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    index = {
        "format": 1, "width": 200, "height": 100, "cell_width": 32, "cell_height": 32, "columns": [0, 40], "captions": ["generated", "1"],
        "rows": [{"name": "cat", "detail": "seed 0", "y": 20, "notes": [[], ["cat", "0001.png"]]}],
    }
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 200, 100, 8, 0, 0, 0, 0))
    for name, text in [("one-row", index), ("no-row", {**index, "rows": [], "columns": [], "captions": []})]:
        content = b"GANZoo sheet" + bytes(5) + json.dumps(text).encode()
        write("sheet-index", name, png + chunk(b"iTXt", content) + chunk(b"IEND", b""))
    write("http-request", "page", "GET / HTTP/1.1\r\nHost: localhost:8080\r\nAccept: */*\r\n\r\n")
    write("http-request", "token", "GET /?token=token&x HTTP/1.0\n\n")
    write("http-request", "comparison", "GET /compare?run=a&run=b HTTP/1.1\r\nHost: localhost\r\n\r\n")
    write("http-request", "escapes", (
        "HEAD /run/sweep/a%20%C3%A9?step=5&a=%26 HTTP/1.1\r\nHost: [::1]:80\r\nCookie: a=b; ganzoo-dashboard-toke=token\r\n"
        "authorization: bearer token\r\nX: 1\r\nX: 2\r\n\r\nbody"))
    lines = [
        {"step": step, "kimg": step / 100, "loss.generator": 1 / step, "spread.w.cat": 1, "spread.w.dog": 0.01, "spread.between": 0.25}
        for step in range(1, 5)
    ]
    times = [{"step": 1, "update": 0, "seconds": 1.5, "images_per_second": 3, "peak_memory_mb": 70}, {"step": 4, "update": 0, "seconds": 9}]
    text = "\1".join("".join(json.dumps(line) + "\n" for line in part) for part in [lines, times])
    write("dashboard", "logs", text)
    write("dashboard", "half", '{"step": 1, "kimg": 0.01, "a.b": null}\n{"st\1{"step": 1, "upd')


def recipes():
    for name, text in {
        "set": "regularizers.r1.weight=1e-3", "map": "loss={type: hinge, x: [1, \"\\u00e9\"]}", "remove": "~regularizers.r1",
        "variable": "data.path=${env:NAME}/x", "quoted": "about.summary='a # b'",
    }.items():
        write("override", name, text)
    resolved = (TESTS / "GANRunTests/Fixtures/format1/resolved.yaml").read_text()
    write("recipe-keys", "resolved", resolved.replace("  keep_checkpoints: 2\n", "  keep: {last: 2}\n"))
    parts = "data: shapes\ngenerator: stylegan2\ndiscriminator: stylegan2\nloss: hinge\n"
    write("recipe-keys", "shortest", "recipe: 2\n" + parts)
    write("recipe-keys", "components", (
        "recipe: 2\ndata: {type: list_file, path: a.txt, long_tail: {profile: step, ratio: 1e2}, subset: {per_class: 3}}\n"
        "generator: {type: biggan, ch: 8}\ndiscriminator: {type: biggan, head: {type: projection}}\nloss: {type: top_k}\n"
        "regularizers: {r1: {weight: {type: linear, from: 0, to: 1, until_kimg: 2}, every: 16}}\n"
        "transfer: {from: runs/a, classes: nearest}\ntrain: {kimg: 1e308, batch: 0x10, keep: {last: 2, best: 3}}\n"
        "evaluate: {metrics: [fid, {type: kid, subsets: 3}]}\n"))
    write("upgrade", "first", "recipe: 1\n" + parts + "train: {kimg: 1}  # x\n")
    write("upgrade", "hooks", "recipe: 1\n" + parts + (
        "regularizers:\n  first:  # of the generator\n    type: kernel_modulation\n    kernels: [\"*\"]\n\n  r1: {every: 2}\n"
        "freeze: {discriminator_layers: 2}\n"))
    write("upgrade", "paths", "recipe: 1\nextends: a\ndata: {type: image_folder, path: \"photos/${env:NAME}\"}\nloss: hinge\n")
    write("upgrade", "second", "recipe: 2\n" + parts + "train: {kimg: 1, keep_checkpoints: 3}\n")


def plugins():
    header = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 120, 0, 64, 56, 1, 64, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 120, 0, 0, 60, 60, 4096)
    stamp = b"ganzoo-core-stamp|1|6f0c|Swift version 6.3.1|ganzoo-data-stamp|1|ab|Swift|\0"
    write("plugin-stamp", "library", header + segment + stamp)
    write("plugin-stamp", "stamps", b"ganzoo-core-stamp|ganzoo-core-stamp|x|" + stamp)


for make in [images, data_sets, tensors, runs, pages, recipes, plugins]:
    make()
