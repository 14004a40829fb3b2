import GANCore
import GANTensor

/// Layer normalization of each token, with a gain and a bias.
struct LayerNormalization {
    private let weight: Tensor  // [width]
    private let bias: Tensor  // [width]
    private let epsilon: Double

    init(weight: Tensor, bias: Tensor, epsilon: Double) {
        (self.weight, self.bias, self.epsilon) = (weight, bias, epsilon)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { x.standardized(axis: -1, epsilon: epsilon) * weight + bias }
}

private struct Projection {
    private let weight: Tensor  // [out, in]
    private let bias: Tensor  // [out]

    init(weight: Tensor, bias: Tensor) { (self.weight, self.bias) = (weight, bias) }

    func callAsFunction(_ x: Tensor) -> Tensor { matmul(x, weight, transposesRight: true) + bias }
}

/// Attention and a small network with residual connections (Dosovitskiy et al. 2021, arXiv:2010.11929, equations 2 and 3), each
/// scaled for each channel in some networks (Touvron et al. 2021, arXiv:2103.17239, section 2).
struct TransformerBlock {
    private let width: Int
    private let heads: Int
    private let activation: TransformerForm.Activation
    private let attentionNorm: LayerNormalization
    private let queriesKeysValues: Projection
    private let attentionOutput: Projection
    private let attentionScale: Tensor?  // [width]
    private let networkNorm: LayerNormalization
    private let expansion: Projection
    private let contraction: Projection
    private let networkScale: Tensor?  // [width]

    /// - Parameter block: its number.
    init(_ weights: TransformerWeights, _ form: TransformerForm, block: Int) throws {
        let width = form.width
        (self.width, heads, activation) = (width, form.heads, form.activation)
        func norm(_ place: KeyPath<TransformerNames, String>) throws -> LayerNormalization {
            LayerNormalization(
                weight: try weights.tensor(place, ending: "weight", [width], block: block),
                bias: try weights.tensor(place, ending: "bias", [width], block: block), epsilon: form.epsilon)
        }
        func layer(_ place: KeyPath<TransformerNames, String>, _ inputs: Int, _ outputs: Int) throws -> Projection {
            Projection(
                weight: try weights.tensor(place, ending: "weight", [outputs, inputs], block: block),
                bias: try weights.tensor(place, ending: "bias", [outputs], block: block))
        }
        attentionNorm = try norm(\.attentionNorm)
        queriesKeysValues = Projection(
            weight: try weights.queriesKeysValues("weight", each: [width, width], block: block),
            bias: try weights.queriesKeysValues("bias", each: [width], block: block))
        attentionOutput = try layer(\.attentionOutput, width, width)
        attentionScale = form.scalesChannels ? try weights.optionalTensor(\.attentionScale, [width], block: block) : nil
        networkNorm = try norm(\.networkNorm)
        expansion = try layer(\.expansion, width, 4 * width)
        contraction = try layer(\.contraction, 4 * width, width)
        networkScale = form.scalesChannels ? try weights.optionalTensor(\.networkScale, [width], block: block) : nil
    }

    /// x: [N, tokens, width].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let attended = x + scaled(attentionOutput(attention(queriesKeysValues(attentionNorm(x)))), attentionScale)
        return attended + scaled(contraction(activation(expansion(networkNorm(attended)))), networkScale)
    }

    private func scaled(_ x: Tensor, _ factors: Tensor?) -> Tensor { factors.map { x * $0 } ?? x }

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

extension TransformerForm.Activation {
    fileprivate func callAsFunction(_ x: Tensor) -> Tensor {
        switch self {
        case .gelu: x * ((x * 0.5.squareRoot()).erf() + 1) * 0.5
        case .quickGELU: x * (x * 1.702).sigmoid()
        }
    }
}
