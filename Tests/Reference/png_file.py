"""PNG files written chunk by chunk, for scripts that make files which no library writes.

Reference: the PNG specification (sections 5 and 8).
"""
import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size, depth, colour, rows, *, interlaced=False, before=b"", after=b""):
    """A file of one image.

    `size` is (width, height), `rows` are bytes with a filter each, `before` and `after` are chunks around the pixels."""
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, int(interlaced))
    body = chunk(b"IHDR", header) + before + chunk(b"IDAT", zlib.compress(rows, 9)) + after + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def plain(rows):
    """Rows without filter."""
    return b"".join(b"\0" + row.tobytes() for row in rows)


def adam7(pixels):
    """The seven passes of PNG's interlacing (section 8.2), rows without filter."""
    steps = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    return b"".join(
        b"\0" + row.tobytes() for top, left, down, right in steps
        for row in pixels[top::down, left::right] if row.size)
