"""Loads modules of a published program from a checkout of its repository. Nothing of it is copied.

What the networks do not use and this machine lacks, such as torchvision, seaborn or tqdm, is replaced by stand-ins.
"""

import contextlib
import importlib
import importlib.machinery
import subprocess
import sys
from pathlib import Path
from unittest import mock

from torch.torch_version import TorchVersion


class StandIn(mock.MagicMock):
    """A module that is missing, and everything in it."""

    __path__, __spec__ = [], None
    parse_version = TorchVersion  # of pkg_resources, which setuptools dropped


class StandIns:
    """Imports stand-ins for the named packages."""

    def __init__(self, packages):
        self.packages = packages

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.packages:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return StandIn(name=spec.name)

    def exec_module(self, module):
        pass


@contextlib.contextmanager
def importing(folder, missing=(), stays=False):
    """Lets Python import modules of a program.

    - folder: the one that the program's imports start from.
    - missing: packages that it imports and its networks do not use.
    - stays: others can import them afterwards, too, such as pickle.
    """
    finder, before = StandIns([name for name in missing if not is_installed(name)]), set(sys.modules)
    sys.meta_path.append(finder)
    sys.path.insert(0, str(folder))
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        sys.path.remove(str(folder))
        sys.meta_path.remove(finder)
        # The next program may have modules of the same names.
        for name in set(sys.modules) - before:
            path = getattr(sys.modules[name], "__file__", None)
            if not stays and isinstance(path, str) and Path(path).is_relative_to(folder):
                del sys.modules[name]


def load(folder, *names, missing=(), stays=False):
    """Modules of a program, by name; the rest as in `importing`."""
    with importing(folder, missing, stays):
        return [importlib.import_module(name) for name in names]


def is_installed(name):
    return importlib.util.find_spec(name) is not None


def commit(folder, expected):
    """The commit of a checkout.

    - Stops the script unless it begins with `expected`: another commit may compute something else.
    """
    found = subprocess.run(["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip()
    if not found.startswith(expected):
        raise SystemExit(f"{folder} is at commit {found or 'unknown'}; these numbers are of {expected}: git checkout {expected}")
    return found
