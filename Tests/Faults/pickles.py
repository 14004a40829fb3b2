"""Checkpoints of PyTorch by hand, as no honest program writes them: bytes of pickles and of the files around them."""

import io
import pickle
import struct
import zipfile


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


def namespace(entries):
    """- entries: nothing for the state in slot 0."""
    state = b"h\x00" if entries is None else dictionary(entries)
    return named("argparse.Namespace") + b")\x81" + state + b"b"


def numbers(*values):
    return b"(" + b"".join(integer(value) for value in values) + b"t"


def legacy(content, count, width=4):
    """A file of torch.save before 1.6 with one storage, of so many elements."""
    stream = io.BytesIO()
    for value in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
        pickle.dump(value, stream, protocol=2)
    stream.write(start(2) + content + b".")
    pickle.dump(["0"], stream, protocol=2)
    stream.write(struct.pack("<q", count) + bytes(width * count))
    return stream.getvalue()


def legacy_name(count, kind="FloatStorage", view=b"N"):
    return b"(" + text("storage") + named(f"torch.{kind}") + text("0") + text("cpu") + integer(count) + view + b"tQ"


def legacy_storage(count):
    """A storage of so many floats as torch.save nests it in other pickles."""
    return legacy(legacy_name(count), count)


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


def made_with(arguments):
    state = dictionary([("_init_kwargs", arguments)])
    meta = dictionary([("class_name", text("G")), ("state", state)])
    return called("torch_utils.persistence._reconstruct_persistent_obj", meta)


def zipped(content, compression=zipfile.ZIP_STORED, **storages):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        archive.writestr("x/data.pkl", content, zipfile.ZIP_STORED if storages else compression)
        archive.writestr("x/version", "3\n")
        for key, data in storages.items():
            archive.writestr(f"x/data/{key.strip('_')}", data)
    return stream.getvalue()


def zip_tensor(key, count, shape, strides):
    name = b"(" + text("storage") + named("torch.FloatStorage") + text(key) + text("cpu") + integer(count) + b"tQ"
    return tensor(name, shape, strides)
