import GANModule
import GANTensor

/// The first singular vectors of many small matrices, updated in each step by power iteration.
final class SingularVectors: Module {
    @Buffer var left: Tensor  // [N, a]
    @Buffer var right: Tensor  // [N, b]
    /// Whether no power iteration was made yet.
    @Buffer(.firstSlice) var isFresh = true

    /// - Parameters:
    ///   - count: N.
    ///   - size: elements of a matrix.
    init(count: Int, size: Int, random: RandomStream) {
        let (height, width) = Self.squarest(size)
        _left = Buffer(wrappedValue: Self.normalized(random.normal([count, height])), .firstSlice)
        _right = Buffer(wrappedValue: Self.normalized(random.normal([count, width])), .firstSlice)
    }

    /// The height and width with height · width = size that are as equal as possible.
    static func squarest(_ size: Int) -> (height: Int, width: Int) {
        let height = (1...max(size, 1)).last { $0 * $0 <= size && size % $0 == 0 } ?? 1
        return (height, size / height)
    }

    /// - Parameters:
    /// - matrices: [N, a, b]; used as constants.
    /// - other: right vectors for the left ones, in place of their own, [N, b].
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

    /// Divides each row by its length, or by 1e-3 if the length is less.
    private static func normalized(_ rows: Tensor) -> Tensor {
        let lengths = rows.squared().sum(1, keepDims: true).sqrt()
        return rows / maximum(lengths, .ones(lengths.shape, dtype: lengths.dtype) * 1e-3)
    }
}
