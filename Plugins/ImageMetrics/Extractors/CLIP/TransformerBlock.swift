import GANCore
import GANTensor

/// Layer normalization of each token, with a gain and a bias.
struct LayerNormalization {
    private let weight: Tensor  // [width]
    private let bias: Tensor  // [width]

    init(_ weights: FrozenWeights, _ name: String, _ width: Int) throws {
        weight = try weights.tensor("\(name).weight", [width])
        bias = try weights.tensor("\(name).bias", [width])
    }

    func callAsFunction(_ x: Tensor) -> Tensor { x.standardized(axis: -1) * weight + bias }
}

private struct Projection {
    private let weight: Tensor  // [out, in]
    private let bias: Tensor  // [out]

    init(_ weights: FrozenWeights, weight: String, bias: String, _ inputs: Int, _ outputs: Int) throws {
        self.weight = try weights.tensor(weight, [outputs, inputs])
        self.bias = try weights.tensor(bias, [outputs])
    }

    func callAsFunction(_ x: Tensor) -> Tensor { matmul(x, weight, transposesRight: true) + bias }
}

/// Attention and a small network with residual connections (Radford et al. 2021, arXiv:2103.00020, section 2.4).
struct TransformerBlock {
    private let width: Int
    private let heads: Int
    private let attentionNorm: LayerNormalization
    private let queriesKeysValues: Projection
    private let attentionOutput: Projection
    private let networkNorm: LayerNormalization
    private let expansion: Projection
    private let contraction: Projection

    init(_ weights: FrozenWeights, _ name: String, width: Int, heads: Int) throws {
        func projection(_ weight: String, _ bias: String, _ inputs: Int, _ outputs: Int) throws -> Projection {
            try Projection(weights, weight: "\(name).\(weight)", bias: "\(name).\(bias)", inputs, outputs)
        }
        (self.width, self.heads) = (width, heads)
        attentionNorm = try LayerNormalization(weights, "\(name).ln_1", width)
        queriesKeysValues = try projection("attn.in_proj_weight", "attn.in_proj_bias", width, 3 * width)
        attentionOutput = try projection("attn.out_proj.weight", "attn.out_proj.bias", width, width)
        networkNorm = try LayerNormalization(weights, "\(name).ln_2", width)
        expansion = try projection("mlp.c_fc.weight", "mlp.c_fc.bias", width, 4 * width)
        contraction = try projection("mlp.c_proj.weight", "mlp.c_proj.bias", 4 * width, width)
    }

    /// x: [N, tokens, width].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let attended = x + attentionOutput(attention(queriesKeysValues(attentionNorm(x))))
        let expanded = expansion(networkNorm(attended))
        // CLIP's approximation of GELU.
        return attended + contraction(expanded * (expanded * 1.702).sigmoid())
    }

    /// - Parameter joined: queries, keys and values, concatenated: [N, tokens, 3 · width].
    private func attention(_ joined: Tensor) -> Tensor {
        let (count, tokens, size) = (joined.shape[0], joined.shape[1], width / heads)
        /// [N · heads, tokens, size].
        func part(_ index: Int) -> Tensor {
            joined.sliced(2, index * width..<(index + 1) * width).reshaped(count, tokens, heads, size)
                .permuted(0, 2, 1, 3).reshaped(count * heads, tokens, size)
        }
        let scores = matmul(part(0) / Double(size).squareRoot(), part(1), transposesRight: true)
        return matmul(scores.softmax(), part(2)).reshaped(count, heads, tokens, size).permuted(0, 2, 1, 3)
            .reshaped(count, tokens, width)
    }
}
