"""Writes safetensors files whose bytes follow from their content: the package itself writes metadata in a random order."""

import json
import struct

from safetensors.torch import save

LENGTH = struct.Struct("<Q")


def write(tensors, path, metadata):
    content = save({name: value.contiguous() for name, value in tensors.items()}, {k: str(v) for k, v in metadata.items()})
    size = LENGTH.size
    end = size + LENGTH.unpack(content[:size])[0]
    header = json.loads(content[size:end])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(LENGTH.pack(len(text)) + text + content[end:])
