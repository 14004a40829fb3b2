"""Writes Tests/GANMetricsTests/Fixtures/vision_transformers.safetensors: small DINOv2 and CLIP networks with random weights, under the
names of their files, and their features of random images.

    python -m venv venv && venv/bin/pip install torch torchvision timm transformers safetensors
    OMP_NUM_THREADS=1 venv/bin/python Tests/Reference/vision_transformers.py

Reference: timm 1.0.31 and transformers 5.24.0 compute the features. Names are those that each library saves: `timm/NAME` and
`transformers/NAME` for DINOv2, `state/NAME` for the state dict of transformers' DINOv2, `clip/NAME` for CLIP.

DINOv2's features of 42 pixels need positions of 3 x 3 patches, and the file has 5 x 5. They are interpolated as in
github:facebookresearch/dinov2, dinov2/models/vision_transformer.py (interpolate_pos_encoding): bicubic, with a scale that is a tenth
of a patch larger. timm and transformers interpolate otherwise, so timm gets the finished positions here.
"""
import math
import sys
import tempfile
from pathlib import Path

import timm
import torch
from safetensors.torch import load_file
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection, Dinov2Config, Dinov2Model

sys.path.insert(0, str(Path(__file__).parent))
from fixture_file import write  # noqa: E402

WIDTH, DEPTH, HEADS, PATCH, GRID, SMALL, OUTPUTS = 16, 2, 2, 14, 5, 3, 12


def filled(state):
    """Random weights that float16 holds exactly. Gains are near 1, scales of layers between 0.2 and 0.8."""
    torch.manual_seed(1)
    made = {}
    for name, value in state.items():
        draw = torch.randn(value.shape)
        if "gamma" in name or "lambda" in name:
            draw = 0.5 + 0.1 * draw.clamp(-3, 3)
        elif value.dim() == 1 and name.endswith("weight"):
            draw = 1 + 0.2 * draw
        elif value.dim() > 1 and name.endswith("weight") and "position" not in name:
            draw = draw * (2 / (value.numel() // value.shape[0])) ** 0.5
        made[name] = draw.half().float()
    return made


def small_positions(positions):
    """As facebookresearch's dinov2 does, with its offset of 0.1."""
    scale = (SMALL + 0.1) / GRID
    grid = positions[:, 1:].reshape(1, GRID, GRID, WIDTH).permute(0, 3, 1, 2)
    small = torch.nn.functional.interpolate(grid, scale_factor=(scale, scale), mode="bicubic")
    return torch.cat([positions[:, :1], small.permute(0, 2, 3, 1).reshape(1, SMALL * SMALL, WIDTH)], 1)


def timm_dinov2(grid):
    return timm.create_model(
        "vit_small_patch14_dinov2", pretrained=False, num_classes=0, embed_dim=WIDTH, depth=DEPTH, num_heads=HEADS,
        img_size=grid * PATCH).eval()


def renamed(state):
    """timm's names to those that are the attributes of transformers' modules."""
    made = {}
    for name, value in state.items():
        for old, new in [
            ("cls_token", "embeddings.cls_token"), ("pos_embed", "embeddings.position_embeddings"),
            ("patch_embed.proj", "embeddings.patch_embeddings.projection"), ("blocks.", "encoder.layer."),
            ("attn.proj", "attention.o_proj"), ("ls1.gamma", "layer_scale1.lambda1"),
            ("ls2.gamma", "layer_scale2.lambda1"),
        ]:
            name = name.replace(old, new)
        if name.startswith("norm."):
            name = "layernorm" + name[len("norm"):]
        if ".attn.qkv." in name:
            for part, rows in zip("qkv", value.chunk(3)):
                made[name.replace(".attn.qkv.", f".attention.{part}_proj.")] = rows
        else:
            made[name] = value
    return made


def saved(network):
    with tempfile.TemporaryDirectory() as folder:
        network.save_pretrained(folder)
        return load_file(Path(folder) / "model.safetensors")


with torch.no_grad():
    images = torch.randn(2, 3, GRID * PATCH, GRID * PATCH).half().float()
    network = timm_dinov2(GRID)
    state = filled(network.state_dict())
    network.load_state_dict(state)
    features = network(images)
    small = timm_dinov2(SMALL)
    small.load_state_dict({**state, "pos_embed": small_positions(state["pos_embed"])})

    other = Dinov2Model(Dinov2Config(
        hidden_size=WIDTH, num_hidden_layers=DEPTH, num_attention_heads=HEADS, image_size=GRID * PATCH,
        patch_size=PATCH)).eval()
    missing, unexpected = other.load_state_dict(renamed(state), strict=False)
    assert missing == ["embeddings.mask_token"] and not unexpected, (missing, unexpected)
    theirs = other(images).last_hidden_state[:, 0]
    assert math.isclose(float((theirs - features).abs().max()), 0, abs_tol=1e-5)

    clip = CLIPVisionModelWithProjection(CLIPVisionConfig(
        hidden_size=WIDTH, intermediate_size=4 * WIDTH, projection_dim=OUTPUTS, num_hidden_layers=DEPTH,
        num_attention_heads=HEADS, image_size=GRID * PATCH, patch_size=PATCH)).eval()
    clip.load_state_dict(filled(clip.state_dict()))

    tensors = {f"timm/{name}": value for name, value in state.items()}
    tensors |= {f"transformers/{name}": value for name, value in saved(other).items()}
    tensors |= {f"state/{name}": value for name, value in other.state_dict().items()}
    tensors |= {f"clip/{name}": value for name, value in saved(clip).items()}
    tensors = {name: value.half() for name, value in tensors.items()}
    tensors |= {
        "images": images.half(), "features/dinov2": features, "features/clip": clip(images).image_embeds,
        "features/dinov2_small": small(images[:, :, : SMALL * PATCH, : SMALL * PATCH]),
    }
write(
    tensors, Path(__file__).parents[1] / "GANMetricsTests/Fixtures/vision_transformers.safetensors",
    {"timm": timm.__version__, "torch": torch.__version__})
