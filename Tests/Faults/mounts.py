"""File systems of their own for runs, which can be full, without inodes, or read-only. As root."""

import contextlib
import ctypes
import os
import subprocess
import sys

CLONE_NEWNS = 0x20000
PAGE = 4096


def begin():
    """Gives this process, its later threads and its children mounts that nobody else sees, and that end with them."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0:
        sys.exit(f"file systems cannot be mounted: {os.strerror(ctypes.get_errno())}; start it as root, or choose other kinds with --only")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


@contextlib.contextmanager
def disk(folder, **limits):
    """A file system in memory, with `size` bytes or `nr_inodes` files at most."""
    place = folder / "disk"
    place.mkdir()
    options = ",".join(f"{name}={value}" for name, value in limits.items())
    subprocess.run(["mount", "-t", "tmpfs", *(["-o", options] if options else []), "ganzoo", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def change(place, options):
    """`ro`, `rw` or `size=…`. No process may have a file of it open for writing if it becomes read-only."""
    subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)


def used(folder):
    """Bytes and number of files and folders, as a file system in memory counts them."""
    paths = [folder, *folder.rglob("*")]
    pages = sum(-(-path.lstat().st_size // PAGE) for path in paths if path.is_file())
    return pages * PAGE, len(paths)
