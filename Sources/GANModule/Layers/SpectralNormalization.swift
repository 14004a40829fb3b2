import GANTensor

/// Options of spectral normalization.
public struct SpectralOptions: Hashable, Sendable {
    public enum Variant: String, CaseIterable, Sendable {
        /// BigGAN-PyTorch: a pass in evaluation mode makes a step of the power iteration, too, and discards it.
        case author
        /// StudioGAN and PyTorch: a pass in evaluation mode uses both vectors of the last training pass.
        case studiogan
    }

    public var variant: Variant
    /// Minimum length by which a vector is divided.
    public var epsilon: Double

    public init(_ variant: Variant = .author, epsilon: Double = 1e-12) {
        (self.variant, self.epsilon) = (variant, epsilon)
    }
}

/// Divides a weight by an estimate of its largest singular value (Miyato et al. 2018, arXiv:1802.05957): the weight is
/// reshaped to [out, rest], and every training pass makes one step of the power iteration (METHODS §5.5).
///
/// The vectors are constants for gradients; the singular value is differentiable with respect to the weight.
public final class SpectralNormalization: Module {
    @Buffer private var left: Tensor  // u0, [1, out]
    private let right: Buffer<Tensor>?  // v0, [1, rest]: StudioGAN's
    private let value: Buffer<Tensor>?  // sv0, [1]: the author's, which nothing reads
    private let options: SpectralOptions

    /// Makes the state for a weight of the shape [out, …].
    public init(_ shape: Shape, _ options: SpectralOptions, random: RandomStream) {
        let normalizes = options.variant == .studiogan
        func vector(_ size: Int) -> Tensor {
            let drawn = random.normal([1, size])
            return normalizes ? unit(drawn, options.epsilon) : drawn
        }
        _left = Buffer(wrappedValue: vector(shape[0]), .firstSlice, named: "u0")
        right = normalizes ? Buffer(wrappedValue: vector(shape.count / shape[0]), .firstSlice, named: "v0") : nil
        value = normalizes ? nil : Buffer(wrappedValue: .ones([1]), .firstSlice, named: "sv0")
        self.options = options
    }

    /// The weight divided by the estimate of its largest singular value. With `keepsState`, the state does not change in training either.
    public func callAsFunction(_ weight: Tensor, keepsState: Bool = false) -> Tensor {
        let rows = weight.reshaped(weight.shape[0], -1)
        let (u, v) = withoutGradients { vectors(rows.detached(), moves: isTraining && !keepsState) }
        let sigma = matmul(matmul(v, rows, transposesRight: true), u, transposesRight: true).reshaped(1)
        if isTraining, !keepsState { value?.wrappedValue = sigma.detached() }
        return weight / sigma.reshaped(to: Shape(Array(repeating: 1, count: weight.rank)))
    }

    private func vectors(_ rows: Tensor, moves: Bool) -> (u: Tensor, v: Tensor) {
        if !moves, let right { return (left, right.wrappedValue) }
        let v = unit(matmul(left, rows), options.epsilon)
        let u = unit(matmul(v, rows, transposesRight: true), options.epsilon)
        if moves {
            left = u
            right?.wrappedValue = v
        }
        return (u, v)
    }
}

/// Divides a row [1, n] by its length, or by `epsilon` if the length is less.
private func unit(_ row: Tensor, _ epsilon: Double) -> Tensor {
    let length = row.squared().sum().sqrt()
    return row / maximum(length, Tensor(epsilon))
}
