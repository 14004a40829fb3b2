"""Numbers of a block of CLIP's transformer for Tests/GANMetricsTests/FeatureNetworkTests.swift: attention of PyTorch 2.13, layers as in
github:openai/CLIP, clip/model.py (ResidualAttentionBlock). Weights and inputs are sines of their index."""
import torch

WIDTH, HEADS, TOKENS, COUNT = 8, 2, 3, 2


def sines(index, *shape):
    """0.3 sin(0.37 i + index), in float64."""
    count = torch.Size(shape).numel()
    return (0.3 * torch.sin(0.37 * torch.arange(count, dtype=torch.float64) + index)).reshape(shape)


attention = torch.nn.MultiheadAttention(WIDTH, HEADS, batch_first=True, dtype=torch.float64)
attention.in_proj_weight.data, attention.in_proj_bias.data = sines(2, 3 * WIDTH, WIDTH), sines(3, 3 * WIDTH)
attention.out_proj.weight.data, attention.out_proj.bias.data = sines(4, WIDTH, WIDTH), sines(5, WIDTH)
x = 5 * sines(12, COUNT, TOKENS, WIDTH)
norm = torch.nn.functional.layer_norm
y = norm(x, [WIDTH], sines(0, WIDTH), sines(1, WIDTH))
x = x + attention(y, y, y, need_weights=False)[0]
y = norm(x, [WIDTH], sines(6, WIDTH), sines(7, WIDTH)) @ sines(8, 4 * WIDTH, WIDTH).T + sines(9, 4 * WIDTH)
x = x + (y * torch.sigmoid(1.702 * y)) @ sines(10, WIDTH, 4 * WIDTH).T + sines(11, WIDTH)
for row in x[:, 0].tolist():
    print(", ".join(f"{value:.7f}" for value in row))
