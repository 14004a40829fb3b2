"""AdAM's modulated kernels and the importance of their filters: the published code at commit 6428e99 of yunqing-me/AdAM.

The kernel is that of `KML_fc`, which multiplies a weight filter by filter. The published convolutions mix filters instead, which METHODS
§11.6 says; a convolution is `KML_fc` on the image's patches. The published code has no additive term in a kernel's factor: b is what
its v is where u is 1. Importance comes from the published loop, the threshold from numpy's percentile, which that code calls.
"""

import numpy
import torch
import torch.nn.functional as F

from probing import Probing, without_a_device

FILTERS, CHANNELS, SIZE, SIDE = 4, 3, 3, 5


class Convolution(torch.nn.Module):
    """A published modulated layer as a convolution. z [N, C · H · W] is its input."""

    def __init__(self, layer, kernel, v, u):
        super().__init__()
        self.layer, self.kernel = layer(CHANNELS * SIZE**2, FILTERS), kernel.reshape(FILTERS, -1)
        with torch.no_grad():
            self.layer.v_vector.copy_(v)
            self.layer.u_vector.copy_(u)

    def forward(self, z):
        images = z.reshape(-1, CHANNELS, SIDE, SIDE)
        patches = F.unfold(images, SIZE, padding=SIZE // 2).transpose(1, 2)
        return self.modulated(patches).transpose(1, 2).reshape(len(z), FILTERS, SIDE, SIDE)

    def modulated(self, x):
        return self.layer(x, self.kernel, torch.zeros(FILTERS)) / self.layer.scale

    def in_use(self):
        """The kernel, from its products with unit vectors."""
        return self.modulated(torch.eye(CHANNELS * SIZE**2)).t().reshape(FILTERS, CHANNELS, SIZE, SIZE)


class Sum(torch.nn.Module):
    """A logit an image."""

    def __init__(self):
        super().__init__()
        self.gain = torch.nn.Parameter(torch.ones(1))

    def forward(self, images):
        return self.gain * images.sum((1, 2, 3))[:, None]


def tensors(checkout):
    probing = Probing(checkout)
    layer = probing.networks.KML_fc
    with without_a_device():
        shape = (FILTERS, CHANNELS, SIZE, SIZE)
        stored, anchor = torch.randn(shape), torch.randn(shape)
        rows, offsets, columns = torch.randn(FILTERS), torch.randn(FILTERS), torch.randn(CHANNELS * SIZE**2)
        mask, images = torch.tensor([1.0, 0.0, 1.0, 0.0]), 0.05 * torch.randn(2, CHANNELS, SIDE, SIDE)
        # In adaptation the filters that train have no modulation, and are those that training stores.
        kept = mask.reshape(FILTERS, 1, 1, 1) > 0
        adapted = Convolution(layer, torch.where(kept, anchor, stored), rows * mask, columns)
        parts = {"stored": stored, "anchor": anchor, "rows": rows, "columns": columns, "offsets": offsets, "mask": mask}
        parts |= {"images": images, "adapted": adapted.in_use()}
        for name, v, u in [("rows", rows, columns), ("offsets", offsets, torch.ones_like(columns))]:
            network = Convolution(layer, anchor, v, u)
            parts[f"kernel_of_{name}"] = network.in_use()
            squares, _ = probing.measure(network, Sum(), images.flatten(1))
            parts[f"importance_of_{name}"] = squares["layer.v_vector"]
        ranked = torch.cat([parts["importance_of_rows"], parts["importance_of_offsets"]])
        return parts | {"threshold": torch.tensor(numpy.percentile(ranked.numpy(), q=30))}
