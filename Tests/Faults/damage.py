"""Twelve kinds of damage to a file."""

import os


def changed(change):
    def damage(path):
        path.write_bytes(change(path.read_bytes()))
    return damage


def flipped(place):
    def change(content):
        content = bytearray(content)
        if content:
            content[int(place * (len(content) - 1))] ^= 1
        return bytes(content)
    return changed(change)


def replaced(make):
    def damage(path):
        path.unlink()
        make(path)
    return damage


DAMAGES = {
    "empty": changed(lambda content: b""),
    "cut to half": changed(lambda content: content[: len(content) // 2]),
    "a byte less": changed(lambda content: content[:-1]),
    "a byte more": changed(lambda content: content + b"\0"),
    "a bit of the first byte": flipped(0),
    "a bit in the middle": flipped(0.5),
    "a bit of the last byte": flipped(1),
    "zeros": changed(lambda content: bytes(len(content))),
    "removed": lambda path: path.unlink(),
    "a folder in its place": replaced(lambda path: path.mkdir()),
    "a link in its place": replaced(lambda path: path.symlink_to("/etc/passwd")),
    "a FIFO in its place": replaced(lambda path: os.mkfifo(path)),
}
