"""Prints the numbers of RandomStreamTests: what is made of the words of Philox4x32-10.

    python -m venv venv && venv/bin/pip install randomgen
    venv/bin/python Tests/Reference/philox.py

Reference: the words are those of PyPI's randomgen; how normal numbers and integers are made of them is our definition. The blocks
themselves are tested with the vectors published with Random123.
"""
import math

from randomgen import Philox


def words(count, call, step, key):
    """Of counters (block, call, step, 0) from block 0 on. The package counts up before it makes a block."""
    counter = call << 32 | step << 64
    return [int(word) for word in Philox(counter=(counter - 1) % 2**128, key=key, number=4, width=32).random_raw(count)]


def normals(words):
    for a, b in zip(words[::2], words[1::2]):
        radius = math.sqrt(-2 * math.log((a + 1) / 2**32))
        yield radius * math.cos(2 * math.pi * b / 2**32)
        yield radius * math.sin(2 * math.pi * b / 2**32)


found = words(8, call=2, step=3, key=5)
print("normal ", [round(x, 7) for x in normals(found)])
print("integer", [((a << 32 | b) * 1000) >> 64 for a, b in zip(found[::2], found[1::2])])
