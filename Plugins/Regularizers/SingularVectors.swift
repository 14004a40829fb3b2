import GANModule
import GANTensor

/// The first singular vectors of many small matrices, followed from step to step by power iteration.
final class SingularVectors: Module {
    @Buffer var left: Tensor  // [N, a]
    @Buffer var right: Tensor  // [N, b]
    /// Whether no matrix was followed yet.
    @Buffer var isFresh = true

    /// - Parameters:
    ///   - count: N.
    ///   - size: elements of a matrix.
    init(count: Int, size: Int, random: RandomStream) {
        let (height, width) = Self.squarest(size)
        left = Self.normalized(random.normal([count, height]))
        right = Self.normalized(random.normal([count, width]))
    }

    /// The most square height · width = size.
    static func squarest(_ size: Int) -> (height: Int, width: Int) {
        let height = (1...max(size, 1)).last { $0 * $0 <= size && size % $0 == 0 } ?? 1
        return (height, size / height)
    }

    /// - Parameters:
    ///   - matrices: [N, a, b]; no gradient flows.
    ///   - other: right vectors that the left ones are made with instead of their own, [N, b].
    func follow(_ matrices: Tensor, steps: Int, leftFrom other: Tensor?) {
        withoutGradients {
            let matrices = matrices.detached()
            for _ in 0..<steps {
                right = Self.normalized((matrices * left.reshaped(left.shape[0], -1, 1)).sum(1))
                let source = other ?? right
                left = Self.normalized((matrices * source.reshaped(source.shape[0], 1, -1)).sum(2))
            }
        }
        isFresh = false
    }

    /// uᵀ M v, differentiable in M: [N].
    func value(of matrices: Tensor) -> Tensor {
        let (count, height) = (left.shape[0], left.shape[1])
        return (matrices * left.reshaped(count, height, 1) * right.reshaped(count, 1, -1)).sum(1, 2)
    }

    /// Each row by its length, which is taken as 1e-3 at least.
    private static func normalized(_ rows: Tensor) -> Tensor {
        let lengths = rows.squared().sum(1, keepDims: true).sqrt()
        return rows / maximum(lengths, .ones(lengths.shape, type: lengths.type) * 1e-3)
    }
}
