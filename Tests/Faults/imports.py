"""Imports files that are damaged or were made to do harm: an error in words, nothing run, nothing left behind.

    python3 Tests/Faults/imports.py PATH_OF_GANZOO

More than 1,000 damaged copies of the fixtures and of what `ganzoo export` writes of them, pickles that call functions, and files
that are small and claim to be large. Each may take 200 MB of memory and a second of processor time; a damaged file that is still
a whole checkpoint may be imported. Exit status 1 on the first that is otherwise. Needs nothing but Python.
"""

import itertools
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from pickles import (
    called, dictionary, easy, integer, legacy, legacy_name, made_with, named, namespace, persistent, start, storage, tensor, text,
    zip_tensor, zipped,
)  # fmt: skip

FIXTURES = Path(__file__).resolve().parents[1] / "GANZooCLITests/Fixtures"
DAMAGED = int(os.environ.get("GANZOO_DAMAGED", 1100))
MEGABYTES, SECONDS = 200, 1.0


def fixtures():
    return sorted(path for path in FIXTURES.rglob("*") if path.suffix in (".pkl", ".pt", ".pth"))


# Files that do harm: a name, the bytes or the size of a file of zeros, and a part of the error


def calls():
    shell = text("touch was-here")
    bodies = {
        "os.system": called("os.system", shell), "posix.system": called("posix.system", shell),
        "eval": called("builtins.eval", text("open('was-here', 'w')")),
        "exec": called("builtins.exec", text("open('was-here', 'w')")),
        "popen": called("subprocess.Popen", shell), "import": called("builtins.__import__", text("os")),
        "getattr": called("builtins.getattr", named("os.path"), text("join")),
        "torch.load": called("torch.load", text("/etc/passwd")), "numpy": called("numpy.load", text("/etc/passwd")),
        "reconstructor": called("copyreg._reconstructor", named("builtins.object"), named("builtins.object"), b"N"),
        "dotted": b"\x8c\x05torch\x8c\x15FloatStorage.__init__\x93)R", "inst": b"(" + shell + b"ios\nsystem\n",
        "obj": b"(" + named("os.system") + shell + b"o", "extension": b"\x82\x01)R",
        "allowed name, other module": called("os._rebuild_tensor_v2", shell),
        "namespace": namespace([("__class__", named("argparse.Namespace")), ("__reduce__", shell)]),
        "source": persistent(), "build": named("dnnlib.util.EasyDict") + b")\x81" + dictionary([("__class__", shell)]) + b"b",
    }  # fmt: skip
    others = {"inst": "instruction 105 is unknown", "extension": "instruction 130 is unknown"}
    others |= {name: "it contains no tensor" for name in ("source", "build", "namespace")}
    for name, body in bodies.items():
        said = others.get(name, "it refers to `")
        for protocol in (2, 5):
            yield f"{name}, protocol {protocol}", start(protocol) + body + b".", said
        yield f"{name}, in a zip file", zipped(start(2) + body + b"."), said
        nested = called("torch.storage._load_from_bytes", b"B" + struct.pack("<I", len(body) + 3) + start(2) + body + b".")
        # What calls nothing ends where the storage's name would follow.
        said = "it ends early" if said == "it contains no tensor" else said
        yield f"{name}, nested", start() + dictionary([("a", tensor(nested, [1]))]) + b".", said


def references():
    """Few bytes that lead to each other again and again."""
    none, values, depth = "it contains no tensor", "it has more than 400000 values", "its memo exceeds the limit"
    work = "it has more references than any"
    yield "nested lists", start() + b"]" * 5_000_000 + b"a" * 4_999_999 + b".", values
    yield "nested marks", start() + b"(" * 20_000_000 + b".", depth
    yield "doubled values", start() + b"N" + b"2" * 20_000_000 + b".", depth
    yield "nested tuples", start() + b")" + b"\x85" * 399_000 + b".", none
    chain = named("torch._utils._rebuild_parameter") + b"q\x000"
    yield "nested parameters", start() + chain + b"h\x00" * 150_000 + b")" + b"\x85R" * 150_000 + b".", none
    size = named("torch.Size") + b"q\x000"
    inner = b"h\x00" * 90_000 + b")" + b"\x85R" * 90_000
    yield "nested sizes", start() + size + dictionary([("a", called(
        "torch._utils._rebuild_tensor_v2", storage(1), integer(0), inner, inner, b"\x89", b"N"))]) + b".", "a tensor has no shape"  # fmt: skip
    yield "a huge memo", start() + b"N" + b"".join(b"r" + struct.pack("<I", i) for i in range(3_000_000)) + b".", depth
    yield "memo under huge numbers", start() + b"Nr\xff\xff\xff\xffj\xff\xff\xff\xff.", none
    yield "many values", start() + b"N" * 30_000_000 + b".", values
    yield "many dictionaries", start() + b"}" * 30_000_000 + b".", values
    yield "many small dictionaries", start() + b"}NNs" * 5_000_000 + b".", values
    yield "many large integers", start() + (b"\x8a\x0a" + bytes(10)) * 3_000_000 + b".", values
    yield "many references", start() + b"N\x94](" + b"h\x00" * 20_000_000 + b"e.", depth
    some = b"(" + b"h\x00" * 50_000 + b"e"
    yield "many references in parts", start() + b"N\x94]" + some * 30 + b".", "its lists have more than 1000000"
    yield "much text", start() + (b"X" + struct.pack("<I", 1 << 20) + b"a" * (1 << 20)) * 100 + b".", "16 MiB of text"
    level = easy([("a", integer(1))]) + b"q\x00"
    for index in range(1, 20):
        level += b"0" + easy([(f"{key}", b"h" + bytes([index - 1])) for key in range(300)]) + b"q" + bytes([index])
    yield "laughs in arguments", start() + level + b"0" + persistent([("a", b"h\x13")]) + b".", work
    level = dictionary([("a", tensor(storage(1), [1]))]) + b"q\x00"
    for index in range(1, 60):
        level += b"0" + dictionary([(f"{key}", b"h" + bytes([index - 1])) for key in range(300)]) + b"q" + bytes([index])
    yield "laughs in dictionaries", start() + level + b".", "it contains no supported generator"
    yield "a dictionary in itself", start() + b"}q\x00" + text("a") + b"h\x00s.", none
    shared = dictionary([(f"{key}", b"N") for key in range(60_000)]) + b"q\x000"
    objects = [(f"{index}", called("torch_utils.persistence._reconstruct_persistent_obj", b"h\x00")) for index in range(20_000)]
    yield "objects with one large state", start() + shared + dictionary(objects) + b".", work
    yield "a namespace in itself", start() + named("argparse.Namespace") + b")\x81q\x00}" + text("args") + b"h\x00sb.", none
    level = dictionary([("a", integer(1))]) + b"q\x00"
    for index in range(1, 20):
        level += b"0" + dictionary([(f"{key}", b"h" + bytes([index - 1])) for key in range(300)]) + b"q" + bytes([index])
    laughs = named("argparse.Namespace") + b")\x81" + dictionary([("a", b"h\x13")]) + b"b"
    yield "laughs in a namespace", start() + level + b"0" + dictionary([("args", laughs)]) + b".", work
    yield "many attributes", start() + namespace([(f"{key}", b"N") for key in range(2000)]) + b".", "more than 1000 "
    state = dictionary([(f"{key}", b"N") for key in range(900)]) + b"q\x000"
    shared = [(f"{index}", namespace(None)) for index in range(20_000)]
    yield "namespaces with one large state", start() + state + dictionary(shared) + b".", work
    key = text("k" * (8 << 20)) + b"q\x010"
    laughs = named("dnnlib.util.EasyDict") + b")\x81(" + b"h\x01N" * 200_000 + b"u"
    yield "one long key in many arguments", start() + key + persistent([("a", laughs)]) + b".", "is longer than 1024 bytes"
    source = text("s" * (8 << 20)) + b"q\x010"
    meta = named("dnnlib.util.EasyDict") + b"q\x020"
    each = b"h\x02)\x81(" + text("class_name") + text("G") + text("module_src") + b"h\x01" + text("state") + b"}u"
    call = named("torch_utils.persistence._reconstruct_persistent_obj") + b"q\x030"
    objects = [(f"{index}", b"h\x03(" + each + b"tR") for index in range(10_000)]
    yield "one long source of many objects", start() + source + meta + call + dictionary(objects) + b".", none
    yield from names()


def names():
    """Names that are long, or long because of those before them."""
    level = b"".join(text("n" * 60_000) + b"}" for _ in range(60)) + b"s" * 60
    yield "long names", start() + b"}" + level + b".", "is longer than 1024 bytes"
    work, many = "it has more references than any", [(f"{index:x}", b"\x88") for index in range(150_000)]
    for side, said in [(1000, "is longer than 1024 bytes"), (300, "more than 1000 constructor arguments")]:
        inner = dictionary(many)
        for _ in range(3):
            inner = b"}" + text("k" * side) + inner + b"s"
        yield f"arguments below names of {side}", start() + made_with(inner) + b".", said
    shared = b"}" + text("k" * 600) + dictionary(many[:900]) + b"sq\x000"
    yield "arguments of many objects", start() + shared + dictionary(
        [(f"{index}", made_with(b"h\x00")) for index in range(500)]) + b".", work  # fmt: skip
    for sign, side, said in [("e", 1000, work), ("é", 480, "a name that is not ASCII")]:
        entries = b"}(" + text("synthesis.b4.const") + zip_tensor("0", 100_000, [], []) + b"\x94"
        entries += b"".join(text(f"{index:x}") + b"h\x00" for index in range(70_000)) + b"u"
        content = start(4) + b"}" + text(sign * side) + entries + b"s."
        yield f"tensors below a name of {side} {sign}", zipped(content, _0=bytes(400_000)), said
    name = b"(" + text("storage") + named("torch.FloatStorage") + text("k" * (8 << 20)) + text("cpu") + integer(1)
    body = name + b"tq\x000" + dictionary([(f"{index}", b"h\x00Q") for index in range(100_000)])
    yield "one long key of many storages", legacy(body, 1), "that is not a storage of numbers"


def sizes():
    """Small files that claim to be large."""
    for shape in [[1 << 40], [1 << 31, 1 << 31], [1 << 62, 4], [-1], [0] * 100_000, [1] * 9]:
        said = f"sizes of {len(shape)} axes" if len(shape) > 8 else "it contains no supported generator"
        said = "exceeds its storage" if shape == [-1] else said
        content = dictionary([("a", tensor(storage(1), shape))])
        yield f"a tensor of {len(shape)} sides, {shape[:2]}", start() + content + b".", said
    content = dictionary([("a", tensor(storage(1), [0], offset=1 << 62))])
    yield "an empty tensor far away", start() + content + b".", "exceeds its storage"
    kinds = [(kind, tensor(legacy_name(1000, kind), [1000], [1])) for kind in ("FloatStorage", "ByteStorage")]
    yield "a storage of two types", legacy(dictionary(kinds), 1000, width=1), "two element types"
    part = legacy_name(1000, view=b"(" + text("1") + integer(0) + integer(1000) + b"t")
    yield "a storage in another", legacy(dictionary([("a", tensor(part, [1000], [1]))]), 1000), "is a view of another"
    yield "a large file of zeros", 2 << 30, "it is not a pickle of protocol 2 to 5"
    many = [("first", tensor(storage(1_000_000, slot=7), [1000, 1000], [1000, 1]))]
    many += [(f"{index}", tensor(b"h\x07", [1000, 1000], [1000, 1])) for index in range(5000)]
    yield "a storage in many tensors", start() + dictionary(many) + b".", "it contains no supported generator"
    name = b"(" + text("storage") + named("torch.FloatStorage") + text("0") + text("cpu") + integer(1_000_000) + b"tQ"
    content = start(2) + dictionary([(f"{index}", tensor(name, [1_000_000], [1])) for index in range(5000)]) + b"."
    yield "a zip's storage in many tensors", zipped(content, _0=bytes(4_000_000)), "it contains no supported generator"
    tensors = [(f"{key}", zip_tensor(f"{key}", 1, [1], [1])) for key in range(8000)]
    each = {f"_{key}": bytes(4) for key in range(8000)}
    yield "a zip of many storages", zipped(start(2) + dictionary(tensors) + b".", **each), "it contains no supported generator"
    for claim in (3 << 30, 1 << 40, 1 << 62):
        content = zipped(start(2) + dictionary([("a", zip_tensor("0", claim // 4, [4], [1]))]) + b".", _0=bytes(16))
        yield f"a zip's storage of {claim} bytes", claiming(content, claim), "more bytes than the file"
    content = start(2) + b"N" * (60 << 20) + b"."
    yield "a compressed pickle", zipped(content, zipfile.ZIP_DEFLATED), "`x/data.pkl` in it is compressed"
    count = 15 << 18
    tensors = [(f"{key}", zip_tensor(f"{key}", count, [count], [1])) for key in range(60)]
    storages = {f"_{key}": bytes(4 * count) for key in range(60)}
    content = zipped(start(2) + dictionary(tensors) + b".", zipfile.ZIP_DEFLATED, **storages)
    yield "compressed storages", content, "`x/data/0` in it is compressed"
    content = zipped(start(2) + dictionary([("a", zip_tensor("9", 4, [4], [1]))]) + b".")
    yield "no storage", content, "it has no storage `9`"
    yield from networks()


def claiming(archive, size):
    """With so many bytes said of the last entry, by 64 bits where 32 are too few."""
    data = bytearray(archive)
    entry = data.rfind(b"PK\x01\x02")
    if size < (1 << 32) - 1:
        data[entry + 20 : entry + 28] = struct.pack("<II", size, size)
        return bytes(data)
    data[entry + 20 : entry + 28] = b"\xff" * 8
    name, extra = struct.unpack_from("<HH", data, entry + 28)
    sizes = struct.pack("<HHQQ", 1, 16, size, size)
    struct.pack_into("<H", data, entry + 30, extra + len(sizes))
    data[entry + 46 + name + extra : entry + 46 + name + extra] = sizes
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into("<I", data, end + 12, struct.unpack_from("<I", data, end + 12)[0] + len(sizes))
    return bytes(data)


def networks():
    """Names of a StyleGAN2 generator whose tensors are views of one number, or of one large storage."""
    said = "its tensors have more values than the file"
    for side in (64, 4096, 1 << 20):
        content = b"".join(generator(side, storage(1, slot=9), 0))
        yield f"a network of width {side} in one number", start() + content + b".", said
    yield "a network of views", start() + b"".join(generator(512, storage(512 * 512 * 9, slot=9), None)) + b".", said
    layers = [("shared.weight", [1 << 20, 1]), ("linear.weight", [16 << 20, 1]), ("blocks.0.0.conv1.weight", [1, 1, 1, 1])]
    entries = b"}(" + text("output_layer.2.weight") + tensor(storage(1, slot=9), [1, 1, 1, 1])
    entries += b"".join(text(name) + tensor(b"h\x09", shape) for name, shape in layers)
    yield "a BigGAN in one number", start() + entries + b"u.", said
    yield "many latents, which are drawn", start() + without_noise(65_536, 0) + b".", "its latents have 65536 values"
    yield "large noise, which is drawn", start() + without_noise(1, 13) + b".", "its images have a side of 32768"


def without_noise(latents, blocks):
    """A generator of rosinality's stylegan2-pytorch of one channel, without its constant noise."""
    def layer(name):
        return [(f"{name}.conv.weight", [1, 1, 1, 3, 3]), (f"{name}.conv.modulation.weight", [1, 1]),
                (f"{name}.conv.modulation.bias", [1]), (f"{name}.noise.weight", [1]), (f"{name}.activate.bias", [1])]  # fmt: skip

    def color(name):
        return [(f"{name}.bias", [1, 3, 1, 1]), (f"{name}.conv.weight", [1, 3, 1, 1, 1]),
                (f"{name}.conv.modulation.weight", [1, 1]), (f"{name}.conv.modulation.bias", [1])]  # fmt: skip

    shapes = [("style.1.weight", [1, latents]), ("style.1.bias", [1]), ("input.input", [1, 1, 4, 4])]
    shapes += layer("conv1") + color("to_rgb1")
    for block in range(blocks):
        shapes += layer(f"convs.{2 * block}") + layer(f"convs.{2 * block + 1}") + color(f"to_rgbs.{block}")
    kept, content = storage(65_536, slot=9), b"}("
    for name, shape in shapes:
        content += text(name) + tensor(kept, shape)
        kept = b"h\x09"
    return content + b"u"


def generator(width, kept, stride):
    """As an iterable of parts: a dictionary of tensors with strides of zero, or contiguous ones."""

    def strides(shape):
        if stride is not None:
            return [stride] * len(shape)
        result = [1]
        for size in reversed(shape[1:]):
            result.insert(0, result[0] * size)
        return result

    shapes = [("synthesis.b4.const", [width, 4, 4])]
    shapes += [(f"mapping.fc{index}.weight", [width, width]) for index in range(8)]
    for level in range(2, 11):
        block = f"synthesis.b{1 << level}"
        shapes += [(f"{block}.conv1.weight", [width, width, 3, 3]), (f"{block}.conv1.affine.weight", [width, width])]
        shapes += [(f"{block}.torgb.weight", [3, width, 1, 1])]
        if level > 2:
            shapes += [(f"{block}.conv0.weight", [width, width, 3, 3]), (f"{block}.conv0.affine.weight", [width, width])]
    yield b"}("
    for name, shape in shapes:
        yield text(name) + tensor(kept, shape, strides(shape))
        kept = b"h\x09"
    yield b"u"


# Damage


def damaged(originals):
    chance = random.Random(5)
    for index in range(DAMAGED):
        path = originals[index % len(originals)]
        data = bytearray(path.read_bytes())
        where = chance.randrange(len(data))
        kind = ["bytes", "end", "doubled", "removed", "head"][index // len(originals) % 5]
        if kind == "bytes":
            for _ in range(chance.randint(1, 5)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        elif kind == "end":
            del data[where:]
        elif kind == "doubled":
            data[where:where] = data[where : where + 40]
        elif kind == "removed":
            del data[where : where + chance.randint(1, 40)]
        else:
            data[chance.randrange(min(len(data), 400))] = chance.randrange(256)
        yield f"{path.name}, {kind} {index}", bytes(data), ""


# Running


class Import:
    """One run of the command in a folder of its own."""

    def __init__(self, program, folder, name, file):
        self.name, self.folder = name, folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        os.link(file, folder / "x.bin")
        errors = folder.parent / "errors"
        with open(errors, "wb") as stream:
            process = subprocess.Popen(
                [program, "import", "x.bin", "--out", "out"], cwd=folder, stdout=subprocess.DEVNULL, stderr=stream)
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = self.status = os.waitstatus_to_exitcode(status)
        self.errors = errors.read_text(errors="replace")
        self.seconds, self.megabytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    @property
    def problem(self):
        """Of any file."""
        left = sorted(path.name for path in self.folder.iterdir())
        if self.status not in (0, 1, 2):
            return f"it ended with {self.status}"
        if self.status != 0 and (not self.errors.startswith("ganzoo: ") or "\n  fix: " not in self.errors):
            return "the error has no words of ours"
        if left != (["out", "x.bin"] if self.status == 0 else ["x.bin"]):
            return f"left behind: {left}"
        if self.megabytes > MEGABYTES:
            return f"it took {self.megabytes:.0f} MB"
        if self.seconds > SECONDS:
            return f"it took {self.seconds:.1f} s"
        return None


def write(folder, exported):
    """The files by number, and a line for each in `names`."""
    groups = [("hostile", itertools.chain(calls(), references(), sizes())), ("damaged", damaged([*fixtures(), exported]))]
    lines = []
    for group, files in groups:
        for name, data, said in files:
            path = folder / f"{len(lines)}"
            if isinstance(data, int):
                path.touch()
                os.truncate(path, data)
            else:
                path.write_bytes(data)
            lines.append(f"{group}\t{name}\t{said}")
    (folder / "names").write_text("\n".join(lines))


def main():
    if sys.argv[1] == "write":
        return write(Path(sys.argv[2]), Path(sys.argv[3]))
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        exported = place / "exported.safetensors"
        subprocess.run([program, "import", FIXTURES / "stylegan2-ada.pkl", "--out", place / "run"], check=True, stdout=-3)
        subprocess.run([program, "export", "--run", place / "run", "--out", exported], check=True, stdout=-3)
        worst = {"megabytes": None, "seconds": None}
        counts, failures = {0: 0, 1: 0, 2: 0}, 0
        # Elsewhere: a program's memory is counted from that of whoever starts it.
        (place / "files").mkdir()
        subprocess.run([sys.executable, __file__, "write", place / "files", exported], check=True)
        for index, line in enumerate((place / "files/names").read_text().split("\n")):
            group, name, said = line.split("\t")
            run = Import(program, place / "one", name, place / f"files/{index}")
            problem = run.problem or (f"it was not said that {said}" if said not in run.errors else None)
            if group == "hostile" and run.status == 0:
                problem = "it was imported"
            if problem:
                failures += 1
                print(f"{name}: {problem}\n  {run.errors.strip()[:300]}", flush=True)
            counts[run.status] = counts.get(run.status, 0) + 1
            for key in worst:
                if worst[key] is None or getattr(run, key) > getattr(worst[key], key):
                    worst[key] = run
        print(f"{sum(counts.values())} files: {counts[1] + counts[2]} refused, {counts[0]} read in spite of the damage")
        print(f"at most {worst['megabytes'].megabytes:.0f} MB ({worst['megabytes'].name})")
        print(f"at most {worst['seconds'].seconds:.2f} s ({worst['seconds'].name})")
        if failures:
            raise SystemExit(f"{failures} failures")


if __name__ == "__main__":
    main()
