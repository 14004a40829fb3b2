"""Imports files that are damaged or were made to do harm: an error in words, nothing run, nothing left behind.

    python3 Tests/Faults/imports.py PATH_OF_GANZOO

More than 1,000 damaged copies of the fixtures and of what `ganzoo export` writes of them, pickles that call functions, and files
that are small and claim to be large. Each may take 200 MB of memory and a second of processor time; a damaged file that is still
a whole checkpoint may be imported. Exit status 1 on the first that is otherwise. Needs nothing but Python.
"""

import io
import itertools
import os
import pickle
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[1] / "GANZooCLITests/Fixtures"
DAMAGED = int(os.environ.get("GANZOO_DAMAGED", 1100))
MEGABYTES, SECONDS = 200, 1.0


def fixtures():
    return sorted(path for path in FIXTURES.rglob("*") if path.suffix in (".pkl", ".pth"))


# Pickles by hand


def start(protocol=4):
    return bytes([0x80, protocol])


def text(value):
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def integer(value):
    data = value.to_bytes(8, "little", signed=True)
    return b"\x8a" + bytes([len(data)]) + data


def named(name):
    module, _, function = name.rpartition(".")
    return f"c{module}\n{function}\n".encode()


def called(name, *arguments):
    return named(name) + b"(" + b"".join(arguments) + b"tR"


def dictionary(entries):
    return b"}(" + b"".join(text(key) + value for key, value in entries) + b"u"


def easy(entries):
    return named("dnnlib.util.EasyDict") + b")\x81(" + b"".join(text(key) + value for key, value in entries) + b"u"


def numbers(*values):
    return b"(" + b"".join(integer(value) for value in values) + b"t"


def legacy_storage(count):
    """A storage of so many floats as torch.save nests it in other pickles."""
    stream = io.BytesIO()
    for value in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
        pickle.dump(value, stream, protocol=2)
    name = b"(" + text("storage") + named("torch.FloatStorage") + text("0") + text("cpu") + integer(count) + b"Nt"
    stream.write(start(2) + name + b"Q.")
    pickle.dump(["0"], stream, protocol=2)
    stream.write(struct.pack("<q", count) + bytes(4 * count))
    return stream.getvalue()


def storage(count, slot=None):
    data = legacy_storage(count)
    value = called("torch.storage._load_from_bytes", b"B" + struct.pack("<I", len(data)) + data)
    return value if slot is None else value + b"q" + bytes([slot])


def tensor(kept, shape, strides=None, offset=0):
    strides = strides if strides is not None else [0] * len(shape)
    return called(
        "torch._utils._rebuild_tensor_v2", kept, integer(offset), numbers(*shape), numbers(*strides), b"\x89", b"N")


def persistent(kwargs=(), **members):
    state = [(f"_{kind}", dictionary(values)) for kind, values in members.items()] + [("_init_kwargs", easy(kwargs))]
    meta = easy([
        ("type", text("class")), ("version", integer(6)), ("module_src", text("import os; os.system('touch was-here')")),
        ("class_name", text("../../was-here")), ("state", dictionary(state)),
    ])  # fmt: skip
    return called("torch_utils.persistence._reconstruct_persistent_obj", meta)


def zipped(content, compression=zipfile.ZIP_STORED, **storages):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        archive.writestr("x/data.pkl", content)
        archive.writestr("x/version", "3\n")
        for key, data in storages.items():
            archive.writestr(f"x/data/{key.strip('_')}", data)
    return stream.getvalue()


def zip_tensor(key, count, shape, strides):
    name = b"(" + text("storage") + named("torch.FloatStorage") + text(key) + text("cpu") + integer(count) + b"tQ"
    return tensor(name, shape, strides)


# Files that do harm


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
        "source": persistent(), "build": named("dnnlib.util.EasyDict") + b")\x81" + dictionary([("__class__", shell)]) + b"b",
    }  # fmt: skip
    for name, body in bodies.items():
        for protocol in (2, 5):
            yield f"{name}, protocol {protocol}", start(protocol) + body + b"."
        yield f"{name}, in a zip file", zipped(start(2) + body + b".")
        nested = called("torch.storage._load_from_bytes", b"B" + struct.pack("<I", len(body) + 3) + start(2) + body + b".")
        yield f"{name}, nested", start() + dictionary([("a", tensor(nested, [1]))]) + b"."


def references():
    """Few bytes that lead to each other again and again."""
    yield "nested lists", start() + b"]" * 5_000_000 + b"a" * 4_999_999 + b"."
    yield "nested marks", start() + b"(" * 20_000_000 + b"."
    yield "doubled values", start() + b"N" + b"2" * 20_000_000 + b"."
    yield "nested tuples", start() + b")" + b"\x85" * 399_000 + b"."
    chain = named("torch._utils._rebuild_parameter") + b"q\x000"
    yield "nested parameters", start() + chain + b"h\x00" * 150_000 + b")" + b"\x85R" * 150_000 + b"."
    size = named("torch.Size") + b"q\x000"
    inner = b"h\x00" * 100_000 + b")" + b"\x85R" * 100_000
    yield "nested sizes", start() + size + dictionary([("a", called(
        "torch._utils._rebuild_tensor_v2", storage(1), integer(0), inner, inner, b"\x89", b"N"))]) + b"."  # fmt: skip
    yield "a huge memo", start() + b"N" + b"".join(b"r" + struct.pack("<I", i) for i in range(3_000_000)) + b"."
    yield "memo under huge numbers", start() + b"Nr\xff\xff\xff\xffj\xff\xff\xff\xff."
    yield "many values", start() + b"N" * 30_000_000 + b"."
    yield "many dictionaries", start() + b"}" * 30_000_000 + b"."
    yield "many small dictionaries", start() + b"}NNs" * 5_000_000 + b"."
    yield "many large integers", start() + (b"\x8a\x0a" + bytes(10)) * 3_000_000 + b"."
    yield "many references", start() + b"N\x94](" + b"h\x00" * 20_000_000 + b"e."
    yield "much text", start() + (b"X" + struct.pack("<I", 1 << 20) + b"a" * (1 << 20)) * 100 + b"."
    level = easy([("a", integer(1))]) + b"q\x00"
    for index in range(1, 20):
        level += b"0" + easy([(f"{key}", b"h" + bytes([index - 1])) for key in range(300)]) + b"q" + bytes([index])
    yield "laughs in arguments", start() + level + b"0" + persistent([("a", b"h\x13")]) + b"."
    level = dictionary([("a", tensor(storage(1), [1]))]) + b"q\x00"
    for index in range(1, 60):
        level += b"0" + dictionary([(f"{key}", b"h" + bytes([index - 1])) for key in range(300)]) + b"q" + bytes([index])
    yield "laughs in dictionaries", start() + level + b"."
    yield "a dictionary in itself", start() + b"}q\x00" + text("a") + b"h\x00s."
    shared = dictionary([(f"{key}", b"N") for key in range(60_000)]) + b"q\x000"
    objects = [(f"{index}", called("torch_utils.persistence._reconstruct_persistent_obj", b"h\x00")) for index in range(20_000)]
    yield "objects with one large state", start() + shared + dictionary(objects) + b"."
    key = text("k" * (8 << 20)) + b"q\x010"
    laughs = named("dnnlib.util.EasyDict") + b")\x81(" + b"h\x01N" * 200_000 + b"u"
    yield "one long key in many arguments", start() + key + persistent([("a", laughs)]) + b"."
    source = text("s" * (8 << 20)) + b"q\x010"
    meta = named("dnnlib.util.EasyDict") + b"q\x020"
    each = b"h\x02)\x81(" + text("class_name") + text("G") + text("module_src") + b"h\x01" + text("state") + b"}u"
    call = named("torch_utils.persistence._reconstruct_persistent_obj") + b"q\x030"
    objects = [(f"{index}", b"h\x03(" + each + b"tR") for index in range(10_000)]
    yield "one long source of many objects", start() + source + meta + call + dictionary(objects) + b"."
    yield "long names", start() + b"".join(text("n" * 60_000) + b"}" for _ in range(60)) + b"".join(
        b"s" for _ in range(60)) + b"."  # fmt: skip


def sizes():
    """Small files that claim to be large."""
    for shape in [[1 << 40], [1 << 31, 1 << 31], [1 << 62, 4], [-1], [0] * 100_000, [1] * 9]:
        yield f"a tensor of {len(shape)} sides, {shape[:2]}", start() + dictionary([("a", tensor(storage(1), shape))]) + b"."
    many = [("first", tensor(storage(1_000_000, slot=7), [1000, 1000], [1000, 1]))]
    many += [(f"{index}", tensor(b"h\x07", [1000, 1000], [1000, 1])) for index in range(5000)]
    yield "a storage in many tensors", start() + dictionary(many) + b"."
    name = b"(" + text("storage") + named("torch.FloatStorage") + text("0") + text("cpu") + integer(1_000_000) + b"tQ"
    content = start(2) + dictionary([(f"{index}", tensor(name, [1_000_000], [1])) for index in range(5000)]) + b"."
    yield "a zip's storage in many tensors", zipped(content, _0=bytes(4_000_000))
    yield "a compressed pickle", zipped(start(2) + b"N" * (60 << 20) + b".", zipfile.ZIP_DEFLATED)
    count = 15 << 18
    tensors = [(f"{key}", zip_tensor(f"{key}", count, [count], [1])) for key in range(60)]
    storages = {f"_{key}": bytes(4 * count) for key in range(60)}
    yield "compressed storages", zipped(start(2) + dictionary(tensors) + b".", zipfile.ZIP_DEFLATED, **storages)
    yield "no storage", zipped(start(2) + dictionary([("a", zip_tensor("9", 4, [4], [1]))]) + b".")
    yield from networks()


def networks():
    """Names of a StyleGAN2 generator whose tensors are views of one number, or of one large storage."""
    for side in (64, 4096, 1 << 20):
        yield f"a network of width {side} in one number", start() + b"".join(generator(side, storage(1, slot=9), 0)) + b"."
    yield "a network of views", start() + b"".join(generator(512, storage(512 * 512 * 9, slot=9), None)) + b"."
    layers = [("shared.weight", [1 << 20, 1]), ("linear.weight", [16 << 20, 1]), ("blocks.0.0.conv1.weight", [1, 1, 1, 1])]
    entries = b"}(" + text("output_layer.2.weight") + tensor(storage(1, slot=9), [1, 1, 1, 1])
    entries += b"".join(text(name) + tensor(b"h\x09", shape) for name, shape in layers)
    yield "a BigGAN in one number", start() + entries + b"u."


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
        yield f"{path.name}, {kind} {index}", bytes(data)


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
        for name, data in files:
            (folder / f"{len(lines)}").write_bytes(data)
            lines.append(f"{group}\t{name}")
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
            group, name = line.split("\t")
            run = Import(program, place / "one", name, place / f"files/{index}")
            problem = run.problem or ("it was imported" if group == "hostile" and run.status == 0 else None)
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
