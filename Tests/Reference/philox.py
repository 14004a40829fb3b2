"""Prints the numbers of RandomStreamTests: Philox4x32-10 and what is made of its words, in plain Python.

Reference: our own implementation of the published algorithm (Salmon et al. 2011). Its words are checked with the published vectors; what
is made of them is our definition.
"""
import math

MASK = 0xFFFFFFFF


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        left, right = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(right >> 32) ^ c[1] ^ k[0], right & MASK, (left >> 32) ^ c[3] ^ k[1], left & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def normals(words):
    for a, b in (words[:2], words[2:]):
        radius = math.sqrt(-2 * math.log((a + 1) / 2**32))
        yield radius * math.cos(2 * math.pi * b / 2**32)
        yield radius * math.sin(2 * math.pi * b / 2**32)


# Key 5, call 2, step 3: the counter is (block, call, step, 0).
blocks = [philox((block, 2, 3, 0), (5, 0)) for block in range(2)]
print("normal ", [round(x, 7) for words in blocks for x in normals(words)])
print("integer", [((words[i] << 32 | words[i + 1]) * 1000) >> 64 for words in blocks for i in (0, 2)])
