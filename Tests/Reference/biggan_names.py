"""Our names of tensors for those of the published BigGAN programs."""

WORDS = {
    "conv2d0": "conv_sc", "conv2d1": "conv1", "conv2d2": "conv2", "conv2d3": "conv3", "conv2d4": "conv4",
    "conv2d5": "output_layer.2", "conv1x1_theta": "theta", "conv1x1_phi": "phi", "conv1x1_g": "g", "conv1x1_attn": "o",
    "sigma": "gamma", "linear0": "linear", "linear1": "linear", "embedding": "embed", "weight_orig": "weight",
    "weight_u": "u0", "weight_v": "v0", "running_mean": "stored_mean", "running_var": "stored_var",
}  # fmt: skip


def places(names, depth):
    """Where the parts of `blocks` are here: `depth` blocks and then attention, if there is any, are a stage."""
    keys = {tuple(map(int, name.split(".")[1:3])) for name in names if name.startswith("blocks.")}
    found, blocks = {}, 0
    for key in sorted(keys):
        start = "blocks.{}.{}.".format(*key)
        if any(name.startswith(start) and name.endswith(("sigma", "gamma")) for name in names):
            found[key] = ((blocks - 1) // depth, depth)
        else:
            found[key] = divmod(blocks, depth)
            blocks += 1
    return found


def ours(names, depth=1):
    """Our name for each of a network's names; None for counters of batches."""
    names = list(names)
    found = places(names, depth)

    def own(name):
        parts = name.split(".")
        if parts[-1] == "num_batches_tracked":
            return None
        if parts[0] == "blocks":
            parts[1:3] = map(str, found[tuple(map(int, parts[1:3]))])
        if parts[0] == "bn4":
            parts = ["output_layer", "0", "gain" if parts[1] == "weight" else parts[1]]
        return ".".join(WORDS.get(part, part) for part in parts if part != "bn")

    return {name: own(name) for name in names}


def in_our_shape(name, value):
    """- name: ours."""
    last = name.rsplit(".", 1)[-1]
    if last in ("u0", "v0"):
        return value.reshape(1, -1)
    return value.reshape(()) if last == "gamma" else value
