# short_names.py FROM TO: a safetensors file with the short names that own_importer knows.
import json
import struct
import sys

with open(sys.argv[1], "rb") as file:
    (size,) = struct.unpack("<Q", file.read(8))
    header, data = json.loads(file.read(size)), file.read()
short = lambda name: name.replace("synthesis.", "syn.").replace("mapping.", "map.")
text = json.dumps({short(name): value for name, value in header.items() if name != "__metadata__"}).encode()
with open(sys.argv[2], "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)
