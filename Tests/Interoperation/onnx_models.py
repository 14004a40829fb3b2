"""Compares the ONNX files of a folder with what the networks themselves computed, and runs the Python of their notes.

    python Tests/Interoperation/onnx_models.py FOLDER

For each NAME.onnx in the folder, NAME.safetensors has inputs and images, and NAME.onnx.md a snippet. Exit status 1 if images differ by
more than 1e-4 of their largest value, or a snippet fails. Needs numpy, onnx, onnxruntime and safetensors.
"""

import contextlib
import os
import re
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
from safetensors.numpy import load_file

MOST = 1e-4


def error(path):
    """The largest difference of the images, relative to their largest value; of all of them at once, and of each alone."""
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path)
    answers = load_file(path.with_suffix(".safetensors"))
    images = answers.pop("images")
    assert set(answers) == {port.name for port in session.get_inputs()}, (set(answers), session.get_inputs())
    found = session.run(["images"], answers)[0]
    assert found.shape == images.shape, (found.shape, images.shape)
    single = [{name: value if value.ndim == 0 else value[index:index + 1] for name, value in answers.items()} for index in range(len(images))]
    alone = numpy.concatenate([session.run(["images"], own)[0] for own in single])
    return max(float(abs(one - images).max()) for one in (found, alone)) / float(abs(images).max())


def snippets(path):
    """The results of the code in a note, which runs in the note's folder."""
    with contextlib.chdir(path.parent):
        for code in re.findall(r"```python\n(.*?)```", path.read_text(), re.DOTALL):
            names = {}
            exec(compile(code, path.name, "exec"), names)
            yield names


def main(folder):
    paths = sorted(Path(folder).glob("*.onnx"))
    assert paths, "no file"
    for path in paths:
        own = error(path)
        results = list(snippets(path.with_name(path.name + ".md")))
        shapes = [names["pixels"].shape for names in results]
        print(f"{path.name}: largest relative difference {own:.2g}; the note's images {shapes}")
        if not own < MOST or len(shapes) != 1:
            return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
