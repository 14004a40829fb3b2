"""Small checkpoints as PyTorch writes them, and in the form of the published StyleGAN2 pickles, with their tensors.

Reference: torch.save itself. The persistent objects of network.pkl are our own re-implementation of the published container.

    python Tests/Reference/checkpoints.py

writes Tests/GANImportTests/Fixtures: state.pth (zip), state_old.pth (the format before 1.6), studio.pth (nested, with an
optimizer), network.pkl (persistent objects with nested streams), and expected.safetensors with what they hold, by
`<file>:<path>`. The class of network.pkl is written here from what the format needs. Needs torch and safetensors.
"""

import io
import pickle
import sys
import types
from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).resolve().parents[2] / "Tests/GANImportTests/Fixtures"


def persistence():
    """Modules under the names that the published pickles ask for; only their names reach the file."""
    package, module = types.ModuleType("torch_utils"), types.ModuleType("torch_utils.persistence")

    def _reconstruct_persistent_obj(meta):
        raise RuntimeError("only its name is written")

    _reconstruct_persistent_obj.__module__ = "torch_utils.persistence"
    _reconstruct_persistent_obj.__qualname__ = "_reconstruct_persistent_obj"
    module._reconstruct_persistent_obj = _reconstruct_persistent_obj
    library = types.ModuleType("dnnlib")
    util = types.ModuleType("dnnlib.util")
    EasyDict = type("EasyDict", (dict,), {"__module__": "dnnlib.util"})
    util.EasyDict = EasyDict
    for name, content in [
        ("torch_utils", package), ("torch_utils.persistence", module), ("dnnlib", library), ("dnnlib.util", util)
    ]:  # fmt: skip
        sys.modules[name] = content
    return _reconstruct_persistent_obj, EasyDict


RECONSTRUCT, EASY_DICT = persistence()


class Persistent(torch.nn.Module):
    """Pickles itself as the published networks do."""

    def __init__(self, **kwargs):
        super().__init__()
        self._init_args, self._init_kwargs = (), EASY_DICT(kwargs)

    def __reduce__(self):
        meta = EASY_DICT(
            type="class", version=6, module_src="import os\nos.system('echo no')\n", class_name=type(self).__name__,
            state=dict(self.__dict__))  # fmt: skip
        return RECONSTRUCT, (meta,)


class Layer(Persistent):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.weight = torch.nn.Parameter(torch.randn(kwargs["out_features"], kwargs["in_features"]))
        self.bias = torch.nn.Parameter(torch.randn(kwargs["out_features"]))


class Generator(Persistent):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.mapping = Layer(in_features=kwargs["z_dim"], out_features=3)
        self.synthesis = Layer(in_features=3, out_features=2)
        self.register_buffer("w_avg", torch.randn(3))


def state():
    weight = torch.randn(4, 3)
    return {
        "linear.weight": weight, "linear.transposed": weight.t(), "linear.row": weight[1], "linear.bias": torch.randn(4),
        "bn.running_mean": torch.randn(2, dtype=torch.float64), "bn.num_batches_tracked": torch.tensor(7),
        "half": torch.randn(2, 2).half(), "brain": torch.randn(3).bfloat16(), "mask": torch.tensor([True, False]),
        "empty": torch.zeros(0, 3), "scalar": torch.tensor(0.5),
    }  # fmt: skip


def main():
    torch.manual_seed(3)
    FOLDER.mkdir(parents=True, exist_ok=True)
    expected = {}

    def note(file, tensors):
        expected.update({f"{file}:{name}": value.detach().clone().contiguous() for name, value in tensors.items()})

    tensors = state()
    torch.save(tensors, FOLDER / "state.pth")
    note("state.pth", tensors)
    torch.save(tensors, FOLDER / "state_old.pth", _use_new_zipfile_serialization=False)
    note("state_old.pth", tensors)

    layer = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.randn(1, 3)).sum().backward()
    optimizer.step()
    content = {"state_dict": layer.state_dict(), "step": 12, "run_name": "x", "optimizer": optimizer.state_dict()}
    torch.save(content, FOLDER / "studio.pth")
    note("studio.pth", {f"state_dict.{name}": value for name, value in layer.state_dict().items()})

    networks = {"G": Generator(z_dim=4, img_resolution=8, mapping_kwargs=EASY_DICT(num_layers=2)), "D": None}
    networks["G_ema"] = networks["G"]
    stream = io.BytesIO()
    pickle.dump(networks | {"G_ema": Generator(z_dim=4, img_resolution=8)}, stream)
    (FOLDER / "network.pkl").write_bytes(stream.getvalue())
    again = {"G": networks["G"]}
    note("network.pkl", {f"G.{name}": value for name, value in again["G"].state_dict().items()})
    save_file(expected, FOLDER / "expected.safetensors")


if __name__ == "__main__":
    main()
