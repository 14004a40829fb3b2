"""Small checkpoints as PyTorch writes them, and in the form of the published StyleGAN2 pickles, with their tensors.

Reference: torch.save itself, and for the persistent objects of network.pkl the published code at commit d72cc7d of
NVlabs/stylegan2-ada-pytorch, but for the source that they hold.

    python Tests/Reference/checkpoints.py stylegan2-ada-pytorch

writes Tests/GANImportTests/Fixtures: state.pth (zip), state_old.pth (the format before 1.6), studio.pth (nested, with an
optimizer), network.pkl (persistent objects with nested streams), and expected.safetensors with what they hold, by
`<file>:<path>`. Needs torch, safetensors, numpy and scipy.
"""

import io
import pickle
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

import published_code

FOLDER = Path(__file__).resolve().parents[2] / "Tests/GANImportTests/Fixtures"
SOURCE, NVLABS_COMMIT = "import os\nos.system('echo no')\n", "d72cc7d"


class Layer(torch.nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(out_features, in_features))
        self.bias = torch.nn.Parameter(torch.randn(out_features))


class Generator(torch.nn.Module):
    def __init__(self, z_dim, img_resolution, mapping_kwargs=None):
        super().__init__()
        self.mapping, self.synthesis = Layer(in_features=z_dim, out_features=3), Layer(in_features=3, out_features=2)
        self.register_buffer("w_avg", torch.randn(3))


def published(checkout):
    """The published dictionary; the classes above become persistent ones, with a source of ours."""
    global Layer, Generator
    published_code.commit(checkout, NVLABS_COMMIT)
    [persistence, library] = published_code.load(
        Path(checkout).resolve(), "torch_utils.persistence", "dnnlib", missing=["requests", "PIL"], stays=True)
    Layer, Generator = persistence.persistent_class(Layer), persistence.persistent_class(Generator)
    for kind in (Layer, Generator):
        kind._orig_module_src = SOURCE
    return library.EasyDict


def state():
    weight = torch.randn(4, 3)
    return {
        "linear.weight": weight, "linear.transposed": weight.t(), "linear.row": weight[1], "linear.bias": torch.randn(4),
        "bn.running_mean": torch.randn(2, dtype=torch.float64), "bn.num_batches_tracked": torch.tensor(7),
        "half": torch.randn(2, 2).half(), "brain": torch.randn(3).bfloat16(), "mask": torch.tensor([True, False]),
        "empty": torch.zeros(0, 3), "scalar": torch.tensor(0.5),
    }  # fmt: skip


def main(checkout):
    dictionary = published(checkout)
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

    networks = {"G": Generator(z_dim=4, img_resolution=8, mapping_kwargs=dictionary(num_layers=2)), "D": None}
    networks["G_ema"] = networks["G"]
    stream = io.BytesIO()
    pickle.dump(networks | {"G_ema": Generator(z_dim=4, img_resolution=8)}, stream)
    (FOLDER / "network.pkl").write_bytes(stream.getvalue())
    again = {"G": networks["G"]}
    note("network.pkl", {f"G.{name}": value for name, value in again["G"].state_dict().items()})
    save_file(expected, FOLDER / "expected.safetensors")


if __name__ == "__main__":
    main(*sys.argv[1:])
