"""Which `@Buffer` properties of components checkpoints hold."""

import json
import pathlib
import re

RULES = pathlib.Path(__file__).parent.parent / "RecipeTests" / "BufferRuleTests.swift"


def declared():
    """The last parts of the paths of all buffers. A test compares its table of rules with every registered component."""
    table = re.search(r"let rules: \[String: MergeRule\] = \[(.*?)\n    \]", RULES.read_text(), flags=re.DOTALL)[1]
    return set(re.findall(r'"(\w+)":', table))


def in_checkpoint(checkpoint):
    """The last parts of the names of all tensors of a checkpoint."""
    found = set()
    for file in checkpoint.glob("*.safetensors"):
        with file.open("rb") as content:
            header = json.loads(content.read(int.from_bytes(content.read(8), "little")))
        found |= {name.rsplit(".", 1)[-1] for name in header}
    return found
